"""Reading a study folder: real Word forms, real lists, one report."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms.outcomes import RefusalReason
from fivefold.method.frameworks.incidents import Role
from fivefold.method.studies.eligibility import State
from fivefold.method.studies.folder import StudyReading, read_study
from fivefold.method.studies.lists import Passwords
from fivefold.method.studies.report import Kind
from fivefold.method.studies.study import Consents, Override, Study
from tests.support import study_folders as folders

pytestmark = pytest.mark.slow  # every test starts the isolated reader

TWO_SITES = folders.study(
    folders.submission(1), folders.submission(2), replace(folders.submission(3, site="B"), age=None, sex="")
)


def read(folder: Path, **options: Passwords) -> StudyReading:
    return read_study(folder, workers=1, **options)


def findings(reading: StudyReading) -> list[tuple[Kind, str, str]]:
    return [(one.kind, one.where, one.what) for one in reading.report.findings]


def sorted_study(study: Study) -> Study:
    return Study(study.protocol, tuple(sorted(study.submissions, key=lambda one: (one.site, one.reference))))


def test_a_written_study_is_read_back_as_it_was(tmp_path: Path) -> None:
    study = folders.study(
        replace(folders.submission(1), override=Override("both", "two accounts", "Research lead")),
        replace(folders.submission(2, site="B"), consents=Consents(True, None), meeting=None),
    )
    reading = read(folders.write(study, tmp_path))
    assert reading.study == sorted_study(study)
    assert reading.report.findings == ()
    assert reading.report.refused == ()
    assert reading.report.unplaced == ()


def test_a_study_in_which_all_is_well_needs_nobody(tmp_path: Path) -> None:
    study = folders.study(folders.submission(1), folders.submission(2, site="B"))
    report = read(folders.write(study, tmp_path)).report
    assert report.eligible == 2
    assert not report.needs_attention
    assert report.blanks.cells == 2 * 40
    assert report.blanks.filled == 2
    assert report.blanks.by_status[CellStatus.UNEXPLAINED] == 2 * 39
    assert [(form.file, form.site, form.reference, form.entries) for form in report.forms] == [
        (one.file, one.site, one.reference, 1) for one in study.submissions
    ]


def test_protected_forms_are_read_with_a_password_given_or_listed(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1)), tmp_path, password="kept apart")
    refused = read(folder).report
    assert [one.refusal.reason for one in refused.refused] == [RefusalReason.PASSWORD_NEEDED]
    assert refused.refused[0].reference == folders.reference(1)
    assert refused.eligibility[0].state == State.UNDECIDED
    assert "the form was refused" in refused.eligibility[0].checks[0].finding
    assert read(folder, passwords=Passwords({}, ("kept apart",))).report.refused == ()
    (folder / "passwords.csv").write_text("file,password\nsite-a/1.docx,kept apart\n", encoding="utf-8")
    assert read(folder).report.refused == ()


def test_a_file_that_is_no_form_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = folders.write(TWO_SITES, tmp_path)
    (folder / "site-a/minutes.pdf").write_bytes(b"%PDF-1.7")
    report = read(folder).report
    assert [(one.refusal.file, one.reference) for one in report.refused] == [("site-a/minutes.pdf", "")]
    assert len(report.forms) == 3
    assert report.needs_attention


def test_words_without_a_place_are_kept_and_told(tmp_path: Path) -> None:
    from docx import Document

    folder = folders.write(folders.study(folders.submission(1)), tmp_path)
    document = Document(str(folder / "site-a/1.docx"))
    document.add_paragraph("See the attached minutes")
    document.save(str(folder / "site-a/1.docx"))
    report = read(folder).report
    assert [(words.file, words.reference, words.text) for words in report.unplaced] == [
        ("site-a/1.docx", folders.reference(1), "See the attached minutes")
    ]
    assert report.needs_attention


def test_a_form_that_cannot_be_named_stands_in_the_report_and_not_in_the_study(tmp_path: Path) -> None:
    study = folders.study(folders.submission(1))
    folder = folders.write(study, tmp_path)
    nameless = replace(folders.submission(2), framework=folders.framework(""), file="site-a/nameless.docx")
    folders.write(folders.study(nameless), tmp_path / "other")
    shutil.copy(tmp_path / "other/site-a/nameless.docx", folder / "site-a")
    shutil.rmtree(tmp_path / "other")
    reading = read(folder)
    assert reading.study == study
    assert [(form.file, form.reference) for form in reading.report.forms] == [
        ("site-a/1.docx", folders.reference(1)),
        ("site-a/nameless.docx", ""),
    ]


def test_rows_without_a_form_are_told_and_undecided(tmp_path: Path) -> None:
    folder = folders.write(TWO_SITES, tmp_path)
    (folder / "site-a/2.docx").unlink()
    reading = read(folder)
    two = folders.reference(2)
    assert (Kind.FORM_MISSING, "site A", f"{two} is in the cover list, and no form was read for it") in findings(
        reading
    )
    (missing,) = (one for one in reading.report.eligibility if one.reference == two)
    assert missing.state == State.UNDECIDED
    assert missing.checks[0].finding == "no form was received (site-a/cover.csv, row 3)"


def test_rows_of_lists_for_frameworks_nobody_sent_are_told(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1), sites=("A",)), tmp_path)
    slipped = "Z" + folders.reference(1)[1:]
    with (folder / "consents.csv").open("a", encoding="utf-8") as consents:
        consents.write(f"{slipped},yes,yes\nB-99,yes,yes\n")
    found = [one for one in read(folder).report.findings if one.kind == Kind.LIST]
    assert [(one.where, one.what) for one in found] == [
        ("consents.csv", f"{slipped} is no framework of this study"),
        ("consents.csv", "B-99 is no framework of this study"),
    ]
    assert found[0].next_step == f"Did you mean {folders.reference(1)}?"
    assert found[1].next_step == "Take the row out, or ask for the form."


def test_lists_that_are_missing_are_told_once_each(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1), folders.submission(2), sites=("A",)), tmp_path)
    for name in ("site-a/cover.csv", "consents.csv", "incidents.csv", "classifications.csv"):
        (folder / name).unlink()
    reading = read(folder)
    assert [(kind, where) for kind, where, _ in findings(reading)] == [
        (Kind.LIST, "site-a/cover.csv"),
        (Kind.LIST, "consents.csv"),
        (Kind.LIST, "incidents.csv"),
    ]
    assert {one.state for one in reading.report.eligibility} == {State.UNDECIDED}


def test_problems_of_all_lists_are_told_together_and_nothing_is_read(tmp_path: Path) -> None:
    folder = folders.write(TWO_SITES, tmp_path)
    (folder / "consents.csv").write_text("reference,lead_professional\nB-1,perhaps\n", encoding="utf-8")
    (folder / "site-b/cover.csv").write_bytes(b"reference\xff")
    with pytest.raises(InputErrors) as caught:
        read(folder)
    assert [problem.where for problem in caught.value.problems] == ["site-b/cover.csv", "consents.csv, row 1"]


def test_incidents_under_two_writings_of_one_reference_are_one_framework_s(tmp_path: Path) -> None:
    one = replace(folders.submission(1), incidents=(folders.incident("I"), folders.incident("J")))
    folder = folders.write(folders.study(one), tmp_path)
    path = folder / "incidents.csv"
    text = path.read_text(encoding="utf-8")
    first, second = text.splitlines()[1:]
    path.write_text("\n".join([text.splitlines()[0], first, second.replace(one.reference, one.reference.lower())]))
    assert [incident.reference for incident in read(folder).study.submissions[0].incidents] == ["I", "J"]


def test_what_lies_in_the_folder_besides_is_told_and_left_alone(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1), sites=("A",)), tmp_path)
    (folder / "late.docx").write_bytes(b"x")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "SITE-A").mkdir()
    (folder / "elsewhere").symlink_to(tmp_path.parent)
    (folder / "site-a/~$1.docx").write_bytes(b"x")
    (folder / "site-a/Thumbs.db").write_bytes(b"x")
    (folder / "site-a/.DS_Store").write_bytes(b"x")
    (folder / "site-a/linked.docx").symlink_to(folder / "site-a/1.docx")
    reading = read(folder)
    by_place = {one.where: one for one in reading.report.findings}
    assert [one.file for one in reading.study.submissions] == ["site-a/1.docx"]
    assert reading.report.refused == ()
    assert "lies outside the sites' folders" in by_place["late.docx"].what
    assert not by_place["notes.txt"].attention
    assert by_place["elsewhere"].what == by_place["site-a/linked.docx"].what == "this is a link, which is not followed"
    assert any(one.kind == Kind.SITE and "but for its case" in one.what for one in reading.report.findings)


def test_a_site_the_protocol_does_not_name_is_read_and_not_eligible(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1), sites=("A", "B")), tmp_path)
    (folder / "site-b").rename(folder / "site-x")
    shutil.move(folder / "site-a/1.docx", folder / "site-x/1.docx")
    shutil.move(folder / "site-a/cover.csv", folder / "site-x/cover.csv")
    reading = read(folder)
    (found,) = reading.report.eligibility
    assert (found.site, found.state) == ("X", State.NOT_ELIGIBLE)
    assert (Kind.SITE, "site-x", 'site "X" is not in the protocol') in findings(reading)
    assert (Kind.SITE, "site-b", "site B has no folder") in findings(reading)


def test_forms_in_folders_below_a_site_s_are_read(tmp_path: Path) -> None:
    study = folders.study(replace(folders.submission(1), file="site-a/october/1.docx"))
    assert read(folders.write(study, tmp_path)).study == study


def test_the_report_holds_the_cohorts_and_the_month_of_destruction(tmp_path: Path) -> None:
    study = folders.study(
        replace(folders.submission(1), incidents=(folders.incident("I", [Role.LED]),)), folders.submission(2)
    )
    study = Study(replace(study.protocol, publication=PartialDate(2017, 10)), study.submissions)
    report = read(folders.write(study, tmp_path)).report
    assert report.cohorts.members("group") == {folders.reference(1)}
    assert [one.reference for one in report.cohorts.differing_from_form] == [folders.reference(1)]
    assert report.needs_attention
    assert report.destroy_by == PartialDate(2018, 10)


def test_progress_is_told_how_many_forms_there_are(tmp_path: Path) -> None:
    told = []

    def watch(outcomes, total):
        for outcome in outcomes:
            told.append((outcome.file, total))
            yield outcome

    folder = folders.write(folders.study(folders.submission(1), folders.submission(2)), tmp_path)
    read_study(folder, workers=1, watch=watch)
    assert told == [("site-a/1.docx", 2), ("site-a/2.docx", 2)]


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no protocol\.toml in it"):
        read(tmp_path)
    with pytest.raises(InputError, match="this is not a folder"):
        read(tmp_path / "nowhere")
