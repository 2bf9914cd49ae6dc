"""The trail: who did what, for whoever answers for it, without a word of what it said."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fivefold.records.accounts.models import ShareKind
from fivefold.records.accounts.trails import shares_of_trail
from fivefold.records.audit import anchors, checked, events
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.web.audit import files, words
from fivefold.web.audit.pages import Happened
from tests.support.standing import NOW, World, give, share, told
from tests.support.submitted import frameworks, receive
from tests.support.visiting import confirmed, signed_in

pytestmark = pytest.mark.django_db
TRAIL = "/studies/first/audit/"


@pytest.fixture
def happened(world: World) -> World:
    """Two frameworks of each site received, and one of each site read by the coder."""
    with world.acting("research_lead") as by:
        rows = receive(frameworks(4), of=world.first, by=by)
    with world.acting("coder") as by:
        for row in rows[:2]:
            events.record(Verb.SUBMISSION_READ, by=by.person, at=NOW, share=row.share_id, subject=row.id)
    return world


def numbers(client: Client, query: str = "") -> list[int]:
    """Numbers of the events on a page."""
    content = client.get(TRAIL + query).content.decode()
    rows = content.split("<tbody")[1].split("</tbody>")[0].split("<tr")[1:] if "<tbody" in content else []
    return [int(row.split('<th scope="row"')[1].split(">")[1].split("<")[0].replace(",", "")) for row in rows]


def file(client: Client, kind: str, query: str = "") -> bytes:
    """A file of the trail, taken by somebody who has just shown who they are."""
    answer = confirmed(client).get(f"{TRAIL}file/{kind}/{query}")
    assert answer.status_code == 200, answer.headers
    return answer.content


def test_a_research_lead_sees_every_event_of_the_study_newest_first(happened: World) -> None:
    of_study = [event.number for event in told() if event.share is not None]
    assert numbers(signed_in(happened.people["research_lead"])) == of_study[::-1]


def test_governance_sees_its_own_site_and_no_words_of_it(happened: World) -> None:
    governance = signed_in(happened.people["site_governance"])
    own = share(happened.first, ShareKind.SITE, "A").id
    theirs = [event.number for event in told() if event.share == own]
    assert numbers(governance) == theirs[::-1]
    content = governance.get(TRAIL).content
    assert b"of site A" in content
    assert b"/submissions/" not in content


def test_a_role_at_a_site_does_not_widen_what_a_role_in_the_study_opens(happened: World) -> None:
    both = happened.people["site_governance"]
    give(both, "coder", of=happened.first)
    by = happened.actor("site_governance")
    assert [one.label for one in shares_of_trail(by, happened.first)] == ["A"]


def test_a_lead_finds_the_framework_behind_an_event(happened: World) -> None:
    content = signed_in(happened.people["research_lead"]).get(TRAIL).content.decode()
    read = next(event for event in told() if event.verb == Verb.SUBMISSION_READ)
    assert f'href="/studies/first/submissions/{read.subject}/"' in content
    assert "<strong>Standing coder</strong> read a framework" in content


def test_it_is_narrowed_down_by_what_by_whom_and_when(happened: World) -> None:
    lead = signed_in(happened.people["research_lead"])
    coder = happened.people["coder"].id
    read = [event.number for event in told() if event.verb == Verb.SUBMISSION_READ][::-1]
    assert numbers(lead, "?verb=submission.read") == read
    assert numbers(lead, f"?person={coder}") == read
    assert numbers(lead, f"?verb=submission.received&person={coder}") == []
    day = NOW.date()
    assert set(read) < set(numbers(lead, f"?since={day}&until={day}"))
    assert numbers(lead, f"?until={day - timedelta(days=1)}") == []
    assert not set(read) & set(numbers(lead, f"?since={day + timedelta(days=1)}"))


def test_days_the_wrong_way_round_are_said_at_their_field(happened: World) -> None:
    answer = signed_in(happened.people["research_lead"]).get(f"{TRAIL}?since=2026-03-02&until=2026-03-01")
    assert answer.status_code == 422
    assert b'<a href="#id_until">The last day is before the first' in answer.content


def test_a_day_is_read_as_it_is_written_here_and_as_a_computer_writes_it(happened: World) -> None:
    lead, day = signed_in(happened.people["research_lead"]), NOW.date()
    asked = numbers(lead, f"?since={day}&until={day}")
    assert asked
    for written in ("%d/%m/%Y", "%d/%m/%y"):
        assert numbers(lead, f"?since={day:{written}}&until={day:{written}}") == asked


def test_a_day_that_cannot_be_read_is_said_as_its_hint_says_it(happened: World) -> None:
    lead = signed_in(happened.people["research_lead"])
    answer = lead.get(f"{TRAIL}?since=bad")
    assert answer.status_code == 422
    content = answer.content.decode()
    assert '<a href="#id_since">From is not a date that can be read. Enter it like 31/03/2026.</a>' in content
    assert "For example 01/03/2026" in content
    assert confirmed(lead).get(f"{TRAIL}file/csv/?since=bad").status_code == 404


def test_a_long_trail_goes_on_by_number(world: World) -> None:
    common = share(world.first, ShareKind.COMMON)
    with world.acting("coder") as by:
        for _ in range(60):
            events.record(Verb.STUDY_READ, by=by.person, at=NOW, share=common.id)
    lead = signed_in(world.people["research_lead"])
    first = numbers(lead)
    assert len(first) == 50
    content = lead.get(TRAIL).content.decode()
    older = content.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert older.startswith("?before=")
    second = numbers(lead, older)
    assert max(second) < min(first) + 2
    assert b">Newest<" in lead.get(TRAIL + older).content
    assert numbers(lead, "?before=words")


def test_reading_it_is_an_event_of_it(happened: World) -> None:
    before = len(told())
    signed_in(happened.people["site_governance"]).get(TRAIL)
    (event,) = told()[before:]
    assert (event.verb, event.share) == (Verb.TRAIL_READ, share(happened.first, ShareKind.SITE, "A").id)


def test_taking_it_along_asks_who_is_there_and_is_told(happened: World) -> None:
    lead = signed_in(happened.people["research_lead"])
    assert lead.get(f"{TRAIL}file/csv/").status_code == 302
    rows = list(csv.DictReader(io.StringIO(file(lead, "csv").decode("utf-8-sig"))))
    assert [row["number"] for row in rows] == sorted((row["number"] for row in rows), key=int, reverse=True)
    assert {row["who"] for row in rows} == {"Standing research lead", "Standing coder"}
    event = told()[-1]
    assert (event.verb, event.facts) == (Verb.TRAIL_EXPORTED, {"events": len(rows), "kind": "csv"})


def test_both_files_hold_the_same(happened: World) -> None:
    lead = signed_in(happened.people["research_lead"])
    query = "?verb=submission.received"
    table = list(csv.DictReader(io.StringIO(file(lead, "csv", query).decode("utf-8-sig"))))
    assert table == json.loads(file(lead, "json", query))
    assert len(table) == 4


def test_there_is_no_file_of_another_kind(happened: World) -> None:
    assert confirmed(signed_in(happened.people["research_lead"])).get(f"{TRAIL}file/xlsx/").status_code == 404


def test_no_cell_can_be_taken_for_a_formula() -> None:
    row = Happened(1, NOW, "=Somebody", "-did", "@part", "+1", "'=quoted", "")
    cells = files.as_csv([row]).decode("utf-8-sig").splitlines()[1].split(",")
    assert [cell for cell in cells if cell.startswith(("=", "-", "@", "+"))] == []
    # As every other list writes it, so that taking the apostrophe off gives back what was there.
    assert cells[2:] == ["'=Somebody", "'-did", "'@part", "''=quoted", "'+1"]


def test_what_is_known_of_the_whole_log_is_said(happened: World) -> None:
    lead = signed_in(happened.people["research_lead"])
    checked.file().unlink(missing_ok=True)
    assert b"Not checked yet" in lead.get(TRAIL).content
    checked.note(1234, at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    content = lead.get(TRAIL).content
    assert b"Unbroken up to event 1,234" in content
    assert b"1 March 2026 at 12:00" in content
    checked.file().write_text("{}")
    assert checked.newest() is None
    checked.file().unlink()


def test_how_far_copies_outside_the_database_reach_is_said(
    happened: World, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    copies = tmp_path / "heads.txt"  # type: ignore[operator]
    monkeypatch.setattr(anchors, "file", lambda: copies)
    assert anchors.newest_number() == 0
    assert b"No copy of its head" in signed_in(happened.people["research_lead"]).get(TRAIL).content
    copies.write_text("7 " + "ab" * 32 + "\n1299 " + "cd" * 32 + "\n")
    assert anchors.newest_number() == 1299
    assert b"reach event 1,299" in signed_in(happened.people["research_lead"]).get(TRAIL).content


def test_facts_are_said_by_name() -> None:
    event = Event(verb="no.longer", facts={"rows": 1200, "again": True, "kinds": ["a", "b"], "empty": "", "none": []})
    assert words.facts(event) == "rows: 1,200; again: yes; kinds: a, b"
    assert words.verb(event) == "no.longer"


def test_nothing_yet_says_what_will_stand_here(world: World) -> None:
    assert b"Nothing has happened yet" in signed_in(world.people["research_lead"]).get(TRAIL).content
