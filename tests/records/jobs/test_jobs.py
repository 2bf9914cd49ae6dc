"""The queue: asked for once, done as whoever asked, taken up again when a worker dies, told to whoever waits."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from fivefold.method.common.errors import InputError, InputErrors
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.acting import overseeing, tending
from fivefold.records.accounts.models import Membership, Person, PersonState, ShareKind
from fivefold.records.analysis.access import Refusal as OfAnalysis
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs import actions, queries, working
from fivefold.records.jobs.access import Refusal
from fivefold.records.jobs.actions import PART, Overtaken
from fivefold.records.jobs.kinds import FAILURES, Failure, Kind
from fivefold.records.jobs.models import Job, Payload
from fivefold.records.jobs.queries import DEAD_AFTER, MOST_TRIES, UNATTENDED, State
from fivefold.records.jobs.working import NotDone, Run, do_one
from fivefold.records.vault.keyring import NotOnKeyring
from fivefold.records.vault.sealing import Unreadable
from tests.support.databases import wants_postgresql
from tests.support.jobs import LATER, clock, newest, payloads, problems
from tests.support.log import told, verbs
from tests.support.log_lines import log_lines
from tests.support.standing import NOW, World, give, person, share

pytestmark = pytest.mark.django_db

CANARY = "CANARY-7f3a"
TWO_PARTS = CANARY.encode() * (PART // 8)


def ask(world: World, *, who: str = "research_lead", payload: bytes = b"", kind: Kind = Kind.IMPORT) -> Job:
    with world.acting(who) as by:
        research = share(world.first, ShareKind.RESEARCH)
        return actions.ask(kind, share=research, subject=world.first.id, steps=3, by=by, at=NOW, payload=payload)


def finish(run: Run) -> None:
    with run.acting() as by:
        actions.finish(run.job, by=by, at=run.clock())


def work(what: Callable[[Run], None] = finish, *, now: object = NOW) -> bool:
    return do_one(dict.fromkeys(Kind, what), now, clock=clock)  # type: ignore[arg-type]


def now(world: World) -> Job:
    return newest(world, Kind.IMPORT)


# ---- asking


def test_a_job_is_asked_for_begun_and_done_as_whoever_asked(world: World) -> None:
    asked = ask(world)
    assert queries.state(now(world)) is State.WAITING
    assert work()
    found = now(world)
    assert (queries.state(found), found.steps_done, found.tries, found.id) == (State.DONE, 3, 1, asked.id)
    assert verbs() == [Verb.IMPORT_ASKED, Verb.IMPORT_BEGUN]
    assert {one.actor for one in told()} == {world.people["research_lead"].id}


def test_an_empty_queue_is_no_work(world: World) -> None:
    assert not work()


@pytest.mark.parametrize("kind", Kind)
def test_only_somebody_who_may_asks(world: World, kind: Kind) -> None:
    with pytest.raises(Refused) as refused:
        ask(world, who="coder", kind=kind)
    assert refused.value.refusal == NotAllowed.NOT_YOUR_ROLE
    assert verbs() == []


def test_asked_twice_is_one_job_and_one_event(world: World) -> None:
    first = ask(world, payload=b"the same")
    assert ask(world, payload=b"the same").id == first.id
    assert verbs() == [Verb.IMPORT_ASKED]
    work()
    assert ask(world, payload=b"the same").id != first.id


def test_another_payload_waits_for_its_turn(world: World) -> None:
    ask(world, payload=b"one")
    with pytest.raises(Refused) as refused:
        ask(world, payload=b"other")
    assert refused.value.refusal == Refusal.ANOTHER_WAITS


def test_the_database_itself_holds_one_open_job_of_a_kind_for_a_subject(world: World) -> None:
    asked = ask(world)
    with world.acting("research_lead"), pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(share=asked.share, kind=asked.kind, subject=asked.subject, by=asked.by, asked=NOW)


# ---- what it works on


def test_what_it_works_on_is_sealed_in_parts_and_gone_when_it_has_ended(world: World) -> None:
    asked = ask(world, payload=TWO_PARTS)
    assert len(payloads()) == 2
    assert all(CANARY.encode() not in one for one in payloads())
    with world.acting("research_lead"):
        assert queries.payload(asked) == TWO_PARTS
    work()
    assert payloads() == []


@pytest.mark.parametrize(
    "change", ["UPDATE payload SET number = 1 - number + 10", "DELETE FROM payload WHERE number = 1"]
)
def test_parts_in_another_order_or_fewer_do_not_open(world: World, change: str) -> None:
    asked = ask(world, payload=TWO_PARTS)
    with world.acting("research_lead"):
        with connection.cursor() as cursor:
            cursor.execute(change)
        with pytest.raises(Unreadable):
            queries.payload(asked)


def test_somebody_without_the_key_opens_none(world: World) -> None:
    asked = ask(world, payload=b"one")
    with tending(asked.share_id), pytest.raises(NotOnKeyring):
        queries.payload(asked)


def test_another_tenant_sees_no_job_and_no_part(world: World) -> None:
    ask(world, payload=b"one")
    with world.acting("other_research_lead"):
        assert not Job.objects.exists()
        assert not Payload.objects.exists()
        assert queries.jobs(world.first, Kind.IMPORT) == ()
        if wants_postgresql():
            assert not Job.everywhere.exists()
            assert not Payload.everywhere.exists()


# ---- workers


def test_a_job_whose_worker_died_is_taken_up_again(world: World) -> None:
    asked = ask(world)
    with world.acting("research_lead") as by:
        assert actions.begin(asked, by=by, at=NOW) is not None
        assert actions.begin(asked, by=by, at=NOW) is None, "of two workers one begins"
    assert not work()
    assert work(now=LATER)
    assert (queries.state(now(world)), now(world).tries) == (State.DONE, 2)


def test_a_worker_that_was_given_up_for_dead_does_no_more(world: World) -> None:
    asked = ask(world, payload=b"one")
    with world.acting("research_lead") as by:
        slow = actions.begin(asked, by=by, at=NOW)
        assert slow is not None
        assert actions.begin(asked, by=by, at=LATER) is not None
        with pytest.raises(Overtaken):
            actions.step(slow, 1, by=by, at=LATER)
        with pytest.raises(Overtaken):
            actions.finish(slow, by=by, at=LATER)
        actions.fail(slow, Failure.BROKE_DOWN, by=by, at=LATER)
    assert queries.state(now(world)) is State.BEING_DONE
    assert len(payloads()) == 1


def test_a_worker_that_is_overtaken_meanwhile_ends_nothing(world: World) -> None:
    ask(world)

    def overtaken(run: Run) -> None:
        with run.acting() as by:
            actions.begin(run.job, by=by, at=LATER)
        run.step(1)

    assert work(overtaken)
    assert (queries.state(now(world)), now(world).tries) == (State.BEING_DONE, 2)


def test_a_job_that_keeps_killing_its_worker_is_given_up(world: World) -> None:
    asked, at = ask(world, payload=b"one"), NOW
    with world.acting("research_lead") as by:
        for _ in range(MOST_TRIES):
            assert actions.begin(asked, by=by, at=at) is not None
            at += DEAD_AFTER + timedelta(seconds=1)
    assert not work(now=at)
    assert (queries.state(now(world)), now(world).failed) == (State.FAILED, Failure.GAVE_UP)
    assert verbs()[-1] == Verb.IMPORT_FAILED
    assert payloads() == []


def test_the_oldest_is_done_first_whatever_its_kind(world: World) -> None:
    done: list[str] = []

    def noted(run: Run) -> None:
        done.append(run.job.kind)
        finish(run)

    ask(world, kind=Kind.FREEZE)
    ask(world, kind=Kind.IMPORT)
    with world.acting("research_lead"):
        Job.objects.filter(kind=Kind.IMPORT).update(asked=NOW - timedelta(seconds=1))
    while work(noted):
        pass
    assert done == [Kind.IMPORT, Kind.FREEZE]


def test_progress_is_seen_and_how_much_there_is_may_be_known_late(world: World) -> None:
    ask(world)
    seen: list[tuple[int, int]] = []

    def stepping(run: Run) -> None:
        for done, of in ((1, None), (2, 40), (30, None)):
            run.step(done, of=of)
            seen.append((now(world).steps_done, now(world).steps))
        finish(run)

    work(stepping)
    assert seen == [(1, 3), (2, 40), (30, 40)]
    assert now(world).steps_done == 40


# ---- coming to nothing


@pytest.mark.parametrize(
    ("error", "failure", "said"),
    [
        (NotDone(Failure.NOTHING_ELIGIBLE), Failure.NOTHING_ELIGIBLE, ()),
        (Refused(OfAnalysis.NOTHING_CHANGED), Failure.REFUSED, (str(OfAnalysis.NOTHING_CHANGED),)),
        (InputError(CANARY, where="a.csv"), Failure.REFUSED, (f"a.csv: {CANARY}.",)),
        (InputErrors([InputError("one"), InputError("two")]), Failure.REFUSED, ("one.", "two.")),
        (RuntimeError(CANARY), Failure.BROKE_DOWN, ()),
    ],
)
def test_a_failure_says_what_next_and_never_in_clear_what_was_in_it(
    world: World, caplog: pytest.LogCaptureFixture, error: Exception, failure: Failure, said: tuple[str, ...]
) -> None:
    ask(world, payload=b"one")

    def broken(run: Run) -> None:
        run.step(1)
        raise error

    assert work(broken)
    found = now(world)
    assert (found.failed, found.steps_done, problems(world, found)) == (failure, 1, said)
    assert FAILURES[failure].endswith(".")
    event = told()[-1]
    assert (event.verb, event.facts) == (Verb.IMPORT_FAILED, {"why": str(failure)})
    assert CANARY not in caplog.text
    broke = [(one["kind"], one["error"]) for one in log_lines(caplog, name=working.__name__)]
    assert broke == ([("import", "RuntimeError")] if failure is Failure.BROKE_DOWN else [])
    assert CANARY.encode() not in bytes(found.problems or b"")
    assert payloads() == []
    assert not work(now=LATER)


def test_a_database_that_is_away_leaves_the_job_to_be_taken_up_again(world: World) -> None:
    ask(world)

    def away(run: Run) -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        work(away)
    assert queries.state(now(world)) is State.BEING_DONE
    assert work(now=LATER)


# ---- whoever asked may no longer


def _end(world: World, what: str) -> None:
    asker = world.people["research_lead"]
    if what == "role":
        Membership.objects.filter(person=asker).update(ended=NOW)
    else:
        Person.objects.filter(id=asker.id).update(state=PersonState.SUSPENDED)


@pytest.fixture
def second(world: World) -> str:
    world.people["second_lead"] = person("Second Lead")
    give(world.people["second_lead"], "research_lead", of=world.first)
    return "second_lead"


@pytest.mark.parametrize("ends", ["role", "account"])
@pytest.mark.parametrize("when", ["before", "meanwhile", "at the end"])
def test_a_role_that_ended_ends_the_job_and_what_it_was_given(world: World, second: str, ends: str, when: str) -> None:
    ask(world, payload=b"one")

    def ended(run: Run) -> None:
        _end(world, ends)
        if when == "meanwhile":
            run.step(1)
        raise NotDone(Failure.NOTHING_ELIGIBLE)

    if when == "before":
        _end(world, ends)
    assert work(ended) is (when != "before")
    found = newest(world, Kind.IMPORT, who=second)
    assert (found.failed, payloads()) == (Failure.NOT_ALLOWED, [])
    event = told()[-1]
    assert (event.verb, event.actor, event.share) == (Verb.IMPORT_FAILED, None, found.share_id)
    assert not work(now=LATER)
    assert ask(world, who=second).id != found.id


def test_one_that_nobody_may_do_keeps_nobody_elses_waiting(world: World, second: str) -> None:
    ask(world)
    ask(world, who=second, kind=Kind.FREEZE)
    _end(world, "role")
    assert work()
    assert newest(world, Kind.FREEZE, who=second).ended == NOW


def test_tending_ends_jobs_of_one_share_and_reads_nothing(world: World) -> None:
    asked = ask(world)
    with tending(share(world.second, ShareKind.RESEARCH).id):
        actions.give_up(asked, at=NOW)
    assert now(world).ended is None
    with tending(asked.share_id):
        actions.give_up(asked, at=NOW)
        actions.give_up(Job(id=uuid4(), share_id=asked.share_id), at=NOW)
    assert verbs().count(Verb.IMPORT_FAILED) == 1


# ---- nobody works


def test_a_queue_that_nobody_empties_is_named(world: World) -> None:
    def since(minutes: float) -> object:
        with overseeing():
            return queries.unattended(NOW + timedelta(minutes=minutes))

    limit = UNATTENDED.total_seconds() / 60
    assert since(limit + 1) is None
    asked = ask(world)
    ask(world, kind=Kind.FREEZE)
    assert since(limit - 1) is None
    assert since(limit + 1) == NOW
    with world.acting("research_lead") as by:
        actions.begin(asked, by=by, at=NOW)
    assert since(limit + 1) is None, "one is being done, and the others wait their turn"
    assert since(DEAD_AFTER.total_seconds() / 60 + 1) == NOW
