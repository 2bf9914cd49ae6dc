"""Sessions: fifteen minutes without a sign of life, ten hours in all, listed, ended, confirmed again."""

import time
from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client, RequestFactory

from fivefold.records.accounts.models import Person
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import limits, pages, step_up
from tests.support.log import told, verbs
from tests.support.post import sent
from tests.support.signing_in import entered, forget_used_codes, now_code, with_app
from tests.support.standing import PASSWORD, World, person
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def somebody() -> Person:
    return with_app(person("Somebody Standing"))


def age(client: Client, *, seconds: float) -> None:
    """As if everything the session knows had happened so long before."""
    session = client.session
    for name in ("began", "seen"):
        session[name] -= seconds
    for one in session["account_authentication_methods"]:
        one["at"] -= seconds
    session.save()


def test_a_session_nobody_used_asks_who_is_there_and_is_kept(somebody: Person) -> None:
    client = entered(somebody)
    age(client, seconds=limits.IDLE - 5)
    assert client.get("/account/").status_code == 200
    age(client, seconds=limits.IDLE + 5)
    answer = client.get("/account/")
    assert answer.headers["Location"] == "/account/reauthenticate/?next=%2Faccount%2F"
    assert client.get("/account/reauthenticate/").status_code == 200
    assert client.get("/me/access/").status_code == 302
    form = {"password": PASSWORD, "next": "/account/"}
    assert client.post("/account/reauthenticate/", form).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert verbs()[-1] == Verb.CONFIRMED_AGAIN


def test_what_was_sent_from_an_idle_session_is_done_once_its_owner_confirms(world: World) -> None:
    client = entered(with_app(world.people["operator"]))
    age(client, seconds=limits.IDLE + 5)
    assert client.post("/sites/", {"name": "West partnership"}).headers["Location"].startswith("/account/reauth")
    assert Verb.SITE_ADDED not in verbs()
    client.post("/account/reauthenticate/", {"password": "not the password at all", "next": "/sites/"})
    assert Verb.SITE_ADDED not in verbs()
    # Away for so long, they show a second factor as well before a site is added.
    asked = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/sites/"})
    assert Verb.SITE_ADDED not in verbs()
    assert asked.headers["Location"] == "/account/reauthenticate/code/?next=%2Fsites%2F"
    forget_used_codes()
    client.post("/account/reauthenticate/code/", {"code": now_code(), "next": "/sites/"})
    assert Verb.SITE_ADDED in verbs()


def test_a_form_without_its_token_is_not_kept_for_later(world: World) -> None:
    operator = with_app(world.people["operator"])
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = entered(operator).cookies
    age(careful, seconds=limits.IDLE + 5)
    assert careful.post("/sites/", {"name": "West partnership"}).status_code == 403
    assert step_up.WAITING not in careful.session


def test_a_session_ends_after_ten_hours_however_busy_it_was(somebody: Person) -> None:
    client = entered(somebody)
    session = client.session
    session["began"] -= limits.WHOLE + 5
    session.save()
    assert client.get("/account/sessions/").headers["Location"] == "/account/login/?next=%2Faccount%2Fsessions%2F"
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    assert not UserSession.objects.exists()
    assert (told()[-1].verb, told()[-1].facts) == (Verb.SESSION_ENDED, {"sessions": 1, "why": "time"})


def test_a_session_whose_beginning_is_not_known_is_over(somebody: Person) -> None:
    client = Client()
    client.force_login(somebody)
    assert client.get("/account/").headers["Location"].startswith("/account/login/")


def test_a_sign_of_life_is_noted_once_a_minute(
    somebody: Person, django_assert_num_queries: Callable[[int], object]
) -> None:
    client = entered(somebody)
    began = client.session["seen"]
    assert client.post("/account/here/").status_code == 204
    assert client.session["seen"] == began
    age(client, seconds=120)
    assert client.post("/account/here/").status_code == 204
    assert client.session["seen"] > time.time() - 5
    age(client, seconds=limits.IDLE + 5)
    assert client.post("/account/here/").status_code == 401


def test_a_code_confirms_as_well_and_a_wrong_one_is_told(somebody: Person) -> None:
    client = entered(somebody)
    age(client, seconds=limits.IDLE + 5)
    assert client.post("/account/reauthenticate/code/", {"code": "000000"}).status_code == 422
    assert told()[-1].facts == {"step": "confirming"}
    forget_used_codes()
    assert client.post("/account/reauthenticate/code/", {"code": now_code()}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_confirming_is_tried_five_times_and_no_more(somebody: Person) -> None:
    client = entered(somebody)
    answers = [client.post("/account/reauthenticate/", {"password": "wrong"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_sessions_are_listed_and_the_others_ended(somebody: Person) -> None:
    one, other = entered(somebody), entered(somebody)
    shown = one.get("/account/sessions/").content.decode()
    assert shown.count("<tr") == 3
    assert "This one" in shown
    assert one.post("/account/sessions/").headers["Location"] == "/account/sessions/"
    assert other.get("/account/").headers["Location"].startswith("/account/login/")
    assert one.get("/account/").status_code == 200
    assert (told()[-1].verb, told()[-1].facts) == (Verb.SESSION_ENDED, {"sessions": 1})
    assert "nowhere else" in one.get("/account/sessions/").content.decode()


def test_a_new_password_ends_every_other_session(somebody: Person) -> None:
    one, other = entered(somebody), entered(somebody)
    new = "quite another set of words"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert one.post("/account/password/", form).headers["Location"] == "/account/"
    assert one.get("/account/").status_code == 200
    assert other.get("/account/").headers["Location"].startswith("/account/login/")
    assert (told()[-1].verb, told()[-1].facts) == (Verb.PASSWORD_CHANGED, {"kind": "known"})
    assert len(sent()) == 1


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("too short", "too short"),
        ("passwordpassword", "repeats"),
        ("aaaaaaaaaaaaaaaaaaab", "repeats"),
        ("1q2w3e4r5t6y7u8i9o0p", "too common"),
        ("80126937540912837461", "entirely numeric"),
        ("somebody standing", "too similar"),
    ],
)
def test_a_password_is_long_uncommon_and_not_ones_name(somebody: Person, new: str, said: str) -> None:
    answer = entered(somebody).post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_link_by_email_sets_a_new_password_and_still_asks_for_the_factor(somebody: Person) -> None:
    signed_in = entered(somebody)
    client = Client()
    for address in (somebody.email, "nobody.knows@example.org"):
        answer = client.post("/account/password/reset/", {"email": address})
        assert answer.headers["Location"] == "/account/password/reset/sent/"
    (mail,) = sent()
    assert somebody.name not in mail.body + mail.subject
    link = next(line for line in mail.body.splitlines() if "/reset/key/" in line)
    assert link.startswith("http://localhost:8000/account/password/reset/key/")
    here = client.get(link.removeprefix("http://localhost:8000")).headers["Location"]
    new = "quite another set of words"
    answer = client.post(here, {"password1": new, "password2": new})
    assert answer.headers["Location"] == "/account/password/reset/saved/"
    assert signed_in.get("/account/").headers["Location"].startswith("/account/login/")
    answer = client.post("/account/login/", {"login": somebody.email, "password": new})
    assert answer.headers["Location"] == "/account/factor/"
    assert client.get(link.removeprefix("http://localhost:8000")).status_code == 410
    assert Verb.PASSWORD_CHANGED in verbs()


def test_stepping_up_asks_whoever_has_not_shown_themselves_for_ten_minutes(somebody: Person) -> None:
    client = entered(somebody)
    request = RequestFactory().post("/anything/", {"kept": "yes"})
    request.user, request.session = somebody, client.session
    assert step_up.ask(request) is None
    age(client, seconds=step_up.WITHIN + 5)
    request.session = client.session
    answer = step_up.ask(request)
    assert answer is not None
    assert answer.headers["Location"] == "/account/reauthenticate/code/?next=%2Fanything%2F"


def test_a_password_alone_does_not_step_up(somebody: Person) -> None:
    client = entered(somebody)
    age(client, seconds=step_up.WITHIN + 5)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    request = RequestFactory().get("/anything/")
    request.user, request.session = somebody, client.session
    assert step_up.ask(request) is not None
    forget_used_codes()
    client.post("/account/reauthenticate/code/", {"code": now_code()})
    request.session = client.session
    assert step_up.ask(request) is None


def test_whoever_has_passkeys_alone_steps_up_with_one(somebody: Person) -> None:
    client = signed_in(person("With a passkey"))
    request = RequestFactory().get("/anything/")
    request.user, request.session = Person.objects.get(name="With a passkey"), client.session
    answer = step_up.ask(request)
    assert answer is not None
    assert answer.headers["Location"].startswith("/account/reauthenticate/passkey/")


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox on Linux"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_is_named_in_plain_words(agent: str, said: str) -> None:
    assert pages.browser(agent) == said
