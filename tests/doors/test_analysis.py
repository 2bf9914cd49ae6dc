"""The analysis commands, as a researcher runs them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from fivefold.cli.main import Exit, main
from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.extract_files import write_extract
from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellKey
from tests.method.analysis.small_study import WEAPON, small_study, with_own_need
from tests.method.analysis.test_gaps import STUDY as GAPS
from tests.method.analysis.test_questions import BULLYING, STUDY
from tests.support import study_folders as folders

WIDEST = 120
"""Columns a terminal may be asked for."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["analysis", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("extracts") / "extract"
    write_extract(extract(small_study(STUDY + GAPS.replace("R", "S"))), made)
    return made


def test_tables_show_the_four_with_their_bases_and_the_freeze(folder: Path) -> None:
    result = run("tables", folder)
    assert result.exit_code == 0
    assert [f"Table {number}:" in result.stdout for number in range(1, 6)] == [True, True, True, True, False]
    assert "Sole (of 2)" in result.stdout
    assert "8 frameworks, freeze " in result.stdout


def test_one_table_can_be_chosen_and_a_program_gets_everything_a_number_needs(folder: Path) -> None:
    (table,) = json.loads(run("tables", folder, "--table", "3", "--json").stdout)
    bullying = table["rows"][0]
    assert bullying["counts"]["group"] == {"numerator": 1, "base": 2, "references": ["R2"]}
    assert (bullying["unit"], bullying["exclusions"]) == ("frameworks", [])
    assert bullying["freeze"]["frameworks"] == 8
    assert len(bullying["freeze"]["digest"]) == 64


def test_an_intervention_has_no_base_in_json_either(folder: Path) -> None:
    (table,) = json.loads(run("tables", folder, "--table", "4", "--json").stdout)
    assert {count["base"] for row in table["rows"] for count in row["counts"].values()} == {None}


def test_factor_says_how_many_of_how_many_in_words_and_who(folder: Path) -> None:
    result = run("factor", folder, BULLYING)
    assert "1 of 2" in result.stdout
    assert "half" in result.stdout
    assert "%" not in result.stdout
    assert "Frameworks: R1, R2." in result.stdout


def test_factor_within_another_changes_the_base(folder: Path) -> None:
    told = json.loads(run("factor", folder, "response/peer", "--within", BULLYING, "--json").stdout)
    assert told["counts"]["all"]["base"] == 2


def test_an_unknown_code_is_one_sentence_with_a_suggestion(folder: Path) -> None:
    result = run("factor", folder, "risk/peer/bulling-others")
    assert result.exit_code == Exit.UNUSABLE
    assert f'Did you mean "{BULLYING}"?' in result.stderr
    assert result.stdout == ""


def test_crosstab_counts_any_unit_by_any_two_axes(folder: Path) -> None:
    result = run("crosstab", folder, "--rows", "target", "--columns", "site", "--unit", "interventions")
    assert "Interventions by target and site" in result.stdout
    told = json.loads(run("crosstab", folder, "--rows", "code:risk/peer", "--json").stdout)
    cell = next(one for one in told["cells"] if one["row"] == BULLYING and one["column"] == "all")
    assert (cell["numerator"], cell["base"], cell["references"]) == (2, 8, ["R1", "R2"])
    assert told["freeze"]["frameworks"] == 8


def test_an_axis_there_is_none_of_is_refused(folder: Path) -> None:
    assert run("crosstab", folder, "--rows", "weather").exit_code == Exit.UNUSABLE


def test_gaps_put_what_is_left_unaddressed_beside_what_was_identified(folder: Path) -> None:
    result = run("gaps", folder)
    assert "Domestic abuse between parents or carers (family)           3            2 of 3" in result.stdout
    told = json.loads(run("gaps", folder, "--json").stdout)
    assert {gap["reason"] != "" for gap in told["by_need"]} == {True}
    assert told["unmapped"] == []
    assert [gap["context"] for gap in told["by_context"]] == list(Context)


def test_a_need_that_the_map_does_not_name_is_listed_below_the_gaps(tmp_path: Path) -> None:
    found = extract(with_own_need(small_study(f"{GAPS}R5 A sole | individual/risk = {WEAPON}")))
    write_extract(found, tmp_path / "extract")
    below = run("gaps", tmp_path / "extract").stdout.split("Recorded, and in no row above")[1]
    assert "Something the coders saw (individual), 1 of 5." in " ".join(below.split())


def test_in_a_narrow_terminal_tables_and_sentences_are_wrapped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for command in ("gaps", "findings", "completeness", "tables"):
        assert max(map(len, run(command, folder).stdout.splitlines())) <= 80


def test_findings_and_completeness_show_and_tell(folder: Path) -> None:
    assert "Risks, peer: what was recorded" in run("findings", folder, "risk").stdout
    assert "Blank, without a reason" in run("completeness", folder).stdout
    assert len(json.loads(run("findings", folder, "response", "--json").stdout)) == 5
    assert len(json.loads(run("completeness", folder, "--json").stdout)["statuses"]) == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ("tables",),
        ("findings", "vulnerability"),
        ("factor", "risk"),
        ("crosstab", "--rows", "status", "--columns", "context", "--unit", "cells"),
        ("gaps",),
        ("completeness",),
    ],
)
def test_nothing_is_wider_than_a_terminal(folder: Path, arguments: tuple[str, ...]) -> None:
    lines = run(arguments[0], folder, *arguments[1:]).stdout.splitlines()
    assert lines
    assert max(map(len, lines)) <= WIDEST


def test_who_is_left_out_is_named_with_the_reason(tmp_path: Path) -> None:
    coded = small_study(STUDY)
    older = tuple(replace(one, age=19) if one.reference == "R2" else one for one in coded.study.submissions)
    write_extract(extract(replace(coded, study=replace(coded.study, submissions=older))), tmp_path / "extract")
    assert "Left out: Aged 10 to 17 at the meeting: not so (1: R2)." in run("tables", tmp_path / "extract").stdout


def test_an_extract_is_written_once_and_stands_in_for_the_study(folder: Path, tmp_path: Path) -> None:
    result = run("extract", folder, "--out", tmp_path / "copy")
    assert result.exit_code == 0
    assert "Wrote 12 files" in result.stderr
    assert run("tables", tmp_path / "copy").stdout == run("tables", folder).stdout
    assert pq.read_table(tmp_path / "copy" / "frameworks.parquet").num_rows == 8
    assert run("extract", folder, "--out", tmp_path / "copy").exit_code == Exit.UNUSABLE
    told = json.loads(run("extract", folder, "--out", tmp_path / "again", "--json").stdout)
    assert told["rows"]["frameworks"] == 8


def _study_folder(tmp_path: Path, password: str | None = None) -> Path:
    study = folders.study(folders.submission(1), folders.submission(2, site="B"))
    made = folders.write(study, tmp_path / "study", password=password)
    place = CellKey(Context.INDIVIDUAL, "risk")
    code = codebook()["risk/individual/non-attendance-at-school"]
    coding = Coding(folders.reference(1), place, 0, Span(0, 6), code, AGREED)
    data, _ = refi_qda.write(write_project(CodedStudy(study, codebook(), (coding,))))
    (made / "coding.qdpx").write_bytes(data)
    return made


@pytest.mark.slow  # Forms are read in processes of their own, which take a second to start.
def test_a_study_folder_is_read_and_counted(tmp_path: Path) -> None:
    result = run("factor", _study_folder(tmp_path), "risk/individual/non-attendance-at-school", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["counts"]["all"] == {
        "numerator": 1,
        "base": 2,
        "references": [folders.reference(1)],
    }


@pytest.mark.slow  # Protected forms are read in processes of their own, and decrypted there.
def test_passwords_come_by_another_route_and_a_form_that_stays_shut_is_left_out_by_name(tmp_path: Path) -> None:
    study = _study_folder(tmp_path, password="correct horse")
    passwords = tmp_path / "passwords.csv"
    passwords.write_text("file,password\n*,correct horse\n")
    code = "risk/individual/non-attendance-at-school"
    opened = json.loads(run("factor", study, code, "--password-file", passwords, "--json").stdout)
    assert opened["counts"]["all"]["base"] == 2
    shut = json.loads(run("factor", study, code, "--json").stdout)
    assert shut["counts"]["all"]["base"] == 0
    assert {one for exclusion in shut["exclusions"] for one in exclusion["references"]} == {
        folders.reference(1),
        folders.reference(2),
    }


@pytest.mark.slow  # Forms are read in processes of their own, which take a second to start.
def test_a_study_without_its_coding_is_refused_with_what_to_add(tmp_path: Path) -> None:
    study = _study_folder(tmp_path)
    (study / "coding.qdpx").unlink()
    result = run("tables", study)
    assert result.exit_code == Exit.UNUSABLE
    assert "coding.qdpx" in result.stderr


@pytest.mark.parametrize("make", [lambda path: path, lambda path: path / "nowhere"])
def test_a_folder_that_is_neither_study_nor_extract_is_refused(make: Callable[[Path], Path], tmp_path: Path) -> None:
    assert run("tables", make(tmp_path)).exit_code == Exit.UNUSABLE
