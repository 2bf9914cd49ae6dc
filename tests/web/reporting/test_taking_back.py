"""A lone lead who proposed too soon takes the proposal back on the page."""

import pytest

from fivefold.records.analysis import queries
from fivefold.records.audit.verbs import Verb
from tests.support.frozen_studies import freeze
from tests.support.log import told
from tests.support.standing import World
from tests.support.visiting import confirmed, signed_in

pytestmark = pytest.mark.django_db

FINDINGS = "/studies/first/findings/"
BUTTON = b"Take the proposal back"


@pytest.fixture
def proposed(world: World) -> World:
    with world.acting("research_lead") as by:
        freeze(world.first, by=by)
    confirmed(signed_in(world.people["research_lead"])).post(f"{FINDINGS}propose/")
    return world


def address(world: World) -> str:
    with world.acting("research_lead"):
        return f"{FINDINGS}{queries.proposals(world.first)[0].id}/take-back/"


def test_whoever_proposed_is_offered_to_take_it_back_and_nobody_else(proposed: World) -> None:
    assert BUTTON in signed_in(proposed.people["research_lead"]).get(FINDINGS).content
    for who in ("coder", "commissioner"):
        assert BUTTON not in signed_in(proposed.people[who]).get(FINDINGS).content


def test_taken_back_it_can_be_proposed_again(proposed: World) -> None:
    lead = confirmed(signed_in(proposed.people["research_lead"]))
    before = len(told())
    assert lead.post(address(proposed)).status_code == 303
    assert [one.verb for one in told()[before:]] == [Verb.FINDINGS_TAKEN_BACK]
    page = lead.get(FINDINGS).content
    assert b"Taken back. Nothing was released" in page
    assert b"Propose the newest freeze" in page


def test_a_coder_takes_nothing_back(proposed: World) -> None:
    assert confirmed(signed_in(proposed.people["coder"])).post(address(proposed)).status_code == 403


def test_looking_at_the_address_only_leads_back(proposed: World) -> None:
    answer = signed_in(proposed.people["research_lead"]).get(address(proposed))
    assert (answer.status_code, answer.headers["Location"]) == (303, FINDINGS)
