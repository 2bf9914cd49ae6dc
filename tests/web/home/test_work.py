"""My work says to each what to do next, and only that."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fivefold.records.accounts.models import PersonState
from fivefold.records.accounts.roles import roles
from fivefold.web.home import pages
from tests.support.standing import NOW, World, person, told
from tests.support.submitted import UNPLACED, frameworks, receive
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db


def words(content: bytes) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", content.decode()).split())


@pytest.fixture
def received(world: World) -> World:
    """The first study with four frameworks, two of each site, one with words without a place."""
    with world.acting("research_lead") as by:
        receive(frameworks(4), of=world.first, by=by, unplaced=UNPLACED)
    return world


@pytest.mark.parametrize("who", [*roles(), "nobody"])
def test_everybody_has_a_page_that_says_something_to_do(received: World, who: str) -> None:
    answer = signed_in(received.people[who]).get("/")
    assert answer.status_code == 200
    main = answer.content.decode().split("<main")[1]
    assert "<a " in main or "Nothing has been released yet" in main


def test_a_coder_sees_what_waits(received: World) -> None:
    page = words(signed_in(received.people["coder"]).get("/").content)
    assert "Coder in the study first" in page
    assert "4 frameworks received" in page
    assert "Say where 2 pieces of text belong" in page
    assert "Wait for the study to be frozen" in page


def test_a_site_lead_sees_what_the_site_released_and_no_more(received: World) -> None:
    page = words(signed_in(received.people["site_lead"]).get("/").content)
    assert "2 frameworks received" in page
    assert "Say where" not in page
    assert "Download the blank form" in page


def test_a_research_lead_of_an_empty_study_brings_the_folder_in(world: World) -> None:
    page = signed_in(world.people["research_lead"]).get("/").content
    assert b'href="/studies/first/imports/"' in page
    assert b"ff-figures" not in page


def test_a_commissioner_sees_that_nothing_is_released(received: World) -> None:
    page = words(signed_in(received.people["commissioner"]).get("/").content)
    assert "Nothing has been released yet" in page
    assert "frameworks received" not in page


def test_governance_sees_that_something_happened_at_its_site(received: World) -> None:
    with received.acting("site_governance") as by:
        page = pages.work(by=by, now=NOW)
    assert [step.note for step in page.studies[0].steps] == ["2 events in the last seven days."]


def test_an_operator_sees_accounts_and_sites_and_no_study(received: World) -> None:
    waiting = person("Not Here Yet")
    waiting.state = PersonState.INVITED
    waiting.save()
    page = words(signed_in(received.people["operator"]).get("/").content)
    assert "1 invited, not here yet" in page
    assert "See who has not answered" in page
    assert "first" not in page


def test_whoever_has_no_role_is_told_whom_to_ask(world: World) -> None:
    assert "You have no role yet" in words(signed_in(world.people["nobody"]).get("/").content)


def test_my_work_tells_no_event(received: World) -> None:
    before = len(told())
    signed_in(received.people["coder"]).get("/")
    assert len(told()) == before


def test_the_blank_form_is_a_document_for_word(world: World) -> None:
    answer = signed_in(world.people["chair"]).get("/form/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "word/document.xml" in archive.namelist()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="framework.docx"'


def test_the_number_of_queries_does_not_grow_with_what_is_in(received: World) -> None:
    client = signed_in(received.people["research_lead"])
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    with received.acting("research_lead") as by:
        receive(frameworks(20)[4:], of=received.first, by=by)
    client.get("/")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)
    assert len(few) < 40


def test_nobody_is_sent_to_sign_in() -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/login/")
