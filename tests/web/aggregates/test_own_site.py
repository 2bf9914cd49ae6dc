"""Aggregates of one's own site: whose they are, what each number opens onto, what the log and the file say of them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from fivefold.method.common.csv_lists import neutralise
from fivefold.method.studies.study import Consents, Override
from fivefold.records.accounts.models import ShareKind
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from fivefold.records.studies import listing
from fivefold.web.aggregates import files, pages
from fivefold.web.aggregates.pages import Chosen, OwnSitePage
from fivefold.web.submissions import filters
from tests.support.log import told
from tests.support.standing import NOW, World, give, share
from tests.support.submitted import UNPLACED, frameworks, receive
from tests.support.visiting import confirmed, signed_in

pytestmark = pytest.mark.django_db

HERE = "/studies/first/site/"
FILE = f"{HERE}numbers.csv"


@pytest.fixture
def received(world: World) -> World:
    """Ten frameworks, five of each site: at north one lacks a consent, one age and sex,
    and one is decided by a person."""
    several = list(frameworks(10))
    several[0] = replace(several[0], override=Override("group", "The meeting knew more.", "Standing research lead"))
    several[2] = replace(several[2], consents=Consents(True, None))
    several[4] = replace(several[4], age=None, sex="")
    with world.acting("research_lead") as by:
        receive(several, of=world.first, by=by, unplaced=UNPLACED)
    return world


def page(world: World, who: str, chosen: Chosen = Chosen.RECEIVED) -> OwnSitePage:
    """The page as a value."""
    with world.acting(who) as by:
        (own,) = by.own_of(world.first.id)
        return pages.own_site(
            world.first, own, pages.counted(listing.cards(world.first, [own]), chosen), by=by, chosen=chosen
        )


def numbers(of: OwnSitePage) -> Iterator[tuple[str, int, str]]:
    """Every number with where it stands and what it opens."""
    for one in of.numbers:
        yield one.label, one.value, one.href
    for table in (*of.people, of.grid, of.balance, of.empty, of.others):
        for row in table.rows:
            for head, cell in zip(table.heads, row.cells, strict=True):
                yield f"{table.id}, {row.title}, {head.label}", cell.number, cell.href


@pytest.mark.parametrize("chosen", Chosen)
def test_every_number_opens_onto_the_frameworks_it_counts(received: World, chosen: Chosen) -> None:
    found = page(received, "site_lead", chosen)
    with received.acting("site_lead") as by:
        listed = listing.cards(received.first, by.shares_of(received.first.id, ShareKind.SITE))
    for where, number, href in numbers(found):
        wanted = filters.parse(QueryDict(urlsplit(href).query))
        assert len(filters.apply(wanted, listed)) == number, (where, href)
        assert len(filters.chips(wanted)) == len(wanted.asked), where
        assert all(text for _, text in filters.chips(wanted)), where


def test_a_number_opens_the_list_that_says_what_it_is_narrowed_to(received: World) -> None:
    href = page(received, "site_lead").grid.rows[2].cells[2].href
    answer = signed_in(received.people["site_lead"]).get(href)
    assert answer.status_code == 200
    assert b"With an entry: Peer: risk factors" in answer.content
    # Sending the filter's form keeps what it has no field for.
    assert b'<input type="hidden" name="has" value="peer.risk">' in answer.content


def test_what_is_counted_is_the_own_site_and_nothing_else(received: World) -> None:
    north, south = page(received, "site_lead"), page(received, "other_site_lead")
    assert (north.label, north.received, south.label, south.received) == ("A", 5, "B", 5)
    assert [one.value for one in north.numbers[:2]] == [5, 3]
    assert {head.of for head in north.grid.heads} == {"of 5"}
    assert page(received, "site_lead", Chosen.ELIGIBLE).counted == 3


def test_what_a_person_decided_stands_beside_the_rule(received: World) -> None:
    (cohort, *_) = page(received, "site_lead").people
    assert sum(row.cells[2].number for row in cohort.rows) == 1
    group = next(row for row in cohort.rows if row.title == "Group")
    assert group.cells[2].number == 1


def test_where_there_is_nothing_to_be_a_share_of_the_page_says_why(received: World) -> None:
    (cohort, *_) = page(received, "site_lead").people
    undetermined = next(row for row in cohort.rows if row.title == "Undetermined")
    assert undetermined.cells[2].undefined == "nobody counted"
    assert b"nobody counted" in signed_in(received.people["site_lead"]).get(HERE).content


def test_a_percentage_stands_beside_a_number_only_where_the_base_bears_one(received: World) -> None:
    found = page(received, "site_lead")
    assert {cell.share for row in found.grid.rows for cell in row.cells} == {""}
    with received.acting("site_lead") as by:
        (own,) = by.own_of(received.first.id)
        many = listing.cards(received.first, [own]) * 20
        shown = pages.own_site(received.first, own, pages.counted(many, Chosen.RECEIVED), by=by, chosen=Chosen.RECEIVED)
    assert all(cell.share.endswith(" %") for row in shown.grid.rows for cell in row.cells)


def test_frameworks_whose_cells_are_not_known_are_left_out_and_said(received: World) -> None:
    with received.acting("site_lead") as by:
        (own,) = by.own_of(received.first.id)
        first, *others = listing.cards(received.first, [own])
        older = [replace(first, card=replace(first.card, form="", outline="")), *others]
        told_ = pages.counted(older, Chosen.RECEIVED)
        shown = pages.own_site(received.first, own, told_, by=by, chosen=Chosen.RECEIVED)
    assert shown.left_out == 1
    assert {head.of for head in shown.grid.heads} == {"of 4"}


@pytest.mark.parametrize("path", [HERE, FILE])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("site_lead", 200), ("other_site_lead", 200), ("site_governance", 403), ("coder", 403), ("research_lead", 403),
        ("commissioner", 403), ("chair", 404), ("other_coder", 404), ("nobody", 404),
    ],
)  # fmt: skip
def test_a_site_leads_page_is_closed_to_everybody_else(received: World, path: str, who: str, status: int) -> None:
    assert confirmed(signed_in(received.people[who])).get(path).status_code == status


def test_another_sites_label_is_not_there(received: World) -> None:
    lead = confirmed(signed_in(received.people["site_lead"]))
    assert lead.get(f"{HERE}?label=B").status_code == 404
    assert lead.get(f"{FILE}?label=B").status_code == 404


def test_somebody_who_takes_part_in_research_too_sees_their_own_site_alone(received: World) -> None:
    give(received.people["coder"], "site_lead", at=received.south)
    found = page(received, "coder")
    assert (found.label, found.received, found.sites) == ("B", 5, ())


def test_somebody_who_leads_two_sites_chooses_between_them(received: World) -> None:
    give(received.people["site_lead"], "site_lead", at=received.south)
    answer = signed_in(received.people["site_lead"]).get(f"{HERE}?label=B")
    assert b"What the frameworks of site B record" in answer.content
    assert b"?label=A&amp;count=received" in answer.content


def test_an_unknown_choice_is_nowhere(received: World) -> None:
    assert signed_in(received.people["site_lead"]).get(f"{HERE}?count=nonsense").status_code == 404


def test_reading_and_downloading_are_told_in_the_sites_own_trail_with_counts_alone(received: World) -> None:
    lead = confirmed(signed_in(received.people["site_lead"]))
    before = len(told())
    lead.get(f"{HERE}?count=eligible")
    lead.get(FILE)
    read, taken = told()[before:]
    own = share(received.first, ShareKind.SITE, "A").id
    assert [(one.verb, one.share) for one in (read, taken)] == [
        (Verb.AGGREGATES_READ, own),
        (Verb.AGGREGATES_DOWNLOADED, own),
    ]
    assert (read.facts, taken.facts) == ({"counted": 3, "of": 5}, {"counted": 5, "of": 5})


def test_a_download_asks_who_is_there_again(received: World) -> None:
    answer = signed_in(received.people["site_lead"]).get(FILE)
    assert answer.status_code in (302, 303)
    assert "/account/" in answer.headers["Location"]


def test_the_file_holds_the_pages_numbers_and_nothing_a_spreadsheet_would_run(received: World) -> None:
    lead = confirmed(signed_in(received.people["site_lead"]))
    answer = lead.get(f"{FILE}?count=eligible")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    shown = [number for _, number, _ in numbers(page(received, "site_lead", Chosen.ELIGIBLE))]
    assert [int(row["numerator"]) for row in rows] == shown
    assert {row["counted"] for row in rows[4:]} == {"Eligible alone"}
    assert all(value == neutralise(value) for row in rows for value in row.values())
    assert {row["site"] for row in rows} == {"A"}


def test_a_label_that_would_run_is_made_harmless_in_the_file() -> None:
    text = files.as_csv(pages.counted([], Chosen.RECEIVED), label="=A1", chosen=Chosen.RECEIVED, at=NOW)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["site"] for row in rows} == {"'=A1"}
    assert {row["base"] for row in rows} == {""}


def test_a_site_of_which_nothing_came_is_told_what_will(world: World) -> None:
    answer = signed_in(world.people["site_lead"]).get(HERE)
    assert b"Nothing has been received from your site yet" in answer.content


def test_where_none_is_eligible_the_page_says_so(world: World) -> None:
    several = [replace(one, consents=Consents(False, False)) for one in frameworks(2)]
    with world.acting("research_lead") as by:
        receive(several, of=world.first, by=by)
    answer = signed_in(world.people["site_lead"]).get(f"{HERE}?count=eligible")
    assert b"None of your frameworks is eligible yet" in answer.content


def test_the_page_costs_the_same_however_many_frameworks(received: World) -> None:
    lead = signed_in(received.people["site_lead"])

    def cost() -> int:
        listing._seen.clear()
        with CaptureQueriesContext(connection) as made:
            lead.get(HERE)
        return len(made)

    lead.get(HERE)  # The session notes once a minute that somebody is there.
    few = cost()
    with received.acting("research_lead") as by:
        receive(frameworks(30)[10:], of=received.first, by=by)
    assert cost() == few


def test_it_is_in_the_navigation_of_a_site_lead_and_on_the_page_about_access(received: World) -> None:
    for who, offered in (("site_lead", True), ("coder", False), ("site_governance", False)):
        assert (HERE.encode() in signed_in(received.people[who]).get("/studies/first/").content) is offered
    assert Ability.SITE_AGGREGATES.says.replace("'", "&#39;").encode() in (
        signed_in(received.people["site_lead"]).get("/me/access/").content
    )
