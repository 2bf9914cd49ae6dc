"""A coding project joined to a study: codes to the codebook, users to layers, passages to entries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fivefold.method.coding import covers
from fivefold.method.coding.alignment import Alignment, Passage, align
from fivefold.method.coding.code_matching import CodeMatching, match_codes, show
from fivefold.method.coding.codebook import Code, Codebook
from fivefold.method.coding.codebook import codebook as codebook_of
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.held_codings import HeldCodings
from fivefold.method.coding.refi_qda import values
from fivefold.method.coding.refi_qda.losses import LossReport, Severity, Tally
from fivefold.method.coding.source_matching import SourceMatching
from fivefold.method.coding.spans import Span
from fivefold.method.common.names import LONGEST, shown
from fivefold.method.common.progress import Progress, silent
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.definition import instrument as instrument_of
from fivefold.method.studies.study import Study, Submission

UNATTRIBUTED = "Unattributed"
"""The layer of codings that no user is named for."""


@dataclass(frozen=True, slots=True)
class PassageNote:
    """A passage a person may want to look at: which, and why. Names no words of it.

    span: in the source's text; None where the project gives no usable position. codes: their paths, as the project
    has them.
    """

    framework: str
    source: str
    span: Span | None
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class CodingReading:
    """What a project says about a study.

    codings: in the order of the study, then of the form, each once. codebook: the study's, with codes created in vivo.
    report: of this step; the project's own losses stand beside it. passages: those not placed, or placed in parts.
    """

    codings: Sequence[Coding]
    codebook: Codebook
    in_vivo: tuple[Code, ...]
    report: LossReport
    passages: tuple[PassageNote, ...] = ()

    def coded(self, study: Study) -> CodedStudy:
        """The study with these codings."""
        return CodedStudy(study, self.codebook, self.codings)


def read_codings(
    project: values.Project,
    study: Study,
    *,
    codebook: Codebook | None = None,
    instrument: Instrument | None = None,
    progress: Progress = silent,
) -> CodingReading:
    """Join a project to a study.

    codebook, instrument: the protocol's where not given. Never fails: what cannot be joined is left out and said.
    """
    return join(values.OpenProject.of(project), study, codebook=codebook, instrument=instrument, progress=progress)


def join(
    project: values.OpenProject,
    study: Study,
    *,
    codebook: Codebook | None = None,
    instrument: Instrument | None = None,
    progress: Progress = silent,
) -> CodingReading:
    """The same source by source: memory holds one, and the codings as numbers. Parameters as `read_codings`.

    Raises InputError only where the project's own reader stops while it gives its sources.
    """
    codes = match_codes(project.outline, codebook or codebook_of(study.protocol.codebook))
    return _Joiner(project.outline, study, codes, instrument).reading(project, progress)


@dataclass(slots=True)
class _Joiner:
    project: values.Project
    study: Study
    codes: CodeMatching
    instrument: Instrument | None
    tally: Tally = field(default_factory=Tally)
    notes: list[PassageNote] = field(default_factory=list)
    layers: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    whole: Tally = field(default_factory=Tally)
    found: HeldCodings = field(init=False)

    def reading(self, opened: values.OpenProject, progress: Progress) -> CodingReading:
        findings = Tally()
        findings.add_all(self.codes.report)
        self.layers = self._layers(findings)
        self.found = HeldCodings(self.codes.codebook, (*self.layers.values(), self._unattributed()))
        for one in self.study.submissions:
            self.found.expect(one.reference, one.framework)
        self.names = {code.guid: show(path) for path, code in self.project.walk_codes()}
        matching = SourceMatching(self.project.cases, self.study)
        comparison = covers.Comparison(self.project)
        for source in progress(opened.sources(), label="Placing codings in entries", length=opened.count):
            submission = matching.framework(source)
            if submission is not None:
                self._take(source, submission)
                comparison.take(source, submission)
            if source.codings:
                # Codes given to a whole source or case say nothing about an entry.
                self._whole("sources", source.name, len(source.codings))
        matching.count_uncoded()
        for case in self.project.cases:
            if case.codes:
                self._whole("cases", case.name, len(case.codes))
        for part in (matching.tally, self.tally, self.whole, comparison.tally(matching.found)):
            findings.add_all(part.report)
        return CodingReading(
            codings=self.found,
            codebook=self.codes.codebook,
            in_vivo=self.codes.in_vivo,
            report=findings.report,
            passages=tuple(self.notes),
        )

    def _layers(self, tally: Tally) -> dict[str, str]:
        """Layer by user identifier. The agreed layer is the user the protocol names."""
        agreed = self.study.protocol.agreed_layer
        layers = {}
        for user in self.project.users:
            name = shown(user.name or user.id)[:LONGEST] or UNATTRIBUTED
            layers[user.guid] = AGREED if name.casefold() == agreed.casefold() else name
        labels = list(layers.values())
        if AGREED not in (*labels, self._unattributed()):
            there_are = ", ".join(f'"{label}"' for label in dict.fromkeys(labels)) or "none"
            example = f': agreed_layer = "{labels[0]}"' if len(labels) == 1 else " as agreed_layer"
            tally.add(
                f'users named "{agreed}"',
                count=0,
                severity=Severity.DOUBT,
                consequence=f"figures stand on that layer; the project's users are {there_are}. "
                f"Name the right one in protocol.toml{example}",
            )
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            tally.add(
                f'users named "{agreed if label == AGREED else label}"',
                count=labels.count(label),
                severity=Severity.DOUBT,
                consequence="their codings are one layer",
            )
        return layers

    def _take(self, source: values.TextSource, submission: Submission) -> None:
        if source.text is None:
            self.tally.add(
                "frameworks whose text is not in the project",
                where=submission.reference,
                severity=Severity.LOST,
                consequence="their codings cannot be placed",
            )
            for selection in source.selections:
                self._note(submission, source, selection, "the text is not in the project")
            return
        framework = submission.framework
        alignment = align(source.text, framework, self.instrument or instrument_of(framework.instrument))
        self._report_alignment(alignment, submission)
        for selection in source.selections:
            if selection.codings:
                self._take_selection(selection, source, submission, alignment)

    def _report_alignment(self, alignment: Alignment, submission: Submission) -> None:
        if not alignment.exact:
            self.tally.add(
                "texts that are not our reading of the form",
                where=submission.reference,
                severity=Severity.NOTE,
                consequence="entries were found by their words",
            )
        for missed in alignment.missed:
            self.tally.add(
                "entries not found in the project's text",
                where=f"{submission.reference}, {missed.cell}, entry {missed.entry + 1}",
                severity=Severity.DOUBT,
                consequence=f"{missed.reason}; codings of them cannot be placed",
            )

    def _take_selection(
        self, selection: values.Selection, source: values.TextSource, submission: Submission, alignment: Alignment
    ) -> None:
        if selection.span is None:
            self._lose(submission, source, selection, "its positions do not lie in the text")
            return
        passage = alignment.locate(selection.span)
        if not passage.parts:
            self._lose(submission, source, selection, "it lies outside every entry")
            return
        if len(passage.parts) > 1:
            self.tally.add(
                "passages over several entries",
                where=submission.reference,
                severity=Severity.CHANGED,
                consequence="one coding in each of them",
            )
            self._note(submission, source, selection, f"it covers {len(passage.parts)} entries; one coding in each")
        elif any(character.isalnum() for character in passage.outside):
            self.tally.add(
                "passages that reach beyond their entry",
                where=submission.reference,
                severity=Severity.NOTE,
                consequence="the part in the entry is coded",
            )
        for coding in selection.codings:
            self._place_coding(coding, selection, submission, passage)

    def _place_coding(
        self, coding: values.Coding, selection: values.Selection, submission: Submission, passage: Passage
    ) -> None:
        code = self.codes.by_guid.get(coding.code)
        if code is None:
            name = show(self.codes.unmatched.get(coding.code, ("a code the project does not list",)))
            self.tally.add(
                "codings with a code that has no place in the codebook",
                where=f"{submission.reference}, {name}",
                severity=Severity.LOST,
                consequence=f'left out ("{name}")',
            )
            return
        layer = self._layer(coding.creator or selection.stamp.creator, submission)
        for part in passage.parts:
            made = Coding(submission.reference, part.cell, part.entry, part.span, code, layer)
            if not self.found.add(made):
                self.tally.add(
                    "codings given twice by the same user",
                    where=submission.reference,
                    severity=Severity.NOTE,
                    consequence="counted once",
                )

    def _unattributed(self) -> str:
        """The layer of codings that no user is named for; a protocol may name it as the agreed one."""
        agreed = self.study.protocol.agreed_layer
        return AGREED if UNATTRIBUTED.casefold() == agreed.casefold() else UNATTRIBUTED

    def _layer(self, user: str, submission: Submission) -> str:
        if user in self.layers:
            return self.layers[user]
        if not user and len(self.layers) == 1:
            [only] = self.layers.values()
            self.tally.add(
                "codings that name no user",
                where=submission.reference,
                severity=Severity.NOTE,
                consequence="taken as those of the project's only user",
            )
            return only
        self.tally.add(
            "codings without a known user",
            where=submission.reference,
            severity=Severity.DOUBT,
            consequence=f'in the layer "{UNATTRIBUTED}"',
        )
        return self._unattributed()

    def _lose(
        self, submission: Submission, source: values.TextSource, selection: values.Selection, reason: str
    ) -> None:
        self.tally.add(
            "codings that cannot be placed in an entry",
            where=submission.reference,
            severity=Severity.LOST,
            consequence=f"left out, because the passage: {reason}",
            count=len(selection.codings),
        )
        self._note(submission, source, selection, reason)

    def _note(
        self, submission: Submission, source: values.TextSource, selection: values.Selection, reason: str
    ) -> None:
        codes = tuple(self.names.get(coding.code, "") for coding in selection.codings)
        self.notes.append(PassageNote(submission.reference, source.name, selection.span, codes, reason))

    def _whole(self, things: str, where: str, count: int) -> None:
        self.whole.add(
            f"codings of whole {things}",
            where=where,
            severity=Severity.LOST,
            consequence="left out, because they stand on no entry",
            count=count,
        )
