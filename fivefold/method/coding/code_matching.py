"""The codes of another program's project, matched to our codebook by their paths."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from fivefold.method.coding.codebook import CONTEXTUAL, Code, Codebook
from fivefold.method.coding.refi_qda import values
from fivefold.method.coding.refi_qda.codebook_exchange import code_guid
from fivefold.method.coding.refi_qda.losses import LossReport, Severity, Tally
from fivefold.method.common.names import LONGEST, shown

Path = tuple[str, ...]

_SEPARATORS = re.compile(r"\s*(?:::|>|»|\\)\s*")
_DOTS = re.compile(r"\s*\.\s*")
_APOSTROPHES = re.compile(r"['’‘`]")
_NO_WORD = re.compile(r"[\W_]+")
_RESERVE = 8
"""Characters kept free in a path for a number that tells two codes apart."""
_SHORTEST, _CUT = 16, 80
"""Characters of a name that a path must have room for, and that are left of one that is too long."""


@dataclass(frozen=True, slots=True)
class CodeMatching:
    """What each code of a project means here.

    by_guid: our code for each identifier that has one. codebook: the standard one with the codes created in vivo
    below their parents. in_vivo: those. unmatched: path by identifier of the codes without a place.
    """

    by_guid: dict[str, Code]
    codebook: Codebook
    in_vivo: tuple[Code, ...]
    unmatched: dict[str, Path]
    report: LossReport


def match_codes(project: values.Project, codebook: Codebook) -> CodeMatching:
    """Match a project's code tree to a codebook.

    A path matches without regard to case, spaces, hyphens and apostrophes. Nested codes, "A::B::C", "A > B > C" and
    "A.B.C" are one and the same; folders above the primary nodes do not count; a set (a code group of programs
    without a hierarchy) that is named after a node stands for it. Nothing is matched by likeness: a near miss is
    reported with the nearest code there is.
    """
    matcher = _Matcher(codebook)
    groups = _groups(project)
    for path, code in project.walk_codes():
        matcher.take(path, code, groups.get(code.guid, ()))
    return matcher.matching()


def show(path: Path) -> str:
    """A path as a person reads it."""
    return " > ".join(path)


def _plain(name: str) -> str:
    return " ".join(_NO_WORD.sub(" ", _APOSTROPHES.sub("", name.casefold())).split())


def _key(path: Sequence[str]) -> Path:
    return tuple(_plain(name) for name in path)


def _groups(project: values.Project) -> dict[str, tuple[Path, ...]]:
    """For each code, the paths that the sets it is a member of are named with."""
    found: dict[str, list[Path]] = {}
    for group in project.sets:
        for guid in group.codes:
            found.setdefault(guid, []).append(tuple(_SEPARATORS.split(group.name)))
    return {guid: tuple(paths) for guid, paths in found.items()}


@dataclass(slots=True)
class _Matcher:
    codebook: Codebook
    by_guid: dict[str, Code] = field(default_factory=dict)
    unmatched: dict[str, Path] = field(default_factory=dict)
    in_vivo: list[Code] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    _known: dict[Path, Code] = field(default_factory=dict)
    _ours: dict[str, Code] = field(default_factory=dict)
    _keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._known = {_key(code.path): code for code in self.codebook}
        self._ours = {code_guid(code): code for code in self.codebook}
        self._keys = {code.key for code in self.codebook}

    def take(self, path: Path, code: values.Code, groups: Sequence[Path]) -> None:
        """Find what one code means, given that its parents were taken before it."""
        found = self._find(path, groups)
        if found is None and code.guid in self._ours:
            found = self._ours[code.guid]
            self.tally.add(
                f'code "{code.name}"',
                named=True,
                where=show(path),
                severity=Severity.NOTE,
                consequence=f'carries the identifier of "{show(found.path)}" and is taken for it',
            )
        if found is None:
            found = self._create(path, groups)
        if found is None:
            self.unmatched[code.guid] = path
        else:
            self.by_guid.setdefault(code.guid, found)

    def _find(self, path: Path, groups: Sequence[Path]) -> Code | None:
        for reading in _readings(path, groups):
            below = self._below_wrappers(_key(reading))
            if below in self._known:
                return self._known[below]
        return None

    def _below_wrappers(self, key: Path) -> Path:
        """The path from its primary node on; folders above do not count."""
        start = next((number for number, name in enumerate(key) if (name,) in self._known), 0)
        return key[start:]

    def _create(self, path: Path, groups: Sequence[Path]) -> Code | None:
        """A code created in vivo, below the nearest node we know; None where there is none."""
        for reading in _readings(path, groups):
            parent = self._known.get(self._below_wrappers(_key(reading[:-1])))
            if parent is not None and _plain(reading[-1]):
                if _room(parent) < _SHORTEST:
                    self._report_too_deep(path)
                    return None
                made = self._add(parent, reading[-1])
                # Codes below it are found by the name the project gives it.
                self._known.setdefault(self._below_wrappers(_key(reading)), made)
                return made
        self._report_unmatched(path)
        return None

    def _add(self, parent: Code, name: str) -> Code:
        whole = shown(name)
        short = self._short(parent, whole)
        definition = "" if short == whole else whole
        key = self._new_key(parent, short)
        made = Code(key, (*parent.path, short), parent.primary, parent.context, definition)
        self._report_in_vivo(parent, made)
        if whole != " ".join(name.split()):
            self._report_changed(made, "had characters in its name that cannot be seen; they were taken out")
        if short != whole:
            self._report_changed(made, "had a name too long for tables; shortened, and whole as its definition")
        self._known[_key(made.path)] = made
        self.in_vivo.append(made)
        return made

    def _short(self, parent: Code, name: str) -> str:
        """The name, or as much of it as leaves a path room; no other code's below the parent."""
        room = _room(parent)
        if len(name) <= room:
            return name
        room = min(room, _CUT)
        cut, number = f"{name[: room - 1].rstrip()}…", 2
        while _key((*parent.path, cut)) in self._known:
            end = f"… {number}"
            cut, number = f"{name[: room - len(end)].rstrip()}{end}", number + 1
        return cut

    def _report_changed(self, made: Code, consequence: str) -> None:
        self.tally.add(
            f'code "{made.name}"',
            named=True,
            where=show(made.path[:-1]),
            severity=Severity.CHANGED,
            consequence=consequence,
        )

    def _new_key(self, parent: Code, name: str) -> str:
        # Letters can become more when they are folded.
        slug = _plain(name).replace(" ", "-")[: LONGEST - _RESERVE - len(parent.key)]
        key, number = f"{parent.key}/{slug}", 2
        while key in self._keys:
            key, number = f"{parent.key}/{slug}-{number}", number + 1
        self._keys.add(key)
        return key

    def _report_in_vivo(self, parent: Code, made: Code) -> None:
        siblings = [code for code in self.codebook if code.path[:-1] == parent.path]
        near = _nearest(made.name, siblings)
        if near is not None:
            self.tally.add(
                f'code "{made.name}"',
                named=True,
                where=show(parent.path),
                severity=Severity.DOUBT,
                consequence=f'is not in the codebook; did you mean "{near.name}"? Kept as a code created in vivo',
            )
        elif parent.primary in CONTEXTUAL and parent.context is None:
            self.tally.add(
                f'code "{made.name}"',
                named=True,
                where=show(parent.path),
                severity=Severity.DOUBT,
                consequence="stands directly below a primary node, so the context it is about is not known",
            )
        else:
            self.tally.add(
                "codes created in vivo",
                where=show(made.path),
                severity=Severity.NOTE,
                consequence="kept below their parents",
            )

    def _report_too_deep(self, path: Path) -> None:
        self.tally.add(
            f'code "{shown(path[-1])[:_CUT]}"',
            named=True,
            where=show(path)[:LONGEST],
            severity=Severity.DOUBT,
            consequence=f"stands below names that are too long for a path of {LONGEST} characters; shorten them in the "
            "coding program",
        )

    def _report_unmatched(self, path: Path) -> None:
        near = _nearest(path[-1], self.codebook.codes)
        question = f'; did you mean "{show(near.path)}"' if near is not None else ""
        self.tally.add(
            f'code "{path[-1]}"',
            named=True,
            where=show(path),
            severity=Severity.DOUBT,
            consequence=f"is not in the codebook and stands below no node of it{question}"
            + ("?" if question else "; move it below one, or leave it out"),
        )

    def matching(self) -> CodeMatching:
        book = self.codebook.extended(self.in_vivo)
        return CodeMatching(self.by_guid, book, tuple(self.in_vivo), self.unmatched, self.tally.report)


def _room(parent: Code) -> int:
    """Characters there are for a name below a code."""
    return LONGEST - _RESERVE - len(show((*parent.path, "")))


def _readings(path: Path, groups: Sequence[Path]) -> Iterator[Path]:
    """The ways to understand a path: as it is, taken apart at separators, or below a set it is a member of."""
    if not _plain(path[-1]):
        return
    yield path
    apart = tuple(part for name in path for part in _SEPARATORS.split(name))
    if apart != path:
        yield apart
    dotted = tuple(part for name in path for part in _DOTS.split(name) if part)
    if dotted != path:
        yield dotted
    if len(groups) == 1 and len(path) == 1:
        yield (*groups[0], path[0])


def _nearest(name: str, codes: Sequence[Code]) -> Code | None:
    by_name = {_plain(code.name): code for code in codes}
    close = get_close_matches(_plain(name), by_name, n=1, cutoff=0.8)
    return by_name[close[0]] if close else None
