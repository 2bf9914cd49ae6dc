"""Briefings: asked for, written by a worker as whoever asked, taken up again when a worker dies."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.reporting.briefing import folder
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.models import Membership
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.reporting import actions, queries, worker
from fivefold.records.reporting.access import Refusal
from fivefold.records.reporting.models import Briefing, Document
from fivefold.records.reporting.queries import DEAD_AFTER, FAILURES, MOST_TRIES, Failure, State
from tests.support.frozen_studies import CANARY, freeze
from tests.support.log import told, verbs
from tests.support.standing import NOW, World

LATER = NOW + DEAD_AFTER + timedelta(seconds=1)


def clock() -> datetime:
    return NOW


def quick(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
    """As `folder.make`, without setting type: its files have tests of their own."""
    yield from ((name, f"{sources.meta.study} {name}".encode()) for name in folder.FILES)


@pytest.fixture
def frozen(world: World) -> Freeze:
    with world.acting("research_lead") as by:
        return freeze(world.first, by=by).freeze


@pytest.fixture
def asked(world: World, frozen: Freeze) -> Briefing:
    with world.acting("research_lead") as by:
        return actions.ask(frozen, by=by, at=NOW)


@pytest.fixture
def written_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "make", quick)


def now(world: World) -> Briefing:
    with world.acting("research_lead"):
        return queries.briefings(world.first)[0]


def files_kept() -> list[bytes]:
    with overseeing():
        return [bytes(one.sealed) for one in Document.everywhere.all()]


@pytest.mark.slow  # Word and PDF are set for real.
def test_a_briefing_is_written_from_its_freeze_as_whoever_asked(world: World, asked: Briefing) -> None:
    assert queries.state(now(world)) is State.WAITING
    assert worker.run_waiting() == 1
    found = now(world)
    assert (queries.state(found), found.steps_done, found.tries) == (State.WRITTEN, found.steps, 1)
    with world.acting("research_lead"):
        starts = {one: queries.file(found, one).content[:4] for one in folder.FILES}  # type: ignore[union-attr]
        assert queries.file(found, "other.txt") is None
    assert starts == {folder.WORD: b"PK\x03\x04", folder.PDF: b"%PDF", folder.PAGES: b"PK\x03\x04"}
    assert verbs()[-3:] == [Verb.BRIEFING_ASKED, Verb.BRIEFING_BEGUN, Verb.BRIEFING_WRITTEN]
    assert {one.actor for one in told()[-3:]} == {world.people["research_lead"].id}


def test_what_is_written_is_sealed(world: World, asked: Briefing, written_quickly: None) -> None:
    assert worker.work_once(NOW, clock=clock)
    sealed = files_kept()
    assert len(sealed) == len(folder.FILES)
    assert all(CANARY.encode() not in one for one in sealed)
    with world.acting("research_lead"):
        assert CANARY.encode() in queries.file(now(world), folder.WORD).content  # type: ignore[union-attr]


def test_an_empty_queue_is_no_work(world: World) -> None:
    assert not worker.work_once(NOW)
    assert worker.run_waiting() == 0


def test_only_a_research_lead_asks(world: World, frozen: Freeze) -> None:
    with world.acting("coder") as by, pytest.raises(Refused) as refused:
        actions.ask(frozen, by=by, at=NOW)
    assert refused.value.refusal == NotAllowed.NOT_YOUR_ROLE


def test_one_of_a_freeze_is_on_its_way_at_a_time(
    world: World, frozen: Freeze, asked: Briefing, written_quickly: None
) -> None:
    with world.acting("research_lead") as by:
        with pytest.raises(Refused) as refused:
            actions.ask(frozen, by=by, at=NOW)
        assert refused.value.refusal == Refusal.ASKED_ALREADY
    worker.work_once(NOW, clock=clock)
    with world.acting("research_lead") as by:
        assert actions.ask(frozen, by=by, at=NOW).id != asked.id


def test_a_role_that_ended_meanwhile_ends_the_job_and_leaves_no_file(
    world: World, asked: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_while_the_role_ends(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        Membership.objects.filter(person=world.people["research_lead"]).update(ended=NOW)
        yield from quick(sources)

    monkeypatch.setattr(folder, "make", make_while_the_role_ends)
    assert worker.work_once(NOW, clock=clock)
    assert not files_kept()
    # Nor is it begun again for somebody who may no longer ask.
    assert not worker.work_once(LATER, clock=clock)


def test_a_job_whose_worker_died_is_taken_up_again(world: World, asked: Briefing, written_quickly: None) -> None:
    with world.acting("research_lead") as by:
        assert actions.begin(asked, by=by, at=NOW) is not None
    assert not worker.work_once(NOW, clock=clock)
    assert worker.work_once(LATER, clock=clock)
    assert (queries.state(now(world)), now(world).tries) == (State.WRITTEN, 2)


def test_of_two_workers_one_begins(world: World, asked: Briefing) -> None:
    with world.acting("research_lead") as by:
        assert actions.begin(asked, by=by, at=NOW) is not None
        assert actions.begin(asked, by=by, at=NOW) is None


def test_a_worker_that_was_given_up_for_dead_puts_nothing_away(world: World, asked: Briefing) -> None:
    with world.acting("research_lead") as by:
        slow = actions.begin(asked, by=by, at=NOW)
        assert slow is not None
        assert actions.begin(asked, by=by, at=LATER) is not None
        actions.finish(slow, {folder.WORD: b"late"}, by=by, at=LATER)
        actions.fail(slow, Failure.BROKE_DOWN, by=by, at=LATER)
    assert not files_kept()
    assert queries.state(now(world)) is State.BEING_WRITTEN


def test_a_job_that_keeps_killing_its_worker_is_given_up(world: World, asked: Briefing) -> None:
    at = NOW
    with world.acting("research_lead") as by:
        for _ in range(MOST_TRIES):
            assert actions.begin(asked, by=by, at=at) is not None
            at += DEAD_AFTER + timedelta(seconds=1)
    assert not worker.work_once(at, clock=clock)
    assert (queries.state(now(world)), now(world).failed) == (State.FAILED, Failure.GAVE_UP)
    assert verbs()[-1:] == [Verb.BRIEFING_FAILED]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (InputError(CANARY), Failure.CANNOT_BE_PRINTED),
        (RuntimeError(CANARY), Failure.BROKE_DOWN),
        (worker._NothingEligible(), Failure.NOTHING_ELIGIBLE),
    ],
)
def test_a_failure_says_what_next_and_never_what_was_in_it(
    world: World,
    asked: Briefing,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    failure: Failure,
) -> None:
    def break_off(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        raise error
        yield

    monkeypatch.setattr(folder, "make", break_off)
    assert worker.work_once(NOW, clock=clock)
    found = now(world)
    assert (found.failed, found.steps_done) == (failure, 1)
    assert FAILURES[failure].count(".") >= 1
    event = told()[-1]
    assert (event.verb, event.facts) == (Verb.BRIEFING_FAILED, {"why": str(failure)})
    assert CANARY not in caplog.text
    assert not worker.work_once(LATER, clock=clock)


def test_progress_is_seen_while_it_is_written(world: World, asked: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        for one in quick(sources):
            seen.append(now(world).steps_done)
            yield one

    monkeypatch.setattr(folder, "make", watched)
    worker.work_once(NOW, clock=clock)
    assert seen == [1, 2, 3]


def test_the_loop_ends_when_told_and_outlives_an_error_of_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError

    looked: list[int] = []

    def away(moment: datetime) -> bool:
        looked.append(1)
        raise DatabaseError

    monkeypatch.setattr(worker, "work_once", away)
    monkeypatch.setattr(worker, "PATIENCE", 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    worker.run(until=lambda: len(looked) == 3)
    assert len(looked) == 3
