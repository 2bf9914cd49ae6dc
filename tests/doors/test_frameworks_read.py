"""`fivefold frameworks read`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fivefold.cli.main import main
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.writing import write_form
from tests.corpus.build import FORMS
from tests.corpus.cases import usual
from tests.corpus.wordml import p
from tests.support.framework_values import FORM, a_framework


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["frameworks", "read", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site-a"
    (site / "protected").mkdir(parents=True)
    form = write_form(a_framework(), instrument=FORM)
    (site / "b.docx").write_bytes(form)
    (site / "protected" / "c.DOCX").write_bytes(protect(form, "sesame"))
    (site / "a.pdf").write_bytes(b"%PDF-1.4")
    (site / "~$b.docx").write_bytes(b"lock")
    (site / "cover.csv").write_text("reference\n", encoding="utf-8")
    return site


def test_a_folder_is_read_in_order_and_one_refusal_does_not_stop_it(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    starts = [line.removeprefix(str(folder)).split(":")[0] for line in lines if line.startswith(str(folder))]
    assert starts == ["/a.pdf", "/b.docx", "/protected/c.DOCX"]
    assert lines[-1] == "1 read, 0 of them with unplaced words; 2 refused."
    assert "~$b.docx was passed over" in result.stderr
    assert "cover.csv was passed over" in result.stderr


@pytest.mark.slow(reason="opens a protected file, which takes its time by design")
@pytest.mark.parametrize(
    "passwords",
    [
        "other\nsesame\n",
        "file,password\nprotected/c.DOCX,sesame\n",
        "file;password\r\n*;sesame\r\n",
        "\ufefffile,password\nc.DOCX,sesame\n",
    ],
    ids=["lines", "by file", "for all", "by name"],
)
def test_passwords_come_from_lines_or_from_a_list(folder: Path, tmp_path: Path, passwords: str) -> None:
    (folder / "a.pdf").unlink()
    (tmp_path / "passwords.csv").write_text(passwords, encoding="utf-8")
    result = run(folder, "--password-file", tmp_path / "passwords.csv")
    assert (result.exit_code, "0 refused" in result.stdout) == (0, True)


def test_json_has_one_outcome_for_each_file(folder: Path) -> None:
    result = run(folder / "b.docx", folder / "a.pdf", "--json")
    assert result.exit_code == 1
    read, refused = json.loads(result.stdout)["forms"]
    assert (read["outcome"], len(read["cells"]), read["unplaced"]) == ("read", 40, [])
    assert refused["reason"] == "other_format"
    assert refused["next_step"]


def test_what_json_says_can_be_written_again(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "read.json").write_text(run(folder / "b.docx", "--json").stdout, encoding="utf-8")
    out = tmp_path / "again.docx"
    arguments = ["frameworks", "form", "--from", str(tmp_path / "read.json"), "--out", str(out)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert (
        json.loads(run(out, "--json").stdout)["forms"][0]["cells"]
        == json.loads((tmp_path / "read.json").read_text(encoding="utf-8"))["forms"][0]["cells"]
    )


def test_unplaced_words_and_notes_are_shown_and_cannot_move_the_cursor(tmp_path: Path) -> None:
    form = (FORMS / "comments.docx").read_bytes()
    (tmp_path / "form.docx").write_bytes(form)
    result = run(tmp_path / "form.docx", FORMS / "tracked_changes.docx", FORMS / "drawings.docx")
    assert result.exit_code == 0
    assert 'unplaced: "Who said so?" (comment 1, in School(s) /' in result.stdout
    assert "note: 10 words that had been deleted" in result.stdout
    assert result.stdout.splitlines()[-1] == "3 read, 2 of them with unplaced words; 0 refused."


def test_long_words_are_cut_and_no_sign_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    remark = p("\x9b31m " + "A remark below the form " * 9)
    (tmp_path / "form.docx").write_bytes(usual(after=remark).save())
    (line,) = [line for line in run(tmp_path / "form.docx").stdout.splitlines() if "unplaced:" in line]
    assert "\x9b" not in line
    assert line.endswith('…" (below the table)')
    assert len(line) < 120


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert "holds no documents" in result.stderr
    assert result.stdout.splitlines()[-1] == "0 read, 0 of them with unplaced words; 0 refused."


def test_a_file_that_is_not_there_is_a_refusal_with_its_name(tmp_path: Path) -> None:
    result = run(tmp_path / "gone.docx")
    assert result.exit_code == 1
    assert f"{tmp_path / 'gone.docx'}: not read: the file cannot be opened" in result.stdout


def test_an_unknown_version_of_the_form_is_said_before_anything_is_read(folder: Path) -> None:
    assert run(folder, "--instrument", "appendix-z/9").exit_code == 2


def test_a_folder_in_which_there_is_nothing_to_read_needs_a_person(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "holds no documents" in result.stderr
    assert result.stdout == "\n0 read, 0 of them with unplaced words; 0 refused.\n"


def test_a_file_s_name_stays_on_its_line(tmp_path: Path) -> None:
    (tmp_path / "a\nb.docx").write_bytes(b"")
    assert "a·b.docx: not read" in run(tmp_path).stdout
