"""The study's commands, as a researcher runs them."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fivefold.cli.main import main
from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import Span
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.incidents import Role
from fivefold.method.studies.study import Consents, Override, Study
from tests.support import study_folders as folders

pytestmark = pytest.mark.slow  # every test starts the isolated reader, in which forms are read

GOOD = folders.study(folders.submission(1), folders.submission(2), sites=("A",))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["study", *map(str, arguments)])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A study in which all is well, with its coding."""
    folder = folders.write(GOOD, tmp_path / "study")
    (cell, _entry), *_ = GOOD.submissions[0].framework.placed_entries()
    code = codebook()["risk/individual/non-attendance-at-school"]
    coding = Coding(GOOD.submissions[0].reference, cell, 0, Span(0, 14), code, AGREED)
    data, _losses = refi_qda.write(write_project(CodedStudy(GOOD, codebook(), (coding,))))
    (folder / "coding.qdpx").write_bytes(data)
    return folder


@pytest.fixture
def untidy(tmp_path: Path) -> Path:
    """A study in which everything that can need a person does."""
    from docx import Document

    sent = [
        folders.submission(1),
        replace(folders.submission(2), age=18),
        replace(folders.submission(3), consents=Consents(True, None)),
        replace(folders.submission(4), incidents=(folders.incident("I4", [Role.AUDIENCE]),)),
        replace(folders.submission(5), incidents=(folders.incident("I5", [Role.LED]),)),
        replace(folders.submission(6), override=Override("both", "Two accounts differ", "Research lead")),
        replace(folders.submission(7), incidents=()),
    ]
    folder = folders.write(folders.study(*sent, sites=("A",)), tmp_path / "study")
    document = Document(str(folder / "site-a/1.docx"))
    document.add_paragraph("See the attached minutes")
    document.save(str(folder / "site-a/1.docx"))
    (folder / "site-a/notes.pdf").write_bytes(b"%PDF-1.7")
    (folder / "late.docx").write_bytes(b"x")
    return folder


def test_a_new_study_can_be_read_at_once_and_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    made = run("init", folder, "--site", "A", "--site", "B")
    assert made.exit_code == 0
    assert (folder / "site-b/cover.csv").is_file()
    assert made.stdout.splitlines()[0] == str(folder / "protocol.toml")
    (folder / "protocol.toml").write_text("changed", encoding="utf-8")
    (folder / "consents.csv").unlink()
    again = run("init", folder)
    assert (folder / "protocol.toml").read_text(encoding="utf-8") == "changed"
    assert "is there already and was left as it is" in again.stderr
    assert again.stdout.splitlines() == [str(folder / "consents.csv")]


def test_a_new_study_needs_nobody(tmp_path: Path) -> None:
    run("init", tmp_path / "mine")
    read = run("read", tmp_path / "mine")
    assert read.exit_code == 0
    assert read.stdout.splitlines()[-1] == "Nothing needs a person."


def test_a_label_that_cannot_be_used_makes_nothing(tmp_path: Path) -> None:
    result = run("init", tmp_path / "mine", "--site", "North Road")
    assert result.exit_code == 2
    assert "cannot be a folder's name" in result.stderr
    assert not (tmp_path / "mine").exists()


def test_a_study_in_which_all_is_well_ends_with_0(good: Path) -> None:
    read = run("read", good)
    assert read.exit_code == 0
    assert "Frameworks: 2, of which 2 eligible" in read.stdout
    assert "1 by agreed" in read.stdout
    assert "What does not fit together" not in read.stdout
    assert run("eligibility", good).exit_code == 0
    assert run("classify", good).exit_code == 0


def test_everything_that_needs_a_person_is_shown_and_ends_with_1(untidy: Path) -> None:
    read = run("read", untidy)
    assert read.exit_code == 1
    for expected in [
        "site-a/notes.pdf: this is a PDF",
        "site-a/1.docx: 4 words in 1 place",
        "`--words` shows them",
        "late.docx: this lies outside the sites' folders.",
        "Frameworks: 7, of which 4 eligible, 2 undecided, 1 not eligible.",
        "Aged 10 to 17 at the meeting: aged 18. Leave it out of the study",
        "4 sole, 1 group, 1 both, 1 undetermined.",
        "both by Research lead, against the rule's sole: Two accounts differ",
        'the form says "sole", and the incidents say group.',
        "left blank, no reason given",
        "coding.qdpx: there is no coding project",
        "Something above needs a person.",
    ]:
        assert expected in read.stdout
    assert "See the attached minutes" not in read.stdout
    assert "        See the attached minutes" in run("read", untidy, "--words").stdout


def test_what_a_program_reads_holds_what_a_person_reads(untidy: Path) -> None:
    read = run("read", untidy, "--json")
    told = json.loads(read.stdout)
    assert read.exit_code == 1
    assert [one["file"] for one in told["refused"]] == ["site-a/notes.pdf"]
    assert [one["text"] for one in told["unplaced"]] == ["See the attached minutes"]
    assert told["cohorts"]["counts"] == {"sole": 4, "group": 1, "both": 1, "undetermined": 1}
    assert {one["state"] for one in told["eligibility"]} == {"eligible", "undecided", "not_eligible"}
    assert told["coding"] is None
    assert told["destroy_by"] is None
    assert len(told["forms"]) == 7


def test_when_the_research_copy_must_be_gone_is_said(tmp_path: Path) -> None:
    study = Study(replace(GOOD.protocol, publication=PartialDate(2017, 10)), GOOD.submissions)
    folder = folders.write(study, tmp_path)
    assert "must be destroyed by the end of 2018-10." in run("read", folder).stdout
    assert json.loads(run("read", folder, "--json").stdout)["destroy_by"] == "2018-10"


def test_the_coding_is_told_to_a_program(good: Path) -> None:
    told = json.loads(run("read", good, "--json").stdout)
    assert told["coding"]["codings"] == 1
    assert told["coding"]["losses"] == []


def test_each_framework_s_eligibility_is_shown_and_each_criterion_counted(untidy: Path) -> None:
    shown = run("eligibility", untidy)
    assert shown.exit_code == 1
    assert f"{folders.reference(1)}  site A  eligible  (site-a/1.docx)" in shown.stdout
    assert f"{folders.reference(2)}  site A  not eligible  (site-a/2.docx)" in shown.stdout
    (line,) = (line for line in shown.stdout.splitlines() if line.startswith("The case worker consents "))
    assert line.split()[-3:] == ["6", "0", "1"]
    told = json.loads(run("eligibility", untidy, "--json").stdout)
    assert [one["reference"] for one in told if one["state"] == "not_eligible"] == [folders.reference(2)]


def test_each_framework_s_cohort_is_shown_with_its_reasons_and_the_audience(untidy: Path) -> None:
    shown = run("classify", untidy)
    assert shown.exit_code == 1
    for expected in [
        "Rule group/1: ",
        f"{folders.reference(6)}  both, set by Research lead: Two accounts differ",
        "    the rule says sole",
        "I4: alone; nobody else acted: peer 1 watched and did not act",
        "I5: group; peer 1 led others in it: acting together",
        "no incident is recorded",
        "Frameworks read: 7, eligible or not: 4 sole, 1 group, 1 both, 1 undetermined.",
        "Eligible: 4: 2 sole, 1 group, 1 both, 0 undetermined.",
        "Eligible frameworks that record an audience: 1 of 4.",
        "In another cohort: 1 of 4.",
        f"{folders.reference(4)}: sole to group",
    ]:
        assert expected in shown.stdout
    told = json.loads(run("classify", untidy, "--json").stdout)
    assert [one["reference"] for one in told["if_an_audience_took_part"]["changes"]] == [folders.reference(4)]
    assert (told["unit"], told["base"], told["counts"]["sole"]) == ("frameworks", 7, 4)
    assert (told["of_eligible"]["base"], told["of_eligible"]["counts"]["sole"]) == (4, 2)


def test_a_project_is_only_written_under_the_ending_that_coding_programs_open(good: Path, tmp_path: Path) -> None:
    refused = run("project", good, "--out", tmp_path / "to-code.docx")
    assert refused.exit_code == 2
    assert "Give the file this ending." in refused.stderr
    assert not (tmp_path / "to-code.docx").exists()


def test_a_person_s_decision_is_said_beside_what_an_audience_would_change(tmp_path: Path) -> None:
    decided = replace(
        folders.submission(1),
        incidents=(folders.incident("I", [Role.AUDIENCE]),),
        override=Override("both", "Two accounts differ", "Research lead"),
    )
    folder = folders.write(folders.study(decided, sites=("A",)), tmp_path)
    assert f"{decided.reference}: sole to group (a person has decided it)" in run("classify", folder).stdout


def test_protected_forms_are_read_with_a_password_file(tmp_path: Path) -> None:
    folder = folders.write(GOOD, tmp_path / "study", password="kept apart")
    assert run("eligibility", folder).exit_code == 1
    (tmp_path / "passwords.txt").write_text("kept apart\n", encoding="utf-8")
    assert run("eligibility", folder, "--password-file", tmp_path / "passwords.txt").exit_code == 0


def test_the_eligible_frameworks_are_written_as_a_project_to_code(untidy: Path, tmp_path: Path) -> None:
    out = tmp_path / "to-code.qdpx"
    written = run("project", untidy, "--out", out)
    assert written.exit_code == 1
    assert "Wrote 4 eligible frameworks" in written.stderr
    assert "Left out: 3." in written.stderr
    project = refi_qda.read(out.read_bytes(), file="to-code.qdpx")
    assert [source.name for source in project.sources] == sorted(map(folders.reference, (1, 4, 5, 6)))
    assert "Misses lessons after lunch" in project.sources[0].text.text
    assert run("project", untidy, "--out", out).exit_code == 2
    shutil.copy(out, untidy / "coding.qdpx")
    read = run("read", untidy)
    assert "No coding was placed." in read.stdout
    assert "coding.qdpx: there is no coding project" not in read.stdout


def test_a_project_may_be_written_over_if_that_is_said(good: Path, tmp_path: Path) -> None:
    out = tmp_path / "to-code.qdpx"
    out.write_bytes(b"x")
    assert run("project", good, "--out", out, "--force").exit_code == 0
    assert len(refi_qda.read(out.read_bytes(), file="to-code.qdpx").cases) == 2


def test_words_from_outside_cannot_move_the_cursor(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1), sites=("A",)), tmp_path)
    shutil.move(folder / "site-a/1.docx", folder / "site-a/1\x1b[2J.docx")
    shown = run("read", folder).stdout
    assert "\x1b" not in shown
    assert "1·[2J.docx" in shown


def test_a_folder_that_cannot_be_used_ends_with_2(tmp_path: Path, good: Path) -> None:
    nothing = run("read", tmp_path / "nowhere")
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "this is not a folder" in nothing.stderr
    (good / "consents.csv").write_text("reference\nB-1\n", encoding="utf-8")
    (good / "site-a/cover.csv").write_text("reference\nB-1\n", encoding="utf-8")
    broken = run("read", good)
    assert broken.exit_code == 2
    assert [line.split(",")[0] for line in broken.stderr.splitlines()] == ["site-a/cover.csv", "consents.csv"]
