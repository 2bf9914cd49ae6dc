"""Recording an event, inside the transaction of what it records."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from fivefold.records.audit.anchors import take_after_commit
from fivefold.records.audit.models import Event, Head
from fivefold.records.audit.terminal import TERMINAL, is_commanded
from fivefold.records.audit.verbs import Verb
from fivefold.records.vault import keyring
from fivefold.records.vault.scopes import Purpose, Scope

Fact = int | bool | str | list[str]
LOG = Scope(Purpose.LOG)

# A fact is a count or one of our own keys. What somebody typed would outlive the destruction of what it tells of.
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Happening:
    """One event to be recorded; fields as of `record`."""

    verb: Verb
    share: UUID | None
    subject: UUID | None
    facts: Mapping[str, Fact]
    wrote: Iterable[bytes] = ()


def record(
    verb: Verb,
    *,
    by: UUID | None,
    at: datetime,
    share: UUID | None = None,
    subject: UUID | None = None,
    facts: Mapping[str, Fact] | None = None,
    wrote: Iterable[bytes] = (),
) -> Event:
    """Append one event and return it. Call it once for each action, in the action's own transaction.

    by: the person acting; None for the installation itself. share, subject: whose record, and which.
    facts: counts and keys of closed lists; where a command asked for it, that as well.
    wrote: sealed values of the revisions this event writes, and of nothing else: each is matched with its event.
    Needs the log's key on the current keyring. Cost: one locked row, one insert.
    """
    (event,) = record_all([Happening(verb, share, subject, facts or {}, wrote)], by=by, at=at)
    return event


@transaction.atomic
def record_all(happenings: Iterable[Happening], *, by: UUID | None, at: datetime) -> list[Event]:
    """Append many events of one person and moment, in their order: for bringing in what is too much to be told singly.

    Cost: one locked row and one insert for all of them.
    """
    head = Head.objects.select_for_update().get(only=1)
    made = []
    for one in happenings:
        event = Event(
            number=head.number + 1,
            at=at,
            verb=str(one.verb),
            actor=by,
            share=one.share,
            subject=one.subject,
            facts=_content_free(one.facts),
            content=content_of(one.wrote),
        )
        event.mac = mac_of(event, before=bytes(head.mac))
        head.number, head.mac = event.number, event.mac
        made.append(event)
    if not made:
        return []
    Event.everywhere.bulk_create(made)
    head.save(update_fields=["number", "mac"])
    take_after_commit(head.number, bytes(head.mac), at=at)
    return made


def content_of(sealed: Iterable[bytes]) -> bytes | None:
    """SHA-256 over the sealed values' own SHA-256s, sorted, since a table keeps no order; None for none."""
    every = sorted(hashlib.sha256(value).digest() for value in sealed)
    return hashlib.sha256(b"".join(every)).digest() if every else None


def mac_of(event: Event, *, before: bytes) -> bytes:
    """HMAC over the event before and every column of this one, in one canonical form."""
    columns = (
        event.number,
        event.at.astimezone(UTC).isoformat(),
        event.verb,
        *(str(one) if one else "" for one in (event.actor, event.share, event.subject)),
        event.facts,
        bytes(event.content).hex() if event.content is not None else "",
    )
    message = before + json.dumps(columns, sort_keys=True, separators=(",", ":")).encode()
    return keyring.current().mac(message, scope=LOG)


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the log is not what was written: an event's number and what is wrong."""

    number: int
    what: str


def verify(*, anchors: Mapping[int, bytes] | None = None) -> Break | None:
    """Read the whole log and say where it was changed, or None.

    anchors: macs by number as they were copied outside the database; a log cut off before one is found by it.
    What is recorded while this reads is left to the next time. Cost: one pass, a few thousand events a second, memory
    flat.
    """
    head = Head.objects.get(only=1)
    before, expected = b"", 1
    kept = dict(anchors or {})
    for event in Event.everywhere.filter(number__lte=head.number).order_by("number").iterator(chunk_size=2000):
        if event.number != expected:
            return Break(expected, "an event is missing")
        if not hmac.compare_digest(bytes(event.mac), mac_of(event, before=before)):
            return Break(event.number, "an event was changed, or the one before it")
        if event.number in kept and kept.pop(event.number) != bytes(event.mac):
            return Break(event.number, "the log is not the one that was anchored")
        before, expected = bytes(event.mac), expected + 1
    if (head.number, bytes(head.mac)) != (expected - 1, before):
        return Break(expected, "the log ends before its head")
    if kept:
        return Break(expected, "the log ends before an event that was anchored")
    newest = Event.everywhere.aggregate(found=Max("number"))["found"] or 0
    # The head is asked after the events: whoever records moves it on in the same transaction.
    beyond = newest > Head.objects.get(only=1).number
    return Break(newest, "an event stands after the log's head") if beyond else None


def _content_free(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    for name, fact in facts.items():
        for one in fact if isinstance(fact, list) else (fact,):
            if isinstance(one, str) and (len(one) > _LONGEST or " " in one):
                raise ValueError(f"the fact {name} looks like somebody's words; an event keeps counts and keys")
    return {**facts, TERMINAL: True} if is_commanded() else dict(facts)
