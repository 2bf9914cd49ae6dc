"""Memos as they stand, and what they said before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fivefold.records.accounts.models import Person, Study
from fivefold.records.coding.models import Memo, MemoAbout
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Told
from fivefold.records.revisions.models import Kind, Line


@dataclass(frozen=True, slots=True)
class Version:
    """What a memo said from a moment on. number: from 1; "by": a name, "" where nobody is known any more."""

    number: int
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A memo. about, submission, code: what it is about; versions: oldest first, at least one."""

    id: UUID
    about: MemoAbout
    submission: UUID | None
    code: str | None
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """What it says now."""
        return self.versions[-1]


def memos(
    study: Study, *, about: MemoAbout | None = None, submission: UUID | None = None, code: str | None = None
) -> tuple[Written, ...]:
    """The study's memos, the one last changed first, narrowed to what they are about. Four queries."""
    rows = Memo.objects.filter(share__study=study)
    if about is not None:
        rows = rows.filter(about=about)
    if submission is not None:
        rows = rows.filter(subject=submission)
    found = [one for one in _written(list(rows)) if code is None or one.code == code]
    return tuple(sorted(found, key=lambda one: (one.newest.at, one.id), reverse=True))


def memo(row: Memo) -> Written:
    """One memo with its history. Three queries."""
    return _written([row])[0]


def line_of(row: Memo) -> Line:
    """The line a memo's words stand in."""
    return Line.objects.get(kind=Kind.MEMO, subject=row.id, part=None)


def _written(rows: list[Memo]) -> list[Written]:
    of_row = {one.subject: one for one in Line.objects.filter(kind=Kind.MEMO, subject__in=[row.id for row in rows])}
    told = lines.histories(of_row.values())
    names = _names(each.by for several in told.values() for each in several)
    return [_one(row, told[of_row[row.id].id], names) for row in rows]


def _one(row: Memo, told: tuple[Told, ...], names: dict[UUID | None, str]) -> Written:
    state: dict[str, Any] = {}
    versions = []
    for each in told:
        state = changes.apply(state, each.change)
        versions.append(Version(each.number, each.at, names.get(each.by, ""), state["text"]))
    submission = row.subject if row.about == MemoAbout.SUBMISSION else None
    return Written(row.id, MemoAbout(row.about), submission, state.get("code"), tuple(versions))


def _names(people: Iterable[UUID | None]) -> dict[UUID | None, str]:
    return dict(Person.objects.filter(id__in={one for one in people if one}).values_list("id", "name"))
