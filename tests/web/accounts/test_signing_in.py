"""Signing in: a password, then a second factor; nothing tells who has an account; tries are counted for everybody."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import people
from fivefold.records.accounts.models import Person, PersonState
from fivefold.records.audit.verbs import Verb
from tests.support.log import told, verbs
from tests.support.post import sent
from tests.support.signing_in import (
    by_password,
    entered,
    forget_used_codes,
    now_code,
    with_app,
    wrong_code,
)
from tests.support.standing import NOW, PASSWORD, World, person

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def somebody() -> Person:
    return with_app(person("Somebody Standing"))


def attempt(client: Client, one: Person | str, password: str) -> str:
    address = one.email if isinstance(one, Person) else one
    answer = client.post("/account/login/", {"login": address, "password": password})
    return answer.get("Location") or answer.content.decode()


def test_a_password_and_a_code_sign_in(somebody: Person) -> None:
    client = Client()
    assert attempt(client, somebody, PASSWORD) == "/account/factor/"
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    assert client.post("/account/factor/", {"code": now_code()}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert verbs() == [Verb.FACTOR_ADDED, Verb.SIGNED_IN]
    assert told()[-1].facts == {"second_factor": True}


def test_who_is_signed_in_is_led_to_where_they_wanted_to_go_on_this_site_alone(somebody: Person) -> None:
    for wanted, led in (("/me/access/", "/me/access/"), ("https://elsewhere.example/", "/")):
        client = Client()
        form = {"login": somebody.email, "password": PASSWORD, "next": wanted}
        client.post("/account/login/", form)
        forget_used_codes()
        assert client.post("/account/factor/", {"code": now_code()}).headers["Location"] == led


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(somebody: Person) -> None:
    wrong, unknown = (
        Client().post("/account/login/", {"login": address, "password": "not the password at all"})
        for address in (somebody.email, "nobody.knows@example.org")
    )
    assert wrong.status_code == unknown.status_code == 422
    shown = [
        answer.content.decode().replace(address, "").split("csrfmiddlewaretoken")[0]
        for answer, address in ((wrong, somebody.email), (unknown, "nobody.knows@example.org"))
    ]
    assert shown[0] == shown[1]
    assert [one.facts for one in told()[1:]] == [{"step": "password"}] * 2
    assert [one.subject for one in told()[1:]] == [somebody.id, None]


def test_an_invited_person_cannot_sign_in_or_ask_for_a_password() -> None:
    with installation():
        from fivefold.records.accounts.access import INSTALLATION

        invited = people.invite(email="new@example.org", name="New", by=INSTALLATION, at=NOW).person
    assert "There is a problem" in attempt(Client(), invited, "")
    Client().post("/account/password/reset/", {"email": invited.email})
    assert sent() == []


def test_a_suspended_person_is_told_so_only_with_the_right_password(somebody: Person) -> None:
    Person.objects.filter(id=somebody.id).update(state=PersonState.SUSPENDED)
    assert "is not right" in attempt(Client(), somebody, "not the password at all")
    assert attempt(Client(), somebody, PASSWORD) == "/account/inactive/"
    assert told()[-1].facts == {"step": "state"}


def test_a_suspended_person_is_out_at_the_next_request(somebody: Person) -> None:
    client = entered(somebody)
    Person.objects.filter(id=somebody.id).update(state=PersonState.SUSPENDED)
    assert client.get("/account/").headers["Location"].startswith("/account/login/")


def test_after_five_tries_an_account_answers_no_more_and_others_do(somebody: Person) -> None:
    for _ in range(5):
        assert "is not right" in attempt(Client(), somebody, "not the password at all")
    assert "too many tries" in attempt(Client(), somebody, PASSWORD)
    assert attempt(Client(), with_app(person("Another Standing")), PASSWORD) == "/account/factor/"


def test_after_five_wrong_codes_an_account_takes_no_code(somebody: Person) -> None:
    client = by_password(somebody)
    for _ in range(5):
        answer = client.post("/account/factor/", {"code": wrong_code()})
        assert "The code is not right" in answer.content.decode()
    answer = client.post("/account/factor/", {"code": now_code()})
    assert "too many tries" in answer.content.decode()
    assert verbs().count(Verb.SIGN_IN_REFUSED) == 5


ELSEWHERE = """
import sys, django
django.setup()
from django.test import Client
form = {"login": sys.argv[1], "password": sys.argv[2]}
answer = Client().post("/account/login/", form, headers={"host": "localhost"})
print("too many tries" in answer.content.decode())
"""


def _address_of_the_test_database() -> str:
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    host = str(here["HOST"]).replace("/", "%2F")
    return f"postgresql://{here['USER']}:{here['PASSWORD']}@{host}/{here['NAME']}"


@pytest.mark.slow  # Starts another process, which is what it is about.
@pytest.mark.django_db(transaction=True)
def test_tries_are_counted_across_processes_and_over_a_restart(somebody: Person) -> None:
    def in_another_process() -> bool:
        ran = subprocess.run(
            [sys.executable, "-c", ELSEWHERE, somebody.email, PASSWORD],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "fivefold.config.settings",
                "FIVEFOLD_DATABASE": _address_of_the_test_database(),
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return ran.stdout.strip() == "True"

    assert not in_another_process()
    for _ in range(5):
        attempt(Client(), somebody, "not the password at all")
    assert in_another_process()
    said: list[str] = []
    thread = Thread(target=lambda: (said.append(attempt(Client(), somebody, PASSWORD)), connection.close()))
    thread.start()
    thread.join()
    assert "too many tries" in said[0]


def test_a_code_works_once(somebody: Person) -> None:
    digits = now_code()
    assert by_password(somebody).post("/account/factor/", {"code": digits}).status_code == 302
    again = by_password(somebody).post("/account/factor/", {"code": digits})
    assert "The code is not right" in again.content.decode()


def test_the_second_factor_page_leads_nowhere_without_the_first_step(somebody: Person) -> None:
    assert Client().get("/account/factor/").headers["Location"] == "/account/login/"
    assert Client().post("/account/factor/", {"code": now_code()}).headers["Location"] == "/account/login/"


def test_a_recovery_code_signs_in_once(somebody: Person) -> None:
    client = entered(somebody)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/factors/codes/new/").headers["Location"] == "/account/factors/codes/"
    shown = client.get("/account/factors/codes/").content.decode()
    recovery = shown.partition("<li><code>")[2].partition("</code>")[0]
    assert len(recovery) == 8
    assert "<code>" not in client.get("/account/factors/codes/").content.decode()
    assert by_password(somebody).post("/account/factor/", {"code": recovery}).headers["Location"] == "/"
    assert (
        "The code is not right" in by_password(somebody).post("/account/factor/", {"code": recovery}).content.decode()
    )


def test_without_a_second_factor_a_signed_in_person_reaches_only_its_setting_up(world: World) -> None:
    client = by_password(world.people["research_lead"])
    for address in (
        "/",
        "/me/access/",
        "/account/",
        "/account/password/",
        "/studies/first/",
        "/studies/first/members/",
    ):
        assert client.get(address).headers["Location"] == "/account/factors/app/", address
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.get("/account/factors/app/").status_code == 200
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/account/factors/app/", {"code": now_code(secret)})
    assert answer.headers["Location"] == "/account/factors/codes/"
    assert client.get("/account/factors/codes/").content.decode().count("<li><code>") == 10
    assert client.get("/me/access/").status_code == 200
    assert [one.facts for one in told() if one.verb == Verb.FACTOR_ADDED] == [{"kind": "totp"}]


def test_the_last_second_factor_is_not_removed_and_another_one_is(somebody: Person) -> None:
    client = entered(somebody)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert client.post("/account/factors/app/remove/").status_code == 422
    Authenticator.objects.create(user=somebody, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert client.post("/account/factors/app/remove/").status_code == 302
    kept = Authenticator.objects.get(user=somebody)
    assert client.post(f"/account/factors/passkeys/{kept.pk}/remove/").status_code == 404
    assert told()[-1].verb != Verb.FACTOR_ADDED
    assert Verb.FACTOR_REMOVED in verbs()


def test_every_address_of_factors_and_sessions_acts_on_ones_own_account_alone(somebody: Person) -> None:
    other = person("Another Standing")
    theirs = [
        Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data={"name": name})
        for name in ("one", "two")
    ]
    client = entered(somebody)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    before = list(Authenticator.objects.filter(user=other).order_by("pk").values())
    for method in (client.get, client.post):
        assert method(f"/account/factors/passkeys/{theirs[0].pk}/remove/").status_code == 404
    # Whatever else a form might smuggle in, the session says whose account it is.
    smuggled = {"user": str(other.id), "user_id": str(other.id), "id": str(theirs[0].pk), "login": other.email}
    for name, address in _own_addresses():
        client.post(address, smuggled | {"code": wrong_code(), "password": "not the password at all"})
        cache.clear()
        assert list(Authenticator.objects.filter(user=other).order_by("pk").values()) == before, name
    assert Person.objects.get(id=other.id).check_password(PASSWORD)
    assert {one.subject for one in told() if one.actor == somebody.id} <= {somebody.id, None}


def _own_addresses() -> list[tuple[str, str]]:
    from django.urls import reverse

    prefixes = ("mfa_", "usersessions_", "account_change", "account_reauth")
    found = [name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith(prefixes)]
    assert len(found) >= 11
    return [(name, reverse(name)) for name in sorted(found) if name != "mfa_remove_webauthn"]


def test_signing_out_ends_the_session_and_is_told(somebody: Person) -> None:
    client = entered(somebody)
    assert client.get("/account/logout/").status_code == 405
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    assert verbs()[-1] == Verb.SIGNED_OUT


def test_there_is_no_sign_up() -> None:
    answer = Client().get("/account/signup/")
    assert "by invitation" in answer.content.decode()
    assert Client().post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD}).status_code == 405
    assert not Person.objects.exists()
