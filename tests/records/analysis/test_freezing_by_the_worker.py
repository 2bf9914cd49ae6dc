"""A freeze that was asked for: made by the worker in steps, read again where people go on writing."""

import pytest

from fivefold.records.accounts.access import Refused
from fivefold.records.analysis import actions, freezing
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs.kinds import Failure, Kind
from fivefold.records.jobs.models import Job
from fivefold.records.jobs.queries import State, state
from tests.support.frozen_studies import change, freeze, stored
from tests.support.jobs import newest, problems, work_once
from tests.support.log import told, verbs
from tests.support.standing import NOW, World, rows


@pytest.fixture
def asked(world: World) -> Job:
    with world.acting("research_lead") as by:
        stored(world.first, by=by)
        return actions.ask(world.first, by=by, at=NOW)


def now(world: World) -> Job:
    return newest(world, Kind.FREEZE)


@pytest.mark.slow  # Counting every standard figure takes a second or more.
def test_a_freeze_is_made_as_whoever_asked_and_the_job_names_it(world: World, asked: Job) -> None:
    assert work_once()
    (made,) = rows(Freeze)
    found = now(world)
    assert (state(found), found.steps_done, found.result) == (State.DONE, actions.STEPS, made.id)
    assert verbs()[-3:] == [Verb.FREEZE_ASKED, Verb.FREEZE_BEGUN, Verb.FROZEN]
    assert {one.actor for one in told()[-3:]} == {world.people["research_lead"].id}


def test_asked_twice_is_one_freeze(world: World, asked: Job) -> None:
    with world.acting("research_lead") as by:
        assert actions.ask(world.first, by=by, at=NOW).id == asked.id


def test_what_would_be_refused_in_the_end_is_refused_when_it_is_asked_for(world: World) -> None:
    with world.acting("research_lead") as by:
        with pytest.raises(Refused) as nothing:
            actions.ask(world.first, by=by, at=NOW)
        freeze(world.first, by=by)
        with pytest.raises(Refused) as unchanged:
            actions.ask(world.first, by=by, at=NOW)
    assert [one.value.refusal for one in (nothing, unchanged)] == [Refusal.NOTHING_HERE, Refusal.NOTHING_CHANGED]
    assert not rows(Job)


@pytest.mark.parametrize(("times", "made"), [(freezing.ATTEMPTS - 1, 1), (freezing.ATTEMPTS, 0)])
@pytest.mark.slow  # Counting every standard figure takes a second or more.
def test_a_study_that_is_written_meanwhile_is_read_again_and_refused_in_the_end(
    world: World, asked: Job, monkeypatch: pytest.MonkeyPatch, times: int, made: int
) -> None:
    figures, left = actions.figures, [None] * times

    def counted_while_somebody_writes(*given: object) -> object:
        if left:
            left.pop()
            with world.acting("research_lead") as by:
                change(world.first, by=by)
        return figures(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "figures", counted_while_somebody_writes)
    assert work_once()
    assert len(rows(Freeze)) == made
    if not made:
        assert (now(world).failed, problems(world, now(world))) == (
            Failure.REFUSED,
            (str(Refusal.CHANGED_MEANWHILE),),
        )


def test_a_freeze_whose_worker_was_overtaken_is_not_kept(
    world: World, asked: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from fivefold.records.jobs import actions as jobs
    from tests.support.jobs import LATER

    def overtaken(*given: object) -> object:
        with world.acting("research_lead") as by:
            jobs.begin(now(world), by=by, at=LATER)
        return SimpleNamespace(frameworks=0)

    monkeypatch.setattr(actions, "figures", overtaken)
    assert work_once()
    assert not rows(Freeze)
    assert state(now(world)) is State.BEING_DONE
