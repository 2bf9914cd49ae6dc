"""Views through Django's client: each once as it should be, each refusal, and other tenants' 404."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fivefold.method.frameworks.classification import Cohort
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import actions_classifying, actions_resolving, listing, submissions
from fivefold.records.studies.models import Submission
from tests.support.standing import NOW, World
from tests.support.submitted import UNPLACED, events, frameworks, receive
from tests.support.visiting import signed_in

LIST = "/studies/first/submissions/"
CANARY = "CANARY-7f3a"


@pytest.fixture
def rows(world: World) -> tuple[Submission, ...]:
    """One submission of site A, with words without a place, and one of site B."""
    with world.acting("research_lead") as by:
        return receive(frameworks(2), of=world.first, by=by, unplaced=UNPLACED)


def visit(world: World, who: str) -> Client:
    return signed_in(world.people[who])


def key(world: World, row: Submission, place: int = 0) -> str:
    with world.acting("coder"):
        return submissions.opened(row).unplaced[place].key


def newest() -> Event:
    return events()[-1]


def pages_of(row: UUID, words: str) -> list[tuple[str, Verb]]:
    one = f"{LIST}{row}/"
    return [
        (one, Verb.SUBMISSION_READ),
        (f"{one}print/", Verb.SUBMISSION_PRINTED),
        (f"{one}reading/", Verb.SUBMISSION_READ),
        (f"{one}incidents/", Verb.SUBMISSION_READ),
        (f"{one}history/", Verb.SUBMISSION_READ),
        (f"/studies/first/unplaced/{row}/{words}/", Verb.SUBMISSION_READ),
    ]


def test_every_page_of_a_submission_is_shown_and_told_of_once(world: World, rows: tuple[Submission, ...]) -> None:
    client = visit(world, "research_lead")
    for address, verb in pages_of(rows[0].id, key(world, rows[0])):
        before = newest().number
        answer = client.get(address)
        assert answer.status_code == 200, address
        event = newest()
        assert (event.number, event.verb, event.subject) == (before + 1, verb, rows[0].id), address
        assert event.share == rows[0].share_id


def test_every_link_into_a_page_has_its_target(world: World, rows: tuple[Submission, ...]) -> None:
    client = visit(world, "research_lead")
    addresses = [LIST, "/studies/first/contexts/", "/studies/first/unplaced/"]
    for address in addresses + [one for one, _ in pages_of(rows[0].id, key(world, rows[0]))]:
        html = client.get(address).content.decode()
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), address
        targets = {*re.findall(r'href="#([^"]+)"', html), *re.findall(r'aria-labelledby="([^"]+)"', html)}
        assert targets <= set(ids), address


def test_no_title_and_no_address_on_a_page_holds_what_a_framework_says(
    world: World, rows: tuple[Submission, ...]
) -> None:
    client = visit(world, "research_lead")
    with world.acting("coder"):
        reference = submissions.opened(rows[0]).value.reference
    for address, _ in pages_of(rows[0].id, key(world, rows[0])):
        html = client.get(address).content.decode()
        title = re.findall("<title>(.*?)</title>", html)[0]
        for held in (title, *re.findall(r'(?:href|action)="([^"]*)"', html)):
            assert reference not in held, address
            assert CANARY not in held, address


def test_the_list_is_told_of_with_counts_alone(world: World, rows: tuple[Submission, ...]) -> None:
    answer = visit(world, "coder").get(f"{LIST}?cohort=sole&age=3")
    assert answer.status_code == 200
    assert (newest().verb, newest().facts) == (
        Verb.SUBMISSIONS_LISTED,
        {"shown": 0, "of": 0, "narrowed_by": ["cohort", "age"]},
    )


@pytest.mark.parametrize("name", ["cohort", "state", "sex", "age", "sort"])
def test_a_filter_that_cannot_be_is_said_at_its_field(world: World, name: str) -> None:
    answer = visit(world, "coder").get(f"{LIST}?{name}=bogus")
    assert answer.status_code == 422
    assert f'<a href="#id_{name}">'.encode() in answer.content
    assert b"what was chosen is not in the list" in answer.content


def test_a_question_without_a_field_that_cannot_be_leads_nowhere(world: World) -> None:
    reader = visit(world, "coder")
    for address in (f"{LIST}?band=bogus", "/studies/first/contexts/?context=bogus"):
        assert reader.get(address).status_code == 404


def test_a_reference_is_searched_for_and_stands_in_no_address(
    world: World, rows: tuple[Submission, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with world.acting("coder"):
        reference = submissions.opened(rows[0]).value.reference
    coder = visit(world, "coder")
    for asked in (reference, reference.lower().replace("-", " "), reference[:6]):
        shown = coder.post(LIST, {"reference": asked}).content.decode()
        assert f">{reference}</a>" in shown, asked
        assert reference not in "".join(re.findall(r'(?:href|action)="([^"]*)"', shown))
    assert shown.count('class="ff-list__row') == 1
    event = newest()
    assert (event.verb, event.facts["searched_by"]) == (Verb.SUBMISSIONS_SEARCHED, ["reference"])
    assert reference not in str(event.facts) + caplog.text
    # An address that still holds one, from a bookmark, shows the list as it is, and says none of it again.
    whole = coder.get(f"{LIST}?reference={reference}").content.decode()
    assert whole.count('class="ff-list__row') == len(rows)
    assert newest().verb == Verb.SUBMISSIONS_LISTED


def test_words_and_a_reference_are_searched_for_together(world: World, rows: tuple[Submission, ...]) -> None:
    with world.acting("coder"):
        first, second = (submissions.opened(row).value for row in rows[:2])
    _, entry = next(first.framework.placed_entries())
    sent = {"words": entry.text, "reference": first.reference}
    coder = visit(world, "coder")
    assert f">{first.reference}</a>" in coder.post(LIST, sent).content.decode()
    assert newest().facts["searched_by"] == ["words", "reference"]
    shown = coder.post(LIST, sent | {"reference": second.reference + "9"}).content.decode()
    assert "Nothing was found" in shown


def test_searching_for_nothing_is_said_on_the_field(world: World, rows: tuple[Submission, ...]) -> None:
    answer = visit(world, "coder").post(LIST, {"words": " ", "reference": ""})
    assert answer.status_code == 422
    assert 'href="#id_words"' in answer.content.decode()


def test_words_are_searched_for_without_a_trace_of_them(
    world: World, rows: tuple[Submission, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with world.acting("coder"):
        _, entry = next(submissions.opened(rows[0]).value.framework.placed_entries())
    words = max(entry.text.split(), key=len)
    answer = visit(world, "coder").post(LIST, {"words": words})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert newest().verb == Verb.SUBMISSIONS_SEARCHED
    assert words not in str(newest().facts)
    assert words not in caplog.text
    assert words not in "".join(f"{one.__dict__}" for one in caplog.records)


def test_searching_for_nothing_says_so_at_the_field(world: World, rows: tuple[Submission, ...]) -> None:
    answer = visit(world, "coder").post(LIST, {"words": " "})
    assert answer.status_code == 422
    assert 'href="#id_words"' in answer.content.decode()
    assert newest().verb == Verb.SUBMISSIONS_LISTED


def test_an_empty_study_says_what_comes_next(world: World) -> None:
    client = visit(world, "coder")
    for address in (
        LIST,
        "/studies/first/contexts/",
        "/studies/first/unplaced/",
        "/studies/first/unplaced/?show=resolved",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "ff-empty" in answer.content.decode(), address


def test_a_submission_in_a_study_without_a_protocol_is_not_there(world: World) -> None:
    assert visit(world, "coder").get(f"{LIST}{uuid4()}/").status_code == 404


def test_other_sites_and_other_studies_get_404(world: World, rows: tuple[Submission, ...]) -> None:
    words = key(world, rows[0])
    other_site = visit(world, "other_site_lead")
    other_study = visit(world, "other_coder")
    for address, _ in pages_of(rows[0].id, words)[:-1]:
        assert other_site.get(address).status_code == 404, address
        assert other_study.get(address).status_code == 404, address
        elsewhere = address.replace("/first/", "/second/")
        assert visit(world, "other_research_lead").get(elsewhere).status_code == 404, elsewhere
    assert visit(world, "other_research_lead").get(f"/studies/second/unplaced/{rows[0].id}/{words}/").status_code == 404


def test_a_site_lead_sees_the_own_site_alone(world: World, rows: tuple[Submission, ...]) -> None:
    with world.acting("research_lead"):
        own, other = (submissions.opened(row).value.reference for row in rows)
    client = visit(world, "site_lead")
    for address in (LIST, "/studies/first/contexts/"):
        html = client.get(address).content.decode()
        assert own in html, address
        assert other not in html, address
    assert other not in client.post(LIST, {"words": "e"}).content.decode()
    html = client.get("/studies/first/unplaced/").content.decode()
    assert CANARY in html
    assert "Decide<" not in html
    html = client.get(f"{LIST}{rows[0].id}/incidents/").content.decode()
    assert "Set the cohort" not in html
    assert "that you can see" in html


def test_who_has_no_part_in_reading_is_refused_with_the_reason(world: World, rows: tuple[Submission, ...]) -> None:
    assert visit(world, "commissioner").get(LIST).status_code == 403
    assert visit(world, "nobody").get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 303


def test_a_research_lead_decides_takes_back_and_undoes(world: World, rows: tuple[Submission, ...]) -> None:
    client, incidents = visit(world, "research_lead"), f"{LIST}{rows[0].id}/incidents/"
    sent = {"cohort": "group", "reason": f"Two peers acted. {CANARY}", "against": "0"}
    answer = client.post(f"{incidents}decision/?label=A", sent)
    assert (answer.status_code, answer["Location"]) == (303, f"{incidents}?label=A")
    html = client.get(incidents).content.decode()
    assert "Counted as group" in html
    assert "Decided by Standing research lead" in html
    assert client.post(f"{incidents}withdrawal/", {"against": "1"}).status_code == 303
    assert "Counted as sole" in client.get(incidents).content.decode()
    assert client.post(f"{incidents}undo/", {"number": "2"}).status_code == 303
    assert "Counted as group" in client.get(incidents).content.decode()
    assert client.get(f"{incidents}decision/").status_code == 303
    assert client.post(f"{incidents}undo/", {"number": "x"}).status_code == 303


def test_a_decision_without_a_reason_comes_back_with_what_was_chosen(
    world: World, rows: tuple[Submission, ...]
) -> None:
    answer = visit(world, "research_lead").post(
        f"{LIST}{rows[0].id}/incidents/decision/", {"cohort": "group", "reason": "", "against": "0"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_reason"' in html
    assert re.search(r'value="group"[^>]*checked', html)


def test_a_conflict_keeps_what_was_typed_and_shows_the_other_side(world: World, rows: tuple[Submission, ...]) -> None:
    with world.acting("research_lead") as by:
        actions_classifying.override(rows[0], cohort=Cohort.BOTH, reason="Theirs", against=0, by=by, at=NOW)
    sent = {"cohort": "group", "reason": "Mine, not to be lost", "against": "0"}
    answer = visit(world, "research_lead").post(f"{LIST}{rows[0].id}/incidents/decision/", sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine, not to be lost" in html
    assert "Theirs" in html


def test_whatever_meets_what_somebody_else_wrote_tells_that_it_was_read(
    world: World, rows: tuple[Submission, ...]
) -> None:
    row, words = rows[0], key(world, rows[0])
    with world.acting("research_lead") as by:
        actions_classifying.override(row, cohort=Cohort.BOTH, reason="First", against=0, by=by, at=NOW)
        actions_classifying.override(row, cohort=Cohort.GROUP, reason="Theirs", against=1, by=by, at=NOW)
        seen = lines.line(Kind.UNPLACED, share=row.share, subject=row.id).head + 1
        actions_resolving.dismiss(row, words=words, reason="First", against=seen - 1, by=by, at=NOW)
        actions_resolving.reopen(row, words=words, against=seen, by=by, at=NOW)
        actions_resolving.dismiss(row, words=words, reason="Theirs", against=seen + 1, by=by, at=NOW)
    client = visit(world, "research_lead")
    for address, sent in (
        (f"{LIST}{row.id}/incidents/withdrawal/", {"against": "1"}),
        (f"{LIST}{row.id}/incidents/undo/", {"number": "1"}),
        (f"/studies/first/unplaced/{row.id}/{words}/reopen/", {"against": str(seen)}),
    ):
        answer = client.post(address, sent)
        assert answer.status_code == 409, address
        assert "Theirs" in answer.content.decode()
        assert (newest().verb, newest().subject) == (Verb.SUBMISSION_READ, row.id), address


def test_a_coder_gives_words_a_place_and_goes_back(world: World, rows: tuple[Submission, ...]) -> None:
    client, words = visit(world, "coder"), key(world, rows[0])
    address = f"/studies/first/unplaced/{rows[0].id}/{words}/"
    sent = {"place-context": "school", "place-column": "strength", "place-against": "1"}
    answer = client.post(f"{address}place/", sent)
    assert (answer.status_code, answer["Location"]) == (303, "/studies/first/unplaced/")
    assert UNPLACED[0][0] in client.get(f"{LIST}{rows[0].id}/reading/").content.decode()
    done = client.get("/studies/first/unplaced/?show=resolved").content.decode()
    assert "Placed in School(s), Strengths" in done
    assert "Placed in" in client.get(address).content.decode()
    assert client.post(f"{address}reopen/", {"against": "2"}).status_code == 303
    assert UNPLACED[0][0] not in client.get(f"{LIST}{rows[0].id}/reading/").content.decode()


def test_a_coder_takes_words_for_nothing(world: World, rows: tuple[Submission, ...]) -> None:
    client, words = visit(world, "coder"), key(world, rows[0], 1)
    address = f"/studies/first/unplaced/{rows[0].id}/{words}/"
    assert client.post(f"{address}nothing/", {"nothing-reason": "", "nothing-against": "1"}).status_code == 422
    assert client.post(f"{address}nothing/", {"nothing-reason": "A number", "nothing-against": "1"}).status_code == 303
    assert "Taken for nothing" in client.get("/studies/first/unplaced/?show=resolved").content.decode()
    for way in ("place", "nothing", "reopen"):
        assert client.get(f"{address}{way}/").status_code == 303
    assert client.post(f"{address}place/", {"place-against": "1"}).status_code == 422
    assert client.get(f"/studies/first/unplaced/{rows[0].id}/no-such-words/").status_code == 404
    assert client.get("/studies/first/unplaced/?show=nonsense").status_code == 404


def test_whoever_may_not_decide_is_refused_at_the_door(world: World, rows: tuple[Submission, ...]) -> None:
    words = key(world, rows[0])
    one, unplaced = f"{LIST}{rows[0].id}/incidents/", f"/studies/first/unplaced/{rows[0].id}/{words}/"
    for who, addresses in (
        ("coder", [f"{one}decision/", f"{one}withdrawal/", f"{one}undo/"]),
        ("site_lead", [f"{one}decision/", unplaced, f"{unplaced}place/", f"{unplaced}nothing/", f"{unplaced}reopen/"]),
    ):
        client = visit(world, who)
        for address in addresses:
            assert client.post(address, {}).status_code in (403, 405), address
            assert client.get(address).status_code == 403, address


def test_a_framework_is_shown_as_it_stood_after_one_of_its_events(world: World, rows: tuple[Submission, ...]) -> None:
    client, words = visit(world, "coder"), key(world, rows[0])
    sent = {"place-context": "school", "place-column": "strength", "place-against": "1"}
    client.post(f"/studies/first/unplaced/{rows[0].id}/{words}/place/", sent)
    with world.acting("coder"):
        first, second = submissions.changes(rows[0])
    one = f"{LIST}{rows[0].id}/as-of/"
    assert CANARY not in client.get(f"{one}{first.event}/").content.decode()
    assert CANARY in client.get(f"{one}{second.event}/").content.decode()
    assert newest().facts == {"as_of": second.event}
    assert client.get(f"{one}{newest().number}/").status_code == 404, "an event of something else"
    assert f"{one}{first.event}/" in client.get(f"{LIST}{rows[0].id}/history/").content.decode()


def _queries(client: Client, ask: Callable[[Client], object]) -> int:
    ask(client)
    listing._seen.clear()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask(client)
    return len(seen)


@pytest.mark.slow  # receives fifty submissions
def test_fifty_submissions_cost_no_more_queries_than_two(world: World, rows: tuple[Submission, ...]) -> None:
    client = visit(world, "research_lead")
    asks: list[Callable[[Client], object]] = [
        lambda one: one.get(LIST),
        lambda one: one.post(LIST, {"words": "school"}),
        lambda one: one.get(f"{LIST}{rows[0].id}/?label=A"),
        lambda one: one.get("/studies/first/contexts/"),
        lambda one: one.get("/studies/first/unplaced/"),
    ]
    few = [_queries(client, ask) for ask in asks]
    with world.acting("research_lead") as by:
        receive(frameworks(49)[2:], of=world.first, by=by, unplaced=UNPLACED)
    assert [_queries(client, ask) for ask in asks] == few
    assert max(few) < 40
