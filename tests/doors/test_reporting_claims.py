"""Published figures checked from the terminal: what is said, what a program reads, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import fivefold
from fivefold.cli.main import Exit, main
from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.extract_files import write_extract
from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import Span
from tests.method.analysis.small_study import small_study
from tests.support import study_folders as folders
from tests.support.published_claims import demonstration, row

CODE = "risk/peer/bullying-others"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["reporting", "claims", *map(str, arguments)])


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration study as an extract, which holds no protocol."""
    folder = tmp_path_factory.mktemp("study") / "extract"
    write_extract(demonstration()[1], folder)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "extract"
    write_extract(extract(small_study(f"R1 A sole | peer/risk = {CODE}\nR2 B group |")), folder)
    return folder


def figures(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "figures.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file


@pytest.mark.slow  # the demonstration study is made, and 255 figures are counted
def test_what_a_person_reads_names_what_differs_with_its_arithmetic_and_every_wrong_base(demonstrated: Path) -> None:
    result = run("--study", demonstrated)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "sole 14 + group only 7 + both 10 = 31, but all is 22 (lines 580, 583, 867)." in result.stdout
    assert "(25 in 22 figures)" in result.stdout
    for key in ("fam-abuse-22", "t3-header", "t4-header", "chal-peer-10"):
        assert f"  {key} (line " in result.stdout
    assert "could have agreed" not in result.stdout
    assert "Every figure" not in result.stdout


@pytest.mark.slow  # as above
def test_all_lists_every_figure_with_why_it_cannot_be_asked(demonstrated: Path) -> None:
    lines = run("--study", demonstrated, "--all").stdout.splitlines()
    listed = lines[lines.index("Every figure") + 1 :]
    assert sum(line.startswith("  ") and not line.startswith("   ") for line in listed) == 255
    assert "      About other people's studies." in listed


@pytest.mark.slow  # as above
def test_a_program_reads_counts_references_and_reasons(demonstrated: Path) -> None:
    result = run("--study", demonstrated, "--json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert value["summary"]["irreconcilable"] == 3
    assert value["summary"]["differ and could have agreed"] == 0
    assert value["freeze"]["frameworks"] == 49
    by_id = {one["id"]: one for one in value["figures"]}
    assert len(by_id) == 255
    abuse = by_id["fam-abuse-22"]
    assert (abuse["verdict"], abuse["irreconcilable"], abuse["line"]) == ("differs", True, 580)
    assert abuse["printed"]["counts"] == {"all": 22}
    assert abuse["counted"]["unit"] == "frameworks"
    assert abuse["counted"]["counts"]["all"]["numerator"] == len(abuse["counted"]["counts"]["all"]["references"]) == 31
    assert [(one["together"], one["whole"]["count"]) for one in abuse["conflicts"]] == [(31, 22)]
    assert by_id["t3-header"]["conflicts"][0]["elsewhere"]["count"] == 24
    assert by_id["chal-peer-10"]["wrong_bases"][0]["size_of"] == ["sole"]
    assert by_id["overview-sole-isolation-more"]["compared"] == [{"more": "sole", "than": "group_or_both"}]
    unasked = by_id["lit-majority-young-men"]
    assert (unasked["counted"], unasked["why"]) == (None, "About other people's studies.")


@pytest.mark.slow  # as above
def test_the_page_is_written_beside_what_is_printed_and_never_over_another(demonstrated: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "checked"
    result = run("--study", demonstrated, "--out", out, "--date", "2026-03-02")
    assert result.exit_code == 0
    assert result.stderr == f"Wrote {out / 'index.html'}.\n"
    assert sorted(str(file.relative_to(out)) for file in out.rglob("*.*")) == [
        "assets/briefing.css",
        "assets/briefing.js",
        "index.html",
    ]
    text = (out / "index.html").read_text(encoding="utf-8")
    assert "2 March 2026" in text
    assert f"<dd>{fivefold.__version__}</dd>" in text
    assert "An extract of 49 frameworks" in text
    again = run("--study", demonstrated, "--out", out)
    assert again.exit_code == Exit.UNUSABLE
    assert "there is a page already" in again.stderr
    assert again.stdout == ""
    assert (out / "index.html").read_text(encoding="utf-8") == text
    assert run("--study", demonstrated, "--out", out, "--force", "--json").exit_code == 0
    assert (out / "index.html").read_text(encoding="utf-8") != text


def test_a_figure_that_could_have_agreed_asks_for_a_person(small: Path, tmp_path: Path) -> None:
    file = figures(tmp_path, row(), row(id="two", counts={"sole": 1}))
    result = run(file, "--study", small)
    assert result.exit_code == Exit.ATTENTION
    assert "Differ, and could have agreed\n  one (line 7): differs." in result.stdout
    assert "      all: printed 2, counted 1" in result.stdout
    assert json.loads(run(file, "--study", small, "--json").stdout)["summary"]["differ and could have agreed"] == 1


def test_figures_that_agree_need_nobody(small: Path, tmp_path: Path) -> None:
    result = run(figures(tmp_path, row(counts={"all": 1})), "--study", small)
    assert result.exit_code == 0
    assert "Published figures checked: 1. Exact counts that agree: 1." in result.stdout
    assert "Printed bases" not in result.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[", "not JSON"),
        (b"{}", "not a list of published figures"),
        (b'[{"id": "a"}]', 'figure 1: has no "section"'),
        (b"\xff\xfe\x00", "not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_before_any_study_is_read(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "figures.json"
    file.write_bytes(content)
    result = run(file, "--study", tmp_path, "--json")
    assert result.exit_code == Exit.UNUSABLE
    assert result.stdout == ""
    assert "figures.json" in result.stderr
    assert said in result.stderr


@pytest.mark.django_db
def test_a_study_that_is_no_folder_is_one_of_the_records() -> None:
    result = run("--study", "nowhere")
    assert result.exit_code == Exit.UNUSABLE
    assert "--as" in result.stderr


@pytest.mark.parametrize("arguments", [["nowhere.json", "--study", "."], ["--study", ".", "--date", "2 March"], []])
def test_a_call_that_cannot_be_used_says_how(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == Exit.UNUSABLE
    assert "Usage: " in result.stderr


def test_a_folder_that_is_no_study_is_refused(tmp_path: Path) -> None:
    result = run("--study", tmp_path)
    assert result.exit_code == Exit.UNUSABLE
    assert str(tmp_path) in result.stderr


@pytest.mark.slow  # starts the isolated reader, in which forms are read
def test_a_study_folder_also_answers_for_its_protocol(tmp_path: Path) -> None:
    study = folders.study(folders.submission(1), folders.submission(2), sites=("A",))
    folder = folders.write(study, tmp_path / "study")
    (cell, _entry), *_ = study.submissions[0].framework.placed_entries()
    coding = Coding(study.submissions[0].reference, cell, 0, Span(0, 14), codebook()[CODE], AGREED)
    data, _losses = refi_qda.write(write_project(CodedStudy(study, codebook(), (coding,))))
    (folder / "coding.qdpx").write_bytes(data)
    sites = row(id="sites", primary="Design", context=None, factor="Participating sites", unit="sites")
    file = figures(tmp_path, row(counts={"all": 1}), sites | {"counts": {"all": 1}, "denominators": {}})
    result = run(file, "--study", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "Exact counts that agree: 2." in result.stdout
    assert study.protocol.title in (tmp_path / "out/index.html").read_text(encoding="utf-8")
