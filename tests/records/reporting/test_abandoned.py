"""A briefing asked for by somebody who may no longer ask: nobody writes it, and nobody else waits for it."""

import pytest

from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import Membership, Person, PersonState
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.reporting import actions, queries
from fivefold.records.reporting.access import Refusal
from fivefold.records.reporting.queries import Failure
from fivefold.web.reporting import briefing_pages
from tests.support.frozen_studies import freeze
from tests.support.log import verbs
from tests.support.standing import NOW, World, give, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(world: World) -> Freeze:
    world.people["second_lead"] = person("Second Lead")
    give(world.people["second_lead"], "research_lead", of=world.first)
    with world.acting("research_lead") as by:
        made = freeze(world.first, by=by).freeze
        actions.ask(made, by=by, at=NOW)
    return made


@pytest.mark.parametrize("ends", ["role", "account"])
def test_it_is_given_up_when_somebody_else_asks(world: World, frozen: Freeze, ends: str) -> None:
    asker = world.people["research_lead"]
    with world.acting("second_lead") as by:
        assert briefing_pages.briefings(world.first, frozen, by=by).ask == ""
    if ends == "role":
        Membership.objects.filter(person=asker).update(ended=NOW)
    else:
        Person.objects.filter(id=asker.id).update(state=PersonState.ENDED)

    with world.acting("second_lead") as by:
        assert briefing_pages.briefings(world.first, frozen, by=by).ask
        actions.ask(frozen, by=by, at=NOW)
        failed = [one.failed for one in queries.briefings(world.first)]

    assert sorted(failed) == ["", Failure.GAVE_UP]
    assert verbs()[-2:] == [Verb.BRIEFING_FAILED, Verb.BRIEFING_ASKED]


def test_it_is_waited_for_while_its_asker_may_ask(world: World, frozen: Freeze) -> None:
    with world.acting("second_lead") as by, pytest.raises(Refused) as refused:
        actions.ask(frozen, by=by, at=NOW)
    assert refused.value.refusal == Refusal.ASKED_ALREADY
