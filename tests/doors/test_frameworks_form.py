"""`fivefold frameworks form` and `versions`."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from fivefold.cli.main import Exit, main
from fivefold.method.frameworks import as_json
from fivefold.method.frameworks.forms.protecting import unprotect
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.framework_values import FORM, a_framework


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["frameworks", *map(str, arguments)], input=stdin)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "form.docx"


def test_a_blank_form_is_written_and_said_to_be(out: Path) -> None:
    result = run("form", "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "blank form" in result.stderr
    assert out.read_bytes() == write_form(FORM.blank(), instrument=FORM)


def test_a_framework_as_json_fills_the_form(out: Path, tmp_path: Path) -> None:
    source = tmp_path / "framework.json"
    source.write_text(json.dumps(as_json.to_json(a_framework())), encoding="utf-8")
    assert run("form", "--out", out, "--from", source).exit_code == 0
    assert out.read_bytes() == write_form(a_framework(), instrument=FORM)


def test_a_reading_can_be_piped_in(out: Path) -> None:
    reading = {"forms": [{"file": "a.docx", "outcome": "read", **as_json.to_json(a_framework())}]}
    assert run("form", "--out", out, "--from", "-", stdin=json.dumps(reading)).exit_code == 0
    assert Document(io.BytesIO(out.read_bytes())).tables[0].cell(0, 1).text == "7KQ2M"


def test_a_file_that_is_there_is_kept_unless_forced(out: Path) -> None:
    out.write_text("minutes", encoding="utf-8")
    result = run("form", "--out", out)
    assert result.exit_code == Exit.UNUSABLE
    assert "--force" in result.stderr
    assert out.read_text(encoding="utf-8") == "minutes"
    assert run("form", "--out", out, "--force").exit_code == 0
    assert out.read_bytes()[:2] == b"PK"


def test_a_password_protects_the_form(out: Path, tmp_path: Path) -> None:
    password = tmp_path / "password.txt"
    password.write_text("Zwölf 12\n", encoding="utf-8")
    assert run("form", "--out", out, "--password-file", password).exit_code == 0
    assert unprotect(out.read_bytes(), "Zwölf 12") == write_form(FORM.blank(), instrument=FORM)


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe\x00"])
def test_a_password_file_holds_one_password(out: Path, tmp_path: Path, content: bytes) -> None:
    password = tmp_path / "password.txt"
    password.write_bytes(content)
    result = run("form", "--out", out, "--password-file", password)
    assert result.exit_code == Exit.UNUSABLE
    assert "password.txt" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, '{"header": {}}', '"\\ud800'])
def test_what_is_no_framework_is_refused_and_nothing_is_written(out: Path, content: str) -> None:
    result = run("form", "--out", out, "--from", "-", stdin=content)
    assert result.exit_code == Exit.UNUSABLE
    assert "<stdin>" in result.stderr
    assert not out.exists()


def test_a_version_that_is_not_held_is_refused_with_the_way_to_find_one(out: Path) -> None:
    result = run("form", "--out", out, "--instrument", "appendix-z/1")
    assert result.exit_code == Exit.UNUSABLE
    assert "fivefold frameworks versions" in result.stderr


def test_versions_are_listed_for_a_person_and_for_a_program() -> None:
    assert run("versions").stdout == "appendix-a/1  Contextual HSB Framework (5 contexts, 8 columns)\n"
    (version,) = json.loads(run("versions", "--json").stdout)
    assert version["key"] == "appendix-a/1"
    assert [context["key"] for context in version["contexts"]] == [row.context for row in FORM.rows]
