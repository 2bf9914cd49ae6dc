"""Writing and reading lines: one call, one transaction, one event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Share, ShareKind
from fivefold.records.accounts.tenancy import refuse_outside
from fivefold.records.audit import events
from fivefold.records.audit.models import Event, Head
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes
from fivefold.records.revisions.changes import Change, State
from fivefold.records.revisions.models import Kind, Line, Revision
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class Write:
    """One change of one line. against: the head the writer saw; None where any order gives the same state."""

    line: Line
    change: Change
    against: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One revision opened: its line, number, event, who made it when, and the change."""

    line: UUID
    number: int
    event: int
    at: datetime
    by: UUID | None
    change: Change


class Conflict(Exception):
    """Somebody else changed a line since the writer saw it. Nothing was written.

    theirs: what they changed, oldest first; the writer keeps their own text and decides.
    """

    def __init__(self, line: Line, theirs: Sequence[Told]) -> None:
        self.line, self.theirs = line, tuple(theirs)
        super().__init__(f"{line.kind} changed meanwhile")


def line(kind: Kind, *, share: Share, subject: UUID, part: UUID | None = None) -> Line:
    """The line that tells this of a subject, made where there is none. Call it within the write's transaction."""
    found, _ = Line.objects.get_or_create(kind=kind, subject=subject, part=part, defaults={"share": share})
    return found


@transaction.atomic
def write(
    writes: Sequence[Write],
    *,
    verb: Verb,
    by: Actor,
    at: datetime,
    share: Share,
    subject: UUID | None = None,
    facts: Mapping[str, events.Fact] | None = None,
) -> Event:
    """Append one revision to each line, with one event. Raises Conflict, with nothing written, where one moved on.

    share: whose event it is: the lines' own, or the common one. Whoever may open a line reads its event beside it.
    Access is the caller's to require; OutsideShares where a line is not the actor's. Cost: four statements, whatever
    the number of lines, and one for each head.
    """
    refuse_outside({one.line.share_id for one in writes})
    if share.kind != ShareKind.COMMON and any(one.line.share_id != share.id for one in writes):
        raise ValueError("the event of a line belongs to the line's share, or to the common one")
    held = {one.id: one for one in Line.objects.select_for_update().filter(id__in=[one.line.id for one in writes])}
    made = []
    for one in writes:
        current = held[one.line.id]
        _refuse_stale(one, current)
        current.head += 1
        revision = Revision(id=uuid4(), line=current, share_id=current.share_id, number=current.head)
        revision.sealed = _seal(revision, changes.packed(one.change), share)
        made.append(revision)
    event = events.record(
        verb,
        by=by.person,
        at=at,
        share=share.id,
        subject=subject,
        facts=facts,
        wrote=(bytes(revision.sealed) for revision in made),
    )
    for revision in made:
        revision.event = event
    Revision.objects.bulk_create(made)
    Line.objects.bulk_update(held.values(), ["head"])
    return event


@dataclass(frozen=True, slots=True)
class Begun:
    """New lines of one subject, all of one share, told by one event: kind, part and first state of each."""

    verb: Verb
    share: Share
    subject: UUID
    facts: Mapping[str, events.Fact]
    lines: tuple[tuple[Kind, UUID | None, Mapping[str, Any]], ...]


@transaction.atomic
def begin(many: Sequence[Begun], *, by: Actor, at: datetime) -> list[Event]:
    """Begin the lines of many subjects, with one event for each of `many`, in their order.

    For what is brought in: the lines must be new, IntegrityError otherwise. Access is the caller's to require.
    Cost: six statements, whatever the number of lines.
    """
    made: list[list[Revision]] = []
    for one in many:
        revisions = []
        for kind, part, state in one.lines:
            new = Line(kind=kind, subject=one.subject, part=part, share=one.share, head=1)
            revision = Revision(id=uuid4(), line=new, share=one.share, number=1)
            revision.sealed = _seal(revision, changes.packed(changes.put(state)), one.share)
            revisions.append(revision)
        made.append(revisions)
    told = events.record_all(
        (
            events.Happening(
                one.verb, one.share.id, one.subject, one.facts, tuple(bytes(each.sealed) for each in revisions)
            )
            for one, revisions in zip(many, made, strict=True)
        ),
        by=by.person,
        at=at,
    )
    for event, revisions in zip(told, made, strict=True):
        for revision in revisions:
            revision.event = event
    flat = [revision for revisions in made for revision in revisions]
    Line.objects.bulk_create([revision.line for revision in flat])
    Revision.objects.bulk_create(flat)
    return told


def states(lines: Iterable[Line], *, as_of: int | None = None) -> dict[UUID, State]:
    """The state of each line, by line; {} where nothing was written yet. as_of: after that event. One query."""
    found: dict[UUID, list[Change]] = {one.id: [] for one in lines}
    for told in _opened(list(found), as_of=as_of):
        found[told.line].append(told.change)
    return {one: changes.folded(made) for one, made in found.items()}


def states_of(
    subjects: Iterable[UUID], kind: Kind, *, as_of: int | None = None
) -> dict[UUID, dict[UUID | None, State]]:
    """States of a kind by subject and part. Two queries."""
    lines = list(Line.objects.filter(subject__in=list(subjects), kind=kind))
    known = states(lines, as_of=as_of)
    found: dict[UUID, dict[UUID | None, State]] = {}
    for one in lines:
        found.setdefault(one.subject, {})[one.part] = known[one.id]
    return found


def history(one: Line) -> tuple[Told, ...]:
    """Every revision of a line, oldest first."""
    return tuple(_opened([one.id], as_of=None))


def histories(several: Iterable[Line]) -> dict[UUID, tuple[Told, ...]]:
    """Every revision of each line, oldest first, by line. One query."""
    found: dict[UUID, list[Told]] = {one.id: [] for one in several}
    for told in _opened(list(found), as_of=None):
        found[told.line].append(told)
    return {one: tuple(revisions) for one, revisions in found.items()}


def since(one: Line, number: int) -> tuple[Told, ...]:
    """The revisions of a line after a number: what somebody who saw that number has missed."""
    return tuple(told for told in history(one) if told.number > number)


def undo(one: Line, number: int, *, by: Actor, at: datetime) -> Event:
    """Take back one revision by a new one. Raises Conflict where later revisions touch the same keys, ValueError where
    there is no such revision.
    """
    told = history(one)
    if not 1 <= number <= len(told):
        raise ValueError(f"the line has no revision {number}")
    later = [other for other in told if other.number > number and _meet(other.change, told[number - 1].change)]
    if later:
        raise Conflict(one, later)
    before = changes.folded(other.change for other in told[: number - 1])
    back = changes.inverse(before, told[number - 1].change)
    write_back = Write(one, back, against=told[-1].number)
    return write([write_back], verb=Verb.UNDONE, by=by, at=at, share=one.share, subject=one.subject)


def unmatched() -> int | None:
    """The number of the first event whose sealed revisions are not those it wrote, or None. One pass of each table.

    What is written while this reads is left to the next time.
    """
    upto = Head.objects.get(only=1).number
    revisions = Revision.everywhere.filter(event__lte=upto).order_by("event_id").values_list("event_id", "sealed")
    written = groupby(revisions.iterator(chunk_size=500), key=itemgetter(0))
    number, rows = next(written, (None, ()))
    told = Event.everywhere.filter(number__lte=upto).exclude(content=None).order_by("number")
    for event in told.iterator(chunk_size=2000):
        if number != event.number or events.content_of(bytes(row[1]) for row in rows) != bytes(event.content or b""):
            return event.number if number is None else min(event.number, number)
        number, rows = next(written, (None, ()))
    return number


def _refuse_stale(one: Write, current: Line) -> None:
    if one.against is None or one.against == current.head:
        return
    theirs = since(current, one.against)
    # A head that never was: a mistake of the writer's program, which saw nothing it could write against.
    if one.against > current.head or any(_meet(told.change, one.change) for told in theirs):
        raise Conflict(current, theirs)


def _meet(one: Change, other: Change) -> bool:
    """Whether two changes touch the same thing."""
    these, those = changes.touches(one), changes.touches(other)
    return these is None or those is None or not these.isdisjoint(those)


def _opened(lines: list[UUID], *, as_of: int | None) -> Iterable[Told]:
    found = Revision.objects.filter(line__in=lines).select_related("event", "share").order_by("number")
    if as_of is not None:
        found = found.filter(event__lte=as_of)
    for one in found:
        plain = keyring.current().unseal(bytes(one.sealed), scope=one.share.scope, place=_place(one))
        yield Told(one.line_id, one.number, one.event_id, one.event.at, one.event.actor, changes.unpacked(plain))


def _seal(revision: Revision, plain: bytes, share: Share) -> bytes:
    scope = share.scope if share.id == revision.share_id else revision.line.share.scope
    return keyring.current().seal(plain, scope=scope, place=_place(revision))


def _place(revision: Revision) -> Place:
    return Place("revision", revision.id, "sealed")
