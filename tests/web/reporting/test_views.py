"""Claims, the briefing and findings as pages."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client

from fivefold.method.reporting.briefing import folder
from fivefold.records import worker
from fivefold.records.analysis import queries
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.web.reporting.claim_pages import SHOWN
from tests.support.frozen_studies import CANARY, freeze
from tests.support.jobs import newest
from tests.support.log import told
from tests.support.standing import World, rows
from tests.support.visiting import confirmed, signed_in

HOME = "/studies/first/"


@pytest.fixture
def frozen(world: World) -> Freeze:
    with world.acting("research_lead") as by:
        return freeze(world.first, by=by).freeze


@pytest.fixture
def lead(world: World) -> Client:
    return signed_in(world.people["research_lead"])


@pytest.fixture
def coder(world: World) -> Client:
    return confirmed(signed_in(world.people["coder"]))


@pytest.fixture
def commissioner(world: World) -> Client:
    return signed_in(world.people["commissioner"])


def newest_event() -> Event:
    return told()[-1]


def words(body: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body.decode())).split())


# ---- claims


def test_claims_say_first_that_the_study_is_another(coder: Client, frozen: Freeze) -> None:
    body = words(coder.get(f"{HOME}claims/").content)
    assert "published of another study" in body
    assert newest_event().verb == Verb.CLAIMS_READ


@pytest.mark.parametrize("show", SHOWN)
def test_claims_can_be_narrowed_down(coder: Client, frozen: Freeze, world: World, show: str) -> None:
    body = coder.get(f"{HOME}claims/?show={show}").content.decode()
    said = int(re.search(rf"{SHOWN[show]} \((\d+)\)", body)[1])  # type: ignore[index]
    assert body.count('<th scope="row"') == said


def test_a_claims_count_opens_onto_frameworks(coder: Client, frozen: Freeze) -> None:
    body = coder.get(f"{HOME}claims/?show=all").content.decode()
    href = unescape(next(one for one in re.findall(r'href="([^"]*)"', body) if "design-total-49" in one))
    opened = words(coder.get(href).content)
    assert "49 of 49" in opened
    assert "Back to the claims" in opened


def test_there_is_no_other_kind_of_claims(coder: Client, frozen: Freeze) -> None:
    assert coder.get(f"{HOME}claims/?show=moon").status_code == 404


def test_before_the_first_freeze_there_is_nothing_to_check(coder: Client, lead: Client, world: World) -> None:
    assert "not frozen yet" in words(coder.get(f"{HOME}claims/").content)
    assert "not frozen yet" in words(lead.get(f"{HOME}briefing/").content)
    assert lead.post(f"{HOME}briefing/ask/").status_code == 404
    assert confirmed(lead).post(f"{HOME}findings/propose/").status_code == 404


# ---- the briefing


def quick(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
    yield from ((name, f"{CANARY} {name}".encode()) for name in folder.FILES)


def test_a_briefing_is_asked_for_watched_and_taken_away(
    lead: Client, frozen: Freeze, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "make", quick)
    assert "No briefing was written yet" in words(lead.get(f"{HOME}briefing/").content)
    asked = lead.post(f"{HOME}briefing/ask/", follow=True)
    assert "Waiting for the worker" in words(asked.content)
    assert b'data-look="/studies/first/briefing/' in asked.content
    job = newest(world, Kind.BRIEFING)
    assert "0 of" in words(lead.get(f"{HOME}briefing/{job.id}/").content)
    worker.run_waiting()
    part = lead.get(f"{HOME}briefing/{job.id}/")
    assert "Written" in words(part.content)
    assert b"data-look" not in part.content
    again = lead.get(f"{HOME}briefing/").content.decode()
    files = re.findall(rf'href="({HOME}briefing/[^"]+/(?:word|pdf|pages)/)"', again)
    assert len(files) == 3
    assert lead.get(files[0]).status_code == 302  # Asked first who is there.
    for file in files:
        taken = confirmed(lead).get(file)
        assert CANARY.encode() in taken.content
        assert "attachment" in taken["Content-Disposition"]
        assert "no-store" in taken["Cache-Control"]
        assert newest_event().verb == Verb.BRIEFING_DOWNLOADED
    assert confirmed(lead).get(files[0].replace("word", "rtf").replace("pdf", "rtf")).status_code == 404


def test_asked_for_twice_is_one_briefing(lead: Client, frozen: Freeze) -> None:
    for _ in range(2):
        assert lead.post(f"{HOME}briefing/ask/").status_code == 303
    assert len(rows(Job)) == 1


def test_only_a_lead_has_a_briefing_written(coder: Client, commissioner: Client, world: World, frozen: Freeze) -> None:
    for client in (coder, commissioner):
        assert client.get(f"{HOME}briefing/").status_code == 403
        assert client.post(f"{HOME}briefing/ask/").status_code == 403
    assert signed_in(world.people["other_research_lead"]).get(f"{HOME}briefing/").status_code == 404


def test_a_briefing_or_file_there_is_none_of_is_not_found(lead: Client, frozen: Freeze) -> None:
    nothing = f"{HOME}briefing/{frozen.id}/"
    assert lead.get(nothing).status_code == 404


def test_a_failed_briefing_says_what_next(
    lead: Client, frozen: Freeze, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(sources: folder.Sources) -> Iterator[tuple[str, bytes]]:
        raise RuntimeError(CANARY)
        yield

    monkeypatch.setattr(folder, "make", break_off)
    lead.post(f"{HOME}briefing/ask/")
    worker.run_waiting()
    body = words(lead.get(f"{HOME}briefing/").content)
    assert "Not written" in body
    assert "Ask again" in body
    assert CANARY not in body


# ---- findings


def test_a_commissioner_reads_nothing_before_two_people_agreed(
    lead: Client, coder: Client, commissioner: Client, frozen: Freeze, world: World
) -> None:
    assert "Nothing is released yet" in words(commissioner.get(f"{HOME}findings/").content)
    confirmed(lead).post(f"{HOME}findings/propose/")
    assert "Nothing is released yet" in words(commissioner.get(f"{HOME}findings/").content)
    assert "waits for a second person" in words(lead.get(f"{HOME}findings/").content)
    with world.acting("coder"):
        proposal = queries.proposals(world.first)[0]
    assert lead.post(f"{HOME}findings/{proposal.id}/confirm/").status_code == 403
    assert b"Confirm and release" in coder.get(f"{HOME}findings/").content
    assert coder.post(f"{HOME}findings/{proposal.id}/confirm/").status_code == 303
    told = words(commissioner.get(f"{HOME}findings/").content)
    assert "About 50 frameworks" in told
    assert "Some (about 20)" in told
    assert newest_event().verb == Verb.FINDINGS_READ


def test_what_a_commissioner_reads_names_no_framework_no_site_and_no_small_number(
    lead: Client, coder: Client, commissioner: Client, frozen: Freeze, world: World
) -> None:
    confirmed(lead).post(f"{HOME}findings/propose/")
    with world.acting("coder"):
        proposal = queries.proposals(world.first)[0]
    coder.post(f"{HOME}findings/{proposal.id}/confirm/")
    body = commissioner.get(f"{HOME}findings/").content.decode()
    with world.acting("research_lead"):
        references = set(queries.extract_of(frozen).cohort_of)
    assert not any(reference in body for reference in references)
    assert CANARY not in body
    assert all(int(one) % 5 == 0 for one in re.findall(r"about (\d+)", body, re.IGNORECASE))
    assert "Site A" not in body


def test_a_proposal_can_be_declined_and_a_release_withdrawn(
    lead: Client, coder: Client, commissioner: Client, frozen: Freeze, world: World
) -> None:
    def proposal() -> object:
        with world.acting("coder"):
            return queries.proposals(world.first)[0].id

    confirmed(lead).post(f"{HOME}findings/propose/")
    coder.post(f"{HOME}findings/{proposal()}/decline/")
    assert lead.post(f"{HOME}findings/withdraw/").status_code == 404
    confirmed(lead).post(f"{HOME}findings/propose/")
    coder.post(f"{HOME}findings/{proposal()}/confirm/")
    assert lead.post(f"{HOME}findings/withdraw/").status_code == 303
    assert "Nothing is released yet" in words(commissioner.get(f"{HOME}findings/").content)


def test_a_commissioner_sees_nothing_but_findings(commissioner: Client, frozen: Freeze) -> None:
    for page in ("analysis/", "claims/", "briefing/", "freezes/", "submissions/"):
        assert commissioner.get(HOME + page).status_code == 403
    assert commissioner.post(f"{HOME}findings/propose/").status_code == 403


def test_a_proposal_there_is_none_of_is_not_found(coder: Client, frozen: Freeze) -> None:
    assert coder.post(f"{HOME}findings/{frozen.id}/confirm/").status_code == 404


@pytest.mark.parametrize("page", ["briefing/ask/", "findings/propose/", "findings/withdraw/"])
def test_an_action_asked_for_by_address_leads_back(lead: Client, frozen: Freeze, page: str) -> None:
    assert lead.get(HOME + page).status_code == 303
