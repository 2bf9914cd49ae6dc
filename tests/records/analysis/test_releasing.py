"""Releasing findings: two people, never the same, and nothing before the second."""

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from fivefold.method.common.errors import InputError
from fivefold.method.disclosure.extents import Extent
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused, actor
from fivefold.records.accounts.acting import acting
from fivefold.records.analysis import actions_releasing as releasing
from fivefold.records.analysis import queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.models import Freeze, Outcome, Proposal, Released
from fivefold.records.audit.verbs import Verb
from tests.support.frozen_studies import NEED, freeze
from tests.support.log import verbs
from tests.support.standing import NOW, World, give, person


@pytest.fixture
def frozen(world: World) -> Freeze:
    with world.acting("research_lead") as by:
        return freeze(world.first, by=by).freeze


@pytest.fixture
def proposal(world: World, frozen: Freeze) -> Proposal:
    with world.acting("research_lead") as by:
        return releasing.propose(frozen, by=by, at=NOW)


def refusal_of(call: object) -> object:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.refusal


def test_a_proposal_reaches_no_commissioner(world: World, proposal: Proposal) -> None:
    assert verbs()[-1] == Verb.FINDINGS_PROPOSED
    with world.acting("commissioner"):
        assert queries.released(world.first) is None
        assert queries.proposals(world.first) == ()


def test_somebody_else_confirms_and_commissioners_read_words(world: World, proposal: Proposal) -> None:
    with world.acting("coder") as by:
        releasing.confirm(proposal, by=by, at=NOW)
    assert verbs()[-1] == Verb.FINDINGS_RELEASED
    with world.acting("commissioner"):
        released = queries.released(world.first)
        assert released is not None
        told = queries.released_findings(released)
    need = next(one for one in told.needs if one.key == NEED)
    assert (told.frameworks, need.identified.words, need.identified.about, need.met.about) == (50, "some", 20, 10)


def test_whoever_proposed_decides_nothing(world: World, proposal: Proposal) -> None:
    with world.acting("research_lead") as by:
        assert refusal_of(lambda: releasing.confirm(proposal, by=by, at=NOW)) == Refusal.OWN_PROPOSAL
        assert refusal_of(lambda: releasing.decline(proposal, by=by, at=NOW)) == Refusal.OWN_PROPOSAL
        assert not Released.objects.exists()


def test_whoever_proposed_takes_it_back_and_can_propose_again(world: World, frozen: Freeze, proposal: Proposal) -> None:
    with world.acting("research_lead") as by:
        releasing.take_back(proposal, by=by, at=NOW)
        assert verbs()[-1] == Verb.FINDINGS_TAKEN_BACK
        assert [one.outcome for one in queries.proposals(world.first)] == [Outcome.TAKEN_BACK]
        assert queries.released_before(world.first) == ()
        assert refusal_of(lambda: releasing.take_back(proposal, by=by, at=NOW)) == Refusal.DECIDED
        releasing.propose(frozen, by=by, at=NOW)
    with world.acting("coder") as by:
        assert refusal_of(lambda: releasing.confirm(proposal, by=by, at=NOW)) == Refusal.DECIDED


def test_nobody_else_takes_a_proposal_back(world: World, proposal: Proposal) -> None:
    second = person("Second lead")
    give(second, "research_lead", of=world.first)
    with acting(actor(second)) as by:
        assert refusal_of(lambda: releasing.take_back(proposal, by=by, at=NOW)) == Refusal.NOT_OWN_PROPOSAL
    with world.acting("coder") as by:
        assert refusal_of(lambda: releasing.take_back(proposal, by=by, at=NOW)) == NotAllowed.NOT_YOUR_ROLE
    with world.acting("research_lead"):
        assert queries.proposals(world.first)[0].outcome == Outcome.OPEN


@pytest.mark.parametrize(
    ("outcome", "own"),
    [(Outcome.RELEASED, True), (Outcome.DECLINED, True), (Outcome.TAKEN_BACK, False)],
)
def test_the_database_itself_refuses_a_decision_of_the_wrong_person(
    world: World, proposal: Proposal, outcome: Outcome, own: bool
) -> None:
    by = proposal.by if own else world.people["coder"].id
    with world.acting("research_lead"), pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(id=proposal.id).update(outcome=outcome, decided=NOW, decided_by=by)


def test_a_declined_proposal_releases_nothing_and_is_decided(world: World, proposal: Proposal) -> None:
    with world.acting("coder") as by:
        releasing.decline(proposal, by=by, at=NOW)
        assert verbs()[-1] == Verb.FINDINGS_DECLINED
        assert refusal_of(lambda: releasing.confirm(proposal, by=by, at=NOW)) == Refusal.DECIDED
        assert queries.released(world.first) is None


@pytest.mark.parametrize("who", ["site_lead", "commissioner", "other_research_lead", "operator"])
def test_nobody_outside_research_takes_part(world: World, frozen: Freeze, proposal: Proposal, who: str) -> None:
    with world.acting(who) as by:
        assert refusal_of(lambda: releasing.propose(frozen, by=by, at=NOW)) == NotAllowed.NOT_YOUR_ROLE
        with pytest.raises((Refused, Proposal.DoesNotExist)):
            releasing.confirm(proposal, by=by, at=NOW)


def test_a_coder_proposes_nothing(world: World, frozen: Freeze) -> None:
    with world.acting("coder") as by:
        assert refusal_of(lambda: releasing.propose(frozen, by=by, at=NOW)) == NotAllowed.NOT_YOUR_ROLE


def test_one_proposal_waits_at_a_time(world: World, frozen: Freeze, proposal: Proposal) -> None:
    with world.acting("research_lead") as by:
        assert refusal_of(lambda: releasing.propose(frozen, by=by, at=NOW)) == Refusal.PROPOSED_ALREADY


def test_what_is_released_is_not_proposed_again(world: World, frozen: Freeze, proposal: Proposal) -> None:
    with world.acting("coder") as by:
        releasing.confirm(proposal, by=by, at=NOW)
    with world.acting("research_lead") as by:
        assert refusal_of(lambda: releasing.propose(frozen, by=by, at=NOW)) == Refusal.RELEASED_ALREADY


def test_a_release_is_withdrawn_once(world: World, proposal: Proposal) -> None:
    with world.acting("coder") as by:
        made = releasing.confirm(proposal, by=by, at=NOW)
        assert refusal_of(lambda: releasing.withdraw(made, by=by, at=NOW)) == NotAllowed.NOT_YOUR_ROLE
    with world.acting("research_lead") as by:
        releasing.withdraw(made, by=by, at=NOW)
        assert verbs()[-1] == Verb.FINDINGS_WITHDRAWN
        assert refusal_of(lambda: releasing.withdraw(made, by=by, at=NOW)) == Refusal.NOT_RELEASED
        assert queries.proposals(world.first)[0].outcome == Outcome.WITHDRAWN
    with world.acting("commissioner"):
        assert queries.released(world.first) is None


def test_a_second_lead_confirms_and_a_new_release_takes_the_place_of_the_old(world: World, proposal: Proposal) -> None:
    second = person("Second lead")
    give(second, "research_lead", of=world.first)
    world.people["second_lead"] = second
    with world.acting("second_lead") as by:
        first = releasing.confirm(proposal, by=by, at=NOW)
        releasing.withdraw(first, by=by, at=NOW)
        again = releasing.propose(proposal.freeze, by=by, at=NOW)
    with world.acting("research_lead") as by:
        releasing.confirm(again, by=by, at=NOW)
        assert Released.objects.filter(withdrawn__isnull=True).count() == 1


def test_a_release_that_tells_a_handful_apart_from_an_earlier_one_is_refused(
    world: World, frozen: Freeze, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.acting("coder") as by:
        releasing.confirm(proposal, by=by, at=NOW)
    with world.acting("research_lead") as by:
        extract = queries.extract_of(frozen)
        fewer = dict(list(extract.cohort_of.items())[:-3])
        monkeypatch.setattr(queries, "extract_of", lambda freeze: type("Fewer", (), {"cohort_of": fewer}))
        other = Freeze(
            id=Proposal().id, share=frozen.share, number=2, made=NOW, as_of=frozen.as_of, extract=b"", tables=b""
        )
        figures = queries.figures_of(frozen)
        monkeypatch.setattr(queries, "figures_of", lambda freeze: figures)
        assert refusal_of(lambda: releasing.propose(other, by=by, at=NOW)) == Refusal.TELLS_APART


def test_a_release_that_says_another_thing_of_the_same_frameworks_is_held_and_names_the_line(
    world: World, frozen: Freeze, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.acting("coder") as by:
        released = releasing.confirm(proposal, by=by, at=NOW)
    with world.acting("research_lead") as by:
        releasing.withdraw(released, by=by, at=NOW)
        figures = queries.figures_of(frozen)
        line = next(one for one in figures.findings.needs if one.key == NEED)
        # One framework coded anew moved the rounded count by five: it stood at a limit, as both readers now know.
        recoded = dataclasses.replace(line, identified=Extent("some", 25))
        needs = tuple(recoded if one.key == NEED else one for one in figures.findings.needs)
        findings = dataclasses.replace(figures.findings, needs=needs)
        monkeypatch.setattr(queries, "figures_of", lambda freeze: dataclasses.replace(figures, findings=findings))
        before = len(verbs())
        with pytest.raises(InputError) as held:
            releasing.propose(frozen, by=by, at=NOW)
        assert held.value.where == line.title
        assert "freeze 1" in held.value.what
        assert held.value.next_step
        assert len(verbs()) == before


def test_an_error_while_releasing_leaves_the_proposal_open(
    world: World, proposal: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*args: object, **options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(releasing.events, "record", break_off)
    with world.acting("coder") as by:
        with pytest.raises(RuntimeError):
            releasing.confirm(proposal, by=by, at=NOW)
        assert queries.proposals(world.first)[0].outcome == Outcome.OPEN
        assert queries.released(world.first) is None
