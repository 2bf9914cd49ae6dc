"""A study's home: what is in, what is missing, what to do next, as far as the reader may see."""

import dataclasses

import pytest

from fivefold.method.common.dates import PartialDate
from fivefold.method.studies.protocol import write_protocol
from fivefold.method.studies.study import Consents
from fivefold.records.accounts.models import ShareKind
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import submissions
from fivefold.web.studies import pages
from tests.support.standing import NOW, World, share, told
from tests.support.submitted import UNPLACED, frameworks, receive
from tests.support.visiting import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(world: World) -> World:
    """Four frameworks, two of each site: one without a consent, one with words without a place."""
    several = list(frameworks(4))
    several[1] = dataclasses.replace(several[1], consents=Consents(True, None))
    with world.acting("research_lead") as by:
        receive(several, of=world.first, by=by, unplaced=UNPLACED)
    return world


def home(world: World, who: str) -> pages.StudyPage:
    """The page as a value."""
    with world.acting(who) as by:
        return pages.home(world.first, by=by)


def test_what_is_in_stands_by_site_and_cohort(received: World) -> None:
    page = home(received, "coder")
    assert page.states == ("Eligible", "Undecided", "Not eligible")
    assert page.by_site == (("A", "2", "2", "0", "0", "2"), ("B", "2", "1", "1", "0", "0"))
    assert sum(int(count) for _, count in page.by_cohort) == 3


def test_what_is_missing_says_what_to_do_and_of_how_many(received: World) -> None:
    (lack,) = home(received, "coder").lacks
    assert lack.count == 1
    assert "case worker" in lack.what.lower()
    assert lack.next_step.endswith(".")


def test_what_to_do_next_begins_with_words_that_wait(received: World) -> None:
    texts = [step.text for step in home(received, "research_lead").steps]
    assert texts == [
        "Say where 2 pieces of text belong",
        "See 1 framework that cannot be decided on",
        "Freeze the study for analysis",
    ]


def test_a_site_lead_sees_their_site_alone(received: World) -> None:
    page = home(received, "site_lead")
    assert [row[0] for row in page.by_site] == ["A"]
    assert page.lacks == ()
    assert not any(step.href.endswith("/unplaced/") for step in page.steps)


def test_governance_sees_the_protocol_and_the_trail_and_no_number(received: World) -> None:
    page = home(received, "site_governance")
    assert page.facts
    assert (page.numbers, page.by_site, page.trail) == ((), (), "/studies/first/audit/")


def test_a_study_without_a_protocol_asks_the_lead_for_the_folder(world: World) -> None:
    page = home(world, "research_lead")
    assert (page.heading, page.facts, page.numbers) == ("first", (), ())
    assert [step.href for step in page.steps] == ["/studies/first/imports/"]


def test_a_coder_of_an_empty_study_is_told_what_will_come(world: World) -> None:
    answer = signed_in(world.people["coder"]).get("/studies/first/")
    assert b"Nothing has been received yet" in answer.content


def test_the_month_of_destruction_follows_from_publication(received: World) -> None:
    facts = dict(home(received, "coder").facts)
    assert "not planned yet" in facts["Research copy destroyed by"]
    with received.acting("research_lead") as by:
        protocol = dataclasses.replace(
            submissions.protocol(received.first), publication=PartialDate(2027, 3), retention_months=12
        )
        common = share(received.first, ShareKind.COMMON)
        line = lines.line(Kind.PROTOCOL, share=common, subject=received.first.id)
        write = Write(line, changes.put({"toml": write_protocol(protocol)}), against=line.head)
        lines.write([write], verb=Verb.PROTOCOL_WRITTEN, by=by, at=NOW, share=common, subject=received.first.id)
    facts = dict(home(received, "coder").facts)
    assert facts["Planned publication"] == "March 2027"
    assert facts["Research copy destroyed by"].startswith("the end of March 2028, 12 months")


def test_opening_it_is_told_once_and_names_no_study_in_the_tab(received: World) -> None:
    before = len(told())
    answer = signed_in(received.people["coder"]).get("/studies/first/")
    assert [event.verb for event in told()[before:]] == [Verb.STUDY_READ]
    assert b"<title>Study - Fivefold</title>" in answer.content
