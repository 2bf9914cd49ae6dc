"""Bringing a study in and taking it out through a browser: in memory, told once, and only by who may."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fivefold.records import worker
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs.models import Job
from fivefold.records.studies import actions_resolving, queries
from fivefold.records.studies.models import Import, Submission
from fivefold.web.imports.views import GONE, MOST_SHOWN
from tests.support import brought_in, study_folders
from tests.support.packing import zipped
from tests.support.standing import NOW, World, rows
from tests.support.visiting import confirmed, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # forms are read in isolated processes

IMPORTS, EXPORT = "/studies/first/imports/", "/studies/first/export/"
TWO = study_folders.study(study_folders.submission(1), study_folders.submission(2, site="B"))


@pytest.fixture
def packed(tmp_path: Path) -> bytes:
    return zipped(study_folders.write(TWO, tmp_path / "study"))


@pytest.fixture
def lead(world: World) -> Client:
    return signed_in(world.people["research_lead"])


def send(client: Client, data: bytes, *, study: str = "first", password: str = ""):  # type: ignore[no-untyped-def]
    upload = SimpleUploadedFile("Our study.zip", data, content_type="application/zip")
    return client.post(f"/studies/{study}/imports/", {"folder": upload, "password": password})


def bring_in(client: Client, data: bytes) -> str:
    """Send a folder, have the worker bring it in, and return where it says what it came to."""
    assert send(client, data).status_code == 303
    worker.run_waiting()
    found = re.search(rf'href="({IMPORTS}[0-9a-f-]{{36}}/)"', client.get(IMPORTS).content.decode())
    assert found
    return found[1]


def test_a_study_folder_is_brought_in_and_its_report_opens(lead: Client, packed: bytes):
    answer = send(lead, packed)

    assert (answer.status_code, answer["Location"]) == (303, IMPORTS)
    waits = lead.get(IMPORTS).content.decode()
    look = re.search(rf'data-look="({IMPORTS}sent/[0-9a-f-]{{36}}/)"', waits)
    assert look
    assert "Waiting for the worker" in waits
    assert "data-look" in lead.get(look[1]).content.decode()
    assert not rows(Submission)
    worker.run_waiting()
    done = lead.get(look[1]).content.decode()
    assert "Brought in" in done
    assert "data-look" not in done
    report = re.search(rf'href="({IMPORTS}[0-9a-f-]{{36}}/)"', done)
    assert report
    shown = lead.get(report[1]).content.decode()
    assert len(rows(Submission)) == 2
    assert "New frameworks" in shown
    assert "<title>Import - Fivefold</title>" in shown
    assert len(rows(Event, verb=Verb.STUDY_IMPORTED)) == 1
    assert len(rows(Event, verb=Verb.IMPORTS_READ, subject=rows(Import)[0].id)) == 1
    listed = lead.get(IMPORTS).content.decode()
    assert "2 forms read: 2 new" in listed
    assert "data-look" not in listed


def test_a_folder_sent_twice_is_brought_in_once_and_another_waits(lead: Client, packed: bytes, tmp_path: Path):
    other = zipped(study_folders.write(study_folders.study(study_folders.submission(3)), tmp_path / "other"))
    assert [send(lead, one).status_code for one in (packed, packed, other)] == [303, 303, 422]
    assert "on its way already" in send(lead, other).content.decode()
    assert worker.run_waiting() == 1
    assert send(lead, other).status_code == 303


def test_a_job_of_another_study_is_not_there(world: World, lead: Client, packed: bytes):
    send(lead, packed)
    job = rows(Job)[0].id
    other = signed_in(world.people["other_research_lead"])
    for address in (f"{IMPORTS}sent/{job}/", f"{IMPORTS}{job}/"):
        assert other.get(address.replace("first", "second")).status_code == 404
    assert lead.get(f"{IMPORTS}{job}/").status_code == 404, "it has not come to anything yet"
    assert lead.get(f"/studies/first/freezes/{job}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"no zip at all", "damaged, or no ZIP"), (b"", "Choose the ZIP"), (b"PK\x03\x04", "damaged")],
)
def test_what_is_no_study_is_refused_on_the_field(lead: Client, data: bytes, words: str):
    answer = send(lead, data)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'href="#id_folder"' in answer.content.decode()
    assert not rows(Submission)
    assert not rows(Event, verb=Verb.STUDY_IMPORTED)


def test_every_problem_of_the_lists_is_told_together_on_the_imports_page(lead: Client, tmp_path: Path):
    folder = study_folders.write(TWO, tmp_path / "study")
    for site in ("site-a", "site-b"):
        (folder / site / "cover.csv").write_text("reference,name\nK7M,somebody\n", encoding="utf-8")

    address = bring_in(lead, zipped(folder))

    assert "not brought in" in lead.get(IMPORTS).content.decode()
    assert "cover.csv" not in lead.get(f"{IMPORTS}sent/{rows(Job)[0].id}/").content.decode()
    before = len(rows(Event, verb=Verb.IMPORTS_READ))
    shown = lead.get(address).content.decode()
    assert "site-a/cover.csv" in shown
    assert "site-b/cover.csv" in shown
    assert len(rows(Event, verb=Verb.IMPORTS_READ)) == before + 1
    assert not rows(Submission)


@pytest.mark.parametrize("who", ["coder", "site_lead", "commissioner"])
@pytest.mark.parametrize("address", [IMPORTS, EXPORT])
def test_only_the_research_lead_brings_in_and_takes_out(world: World, who: str, address: str):
    client = signed_in(world.people[who])
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)


@pytest.mark.parametrize("who", ["nobody", "other_research_lead"])
@pytest.mark.parametrize("address", [IMPORTS, EXPORT])
def test_a_study_of_others_is_not_there(world: World, who: str, address: str):
    assert signed_in(world.people[who]).get(address).status_code == 404


def test_an_import_of_another_study_is_not_there(world: World, lead: Client, packed: bytes):
    brought = bring_in(lead, packed)
    other = signed_in(world.people["other_research_lead"])
    assert other.get(brought.replace("first", "second")).status_code == 404


def test_a_study_leaves_under_a_password_that_is_shown_once(world: World, lead: Client, packed: bytes, tmp_path: Path):
    bring_in(lead, packed)
    confirmed(lead)
    password, shown = opened(lead)

    answer = lead.post(EXPORT, {"purpose": "archive", "shown": shown})

    assert answer["Content-Type"] == "application/zip"
    place = brought_in.unpacked(answer.content, password, tmp_path / "received")
    assert len(list(place.glob("site-*/*.docx"))) == 2
    assert len(rows(Event, verb=Verb.STUDY_EXPORTED)) == 1
    again = lead.post(EXPORT, {"purpose": "archive", "shown": shown})
    assert again.status_code == 303, "the password was for one file"

    other = signed_in(world.people["other_research_lead"])
    back = send(other, answer.content, study="second", password=password)
    assert back.status_code == 303
    assert worker.run_waiting() == 1
    assert len(rows(Submission)) == 4
    assert "has a password" in send(other, answer.content, study="second").content.decode()
    assert "password is another" in send(other, answer.content, study="second", password="K").content.decode()


def told(page: str) -> tuple[str, str]:
    """The password that a page shows, and what its form says of which it is."""
    password = re.search(r"<strong>([0-9A-Z-]{29})</strong>", page)
    shown = re.search(r'name="shown" id="id_shown" value="([^"]+)"', page)
    assert password
    assert shown
    return password[1], shown[1]


def opened(client: Client) -> tuple[str, str]:
    """The page in a tab of its own."""
    page = client.get(EXPORT).content.decode()
    assert page.count(told(page)[0]) == 1, "the password stands nowhere but before the reader's eyes"
    return told(page)


def test_each_page_hands_the_file_over_under_the_password_it_showed(lead: Client, packed: bytes, tmp_path: Path):
    bring_in(lead, packed)
    confirmed(lead)
    first, second = opened(lead), opened(lead)
    assert first[0] != second[0]
    for place, (password, shown) in (("first", first), ("second", second)):
        answer = lead.post(EXPORT, {"purpose": "archive", "shown": shown})
        assert brought_in.unpacked(answer.content, password, tmp_path / place).is_dir()


@pytest.mark.parametrize("shown", ["older", "unknown", ""])
def test_a_page_whose_password_is_not_kept_makes_no_file_and_says_what_next(lead: Client, packed: bytes, shown: str):
    bring_in(lead, packed)
    confirmed(lead)
    pages = [opened(lead) for _ in range(MOST_SHOWN + 1)]

    answer = lead.post(EXPORT, {"purpose": "archive", "shown": pages[0][1] if shown == "older" else shown}, follow=True)

    assert (answer.redirect_chain, answer.status_code) == ([(EXPORT, 303)], 200)
    assert GONE in answer.content.decode()
    assert told(answer.content.decode())[0] not in [password for password, _ in pages]
    assert not rows(Event, verb=Verb.STUDY_EXPORTED)


def test_words_set_aside_are_told_before_a_study_leaves_without_them(world: World, lead: Client, tmp_path: Path):
    (one, _), folder = TWO.submissions, study_folders.write(TWO, tmp_path / "study")
    (folder / one.file).write_bytes(study_folders.with_words_below(one, "See the minutes"))
    bring_in(lead, zipped(folder))
    confirmed(lead)
    assert "set aside" not in lead.get(EXPORT).content.decode()
    with world.acting("research_lead") as by:
        (words,) = queries.unplaced_open(world.first, by.shares)
        row = Submission.objects.select_related("share", "study").get(id=words.submission)
        actions_resolving.dismiss(row, words=words.id, reason="Not of this case", against=1, by=by, at=NOW)

    assert "1 unplaced text that somebody set aside" in lead.get(EXPORT).content.decode()


def test_a_form_that_the_folder_holds_no_longer_needs_a_person(lead: Client, packed: bytes, tmp_path: Path):
    bring_in(lead, packed)
    before = {address for address, _ in reports(lead)}

    bring_in(lead, zipped(study_folders.write(study_folders.study(TWO.submissions[0]), tmp_path / "fewer")))

    ((_, shown),) = [one for one in reports(lead) if one[0] not in before]
    assert "Nothing in this import needs a person" not in shown
    assert "In the study, and not in the folder any more" in shown
    assert TWO.submissions[1].reference in shown


def reports(client: Client) -> list[tuple[str, str]]:
    """The address of every import's report, and the report."""
    found = re.findall(rf'href="({IMPORTS}[0-9a-f-]{{36}}/)"', client.get(IMPORTS).content.decode())
    return [(address, client.get(address).content.decode()) for address in found]


def test_taking_out_without_saying_what_for_is_refused(lead: Client, packed: bytes):
    bring_in(lead, packed)
    confirmed(lead)
    password, shown = opened(lead)

    answer = lead.post(EXPORT, {"shown": shown})

    assert answer.status_code == 422
    assert 'href="#id_purpose"' in answer.content.decode()
    assert told(answer.content.decode()) == (password, shown), "it can be sent again"
    assert not rows(Event, verb=Verb.STUDY_EXPORTED)


def test_taking_out_asks_once_more_who_is_there(lead: Client):
    assert lead.get(EXPORT).status_code in (302, 303)
