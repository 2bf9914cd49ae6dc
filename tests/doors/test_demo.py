"""`fivefold demo`: the demonstration study from the terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fivefold.cli.main import main
from fivefold.method.demonstration import delivery


@pytest.fixture(autouse=True)
def unprotected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protecting a form takes a quarter of a second by design."""
    monkeypatch.setattr(delivery, "PROTECTED_AT_MOST", 0)


def test_generate_writes_a_study_folder_and_says_what_it_holds(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "generate", "--frameworks", "3", "--out", str(tmp_path / "study")])
    assert result.exit_code == 0, result.output
    assert "3 invented frameworks" in result.stderr
    assert len(list((tmp_path / "study").rglob("*.docx"))) == 3
    assert (tmp_path / "study" / "coding.qdpx").exists()


def test_generate_tells_a_program_in_json(tmp_path: Path) -> None:
    out = tmp_path / "study"
    result = CliRunner().invoke(
        main, ["demo", "generate", "--frameworks", "2", "--seed", "9", "--out", str(out), "--json"]
    )
    told = json.loads(result.stdout)
    assert told["delivered"] == {"folder": str(out), "frameworks": 2, "protected": 0}
    assert told["seed"] == 9


def test_a_folder_in_use_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    result = CliRunner().invoke(main, ["demo", "generate", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "--force" in result.stderr
