"""The log: what is recorded, that nothing in it can be changed, and that a change by force is found."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from fivefold.records.accounts.acting import installation, overseeing
from fivefold.records.audit import events
from fivefold.records.audit.models import Event, Head
from fivefold.records.audit.verbs import Verb
from fivefold.records.vault import keyring
from fivefold.records.vault.keyring import NotOnKeyring
from fivefold.records.vault.opening import key_store
from fivefold.records.vault.scopes import Scope
from tests.support.databases import tampering, wants_postgresql
from tests.support.standing import NOW, told

pytestmark = pytest.mark.django_db

SHARE, SUBJECT = UUID(int=11), UUID(int=12)


def _record_five() -> None:
    with installation():
        for number in range(5):
            events.record(
                Verb.STUDY_READ,
                by=UUID(int=number),
                at=NOW + timedelta(seconds=number),
                share=SHARE,
                subject=SUBJECT,
                facts={"count": number},
                wrote=[bytes([number])],
            )


def _broken(*, anchors: dict[int, bytes] | None = None) -> int | None:
    with overseeing():
        found = events.verify(anchors=anchors)
    return found.number if found else None


def test_events_are_numbered_from_one_without_a_gap_whatever_their_time() -> None:
    with installation():
        for at in (NOW, NOW - timedelta(hours=1), NOW + timedelta(hours=1)):
            events.record(Verb.SIGNED_IN, by=None, at=at)
    assert [one.number for one in told()] == [1, 2, 3]
    assert _broken() is None


def test_many_events_recorded_at_once_are_the_same_as_one_by_one() -> None:
    _record_five()
    with installation():
        many = [events.Happening(Verb.SUBMISSION_RECEIVED, SHARE, uuid4(), {"entries": n}) for n in range(3)]
        made = events.record_all(many, by=SUBJECT, at=NOW)
    assert [one.number for one in made] == [6, 7, 8]
    assert _broken() is None


@transaction.atomic
def _fail_after_recording() -> None:
    events.record(Verb.STUDY_READ, by=None, at=NOW)
    raise ZeroDivisionError


def test_an_event_of_an_action_that_fails_is_not_recorded_and_leaves_no_gap() -> None:
    _record_five()
    with installation():
        with pytest.raises(ZeroDivisionError):
            _fail_after_recording()
        assert events.record(Verb.STUDY_READ, by=None, at=NOW).number == 6
    assert _broken() is None


@pytest.mark.parametrize("fact", ["two words", "x" * 81, ["ok", "not ok"]])
def test_somebodys_words_are_no_fact(fact: events.Fact) -> None:
    with installation(), pytest.raises(ValueError, match="words"):
        events.record(Verb.STUDY_READ, by=None, at=NOW, facts={"said": fact})
    assert told() == []


def test_an_event_needs_the_logs_key() -> None:
    with keyring.held(key_store(), set[Scope]()), pytest.raises(NotOnKeyring):
        events.record(Verb.STUDY_READ, by=None, at=NOW)


def test_an_event_costs_one_locked_row_and_one_insert(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # Five: a savepoint around three statements, since the test itself is one transaction.
    with installation(), django_assert_num_queries(5):
        events.record(Verb.STUDY_READ, by=None, at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET verb = 'another'",
        "UPDATE event SET number = 9 WHERE number = 5",
        "DELETE FROM event",
        "DELETE FROM event WHERE number = 5",
        "DELETE FROM event_head",
        "UPDATE event_head SET number = 4",
        "UPDATE event_head SET mac = mac",
    ],
)
def test_the_database_refuses_to_change_the_log(statement: str) -> None:
    _record_five()
    with overseeing(), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert _broken() is None
    assert len(told()) == 5


def test_the_models_are_refused_just_so() -> None:
    _record_five()
    with overseeing():
        for change in (lambda: Event.everywhere.filter(number=2).update(verb="x"), Event.everywhere.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


@pytest.mark.skipif(wants_postgresql(), reason="SQLite alone has INSERT OR REPLACE")
class TestReplacing:
    REPLACE = (
        "INSERT OR REPLACE INTO event SELECT number, at, 'x', actor, share, subject, facts, content, mac FROM event"
    )

    def _replace(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.REPLACE)

    def test_a_row_is_not_replaced(self) -> None:
        _record_five()
        with pytest.raises(DatabaseError, match="append-only"):
            self._replace()

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("recursive", [True, False])
    def test_without_recursive_triggers_the_deletion_inside_a_replacement_walks_past_its_trigger(
        self, recursive: bool
    ) -> None:
        _record_five()
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA recursive_triggers").fetchone() == (1,), "every connection has it on"
            (guard,) = cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'event_no_replace'").fetchone()
            cursor.execute("DROP TRIGGER event_no_replace")
            cursor.execute(f"PRAGMA recursive_triggers = {recursive:d}")
            try:
                if recursive:
                    with pytest.raises(DatabaseError, match="append-only"):
                        self._replace()
                    assert _broken() is None
                else:
                    self._replace()
                    assert _broken() == 1
            finally:
                cursor.execute("PRAGMA recursive_triggers = 1")
                cursor.execute(guard)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'person.joined'",
        "actor = NULL",
        "share = NULL",
        "subject = share",
        "facts = '{\"count\": 7}'",
        "content = NULL",
        "at = '2020-01-01 00:00:00'",
        "mac = content",
    ],
)
def test_an_edit_of_any_column_is_found(change: str) -> None:
    _record_five()
    with overseeing(), tampering() as run:
        run(f"UPDATE event SET {change} WHERE number = 3")
    assert _broken() == 3


def _swap(run: Callable[..., None]) -> None:
    for of, to in ((2, -1), (3, 2), (-1, 3)):
        run("UPDATE event SET number = %s WHERE number = %s", to, of)


def _forge(run: Callable[..., None]) -> None:
    run("UPDATE event SET verb = 'person.joined', mac = %s WHERE number = 5", b"\x07" * 32)
    run("UPDATE event_head SET mac = %s", b"\x07" * 32)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (lambda run: run("DELETE FROM event WHERE number = 1"), 1),
        (lambda run: run("DELETE FROM event WHERE number = 3"), 3),
        (lambda run: run("DELETE FROM event WHERE number > 3"), 4),
        (lambda run: run("DELETE FROM event"), 1),
        (_swap, 2),
        (_forge, 5),
        (lambda run: run("UPDATE event_head SET number = 7"), 6),
    ],
    ids=["first deleted", "one deleted", "cut off", "emptied", "reordered", "replaced by another key's", "head moved"],
)
def test_a_log_deleted_from_reordered_or_replaced_is_found(change: Callable[..., None], at: int) -> None:
    _record_five()
    with overseeing(), tampering() as run:
        change(run)
    assert _broken() == at


def _cut_off_with_its_head(after: int) -> None:
    kept = bytes(told()[after - 1].mac) if after else b""
    with overseeing(), tampering() as run:
        run("DELETE FROM event WHERE number > %s", after)
        run("UPDATE event_head SET number = %s, mac = %s", after, kept)


@pytest.mark.parametrize("after", [0, 3])
def test_a_log_cut_off_together_with_its_head_is_found_by_an_anchor_alone(after: int) -> None:
    _record_five()
    anchors = {5: bytes(told()[4].mac)}
    _cut_off_with_its_head(after)
    assert _broken() is None
    assert _broken(anchors=anchors) == after + 1


def test_a_log_cut_off_and_written_on_is_found_by_an_anchor() -> None:
    _record_five()
    anchors = {4: bytes(told()[3].mac), 5: bytes(told()[4].mac)}
    _cut_off_with_its_head(3)
    with installation():
        for _ in range(4):
            events.record(Verb.STUDY_READ, by=None, at=NOW)
    assert _broken() is None
    assert _broken(anchors=anchors) == 4


def test_a_sound_log_agrees_with_its_anchors() -> None:
    _record_five()
    assert _broken(anchors={one.number: bytes(one.mac) for one in told()}) is None
    assert Head.objects.get().number == 5
