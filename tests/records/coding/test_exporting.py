"""Taking a study out: whoever brings it in elsewhere has an equal study, and nobody else can open the file."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fivefold.method.analysis.extract import extract
from fivefold.method.studies.layout import COVER
from fivefold.method.studies.zipped_folder import open_zip
from fivefold.records.accounts.access import Refused
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.actions_exporting import README, Exported, Purpose, export_study
from fivefold.records.coding.importing import import_folder
from fivefold.records.coding.queries import coded_study
from fivefold.records.studies import actions_resolving, protected_archive, queries
from fivefold.records.studies.models import Submission
from tests.support import brought_in, study_folders
from tests.support.standing import NOW, World, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # the demonstration study is read from its forms

ID = UUID(int=7)
PASSWORD = protected_archive.password(bytes(range(25)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brought_in.demonstration(tmp_path_factory.mktemp("study") / "study")


def exported(world: World, *, who: str = "research_lead") -> tuple[Exported, bytes]:
    file = io.BytesIO()
    with world.acting(who) as by:
        told = export_study(world.first, file, by=by, at=NOW, export=ID, purpose=Purpose.ARCHIVE, password=PASSWORD)
    return told, file.getvalue()


def test_an_exported_study_brought_in_elsewhere_is_an_equal_study(world: World, folder: Path, tmp_path: Path):
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)
    told, data = exported(world)
    place = brought_in.unpacked(data, PASSWORD, tmp_path / "received")

    import_folder(place, world.second, by=world.actor("other_research_lead"), at=NOW)

    with world.acting("research_lead"):
        first, first_missing = coded_study(world.first), queries.missing(world.first)
    with world.acting("other_research_lead"):
        second, second_missing = coded_study(world.second), queries.missing(world.second)
    assert second.study == first.study
    assert second.codebook == first.codebook
    assert second.codings == first.codings
    assert extract(second, announced=second_missing).freeze == extract(first, announced=first_missing).freeze
    assert (told.submissions, told.codings) == (49, len(first.codings))


def test_the_file_says_nothing_without_its_password(world: World, tmp_path: Path):
    folder = study_folders.write(study_folders.study(study_folders.submission(1)), tmp_path / "small")
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)

    _, data = exported(world)

    assert study_folders.reference(1).encode() not in data
    assert b"lessons" not in data
    with pytest.raises(RuntimeError):
        brought_in.unpacked(data, "wrong", tmp_path / "nothing")


def test_an_export_is_told_once_with_its_file_and_its_purpose(world: World, tmp_path: Path):
    folder = study_folders.write(study_folders.study(study_folders.submission(1)), tmp_path / "small")
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)

    exported(world)

    (event,) = rows(Event, verb=Verb.STUDY_EXPORTED)
    assert event.facts == {"file": ID.hex, "purpose": "archive", "submissions": 1, "codings": 0}


@pytest.mark.parametrize("who", ["coder", "site_lead", "commissioner", "other_research_lead", "nobody"])
def test_nobody_but_the_research_lead_takes_a_study_out(world: World, who: str):
    with pytest.raises(Refused):
        exported(world, who=who)
    assert not rows(Event, verb=Verb.STUDY_EXPORTED)


def test_words_without_a_place_and_frameworks_without_a_form_are_not_lost(world: World, tmp_path: Path):
    folder = study_folders.write(study_folders.study(study_folders.submission(1)), tmp_path / "small")
    cover = folder / "site-a" / COVER
    cover.write_text(cover.read_text(encoding="utf-8") + f"{study_folders.reference(9)},,,,\n", encoding="utf-8")
    form = folder / study_folders.submission(1).file
    form.write_bytes(study_folders.with_words_below(study_folders.submission(1), "Told by telephone"))
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)
    _, data = exported(world)
    place = brought_in.unpacked(data, PASSWORD, tmp_path / "received")

    import_folder(place, world.second, by=world.actor("other_research_lead"), at=NOW)

    with world.acting("other_research_lead") as by:
        (words,) = queries.unplaced_open(world.second, by.shares)
        (missing,) = queries.missing(world.second)
    assert words.text == "Told by telephone"
    assert missing.reference == study_folders.reference(9)


def test_two_forms_in_files_of_one_name_both_leave_and_come_back(world: World, tmp_path: Path):
    one = study_folders.submission(1)
    corrected = replace(study_folders.submission(2), file="site-a/1.DOCX")
    lead = world.actor("research_lead")
    for number, study in enumerate([study_folders.study(one), study_folders.study(corrected)]):
        folder = study_folders.write(study, tmp_path / str(number))
        import_folder(folder, world.first, by=lead, at=NOW + timedelta(hours=number))

    told, data = exported(world)

    plain = protected_archive.read(data, password=PASSWORD, file="study.zip")
    import_folder(open_zip(plain, file="study.zip"), world.second, by=world.actor("other_research_lead"), at=NOW)
    with world.acting("research_lead"):
        first = coded_study(world.first)
    with world.acting("other_research_lead"):
        second = coded_study(world.second)
    assert told.submissions == 2
    assert {each.file for each in second.study.submissions} == {
        f"site-a/1 {one.reference}.docx",
        f"site-a/1 {corrected.reference}.DOCX",
    }
    assert [replace(each, file="") for each in second.study.submissions] == [
        replace(each, file="") for each in first.study.submissions
    ]
    assert extract(second).freeze == extract(first).freeze


def test_words_set_aside_are_told_with_their_number(world: World, tmp_path: Path):
    one = study_folders.submission(1)
    folder = study_folders.write(study_folders.study(one), tmp_path / "small")
    (folder / one.file).write_bytes(study_folders.with_words_below(one, "See the minutes", "Told by telephone"))
    import_folder(folder, world.first, by=world.actor("research_lead"), at=NOW)
    with world.acting("research_lead") as by:
        words = {each.text: each for each in queries.unplaced_open(world.first, by.shares)}["See the minutes"]
        row = Submission.objects.select_related("share", "study").get(id=words.submission)
        actions_resolving.dismiss(row, words=words.id, reason="Nothing of this case", against=1, by=by, at=NOW)
        assert queries.set_aside(world.first, by.shares) == 1

    told, data = exported(world)

    place = brought_in.unpacked(data, PASSWORD, tmp_path / "received")
    assert told.set_aside == 1
    assert "unplaced words that were set aside (1)" in (place / README).read_text(encoding="utf-8")
    report = import_folder(place, world.second, by=world.actor("other_research_lead"), at=NOW)
    assert report.unplaced == 1


def test_a_password_is_as_long_as_it_must_be():
    assert len(set(protected_archive.password(bytes(25)))) == 2
    with pytest.raises(ValueError, match="25"):
        protected_archive.password(b"short")


def test_a_zip_that_names_far_too_many_files_is_not_listed():
    held = io.BytesIO()
    protected_archive.write(held, [("protocol.toml", b"")], password=PASSWORD)
    assert protected_archive.is_protected(held.getvalue(), members=1)
    assert not protected_archive.is_protected(held.getvalue(), members=0)
