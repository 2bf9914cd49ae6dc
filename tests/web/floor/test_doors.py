"""A door lets in who may come, puts the walls up, tells once, and turns what goes wrong into a page."""

import re
from datetime import UTC
from uuid import uuid4

import pytest
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path
from django_scopes import ScopeError

from fivefold.method.common.errors import InputError, InputErrors
from fivefold.records.accounts.access import Refusal, Refused
from fivefold.records.accounts.models import PersonState, ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.web.doors import PUBLIC, SIGNED_IN, Request, door, see
from tests.support.standing import NOW, World, share, told
from tests.support.visiting import signed_in

SUBJECT = uuid4()


@door(Ability.STUDY_SEE, tells=Verb.STUDY_READ)
def shown(request: Request, study: Study) -> HttpResponse:
    """Shows something."""
    assert request.now.tzinfo is UTC
    return HttpResponse(f"{request.actor.name} in {study.name}")


@door(Ability.STUDY_SEE, tells=Verb.SUBMISSIONS_LISTED)
def named(request: Request, study: Study) -> HttpResponse:
    """Names what it shows."""
    request.tell(share=share(study, ShareKind.RESEARCH), subject=SUBJECT, facts={"found": 3})
    request.tell(verb=Verb.SUBMISSIONS_SEARCHED)
    return HttpResponse()


@door(Ability.STUDY_SEE, tells=Verb.STUDY_READ)
def elsewhere(request: Request, study: Study) -> HttpResponse:
    """Shows nothing and leads on."""
    return see("/")


@door(Ability.STUDY_SEE, tells=Verb.STUDY_READ, methods=("GET", "POST"))
def again(request: Request, study: Study) -> HttpResponse:
    """A form that comes back with what is wrong in it."""
    return HttpResponse("your words", status=422)


@door(Ability.MEMBERS_CHANGE, tells=Verb.MEMBERS_READ)
def closed(request: Request, study: Study) -> HttpResponse:
    """For leads alone."""
    return HttpResponse("leads only")


@door(Ability.MEMBERS_READ, tells=Verb.MEMBERS_READ, sends=Ability.MEMBERS_CHANGE, methods=("GET", "POST"))
def for_few(request: Request, study: Study) -> HttpResponse:
    """For many to see, for few to change."""
    return HttpResponse("seen")


@door(Ability.STUDY_SEE, silent="refuses")
def refusing(request: Request, study: Study) -> HttpResponse:
    """An action refuses."""
    raise Refused(Refusal.LAST_LEAD)


@door(Ability.STUDY_SEE, silent="finds nothing")
def nothing(request: Request, study: Study) -> HttpResponse:
    """Nothing there."""
    raise Http404


@door(Ability.STUDY_SEE, silent="cannot use it")
def unusable(request: Request, study: Study) -> HttpResponse:
    """Two things wrong with what came."""
    raise InputErrors((InputError("no month", where="row 4", next_step="Write one."), InputError("no age")))


@door(Ability.STUDY_SEE, tells=Verb.STUDY_READ, methods=("POST",))
def conflicting(request: Request, study: Study) -> HttpResponse:
    """Somebody was quicker."""
    line = lines.line(Kind.MEMO, share=share(study, ShareKind.RESEARCH), subject=SUBJECT)
    quicker = {"text": "their words <b>", "more": [{"said": "and more"}]}
    write = Write(line, changes.put(quicker), against=0)
    lines.write([write], verb=Verb.MEMO_WRITTEN, by=request.actor, at=NOW, share=line.share, subject=SUBJECT)
    write = Write(line, changes.put({"text": "mine"}), against=0)
    lines.write([write], verb=Verb.MEMO_WRITTEN, by=request.actor, at=NOW, share=line.share, subject=SUBJECT)
    return HttpResponse()


@door(Ability.STUDY_SEE, silent="streams")
def streaming(request: Request, study: Study) -> StreamingHttpResponse:
    """Would read after the walls came down."""
    return StreamingHttpResponse([b"late"])


@door(PUBLIC, methods=("GET", "POST"))
def public(request: Request) -> HttpResponse:
    """For everybody; behind walls all the same."""
    assert list(Line.objects.all()) == []
    return HttpResponse(request.visitor.name if request.visitor else "nobody")


@door(SIGNED_IN, silent="shows nothing", most=10)
def inside(request: Request) -> HttpResponse:
    """For whoever is signed in."""
    return HttpResponse("in")


@door(SIGNED_IN, methods=("POST",), silent="takes little", most=10)
def small(request: Request) -> HttpResponse:
    """Takes ten bytes."""
    return HttpResponse(request.body)


def breaking(request: Request) -> HttpResponse:
    """Fails with words that must not reach a log or a page."""
    raise RuntimeError("CANARY-7f3a in the error")


urlpatterns = [
    *(
        path(f"studies/<slug:study>/{view.__name__}/", view, name=view.__name__)
        for view in (
            shown,
            named,
            elsewhere,
            again,
            closed,
            for_few,
            refusing,
            nothing,
            unusable,
            conflicting,
            streaming,
        )
    ),
    path("public/", public, name="public"),
    path("inside/", inside, name="inside"),
    path("small/", small, name="small"),
    path("broken/", door(PUBLIC)(breaking), name="broken"),
    path("account/login/", public, name="account_login"),
    # What the layout leads to.
    path("account/here/", public, name="accounts_here"),
    path("account/reauthenticate/", public, name="account_reauthenticate"),
    path("account/reauthenticate/code/", public, name="mfa_reauthenticate"),
    path("account/reauthenticate/passkey/", public, name="mfa_reauthenticate_webauthn"),
]
handler404 = "fivefold.web.errors.not_found"
handler500 = "fivefold.web.errors.broken"
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def coder(world: World) -> Client:
    return signed_in(world.people["coder"])


def only() -> Event:
    """The one event since the test began."""
    (found,) = told()
    return found


def _without_token(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", content)


def test_who_may_come_in_finds_the_study_and_themselves(coder: Client) -> None:
    assert coder.get("/studies/first/shown/").content == b"Standing coder in first"


def test_what_was_shown_is_told_once_of_the_common_share(coder: Client, world: World) -> None:
    coder.get("/studies/first/shown/")
    event = only()
    assert (event.verb, event.actor) == (Verb.STUDY_READ, world.people["coder"].id)
    assert (event.share, event.subject) == (share(world.first, ShareKind.COMMON).id, world.first.id)


def test_a_view_names_what_it_showed(coder: Client, world: World) -> None:
    coder.get("/studies/first/named/")
    event = only()
    assert (event.verb, event.subject, event.facts) == (Verb.SUBMISSIONS_SEARCHED, SUBJECT, {"found": 3})
    assert event.share == share(world.first, ShareKind.RESEARCH).id


def test_leading_on_shows_nothing_and_tells_nothing(coder: Client) -> None:
    answer = coder.get("/studies/first/elsewhere/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert told() == []


def test_a_form_that_comes_back_shows_its_record_again(coder: Client) -> None:
    assert coder.post("/studies/first/again/").status_code == 422
    assert only().verb == Verb.STUDY_READ


def test_a_study_of_others_does_not_exist(coder: Client) -> None:
    here, nowhere = coder.get("/studies/second/shown/"), coder.get("/studies/there-is-none/shown/")
    assert here.status_code == nowhere.status_code == 404
    assert _without_token(here.content) == _without_token(nowhere.content)
    assert [event.verb for event in told()] == [Verb.REFUSED] * 2
    assert {event.share for event in told()} == {None}


def test_what_is_closed_says_why_and_is_told(coder: Client, world: World) -> None:
    answer = coder.get("/studies/first/closed/")
    assert answer.status_code == 403
    assert b"None of your roles here allows this." in answer.content
    assert b"leads only" not in answer.content
    event = only()
    assert (event.verb, event.facts) == (Verb.REFUSED, {"door": "closed", "method": "GET"})


def test_sending_may_need_more_than_seeing(coder: Client, world: World) -> None:
    assert coder.get("/studies/first/for_few/").status_code == 200
    assert coder.post("/studies/first/for_few/").status_code == 403
    assert signed_in(world.people["research_lead"]).post("/studies/first/for_few/").status_code == 200


def test_a_refusal_of_an_action_is_a_page_with_its_reason(coder: Client) -> None:
    answer = coder.get("/studies/first/refusing/")
    assert answer.status_code == 403
    assert str(Refusal.LAST_LEAD).encode() in answer.content
    assert only().verb == Verb.REFUSED


def test_what_is_not_there_is_not_found(coder: Client) -> None:
    assert coder.get("/studies/first/nothing/").status_code == 404


def test_what_cannot_be_used_says_where_and_what_to_do(coder: Client) -> None:
    answer = coder.get("/studies/first/unusable/")
    assert answer.status_code == 400
    for words in (b"row 4: no month.", b"no age.", b"Write one."):
        assert words in answer.content


def test_a_conflict_shows_both_texts_and_writes_neither_over(coder: Client, world: World) -> None:
    answer = coder.post("/studies/first/conflicting/", {"text": "mine <i>", "against": "0"})
    assert answer.status_code == 409
    for words in (b"mine &lt;i&gt;", b"their words &lt;b&gt;", b"and more"):
        assert words in answer.content
    assert [event.verb for event in told()][-1] == Verb.STUDY_READ
    assert told()[-1].subject == SUBJECT


def test_nothing_is_streamed_past_the_walls(coder: Client) -> None:
    with pytest.raises(TypeError, match="after the walls came down"):
        coder.get("/studies/first/streaming/")


def test_nobody_is_sent_to_sign_in_and_back(world: World) -> None:
    answer = Client().get("/studies/first/shown/?what=they+typed")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/account/login/?next=%2Fstudies%2Ffirst%2Fshown%2F",
    )
    assert Client().post("/studies/first/again/").headers["Location"] == "/account/login/"


def test_a_public_door_opens_to_everybody_and_holds_no_key(coder: Client) -> None:
    assert Client().get("/public/").content == b"nobody"
    assert coder.get("/public/").content == b"Standing coder"


def test_outside_a_door_nothing_can_be_read(world: World) -> None:
    with pytest.raises(ScopeError):
        list(Line.objects.all())


def test_whoever_is_suspended_is_signed_out_with_the_reason(coder: Client, world: World) -> None:
    person = world.people["coder"]
    person.state = PersonState.SUSPENDED
    person.save()
    answer = coder.get("/inside/")
    assert answer.status_code == 303 or b"suspended" in answer.content
    assert coder.get("/inside/").headers["Location"].startswith("/account/login/")


def test_other_methods_are_refused_with_those_that_are_answered(coder: Client) -> None:
    answer = coder.delete("/inside/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert coder.head("/inside/").status_code == 200


def test_a_body_beyond_the_doors_measure_is_not_read(coder: Client) -> None:
    assert coder.post("/small/", b"0123456789", content_type="text/plain").content == b"0123456789"
    answer = coder.post("/small/", b"0123456789+", content_type="text/plain")
    assert answer.status_code == 413
    assert b"too large" in answer.content


def test_an_error_shows_no_words_of_anybody(capsys: pytest.CaptureFixture[str]) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert b"went wrong on our side" in answer.content
    assert b"CANARY" not in answer.content
    assert "CANARY" not in capsys.readouterr().err
