"""Every view says who may use it and what is told of it; what says nothing is not opened."""

import csv
import io
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from fivefold.records.accounts.access import Actor
from fivefold.records.audit.verbs import Verb
from fivefold.web.audit.words import verbs
from fivefold.web.chrome import _ways
from tests.access.matrix import ANONYMOUS, METHODS, concerned, expected, places, routes
from tests.access.tenants import Tenants

COMMITTED = Path(__file__).parent / "matrix.csv"


def undeclared(request: HttpRequest) -> HttpResponse:
    """A view that somebody forgot to declare."""
    return HttpResponse("open to everybody")


urlpatterns = [path("forgotten/", undeclared)]


def test_every_address_has_a_door() -> None:
    assert [one.view for one in routes() if one.door is None] == []


@pytest.mark.urls(__name__)
def test_a_view_without_a_door_is_not_opened(db: None) -> None:
    answer = Client().get("/forgotten/")
    assert answer.status_code == 404
    assert b"open to everybody" not in answer.content


def test_every_door_in_a_study_tells_of_what_it_shows_or_says_why_not() -> None:
    inside = [one for one in routes() if "study" in one.parts]
    assert inside
    assert [one.view for one in inside if one.door and not (one.door.tells or one.door.silent)] == []


def test_no_door_answers_what_a_browser_form_cannot_send() -> None:
    assert {method for one in routes() if one.door for method in one.door.methods} <= {"GET", "POST"}


def test_every_way_of_the_navigation_leads_somewhere() -> None:
    known = {one.filled({"study": "x"}) for one in routes() if set(one.parts) <= {"study"}}
    ways = {way["address"].format(study="x") for part in _ways().values() for way in part}
    assert ways - known == set()


def test_every_verb_has_its_words_and_every_words_its_verb() -> None:
    assert set(verbs()) == {str(one) for one in Verb}


def test_who_gets_where_is_what_is_committed(filled: Tenants, request: pytest.FixtureRequest) -> None:
    """A change of a door or of a role shows as a changed line, which whoever reviews it reads."""
    now = _written(filled)
    if request.config.getoption("--write-matrix", default=False):
        COMMITTED.write_text(now, "utf-8")
    assert now == COMMITTED.read_text("utf-8"), "run pytest tests/access --write-matrix, and read the difference"


def _written(filled: Tenants) -> str:
    actors: dict[str, Actor | None] = {who: filled.world.actor(who) for who in filled.world.people}
    actors[ANONYMOUS] = None
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["address", "method", "whose", *actors])
    for route in routes():
        for method in METHODS:
            for place in places(filled):
                if concerned(route, place):
                    told = [expected(route, method, place, by, filled) for by in actors.values()]
                    rows.writerow([route.address or "(root)", method, place.name, *told])
    return text.getvalue()
