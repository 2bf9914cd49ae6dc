"""From an invitation to the first page, and what is said when it no longer works."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from fivefold.records.accounts.models import Membership, Person, PersonState
from fivefold.records.audit.verbs import Verb
from tests.support.log import verbs
from tests.support.post import sent
from tests.support.signing_in import entered, now_code, with_app
from tests.support.standing import World

pytestmark = pytest.mark.django_db

WORDS = "five plain words in a row"


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def operator(world: World) -> Client:
    return entered(with_app(world.people["operator"]))


def invite(operator: Client, **form: str) -> Any:
    return operator.post("/people/", {"name": "New Person", "email": "new@example.org", "role": ""} | form)


def link_in(mail: Any) -> str:
    found = re.search(r"http://localhost:8000(/account/invitation/\S+)", mail.body)
    assert found
    return found[1]


def test_an_invitation_leads_to_a_password_a_factor_and_the_first_page(operator: Client, world: World) -> None:
    answer = invite(operator, role=f"commissioner@{world.first.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people/")
    mail = next(one for one in sent() if one.to == ["new@example.org"])
    assert not {"New Person", "first", world.north.name} & set(re.split(r"\W", mail.subject + mail.body))
    client = Client()
    assert client.get(link_in(mail)).headers["Location"] == "/account/join/"
    assert "new@example.org" in client.get("/account/join/").content.decode()
    answer = client.post("/account/join/", {"name": "New Person", "password": WORDS})
    assert answer.headers["Location"] == "/account/factors/app/"
    assert client.get("/me/access/").headers["Location"] == "/account/factors/app/"
    assert client.get("/account/factors/app/").status_code == 200
    code = now_code(client.session["mfa.totp.secret"])
    assert client.post("/account/factors/app/", {"code": code}).headers["Location"] == "/account/factors/codes/"
    assert "Commissioner" in client.get("/me/access/").content.decode()
    assert (
        verbs()[-6:-1]
        == [
            Verb.INVITED,
            Verb.MEMBERSHIP_GIVEN,
            Verb.JOINED,
            Verb.SIGNED_IN,
            Verb.FACTOR_ADDED,
        ]
        or Verb.FACTOR_ADDED in verbs()
    )


def test_a_password_that_is_too_weak_is_said_at_its_field(operator: Client) -> None:
    invite(operator)
    client = Client()
    client.get(link_in(sent()[0]))
    answer = client.post("/account/join/", {"name": "New Person", "password": "CANARY-7f3a"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_password"' in shown
    assert 'id="id_password"' in shown
    assert "CANARY" not in shown
    assert Person.objects.get(email="new@example.org").state == PersonState.INVITED


def test_a_link_that_was_used_or_replaced_or_never_was_is_gone(operator: Client) -> None:
    invite(operator)
    person = Person.objects.get(email="new@example.org")
    operator.post(f"/people/{person.id}/", {"step": "invite_again"})
    first, second = map(link_in, sent())
    for way in (first, "/account/invitation/never-was/", "/account/join/"):
        assert Client().get(way).status_code == 410
    client = Client()
    client.get(second)
    client.post("/account/join/", {"name": "New Person", "password": WORDS})
    assert Client().get(second).status_code == 410


def test_who_is_signed_in_joins_as_nobody_else(operator: Client) -> None:
    invite(operator)
    assert operator.get(link_in(sent()[0])).status_code == 410


def test_an_address_is_invited_once_and_the_error_lands_on_its_field(operator: Client, world: World) -> None:
    answer = invite(operator, email=world.people["coder"].email.upper())
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_email"' in shown
    assert "has an account already" in shown
    assert Person.objects.filter(name="New Person").count() == 0


def test_an_invitation_that_comes_to_nothing_leaves_no_letter(operator: Client, world: World) -> None:
    assert invite(operator, role=f"site_lead@{world.first.id}").status_code == 422
    assert invite(operator, email=world.people["coder"].email).status_code == 422
    assert sent() == []


def test_an_operator_suspends_lets_back_and_ends(operator: Client, world: World) -> None:
    coder = world.people["coder"]
    address = f"/people/{coder.id}/"
    theirs = entered(with_app(coder))
    assert theirs.get("/me/access/").status_code == 200
    assert "End this account?" in operator.get(f"{address}end/").content.decode()
    for way, state in (("?suspend", "suspended"), ("?let_back", "active"), ("end/", "ended")):
        assert operator.post(address + way, {"step": way.strip("?")}).status_code == 303
        assert Person.objects.get(id=coder.id).state == state
        assert theirs.get("/me/access/").headers["Location"].startswith("/account/login/")
    assert not Membership.objects.filter(person=coder, ended__isnull=True).exists()
    assert operator.get(f"{address}end/").status_code == 403


def test_an_operator_cannot_act_on_their_own_account_and_is_told_why(operator: Client, world: World) -> None:
    own = f"/people/{world.people['operator'].id}/"
    shown = operator.get(own).content.decode()
    assert "ask somebody else who may" in shown
    assert "Suspend the account" not in shown
    assert operator.post(own, {"step": "suspend"}).status_code == 403
    assert operator.get("/people/").status_code == 200


def test_an_operator_gives_and_ends_a_role_at_a_site(operator: Client, world: World) -> None:
    nobody = world.people["nobody"]
    address = f"/people/{nobody.id}/"
    assert operator.post(address, {"role": f"chair@{world.north.id}"}).status_code == 303
    held = Membership.objects.get(person=nobody)
    assert operator.post(address, {"role": f"chair@{world.north.id}"}).status_code == 422
    assert operator.post(address, {"role": ""}).status_code == 422
    end = f"/people/{nobody.id}/roles/{held.id}/end/"
    assert "End this role?" in operator.get(end).content.decode()
    assert operator.post(end).headers["Location"] == address
    assert operator.get(end).status_code == 404


def test_an_operator_adds_a_site_once(operator: Client) -> None:
    assert operator.post("/sites/", {"name": "West partnership"}).status_code == 303
    assert "West partnership" in operator.get("/sites/").content.decode()
    answer = operator.post("/sites/", {"name": "west partnership"})
    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.content.decode()


def test_an_account_that_is_not_there_is_not_found(operator: Client, world: World) -> None:
    for address in (f"/people/{world.first.id}/", f"/people/{world.first.id}/end/"):
        assert operator.get(address).status_code == 404


@pytest.mark.parametrize("who", ["research_lead", "coder", "commissioner", "site_lead", "nobody"])
def test_people_and_sites_are_closed_to_everybody_else(world: World, who: str) -> None:
    client = entered(with_app(world.people[who]))
    for address in ("/people/", f"/people/{world.people['coder'].id}/", "/sites/"):
        for method in (client.get, client.post):
            assert method(address).status_code == 403, address


def test_the_list_of_people_costs_the_same_however_many_there_are(operator: Client, world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert operator.get("/people/").status_code == 200
        return len(counted)

    cost()  # Shows the notices there are, and writes the session.
    before = cost()
    for number in range(10):
        invite(operator, email=f"more-{number}@example.org", role=f"coder@{world.first.id}")
    cost()
    assert cost() == before
