"""Lines: written with one event each time, in one transaction; read as they stand, stood, and came to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.models import Share, ShareKind
from fivefold.records.accounts.tenancy import OutsideShares
from fivefold.records.audit import events
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.changes import Change
from fivefold.records.revisions.lines import Begun, Conflict, Write
from fivefold.records.revisions.models import Kind, Line, Revision
from tests.support.databases import tampering
from tests.support.standing import NOW, World, share, told

SUBJECT = UUID(int=77)


@dataclass
class Desk:
    """A coder at work: one line of codings, written by `change`."""

    world: World
    by: Actor
    share: Share
    line: Line

    def change(self, change: Change, *, against: int | None = None) -> Event:
        """Write one change."""
        one = Write(self.line, change, against)
        return lines.write(
            [one], verb=Verb.CODINGS_RECEIVED, by=self.by, at=NOW, share=self.share, subject=SUBJECT, facts={"n": 1}
        )

    @property
    def state(self) -> changes.State:
        """The line as it stands."""
        return lines.states([self.line])[self.line.id]


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    with world.acting("coder") as by:
        research = share(world.first, ShareKind.RESEARCH)
        yield Desk(world, by, research, lines.line(Kind.CODINGS, share=research, subject=SUBJECT, part=UUID(int=5)))


def _set(**given: object) -> Change:
    return changes.keys(given=given)


def test_a_write_is_one_event_and_one_revision_that_it_answers_for(desk: Desk) -> None:
    event = desk.change(changes.put({"a": 1}))
    revision = Revision.objects.get()
    assert (revision.event_id, revision.number) == (event.number, 1)
    assert bytes(told()[-1].content or b"") == events.content_of([bytes(revision.sealed)])
    assert (event.verb, event.actor, event.share, event.subject) == (
        Verb.CODINGS_RECEIVED,
        desk.by.person,
        desk.share.id,
        SUBJECT,
    )


def test_what_was_written_is_nowhere_in_clear(desk: Desk) -> None:
    event = desk.change(changes.put({"CANARY-7f3a": "CANARY-8b1c"}))
    assert b"CANARY" not in bytes(Revision.objects.get().sealed)
    assert "CANARY" not in repr([getattr(event, field.attname) for field in Event._meta.fields])


def test_a_line_is_made_once(desk: Desk) -> None:
    again = lines.line(Kind.CODINGS, share=desk.share, subject=SUBJECT, part=UUID(int=5))
    other = lines.line(Kind.CODINGS, share=desk.share, subject=SUBJECT)
    assert again == desk.line != other == lines.line(Kind.CODINGS, share=desk.share, subject=SUBJECT)


def test_a_line_never_written_is_empty(desk: Desk) -> None:
    assert desk.state == {}
    assert lines.states_of([SUBJECT], Kind.CODINGS) == {SUBJECT: {UUID(int=5): {}}}


def test_several_lines_change_together_with_one_event(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [lines.line(Kind.CODINGS, share=desk.share, subject=uuid4()) for _ in range(20)]
    # Six, and two savepoints: lines read, head locked, event, head, revisions, heads of lines.
    with django_assert_num_queries(10):
        event = lines.write(
            [Write(one, changes.put({"n": index})) for index, one in enumerate(many)],
            verb=Verb.CODINGS_RECEIVED,
            by=desk.by,
            at=NOW,
            share=desk.share,
        )
    assert [lines.states(many)[one.id] for one in many] == [{"n": index} for index in range(20)]
    assert set(Revision.objects.values_list("event_id", flat=True)) == {event.number}


@pytest.mark.parametrize("fails", ["audit.models.Head.save", "revisions.models.Revision.objects.bulk_create"])
def test_where_the_event_or_the_content_fails_neither_is_there(desk: Desk, fails: str) -> None:
    desk.change(changes.put({"a": 1}))
    with patch(f"fivefold.records.{fails}", side_effect=DatabaseError), pytest.raises(DatabaseError):
        desk.change(_set(a=2))
    assert [one.number for one in told()] == [1]
    assert Revision.objects.count() == 1
    assert Line.objects.get().head == 1
    assert desk.state == {"a": 1}


def test_an_action_rolled_back_later_leaves_neither(desk: Desk) -> None:
    with transaction.atomic():
        desk.change(changes.put({"a": 1}))
        transaction.set_rollback(True)
    assert told() == []
    assert not Revision.objects.exists()


def test_a_write_against_an_old_head_is_a_conflict_that_says_what_they_changed(desk: Desk) -> None:
    desk.change(changes.put({"text": "first"}))
    desk.change(changes.put({"text": "theirs"}), against=1)
    with pytest.raises(Conflict) as conflict:
        desk.change(changes.put({"text": "mine"}), against=1)
    assert [(one.number, one.change, one.by) for one in conflict.value.theirs] == [
        (2, changes.put({"text": "theirs"}), desk.by.person)
    ]
    assert desk.state == {"text": "theirs"}
    assert len(told()) == 2


def test_two_who_change_different_keys_do_not_meet(desk: Desk) -> None:
    desk.change(changes.put({"a": 1, "b": 1}))
    desk.change(_set(a=2), against=1)
    desk.change(_set(b=2), against=1)
    with pytest.raises(Conflict):
        desk.change(changes.keys(dropped=["b"]), against=2)
    assert desk.state == {"a": 2, "b": 2}


def test_a_write_against_a_head_that_never_was_is_a_conflict(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.change(_set(a=1), against=1)


def test_where_one_of_several_lines_moved_on_none_is_written(desk: Desk) -> None:
    other = lines.line(Kind.CODINGS, share=desk.share, subject=uuid4())
    desk.change(changes.put({"a": 1}))
    both = [Write(other, changes.put({"b": 1}), 0), Write(desk.line, changes.put({"a": 2}), 0)]
    with pytest.raises(Conflict):
        lines.write(both, verb=Verb.CODINGS_RECEIVED, by=desk.by, at=NOW, share=desk.share)
    assert lines.states([other, desk.line]) == {other.id: {}, desk.line.id: {"a": 1}}


def test_a_line_is_read_as_it_stood_after_any_event(desk: Desk) -> None:
    made = [
        desk.change(changes.put({"a": 0, "b": 0})),
        desk.change(_set(a=1)),
        desk.change(changes.keys(dropped=["b"])),
    ]
    assert [lines.states([desk.line], as_of=one.number)[desk.line.id] for one in made] == [
        {"a": 0, "b": 0},
        {"a": 1, "b": 0},
        {"a": 1},
    ]
    assert lines.states([desk.line], as_of=made[0].number - 1)[desk.line.id] == {}


def test_a_lines_history_says_who_changed_what_when(desk: Desk) -> None:
    desk.change(changes.put({"a": 1}))
    desk.change(_set(a=2))
    assert [(one.number, one.at, one.by, one.change) for one in lines.history(desk.line)] == [
        (1, NOW, desk.by.person, changes.put({"a": 1})),
        (2, NOW, desk.by.person, _set(a=2)),
    ]
    assert [one.number for one in lines.since(desk.line, 1)] == [2]


def test_undoing_is_a_revision_of_its_own_and_can_be_undone(desk: Desk) -> None:
    desk.change(changes.put({"a": 1, "b": 1}))
    desk.change(_set(a=2, c=3))
    desk.change(_set(b=9))
    event = lines.undo(desk.line, 2, by=desk.by, at=NOW + timedelta(minutes=1))
    assert event.verb == Verb.UNDONE
    assert desk.state == {"a": 1, "b": 9}
    lines.undo(desk.line, 4, by=desk.by, at=NOW)
    assert desk.state == {"a": 2, "b": 9, "c": 3}
    assert len(lines.history(desk.line)) == 5


def test_what_later_revisions_built_upon_is_not_undone(desk: Desk) -> None:
    desk.change(changes.put({"a": 1}))
    desk.change(_set(a=2))
    desk.change(_set(a=3))
    with pytest.raises(Conflict) as conflict:
        lines.undo(desk.line, 2, by=desk.by, at=NOW)
    assert [one.number for one in conflict.value.theirs] == [3]
    assert desk.state == {"a": 3}


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_a_revision_that_is_not_there_is_not_undone(desk: Desk, number: int) -> None:
    desk.change(changes.put({"a": 1}))
    with pytest.raises(ValueError, match="no revision"):
        lines.undo(desk.line, number, by=desk.by, at=NOW)


def test_many_subjects_begin_with_one_event_each(desk: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def begun(n: int) -> Begun:
        three = tuple((Kind.CODINGS, UUID(int=part), {"n": n}) for part in range(3))
        return Begun(Verb.CODINGS_RECEIVED, desk.share, uuid4(), {"lines": 3}, three)

    many = [begun(n) for n in range(30)]
    with django_assert_num_queries(9):
        made = lines.begin(many, by=desk.by, at=NOW)
    assert [(one.number, one.subject) for one in made] == [(n + 1, one.subject) for n, one in enumerate(many)]
    assert lines.states_of([many[7].subject], Kind.CODINGS)[many[7].subject][UUID(int=2)] == {"n": 7}
    with overseeing():
        assert (events.verify(), lines.unmatched()) == (None, None)


def test_an_event_of_a_line_is_of_its_share_or_the_common_one(desk: Desk) -> None:
    site = share(desk.world.first, ShareKind.SITE, "A")
    cover = lines.line(Kind.COVER, share=site, subject=SUBJECT)
    told_in = {"verb": Verb.SUBMISSION_RECEIVED, "by": desk.by, "at": NOW}
    with pytest.raises(ValueError, match="common"):
        lines.write([Write(cover, changes.put({"age": 14}))], share=desk.share, **told_in)  # type: ignore[arg-type]
    common = share(desk.world.first, ShareKind.COMMON)
    lines.write([Write(cover, changes.put({"age": 14}))], share=common, **told_in)  # type: ignore[arg-type]
    assert lines.states([cover])[cover.id] == {"age": 14}


def test_another_tenants_line_is_not_written(desk: Desk) -> None:
    with desk.world.acting("other_coder") as by, pytest.raises(OutsideShares):
        lines.write([Write(desk.line, _set(a=1))], verb=Verb.UNDONE, by=by, at=NOW, share=desk.share)


def test_the_database_refuses_to_change_a_revision(desk: Desk) -> None:
    desk.change(changes.put({"a": 1}))
    for statement in ("UPDATE revision SET sealed = sealed", "DELETE FROM revision"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE revision SET sealed = %s WHERE event_id = 2",
        "DELETE FROM revision WHERE event_id = 2 AND sealed <> %s",
        "UPDATE revision SET event_id = 2 WHERE event_id = 3 AND sealed <> %s",
    ],
    ids=["replaced", "deleted", "handed to another event"],
)
def test_a_revision_changed_by_force_is_found_by_its_event(desk: Desk, change: str) -> None:
    for n in range(3):
        desk.change(_set(a=n))
    with overseeing():
        assert lines.unmatched() is None
        with tampering() as run:
            run(change, bytes(Revision.everywhere.get(number=1).sealed))
        assert lines.unmatched() == 2
        assert events.verify() is None


def test_a_revision_slipped_in_is_found(desk: Desk) -> None:
    event = desk.change(changes.put({"a": 1}))
    extra = Revision(line=desk.line, share=desk.share, number=2, event=event, sealed=b"more")
    extra.save()
    with overseeing():
        assert lines.unmatched() == event.number


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by what it knows of the tables")
def test_revisions_are_found_by_their_lines_however_many_the_shares_have(desk: Desk) -> None:
    asked = Revision.objects.filter(line__in=[UUID(int=number) for number in range(200)]).order_by("number")
    assert "(line_id=?)" in asked.explain()
