"""Roles that an operator proposes: on the page of those who answer for the place, in their letters and their trail."""

import time

import pytest
from django.core.cache import cache
from django.test import Client

from fivefold.records.accounts.models import Membership, Nomination, Outcome, Person
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import step_up
from tests.support.log import verbs
from tests.support.post import sent
from tests.support.standing import World
from tests.support.visiting import confirmed, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


def visit(world: World, who: str) -> Client:
    """Somebody who has just shown a second factor."""
    return confirmed(signed_in(world.people[who]))


def propose(world: World, key: str = "coder", *, who: str = "nobody") -> Nomination:
    at = world.north.id if key.startswith("site") else world.first.id
    answer = visit(world, "operator").post(f"/people/{world.people[who].id}/", {"role": f"{key}@{at}"})
    assert answer.status_code == 303, answer.content.decode()
    return Nomination.objects.get()


def written_to(world: World) -> set[str]:
    """Who got a letter, by their part in the world."""
    who = {one.email: key for key, one in world.people.items()}
    return {who[address] for mail in sent() for address in mail.to}


def test_an_operator_s_second_account_waits_and_those_who_answer_for_the_study_are_told(world: World) -> None:
    propose(world, "research_lead")
    assert not Membership.objects.filter(person=world.people["nobody"]).exists()
    assert written_to(world) == {"research_lead", "site_governance", "site_lead", "other_site_lead"}
    names = {world.people["nobody"].name, "first", world.north.name, "lead"}
    assert not any(name in mail.subject + mail.body for mail in sent() for name in names)
    assert "Standing nobody" in visit(world, "research_lead").get("/roles/").content.decode()
    shown = visit(world, "operator").get(f"/people/{world.people['nobody'].id}/").content.decode()
    assert "before somebody who answers for the place agrees" in shown


def test_a_lead_agrees_on_the_page_and_the_role_opens(world: World) -> None:
    nomination = propose(world)
    lead = visit(world, "research_lead")
    assert "1 role waits for you" in lead.get("/").content.decode()
    assert "Standing nobody as Coder" in lead.get("/studies/first/members/").content.decode()
    answer = lead.post(f"/roles/{nomination.id}/", {"decision": "agree"})
    assert answer.headers["Location"] == "/roles/"
    assert Membership.objects.get(person=world.people["nobody"]).role == "coder"
    assert verbs()[-1] == Verb.MEMBERSHIP_GIVEN
    changed = lead.get("/roles/").content.decode()
    assert "Nothing waits for you" in changed
    assert "Given" in changed
    assert "role waits for you" not in lead.get("/").content.decode()


def test_a_lead_declines_and_a_form_that_says_neither_decides_nothing(world: World) -> None:
    nomination = propose(world)
    lead = visit(world, "research_lead")
    for said, outcome in (({}, Outcome.OPEN), ({"decision": "decline"}, Outcome.DECLINED)):
        assert lead.post(f"/roles/{nomination.id}/", said).status_code == 303
        nomination.refresh_from_db()
        assert nomination.outcome == outcome
    assert not Membership.objects.filter(person=world.people["nobody"]).exists()


@pytest.mark.parametrize("who", ["operator", "coder", "site_lead", "other_research_lead", "nobody"])
def test_what_is_not_theirs_to_decide_is_not_there(world: World, who: str) -> None:
    nomination = propose(world)
    client = visit(world, who)
    assert client.post(f"/roles/{nomination.id}/", {"decision": "agree"}).status_code == 404
    assert "Standing nobody" not in client.get("/roles/").content.decode().partition("In the last 30 days")[0].replace(
        world.people[who].name if who == "nobody" else "-", ""
    )
    nomination.refresh_from_db()
    assert nomination.outcome == Outcome.OPEN


def test_governance_agrees_to_a_role_at_its_site_and_reads_of_roles_in_its_trail(world: World) -> None:
    nomination = propose(world, "site_lead")
    governance = visit(world, "site_governance")
    assert governance.post(f"/roles/{nomination.id}/", {"decision": "agree"}).status_code == 303
    visit(world, "research_lead").post(
        "/studies/first/members/", {"email": world.people["other_coder"].email, "role": "coder"}
    )
    trail = governance.get("/studies/first/audit/").content.decode()
    assert "Standing other coder" in trail
    assert "Standing nobody" in trail
    assert "proposed a role" in trail


@pytest.mark.parametrize(
    ("who", "address", "form"),
    [
        ("operator", "/people/", {"name": "N", "email": "n@example.org"}),
        ("operator", "/people/{person}/", {"step": "remove_factors"}),
        ("operator", "/people/{person}/", {"role": "x"}),
        ("operator", "/people/{person}/roles/{membership}/end/", {}),
        ("operator", "/people/{person}/end/", {}),
        ("operator", "/studies/", {"name": "new"}),
        ("research_lead", "/studies/first/members/", {"email": "standing.nobody@example.org", "role": "coder"}),
        ("research_lead", "/studies/first/members/{membership}/end/", {}),
        ("research_lead", "/roles/{nomination}/", {"decision": "agree"}),
        ("research_lead", "/studies/first/findings/propose/", {}),
    ],
)
def test_a_second_factor_is_shown_again_before_roles_change(
    world: World, who: str, address: str, form: dict[str, str]
) -> None:
    nomination, coder = propose(world), world.people["coder"]
    membership = Membership.objects.get(person=coder)
    way = address.format(person=coder.id, membership=membership.id, nomination=nomination.id)
    client = visit(world, who)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - step_up.WITHIN - 5}]
    session.save()
    before = verbs()
    answer = client.post(way, form)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/reauthenticate/passkey/")
    assert verbs() == before
    assert not Person.objects.filter(email="n@example.org").exists()


def test_a_second_factor_taken_away_is_told_to_its_owner_and_to_who_answers(world: World) -> None:
    visit(world, "operator").post(f"/people/{world.people['coder'].id}/", {"step": "remove_factors"})
    assert written_to(world) == {"coder", "research_lead", "site_governance", "site_lead", "other_site_lead"}
