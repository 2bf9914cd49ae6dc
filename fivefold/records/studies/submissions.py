"""Submissions as they are read one by one: found among the reader's own, with what was changed, when and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fivefold.records.accounts.models import Study
from fivefold.records.audit.models import Event
from fivefold.records.revisions import lines
from fivefold.records.revisions.lines import Told
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import queries
from fivefold.records.studies.models import Submission

KINDS: Final = (Kind.COVER, Kind.FRAMEWORK, Kind.INCIDENTS, Kind.CLASSIFICATION, Kind.UNPLACED)
"""What a submission itself tells; codings and memos are told about it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a form that had no place. decided: {} while nobody has said what they are."""

    key: str
    text: str
    where: str
    decided: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a submission: one event and the kinds of lines it wrote."""

    event: int
    at: datetime
    by: UUID | None
    verb: str
    kinds: tuple[str, ...]


def find(study: Study, submission: UUID) -> Submission | None:
    """The submission with this identifier among the reader's own; None where there is none, or it is another's."""
    return Submission.objects.select_related("share").filter(study=study, id=submission).first()


def as_of(row: Submission, event: int | None = None) -> queries.Opened | None:
    """A submission as it stands, or as it stood after an event; None where nothing was told of it by then."""
    return next(queries.opened([row], as_of=event), None)


def words(opened: queries.Opened) -> tuple[Words, ...]:
    """A submission's words that had no place on its form, in the order in which they were found."""
    return tuple(
        Words(key, str(one["text"]), str(one["where"]), _decision(one.get("decided")))
        for key, one in opened.unplaced.items()
    )


def _decision(decided: object) -> Mapping[str, Any]:
    return decided if isinstance(decided, dict) else {}


def heads(row: Submission) -> dict[str, int]:
    """By kind of line, the number of its newest revision: what a form shown now is made against. 0 for none."""
    held = Line.objects.filter(subject=row.id, kind__in=KINDS).values_list("kind", "head")
    return dict.fromkeys(map(str, KINDS), 0) | dict(held)


def changes(row: Submission) -> tuple[Change, ...]:
    """What happened to a submission, oldest first. Seven queries, however much happened."""
    told: dict[int, dict[str, Told]] = {}
    for line in Line.objects.filter(subject=row.id, kind__in=KINDS):
        for one in lines.history(line):
            told.setdefault(one.event, {})[line.kind] = one
    verbs = dict(Event.objects.filter(number__in=list(told)).values_list("number", "verb"))
    return tuple(
        Change(event, first.at, first.by, verbs.get(event, ""), tuple(kind for kind in KINDS if kind in made))
        for event, made in sorted(told.items())
        for first in [next(iter(made.values()))]
    )
