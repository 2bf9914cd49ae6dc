"""Submissions as they are read: found among the reader's own, opened with all their lines tell, and what happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fivefold.method.frameworks import classification
from fivefold.method.frameworks.classification import Rule
from fivefold.method.studies.protocol import parse_protocol
from fivefold.method.studies.study import Protocol
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.models import Person, Study
from fivefold.records.audit.models import Event
from fivefold.records.revisions import lines
from fivefold.records.revisions.changes import State
from fivefold.records.revisions.lines import Told
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import states
from fivefold.records.studies.models import Submission
from fivefold.records.studies.states import EntryId

KINDS: Final = (Kind.COVER, Kind.FRAMEWORK, Kind.INCIDENTS, Kind.CLASSIFICATION, Kind.UNPLACED)
"""What a submission itself tells; codings and memos are told about it."""


@dataclass(frozen=True, slots=True)
class UnplacedWords:
    """Words of a form that had no place. decided: {} while nobody has said what they are."""

    key: str
    text: str
    where: str
    decided: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A submission and what it tells.

    entries: identifiers in placed order. classification: an override's state, {} for none.
    others: files of other forms with its reference.
    heads: by kind of line, the newest revision's number now; 0 where nothing is told.
    """

    row: Submission
    value: Value
    entries: tuple[EntryId, ...]
    unplaced: tuple[UnplacedWords, ...]
    classification: State
    heads: Mapping[str, int]
    others: tuple[str, ...] = ()

    @property
    def still_unplaced(self) -> tuple[UnplacedWords, ...]:
        """Those nobody has decided on."""
        return tuple(one for one in self.unplaced if not one.decided)

    @property
    def set_aside(self) -> tuple[UnplacedWords, ...]:
        """Those somebody said are nothing."""
        return tuple(one for one in self.unplaced if one.decided.get("as") == "nothing")


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
    return Submission.objects.select_related("share", "study").filter(study=study, id=submission).first()


def opened(row: Submission, *, as_of: int | None = None) -> Opened:
    """A submission as it stands, or as it stood after an event. Two queries. LookupError where it told nothing yet."""
    return next(opened_all((row,), as_of=as_of))


def opened_all(rows: Sequence[Submission], *, as_of: int | None = None) -> Iterator[Opened]:
    """Several of them, in two queries however many there are."""
    held = list(Line.objects.filter(subject__in=[row.id for row in rows], kind__in=KINDS))
    told = lines.states(held, as_of=as_of)
    by_subject: dict[UUID, dict[str, Line]] = {row.id: {} for row in rows}
    for one in held:
        by_subject[one.subject][one.kind] = one
    for row in rows:
        found = by_subject[row.id]
        yield _opened(row, found, {kind: told[one.id] for kind, one in found.items()})


def _opened(row: Submission, held: Mapping[str, Line], told: Mapping[str, State]) -> Opened:
    if not told.get(Kind.COVER) or not told.get(Kind.FRAMEWORK):
        raise LookupError("nothing was told of this submission by then")
    override = told.get(Kind.CLASSIFICATION, {})
    return Opened(
        row=row,
        value=states.submission_of(
            cover=told[Kind.COVER],
            framework=told[Kind.FRAMEWORK],
            incidents=told.get(Kind.INCIDENTS, {}),
            classification=override,
        ),
        entries=states.entry_ids(told[Kind.FRAMEWORK]),
        unplaced=tuple(
            UnplacedWords(key, one["text"], one["where"], one["decided"] or {})
            for key, one in told.get(Kind.UNPLACED, {}).items()
        ),
        classification=override,
        heads={kind: held[kind].head if kind in held else 0 for kind in KINDS},
        others=tuple(told[Kind.COVER].get("others", ())),
    )


def protocol(study: Study) -> Protocol:
    """The study's protocol. Two queries. LookupError where none was written."""
    told = lines.states_of([study.id], Kind.PROTOCOL).get(study.id, {}).get(None)
    if not told:
        raise LookupError("the study has no protocol yet")
    return parse_protocol(told["toml"], file="protocol.toml")


def rule(of: Protocol) -> Rule:
    """The rule by which the study's cohorts are told."""
    return classification.rule(of.classification_rule)


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


def names(told: Sequence[Change]) -> dict[UUID, str]:
    """The names of those who made these changes, by identifier. One query."""
    return dict(Person.objects.filter(id__in={one.by for one in told if one.by}).values_list("id", "name"))
