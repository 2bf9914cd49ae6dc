"""What waits while somebody shows who they are: it goes on for its sender, soon, where it was sent, or not at all."""

import json
import logging
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.models import Person, PersonState, Study
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.models import Memo
from fivefold.web.accounts import limits, step_up
from fivefold.web.imports.views import _PASSWORDS
from fivefold.web.logs import WithoutContent
from tests.support.log import told, verbs
from tests.support.signing_in import by_password, entered, forget_used_codes, now_code, with_app
from tests.support.standing import PASSWORD, World, person
from tests.web.accounts.test_sessions import age

pytestmark = pytest.mark.django_db

AWAY = limits.IDLE + 5
MEMO = "/studies/first/memos/new/?about=study"
OURS = {"Sec-Fetch-Site": "same-origin"}
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def enter(world: World) -> Enter:
    """Somebody's browser, whose factor was shown so many seconds ago."""

    def entering(who: str, *, seconds: float) -> Client:
        client = entered(with_app(world.people[who]))
        age(client, seconds=seconds)
        return client

    return entering


def by_code(client: Client, to: str) -> HttpResponse:
    """Confirm with a code, at the address that was led to."""
    forget_used_codes()
    return client.post("/account/reauthenticate/code/", {"code": now_code(), "next": to})  # type: ignore[return-value]


def by_words(client: Client, to: str) -> HttpResponse:
    """Confirm with the password."""
    return client.post("/account/reauthenticate/", {"password": PASSWORD, "next": to})  # type: ignore[return-value]


def memos() -> int:
    """How many there are."""
    with overseeing():
        return Memo.everywhere.count()


def state(who: Person) -> str:
    """Of an account, as it stands now."""
    return Person.objects.get(id=who.id).state


def test_an_abandoned_form_is_not_carried_out_by_looking_at_its_page(world: World, enter: Enter) -> None:
    coder = world.people["coder"]
    way = f"/people/{coder.id}/"
    client = enter("operator", seconds=step_up.WITHIN + 5)
    assert client.post(way, {"step": "suspend"}).status_code == 302
    client.get("/people/")
    age(client, seconds=AWAY)
    client.get(way)
    answer = by_code(client, way)
    assert answer.headers["Location"] == way
    assert state(coder) == PersonState.ACTIVE
    assert "The form you sent under People was not carried out" in client.get(way).content.decode()
    assert "was not carried out" not in client.get(way).content.decode()


def test_looking_at_a_page_hands_out_no_file_that_was_asked_for_before(world: World, enter: Enter) -> None:
    way = "/studies/first/export/"
    client = enter("research_lead", seconds=0)
    client.get(way)
    (shown,) = client.session[_PASSWORDS]
    age(client, seconds=step_up.WITHIN + 5)
    client.post(way, {"purpose": "archive", "shown": shown})
    age(client, seconds=AWAY)
    client.get(way)
    answer = by_code(client, way)
    assert (answer.status_code, answer.headers["Location"]) == (302, way)
    assert Verb.STUDY_EXPORTED not in verbs()


def test_a_form_waits_ten_minutes_and_no_longer(world: World, enter: Enter) -> None:
    coder = world.people["coder"]
    way = f"/people/{coder.id}/"
    client = enter("operator", seconds=step_up.WITHIN + 5)
    for waited, done in ((step_up.WITHIN + 5, PersonState.ACTIVE), (step_up.WITHIN - 30, PersonState.SUSPENDED)):
        age(client, seconds=step_up.WITHIN + 5)
        client.post(way, {"step": "suspend"})
        session = client.session
        session[step_up.WAITING] |= {"at": session[step_up.WAITING]["at"] - waited}
        session.save()
        assert by_code(client, way).status_code in (302, 303)
        assert state(coder) == done
        assert (b"was not carried out" in client.get(way).content) == (done == PersonState.ACTIVE)
    assert step_up.WAITING not in client.session


def test_what_only_takes_forms_and_was_not_carried_out_leads_to_the_first_page(world: World, enter: Enter) -> None:
    way = f"/roles/{uuid4()}/"
    client = enter("research_lead", seconds=step_up.WITHIN + 5)
    client.post(way, {"decision": "agree"})
    client.get("/studies/first/export/")
    assert by_code(client, way).headers["Location"] == "/"
    assert b"under Roles was not carried out" in client.get("/").content


def test_words_are_kept_at_an_address_with_a_query(world: World, enter: Enter) -> None:
    client = enter("coder", seconds=AWAY)
    to = client.post(MEMO, {"text": "a long thought", "seen": "0"}).headers["Location"]
    asked = client.get(to).content.decode()
    assert "You sent a form under Memos. What you sent is kept" in asked
    assert "a long thought" not in asked
    answer = by_words(client, MEMO)
    assert answer.status_code == 303
    assert "a long thought" in client.get(answer.headers["Location"]).content.decode()


def test_confirming_on_another_tab_forgets_no_words(world: World, enter: Enter) -> None:
    client = enter("coder", seconds=AWAY)
    client.post(MEMO, {"text": "a long thought", "seen": "0"})
    by_words(client, "")
    by_words(client, "/account/")
    assert by_words(client, MEMO).status_code == 303
    assert memos() == 1


@pytest.mark.parametrize("then", ["going back", "another page", "another form", "too late"])
def test_words_that_are_not_carried_out_come_back(world: World, enter: Enter, then: str) -> None:
    client = enter("coder", seconds=AWAY)
    client.post(MEMO, {"text": "a long <thought>", "seen": "0"}, headers=OURS)
    if then == "going back":
        client.get(MEMO.partition("?")[0])
    elif then == "another page":
        client.get("/account/")
    elif then == "another form":
        client.post("/account/sessions/")
    else:
        session = client.session
        session[step_up.WAITING] |= {"at": 0}
        session.save()
    answer = by_words(client, MEMO)
    page = answer.content.decode()
    assert "a long &lt;thought&gt;</textarea>" in page
    assert f'action="{MEMO}"' in page
    assert memos() == 0
    assert client.post(MEMO, {"text": "a long <thought>", "seen": "0"}, headers=OURS).status_code == 303


def test_of_a_form_that_will_not_go_on_only_words_stay_in_the_session(world: World, enter: Enter) -> None:
    client = enter("coder", seconds=AWAY)
    client.post("/account/password/", {"oldpassword": "CANARY-7f3a"})
    assert "CANARY-7f3a" in str(dict(client.session))
    client.get("/account/")
    assert "CANARY-7f3a" not in str(dict(client.session))


def test_only_where_a_form_was_sent_the_page_says_that_it_is_kept(world: World, enter: Enter) -> None:
    client = enter("operator", seconds=AWAY)
    for way in ("", "code/"):
        assert b"you sent" not in client.get(f"/account/reauthenticate/{way}?next=/people/").content
    client.post(f"/people/{world.people['coder'].id}/end/")
    to = f"?next=/people/{world.people['coder'].id}/end/"
    for way in ("", "code/"):
        page = client.get(f"/account/reauthenticate/{way}{to}").content.decode()
        assert "You sent a form under People. What you sent is kept" in page
        assert "files" not in page
    assert b"you sent" not in client.get("/account/reauthenticate/?next=/people/").content


def test_files_are_not_kept_and_the_page_says_so(world: World, enter: Enter) -> None:
    client = enter("research_lead", seconds=AWAY)
    client.post("/studies/first/imports/", {"folder": SimpleUploadedFile("study.zip", b"words")})
    page = client.get("/account/reauthenticate/?next=/studies/first/imports/").content.decode()
    assert "Its files are not kept" in page


def test_a_form_refused_after_a_code_is_sent_to_where_it_belongs(world: World, enter: Enter) -> None:
    client = enter("operator", seconds=step_up.WITHIN + 5)
    client.post("/studies/", {"name": "first"})
    refused = by_code(client, "/studies/")
    assert refused.status_code == 422
    main = refused.content.decode().partition("<main")[2]
    ways = re.findall(r'<form class="ff-form" method="post" action="([^"]*)"', main.partition("</main>")[0])
    assert set(ways) == {"/studies/"}
    assert client.post(ways[0], {"name": "third"}).status_code == 303
    assert Study.objects.filter(name="third").exists()


@pytest.mark.parametrize(
    ("who", "way"),
    [
        ("operator", "/people/{coder}/"),
        ("operator", "/people/{coder}/end/"),
        ("coder", "/account/password/"),
        ("coder", "/account/sessions/"),
        ("coder", "/account/factors/passkeys/add/"),
        ("coder", "/studies/first/memos/new/?about=study"),
    ],
)
def test_every_form_names_where_it_is_sent(world: World, enter: Enter, who: str, way: str) -> None:
    client = enter(who, seconds=0)
    if way == "/account/sessions/":
        entered(world.people[who])
    by_code(client, "/")
    address = way.format(coder=world.people["coder"].id)
    page = client.get(address).content.decode()
    assert f'action="{address}"' in page
    assert [one for one in re.findall(r'<form[^>]*method="post"[^>]*>', page) if "action=" not in one] == []


def test_what_is_refused_after_a_confirmation_names_its_own_door(
    world: World, enter: Enter, caplog: pytest.LogCaptureFixture
) -> None:
    client = enter("coder", seconds=AWAY)
    client.post("/people/", {"name": "N"})
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="fivefold.web.guard"):
        assert by_words(client, "/people/").status_code == 403
    assert (told()[-1].verb, told()[-1].facts) == (Verb.REFUSED, {"door": "people", "method": "POST"})
    lines = [json.loads(WithoutContent().format(one)) for one in caplog.records if one.name == "fivefold.web.guard"]
    assert [(one["door"], one["method"], one["status"]) for one in lines] == [("people", "POST", 403)]


def test_what_is_not_there_after_a_confirmation_is_told_once(world: World, enter: Enter) -> None:
    client = enter("operator", seconds=AWAY)
    way = f"/people/{uuid4()}/roles/{uuid4()}/end/"
    client.post(way)
    assert by_words(client, way).headers["Location"].startswith("/account/reauthenticate/code/")
    assert by_code(client, way).status_code == 404
    assert verbs().count(Verb.REFUSED) == 1


def test_what_changes_a_factor_waits_in_the_same_way(world: World, enter: Enter) -> None:
    client = enter("coder", seconds=step_up.WITHIN + 5)
    way = "/account/factors/codes/new/"
    assert client.post(way).headers["Location"] == f"/account/reauthenticate/?next={way.replace('/', '%2F')}"
    assert client.session[step_up.WAITING]["to"] == way
    client.get(way)
    assert by_words(client, way).headers["Location"] == way
    assert verbs()[-1] == Verb.CONFIRMED_AGAIN


def test_whoever_has_no_factor_yet_leaves_no_form_to_be_carried_out(world: World) -> None:
    client = by_password(person("Without a factor"))
    age(client, seconds=AWAY)
    answer = client.post("/account/password/", {"oldpassword": PASSWORD})
    assert answer.headers["Location"] == "/account/factors/app/"
    assert step_up.WAITING not in client.session
