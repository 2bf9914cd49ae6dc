"""Verifying the log: the chain, its anchors, that every sealed revision is one its event wrote, and that keys open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.models import Share
from fivefold.records.audit import anchors, checked, events
from fivefold.records.audit.models import Event, Head
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Revision
from fivefold.records.vault import keyring
from fivefold.records.vault.opening import key_store
from fivefold.records.vault.scopes import Scope
from fivefold.records.vault.sealing import Place, Unreadable

_AT_ONCE = 5000
"""Events asked for in one statement. A copy is taken every minute, and a database takes only so many values."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a verification found, as a sentence."""

    sound: bool
    sentence: str


def verify(*, at: datetime) -> Told:
    """Read everything; where it is sound, note that and copy the head outside the database.

    One pass of each table, memory flat.
    """
    kept = anchors.taken()
    with overseeing():
        # Before it is read: what is recorded meanwhile was not looked at, and is not said to have been.
        number = Head.objects.get(only=1).number
        broken = events.verify(anchors=kept)
        if broken is not None:
            return Told(False, f"The log is not what was written: at event {broken.number}, {broken.what}.")
        foreign = lines.unmatched()
        if foreign is not None:
            return Told(False, f"The revisions of event {foreign} are not those it wrote.")
        shut = _shut()
        anchors.take()
    if shut:
        return Told(False, f"The key of {len(shut)} part{'s' * (len(shut) != 1)} of studies does not open its records.")
    checked.note(number, at=at)
    held = f", {len(kept)} copies of its head agree" if kept else ""
    return Told(True, f"Sound: {number:,} events in one chain{held}; every revision is as its event wrote it.")


def wrong_at_the_end(newest: int = 2000) -> str | None:
    """What is wrong with the log's anchors, or with its newest events; None where nothing is."""
    with overseeing():
        try:
            kept = anchors.taken()
        except InputError as error:
            return error.sentence.rstrip(".")
        replaced = _replaced(kept)
        if replaced is not None:
            return f"Event {replaced} is not the one whose copy was kept outside the database"
        return _broken_since(newest)


def _replaced(kept: Mapping[int, bytes]) -> int | None:
    """The first event that is not the one whose copy was kept; None where each is."""
    numbers = sorted(kept)
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        macs = dict(Event.everywhere.filter(number__in=part).values_list("number", "mac"))
        for number in part:
            if bytes(macs.get(number, b"")) != kept[number]:
                return number
    return None


def _broken_since(newest: int) -> str | None:
    # Before the events: what is recorded while they are read is left to the next time.
    head = Head.objects.get(only=1)
    first, before = max(1, head.number - newest), b""
    if first > 1:
        before = bytes(Event.everywhere.values_list("mac", flat=True).filter(number=first - 1).first() or b"missing")
    expected = first
    held = Event.everywhere.filter(number__gte=first, number__lte=head.number).order_by("number")
    for event in held.iterator(chunk_size=500):
        if event.number != expected or bytes(event.mac) != events.mac_of(event, before=before):
            return f"The log is not what was written, at event {expected}"
        before, expected = bytes(event.mac), expected + 1
    if (head.number, bytes(head.mac)) != (expected - 1, before):
        return "The log ends before its head"
    return None


def _shut() -> list[Scope]:
    """Scopes whose key does not open the newest value sealed under it. What is opened is dropped unread."""
    found = []
    for share in Share.objects.order_by("id"):
        newest = Revision.everywhere.filter(share_id=share.id).order_by("-event_id").first()
        if newest is None:
            continue
        with keyring.held(key_store(), {share.scope}) as ring:
            try:
                ring.unseal(bytes(newest.sealed), scope=share.scope, place=Place("revision", newest.id, "sealed"))
            except Unreadable:
                found.append(share.scope)
    return found
