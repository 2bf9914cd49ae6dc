"""Pages of analysis: who may see them, what they say, what the log says of them, and what they cost."""

import csv
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fivefold.method.analysis.built import Asked, build
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.standard import Part, standard
from fivefold.records import worker
from fivefold.records.accounts.access import Refused
from fivefold.records.analysis import actions, queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.web.analysis import builder_pages
from tests.support.frozen_studies import CANARY, NEED, change, freeze
from tests.support.log import told
from tests.support.standing import World
from tests.support.visiting import confirmed, signed_in

HOME = "/studies/first/"
PAGES = (
    "analysis/",
    f"analysis/figures/?table=gaps/needs&line={NEED}&cell=unaddressed",
    "analysis/builder/",
    "analysis/builder/?rows=site&count=frameworks",
    "analysis/builder/table.csv?rows=site&count=frameworks",
    "freezes/",
)


@pytest.fixture
def frozen(world: World) -> Freeze:
    with world.acting("research_lead") as by:
        return freeze(world.first, by=by).freeze


@pytest.fixture
def lead(world: World) -> Client:
    return signed_in(world.people["research_lead"])


def newest_event() -> Event:
    return told()[-1]


def words(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body.decode())).split())


@pytest.mark.parametrize("who", ["research_lead", "coder"])
@pytest.mark.parametrize("page", PAGES)
def test_research_reads_every_page(world: World, frozen: Freeze, who: str, page: str) -> None:
    assert confirmed(signed_in(world.people[who])).get(HOME + page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("site_lead", 403), ("commissioner", 403), ("other_research_lead", 404), ("nobody", 404)]
)
def test_nobody_else_does(world: World, frozen: Freeze, who: str, status: int, page: str) -> None:
    answer = signed_in(world.people[who]).get(HOME + page)
    assert answer.status_code == status
    assert CANARY.encode() not in answer.content


@pytest.mark.parametrize("part", Part)
def test_every_part_shows_its_tables(lead: Client, frozen: Freeze, world: World, part: Part) -> None:
    body = words(lead.get(f"{HOME}analysis/?part={part}").content)
    with world.acting("research_lead"):
        its = [one for one in queries.figures_of(frozen).standard if one.part == part]
    assert its
    assert all(table.title in body for table in its)
    assert newest_event().verb == Verb.TABLES_READ


def test_a_tables_numbers_are_those_of_the_method(lead: Client, frozen: Freeze, world: World) -> None:
    with world.acting("research_lead"):
        made = next(one for one in standard(queries.extract_of(frozen)) if one.key == "table-1")
    body = lead.get(f"{HOME}analysis/").content.decode()
    table = body[body.index('id="table-1"') : body.index('id="table-2"')]
    shown = [int(one) for one in re.findall(r'ff-number" href="[^"]*">(\d+)<', table)]
    assert shown == [line.cells[column.key].numerator for line in made.lines for column in made.columns]


def test_every_number_of_a_page_opens(lead: Client, frozen: Freeze) -> None:
    body = lead.get(f"{HOME}analysis/").content.decode()
    first, *_, last = re.findall(r'ff-number" href="([^"]*)">', body)
    for href in (first, last):
        assert lead.get(unescape(href)).status_code == 200


def test_a_number_names_its_frameworks_and_links_to_them(lead: Client, frozen: Freeze, world: World) -> None:
    body = lead.get(f"{HOME}analysis/figures/?table=gaps/needs&line={NEED}&cell=unaddressed").content.decode()
    assert "11 of 22" in words(body.encode())
    assert len(re.findall(r'href="/studies/first/submissions/[0-9a-f-]{36}/"', body)) == 11
    event = newest_event()
    assert (event.verb, event.subject, event.facts["frameworks"]) == (Verb.FRAMEWORKS_BEHIND_READ, frozen.id, 11)


@pytest.mark.parametrize(
    "address",
    [
        "analysis/?part=moon",
        "analysis/?freeze=9",
        "analysis/?freeze=x",
        "analysis/figures/",
        "analysis/figures/?table=table-1&line=x&cell=all",
        "analysis/figures/?table=built&rows=moon&count=frameworks&line=A&cell=all",
        "analysis/figures/?table=built&rows=site&count=frameworks&line=Z&cell=all",
        "analysis/figures/?table=claims&line=x&cell=all",
    ],
)
def test_what_there_is_none_of_is_not_found(lead: Client, frozen: Freeze, address: str) -> None:
    assert lead.get(HOME + address).status_code == 404


def test_before_the_first_freeze_every_page_says_what_to_do(world: World, lead: Client) -> None:
    for page in ("analysis/", "analysis/builder/"):
        assert "not frozen yet" in words(lead.get(HOME + page).content)
    assert lead.get(f"{HOME}analysis/figures/?table=table-1&line=x&cell=all").status_code == 404


def test_a_change_since_the_freeze_is_said_and_a_lead_can_freeze_again(world: World, frozen: Freeze) -> None:
    with world.acting("research_lead") as by:
        change(world.first, by=by)
    bodies = {who: signed_in(world.people[who]).get(f"{HOME}analysis/").content for who in ("research_lead", "coder")}
    assert all("1 change since this freeze" in words(body) for body in bodies.values())
    assert b"freezes/make/" in bodies["research_lead"]
    assert b"freezes/make/" not in bodies["coder"]


def test_freezing_again_when_nothing_changed_is_refused_with_the_reason(lead: Client, frozen: Freeze) -> None:
    answer = lead.post(f"{HOME}freezes/make/")
    assert answer.status_code == 403
    assert "Nothing has changed" in words(answer.content)


@pytest.mark.slow  # Counting every standard figure takes a second or more.
def test_a_lead_asks_for_a_freeze_sees_it_being_made_and_lands_on_its_tables(
    world: World, lead: Client, frozen: Freeze
) -> None:
    with world.acting("research_lead") as by:
        change(world.first, by=by)
    for _ in range(2):  # Pressed twice.
        answer = lead.post(f"{HOME}freezes/make/")
        assert (answer.status_code, answer["Location"]) == (303, f"{HOME}freezes/")
    asked = lead.get(f"{HOME}freezes/")
    assert "Waiting for the worker" in words(asked.content)
    assert b"Freeze again</button>" not in asked.content
    look = re.findall(rf'data-look="({HOME}freezes/[0-9a-f-]+/)"', asked.content.decode())[0]
    assert "0 of 4" in words(lead.get(look).content)
    assert worker.run_waiting() == 1
    made = lead.get(look)
    assert "Frozen" in words(made.content)
    assert b"data-look" not in made.content
    assert f"{HOME}analysis/?freeze=2" in made.content.decode()
    assert "Freeze 2: 49 frameworks" in words(lead.get(f"{HOME}analysis/?freeze=2").content)
    old = words(lead.get(f"{HOME}analysis/?freeze=1").content)
    assert "This is not the newest freeze" in old
    assert b"data-job" not in lead.get(f"{HOME}freezes/").content


def test_a_freeze_that_came_to_nothing_says_why_until_there_is_one(
    world: World, lead: Client, frozen: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.acting("research_lead") as by:
        change(world.first, by=by)
    lead.post(f"{HOME}freezes/make/")

    def refuse(*given: object, **named: object) -> None:
        raise Refused(Refusal.NOTHING_CHANGED)

    monkeypatch.setattr(actions, "read", refuse)
    worker.run_waiting()
    body = words(lead.get(f"{HOME}freezes/").content)
    assert "Not frozen" in body
    assert str(Refusal.NOTHING_CHANGED) in body
    assert "Freeze again" in body


def test_a_coder_does_not_freeze(world: World, frozen: Freeze) -> None:
    assert signed_in(world.people["coder"]).post(f"{HOME}freezes/make/").status_code == 403


def test_errors_of_the_builder_land_on_their_fields(lead: Client, frozen: Freeze) -> None:
    answer = lead.get(f"{HOME}analysis/builder/?rows=&count=moon&code=moon")
    body = answer.content.decode()
    assert answer.status_code == 422
    for field in ("id_rows", "id_count", "id_code"):
        assert f'href="#{field}"' in body
        assert f'id="{field}"' in body


def test_a_built_table_shows_the_methods_counts_and_opens(lead: Client, frozen: Freeze, world: World) -> None:
    address = f"{HOME}analysis/builder/?rows=site&count=frameworks&code=risk/peer"
    body = lead.get(address).content.decode()
    assert newest_event().verb == Verb.TABLE_BUILT
    with world.acting("research_lead"):
        built = build(queries.extract_of(frozen), Asked("site", "risk/peer"))
    shown = [int(one) for one in re.findall(r'ff-number" href="[^"]*">(\d+)<', body)]
    assert shown == [row.cells[group].numerator for row in built.rows for group in built.groups]
    href = unescape(re.findall(r'ff-number" href="([^"]*)">', body)[-1])
    opened = words(lead.get(href).content)
    last = built.rows[-1].cells[Group.ALL]
    assert f"{last.numerator} of {last.base}" in opened
    assert "Back to the table" in opened


def test_a_test_and_its_caution_stand_by_a_built_table(lead: Client, frozen: Freeze) -> None:
    body = words(lead.get(f"{HOME}analysis/builder/?rows=code:risk/peer&count=frameworks").content)
    assert "among all rows" in body
    assert "by chance" in body
    assert "exact test" in words(lead.get(f"{HOME}analysis/builder/?rows=site&count=frameworks").content)


def test_a_download_is_told_and_holds_every_number_with_what_it_stands_on(
    lead: Client, frozen: Freeze, world: World
) -> None:
    address = f"{HOME}analysis/builder/table.csv?rows=site&count=frameworks"
    assert lead.get(address).status_code == 302  # Asked first who is there.
    answer = confirmed(lead).get(address)
    assert newest_event().verb == Verb.TABLE_DOWNLOADED
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["freeze"] for row in rows} == {"1"}
    assert {row["unit"] for row in rows} == {"frameworks"}
    assert "no-store" in answer["Cache-Control"]


def test_a_downloaded_cell_cannot_be_a_formula(frozen: Freeze, world: World) -> None:
    with world.acting("research_lead"):
        built = build(queries.extract_of(frozen), Asked("site"))
    from dataclasses import replace

    harmful = replace(built, title="=1+1", rows=tuple(replace(row, label="@x") for row in built.rows))
    text = builder_pages.as_csv(harmful, frozen, digest="-2")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["counts"] for row in rows} == {"'=1+1"}
    assert {row["row"] for row in rows} == {"'@x"}
    assert {row["digest"] for row in rows} == {"'-2"}


@pytest.mark.parametrize("page", [one for one in PAGES if "csv" not in one])
def test_a_page_costs_the_same_queries_every_time(lead: Client, frozen: Freeze, page: str) -> None:
    lead.get(HOME + page)
    with CaptureQueriesContext(connection) as first:
        lead.get(HOME + page)
    with CaptureQueriesContext(connection) as second:
        lead.get(HOME + page)
    assert len(first) == len(second) < 40


def test_no_address_and_no_title_holds_a_reference_or_words(lead: Client, frozen: Freeze, world: World) -> None:
    body = lead.get(f"{HOME}analysis/figures/?table=gaps/needs&line={NEED}&cell=need").content.decode()
    with world.acting("research_lead"):
        references = set(queries.extract_of(frozen).cohort_of)
    title = body[body.index("<title>") : body.index("</title>")]
    assert title == "<title>Number - Fivefold"
    for href in re.findall(r'href="([^"]*)"', body):
        assert not any(reference in href for reference in references)
