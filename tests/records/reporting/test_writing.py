"""Briefings: asked for, and written by the worker as whoever asked."""

from collections.abc import Iterator

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.reporting.briefing import folder
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import Membership
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs.kinds import Failure, Kind
from fivefold.records.jobs.models import Job
from fivefold.records.jobs.queries import State, state
from fivefold.records.jobs.working import NotDone
from fivefold.records.reporting import actions, queries
from fivefold.records.reporting.models import Document
from tests.support.frozen_studies import CANARY, freeze
from tests.support.jobs import LATER, newest, work_once
from tests.support.log import told, verbs
from tests.support.standing import NOW, World, rows


def quick(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
    """As `folder.make`, without setting type: its files have tests of their own."""
    yield from ((name, f"{sources.meta.study} {name}".encode()) for name in folder.FILES)


@pytest.fixture
def frozen(world: World) -> Freeze:
    with world.acting("research_lead") as by:
        return freeze(world.first, by=by).freeze


@pytest.fixture
def asked(world: World, frozen: Freeze) -> Job:
    with world.acting("research_lead") as by:
        return actions.ask(frozen, by=by, at=NOW)


@pytest.fixture
def written_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "make", quick)


def now(world: World) -> Job:
    return newest(world, Kind.BRIEFING)


def files_kept() -> list[bytes]:
    return [bytes(one.sealed) for one in rows(Document)]


@pytest.mark.slow  # Word and PDF are set for real.
def test_a_briefing_is_written_from_its_freeze_as_whoever_asked(world: World, asked: Job) -> None:
    assert work_once()
    found = now(world)
    assert (state(found), found.steps_done, found.tries) == (State.DONE, found.steps, 1)
    with world.acting("research_lead"):
        starts = {one: queries.file(found, one).content[:4] for one in folder.FILES}  # type: ignore[union-attr]
        assert queries.file(found, "other.txt") is None
    assert starts == {folder.WORD: b"PK\x03\x04", folder.PDF: b"%PDF", folder.PAGES: b"PK\x03\x04"}
    assert verbs()[-3:] == [Verb.BRIEFING_ASKED, Verb.BRIEFING_BEGUN, Verb.BRIEFING_WRITTEN]
    assert {one.actor for one in told()[-3:]} == {world.people["research_lead"].id}


def test_what_is_written_is_sealed(world: World, asked: Job, written_quickly: None) -> None:
    assert work_once()
    sealed = files_kept()
    assert len(sealed) == len(folder.FILES)
    assert all(CANARY.encode() not in one for one in sealed)
    with world.acting("research_lead"):
        assert CANARY.encode() in queries.file(now(world), folder.WORD).content  # type: ignore[union-attr]


def test_only_a_research_lead_asks(world: World, frozen: Freeze) -> None:
    with world.acting("coder") as by, pytest.raises(Refused) as refused:
        actions.ask(frozen, by=by, at=NOW)
    assert refused.value.refusal == NotAllowed.NOT_YOUR_ROLE


def test_a_role_that_ended_meanwhile_leaves_no_file(world: World, asked: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def make_while_the_role_ends(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        yield from quick(sources)
        Membership.objects.filter(person=world.people["research_lead"]).update(ended=NOW)

    monkeypatch.setattr(folder, "make", make_while_the_role_ends)
    assert work_once()
    assert not files_kept()
    assert not work_once(LATER)


@pytest.mark.parametrize(
    ("error", "failure"),
    [(InputError(CANARY), Failure.CANNOT_BE_PRINTED), (NotDone(Failure.NOTHING_ELIGIBLE), Failure.NOTHING_ELIGIBLE)],
)
def test_a_briefing_that_cannot_be_written_says_why(
    world: World, asked: Job, monkeypatch: pytest.MonkeyPatch, error: Exception, failure: Failure
) -> None:
    def break_off(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        raise error
        yield

    monkeypatch.setattr(folder, "make", break_off)
    assert work_once()
    assert (now(world).failed, now(world).steps_done) == (failure, 1)
    assert not files_kept()


def test_progress_is_seen_while_it_is_written(world: World, asked: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def watched(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        for one in quick(sources):
            seen.append(now(world).steps_done)
            yield one

    monkeypatch.setattr(folder, "make", watched)
    work_once()
    assert seen == [1, 2, 3]
