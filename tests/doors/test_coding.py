"""The coding commands, as a researcher runs them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fivefold.cli.main import Exit, main
from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.refi_qda.codebook_exchange import write_codebook
from fivefold.method.coding.spans import Span
from tests.support import refi_dialects as dialects
from tests.support import study_folders as folders
from tests.support.refi_projects import CODES, A, passage, qde, source

DOCS = dialects.documents()


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["coding", *map(str, arguments)])


@pytest.fixture
def nvivo(tmp_path: Path) -> Path:
    file = tmp_path / "coding.qdpx"
    file.write_bytes(dialects.write(dialects.NVIVO, DOCS))
    return file


def test_read_says_what_is_there_and_how_positions_are_counted(nvivo: Path) -> None:
    result = run("read", nvivo)
    assert result.exit_code == 0
    assert '"Study", written by NVivo for Windows 12.6' in result.stdout
    assert "3 sources" in result.stdout
    assert "36 codings" in result.stdout
    assert (
        "Positions: UTF-16 units, CRLF counts two, byte order mark left out, end exclusive (certain)" in result.stdout
    )
    assert "72 of 72" in result.stdout
    assert "19 more conventions do worse" in result.stdout
    assert "nothing." in result.stdout


def test_read_shows_no_coded_words(nvivo: Path) -> None:
    for arguments in ((), ("--json",)):
        shown = run("read", nvivo, *arguments).stdout
        assert not any(sentence[:20] in shown for sentence in dialects.SENTENCES)


def test_read_gives_a_program_the_same(nvivo: Path) -> None:
    told = json.loads(run("read", nvivo, "--json").stdout)
    assert told["counts"]["codings"] == 36
    assert told["positions"]["convention"] == {
        "unit": "UTF-16 units",
        "two_wide": True,
        "counts_mark": False,
        "inclusive": False,
    }
    assert told["positions"]["confidence"] == "certain"
    assert told["losses"] == []
    assert told["codes"] == [["Risks"]]
    assert len(told["sources"][0]["digest"]) == 64


def test_read_ends_with_attention_when_something_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "p.qde"
    file.write_bytes(qde(CODES + f'<Sources><PictureSource guid="{A}" name="map.jpg"/></Sources>', attributes=""))
    result = run("read", file)
    assert result.exit_code == Exit.ATTENTION
    assert "lost: pictures: 1 (map.jpg); not carried" in result.stdout
    assert "a program that does not say its name" in result.stdout
    assert "Positions" not in result.stdout


def test_read_names_a_source_that_counts_in_its_own_way(tmp_path: Path) -> None:
    odd = dialects.documents(count=1, passages=30, lines=30, seed=9)[0]
    docs = [*dialects.documents(count=5, seed=2)]
    shifted = tuple((start, end - 1) for start, end in odd.passages)
    docs.append(dialects.Document("Written elsewhere", odd.text, shifted))
    file = tmp_path / "p.qdpx"
    file.write_bytes(dialects.write(dialects.UNKNOWN, docs))
    assert 'but "Written elsewhere": code points, a line end counts one' in run("read", file).stdout


def test_read_opens_codebooks_too(tmp_path: Path) -> None:
    file = tmp_path / "c.qdc"
    file.write_bytes(write_codebook(codebook()))
    result = run("read", file)
    assert result.exit_code == 0
    assert f"{len(codebook().codes)} codes" in result.stdout


def test_read_refuses_what_is_no_project_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "p.qdpx"
    file.write_bytes(b"PK\x03\x04 and then nothing")
    result = run("read", file)
    assert result.exit_code == Exit.UNUSABLE
    assert result.stderr.startswith(f"{file}: the container is damaged. Export the project again")


def test_convert_writes_the_standards_way(nvivo: Path, tmp_path: Path) -> None:
    out = tmp_path / "clean.qdpx"
    result = run("convert", nvivo, out)
    assert result.exit_code == 0
    assert f"Wrote {out}." in result.stderr
    again = refi_qda.read(out.read_bytes(), file="clean.qdpx")
    assert again == refi_qda.read(nvivo.read_bytes(), file="p")
    assert again.origin.startswith("Fivefold")


def test_convert_takes_the_codes_alone(nvivo: Path, tmp_path: Path) -> None:
    out = tmp_path / "codes.QDC"
    assert run("convert", nvivo, out).exit_code == 0
    assert [code.name for code in refi_qda.read(out.read_bytes(), file="c").codes] == ["Risks"]


def test_convert_tells_what_writing_lost(tmp_path: Path) -> None:
    file, out = tmp_path / "p.qde", tmp_path / "out.qdpx"
    file.write_bytes(qde(CODES + source(passage(70, 80))))
    result = run("convert", file, out, "--json")
    assert result.exit_code == Exit.ATTENTION
    told = json.loads(result.stdout)
    assert [loss["what"] for loss in told["writing"]] == ["passages without a place in their text"]
    assert [loss["severity"] for loss in told["reading"]] == ["doubt"]


def test_convert_keeps_a_file_that_is_there_unless_forced(nvivo: Path, tmp_path: Path) -> None:
    out = tmp_path / "clean.qdpx"
    out.write_text("mine", encoding="utf-8")
    assert run("convert", nvivo, out).exit_code == Exit.UNUSABLE
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("convert", nvivo, out, "--force").exit_code == 0


def test_convert_asks_for_an_ending_it_knows(nvivo: Path, tmp_path: Path) -> None:
    result = run("convert", nvivo, tmp_path / "out.txt")
    assert result.exit_code == Exit.UNUSABLE
    assert "only .qdpx and .qdc can be written" in result.stderr


def test_codebook_is_shown_as_a_tree() -> None:
    lines = run("codebook").stdout.splitlines()
    assert len(lines) == len(codebook().codes)
    assert lines[0] == "Young person's situation"
    assert "    Bullying others" in lines


def test_codebook_as_json_has_keys_and_paths() -> None:
    told = json.loads(run("codebook", "--json").stdout)
    assert told["key"] == "appendix-b/1"
    assert told["codes"][0]["path"] == ["Young person's situation"]


def test_codebook_is_written_for_other_programs(tmp_path: Path) -> None:
    out = tmp_path / "codebook.qdc"
    result = run("codebook", "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_bytes() == write_codebook(codebook())
    assert run("codebook", "--out", out).exit_code == Exit.UNUSABLE


def test_a_codebook_is_only_written_under_the_ending_that_coding_programs_open(tmp_path: Path) -> None:
    result = run("codebook", "--out", tmp_path / "codebook.txt")
    assert result.exit_code == Exit.UNUSABLE
    assert "Give the file this ending." in result.stderr
    assert not (tmp_path / "codebook.txt").exists()


def test_codebooks_are_listed() -> None:
    assert run("codebooks").stdout.startswith("appendix-b/1 ")
    assert json.loads(run("codebooks", "--json").stdout)[0]["key"] == "appendix-b/1"


@pytest.mark.slow(reason="starts the isolated reader")
def test_misplacement_counts_the_eligible_frameworks_by_cell_and_site(tmp_path: Path) -> None:
    study = folders.study(folders.submission(1), folders.submission(2), sites=("A",))
    (cell, entry), *_ = study.submissions[0].framework.placed_entries()
    codings = tuple(
        Coding(study.submissions[0].reference, cell, 0, Span(0, len(entry.text)), codebook()[key], AGREED)
        for key in ("risk/individual/non-attendance-at-school", "risk/school", "challenge")
    )
    folder = folders.write(study, tmp_path / "study")
    data, _ = refi_qda.write(write_project(CodedStudy(study, codebook(), codings)))
    (folder / "coding.qdpx").write_bytes(data)

    shown = run("misplacement", folder)
    assert shown.exit_code == 0
    assert "Misplaced: 1 of 2 coded segments, in 1 of 1 entries (layer: agreed)" in shown.stdout
    assert "By site: A 1 of 2" in shown.stdout
    assert "2 frameworks, freeze " in shown.stdout
    assert "about no context, and which are in no base: 1." in shown.stdout

    told = json.loads(run("misplacement", folder, "--json").stdout)
    assert told["segments"] == {"numerator": 1, "base": 2, "references": [study.submissions[0].reference]}
    assert (told["unit"], told["entries"]["unit"], told["entries"]["base"]) == ("coded segments", "entries", 1)
    assert (told["freeze"]["frameworks"], told["exclusions"]) == (2, [])
    assert len(told["matrix"]) == 25
    assert set(told["by_cell"]) == {"individual", "family", "peer", "school", "neighbourhood"}


@pytest.mark.slow(reason="starts the isolated reader")
def test_misplacement_needs_a_coding_project(tmp_path: Path) -> None:
    folder = folders.write(folders.study(folders.submission(1), sites=("A",)), tmp_path / "study")
    result = run("misplacement", folder)
    assert result.exit_code == Exit.UNUSABLE
    assert "no coding project" in result.stderr
