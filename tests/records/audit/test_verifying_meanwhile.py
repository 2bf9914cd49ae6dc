"""The log is verified while people work: what they do meanwhile is no break of it, and is not called verified."""

from datetime import timedelta
from uuid import UUID

import pytest

from fivefold.cli import ops_verify
from fivefold.records.accounts.acting import installation, overseeing
from fivefold.records.audit import checked, events
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.vault.opening import key_store
from fivefold.records.vault.scopes import Purpose, Scope
from tests.support.standing import NOW, World

pytestmark = pytest.mark.django_db


def _three() -> None:
    with installation():
        for number in range(3):
            events.record(Verb.SIGNED_IN, by=UUID(int=number + 1), at=NOW + timedelta(seconds=number))


@pytest.fixture
def somebody_works(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """Records one event once the first is being looked at."""
    _three()
    made: list[Event] = []
    real = events.mac_of

    def looked_at(event: Event, *, before: bytes) -> bytes:
        if not made and event.number == 1:
            made.append(event)
            made[0] = events.record(Verb.SIGNED_OUT, by=None, at=NOW)
        return real(event, before=before)

    monkeypatch.setattr(events, "mac_of", looked_at)
    return made


def test_what_is_recorded_meanwhile_breaks_nothing(somebody_works: list[Event]) -> None:
    with overseeing():
        assert events.verify() is None
    assert [one.number for one in somebody_works] == [4]


def test_the_newest_events_are_looked_at_while_others_come(somebody_works: list[Event]) -> None:
    assert ops_verify.wrong_at_the_end() is None
    assert len(somebody_works) == 1


def test_what_came_meanwhile_is_not_said_to_have_been_verified(somebody_works: list[Event]) -> None:
    told = ops_verify.verify(at=NOW)
    assert (told.sound, told.sentence[:15]) == (True, "Sound: 3 events")
    assert checked.newest() == checked.Checked(3, NOW)


def test_an_event_that_stands_after_the_head_is_found() -> None:
    _three()
    with overseeing():
        last = Event.everywhere.get(number=3)
        forged = Event(number=4, at=NOW, verb=str(Verb.SIGNED_IN), facts={})
        forged.mac = events.mac_of(forged, before=bytes(last.mac))
        forged.save(force_insert=True)
        broken = events.verify()
    assert broken == events.Break(4, "an event stands after the log's head")


def test_a_log_whose_records_do_not_open_is_not_noted_as_sound(world: World) -> None:
    from fivefold.records.revisions import changes, lines
    from fivefold.records.revisions.models import Kind

    checked.note(0, at=NOW - timedelta(days=1))
    with world.acting("research_lead") as by:
        share = by.shares_of(world.first.id, "research")[0]  # type: ignore[arg-type]
        line = lines.line(Kind.CODES, share=share, subject=world.first.id)
        lines.write([lines.Write(line, changes.put({}))], verb=Verb.CODEBOOK_RECEIVED, by=by, at=NOW, share=share)
    with key_store()._connect() as connection:
        connection.execute("DELETE FROM keys WHERE scope = ?", (str(Scope(Purpose.SUB, world.first.id, share.id)),))
    assert not ops_verify.verify(at=NOW).sound
    assert checked.newest() == checked.Checked(0, NOW - timedelta(days=1))
