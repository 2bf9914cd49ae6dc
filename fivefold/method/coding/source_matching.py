"""Which source of a project is which framework of a study: by reference, of the case or of the source."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from fivefold.method.coding.refi_qda import values
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.frameworks import references
from fivefold.method.studies.study import Study, Submission

_EXTENSIONS = frozenset({".txt", ".docx", ".doc", ".rtf", ".pdf", ".odt", ".md"})


class SourceMatching:
    """Which framework each source of a project is, asked source by source.

    A source's name may be the reference or the form's file name, with or without extension; a case that holds the
    source may carry the reference instead. Where the two disagree, or neither is known, the source is left out and
    counted; so is every framework without a source.

    found: framework by source identifier, of those asked about so far.
    """

    def __init__(self, cases: Iterable[values.Case], study: Study) -> None:
        self.found: dict[str, Submission] = {}
        self.tally = Tally()
        self._study = study
        self._matcher = _Matcher(study)
        self._cases: dict[str, list[str]] = {}
        for case in cases:
            for guid in case.sources:
                self._cases.setdefault(guid, []).append(case.name)

    def framework(self, source: values.TextSource) -> Submission | None:
        """The framework a source is; None, counted, where that cannot be told."""
        names = self._cases.get(source.guid, [])
        found = {one.reference: one for name in (source.name, *names) for one in self._matcher.find(name)}
        if len(found) == 1:
            self.found[source.guid] = next(iter(found.values()))
        elif found:
            self.tally.add(
                "sources that stand for several frameworks",
                where=f"{source.name}: {', '.join(sorted(found))}",
                severity=Severity.DOUBT,
                consequence="left out; give the source and its case one reference",
                count=1,
            )
        else:
            _count_unknown(source, names, self._matcher, self.tally)
        return self.found.get(source.guid) if len(found) == 1 else None

    def count_uncoded(self) -> None:
        """Count the frameworks that no source is, once all were asked about."""
        held = {submission.reference for submission in self.found.values()}
        for submission in self._study.submissions:
            if submission.reference not in held:
                self.tally.add(
                    "frameworks that the project does not hold",
                    where=submission.reference,
                    severity=Severity.DOUBT,
                    consequence="they have no codings",
                )


def _count_unknown(source: values.TextSource, cases: list[str], matcher: "_Matcher", tally: Tally) -> None:
    codings = sum(len(selection.codings) for selection in source.selections)
    if not codings:
        tally.add(
            "sources that are no framework of the study",
            where=source.name,
            severity=Severity.NOTE,
            consequence="left out; nothing is coded in them",
        )
        return
    near = matcher.near(source.name) or next((found for name in cases if (found := matcher.near(name))), "")
    question = f'; did you mean "{near}"?' if near else ""
    tally.add(
        "codings in sources that are no framework of the study",
        where=source.name,
        severity=Severity.LOST,
        consequence=f"left out{question}",
        count=codings,
    )


class _Matcher:
    """Looks names up among references and file names."""

    def __init__(self, study: Study) -> None:
        self.by_key = {references.key(one.reference): one for one in study.submissions}
        self.by_file: dict[str, list[Submission]] = {}
        for one in study.submissions:
            self.by_file.setdefault(_stem(one.file).casefold(), []).append(one)
        self.known = references.by_key(one.reference for one in study.submissions)

    def find(self, name: str) -> list[Submission]:
        """The framework a name means; several where a file name stands in several sites."""
        for text in (name, _stem(name)):
            key = references.key(text)
            if key in self.by_key:
                return [self.by_key[key]]
        return self.by_file.get(_stem(name).casefold(), []) if _stem(name) else []

    def near(self, name: str) -> str:
        """A reference one slip away from the name, or ""."""
        return next(iter(references.near_misses(_stem(name), self.known)), "")


def _stem(name: str) -> str:
    """A name without folders and without the extension of a document."""
    path = PurePosixPath(name.replace("\\", "/").strip())
    return path.stem if path.suffix.casefold() in _EXTENSIONS else path.name
