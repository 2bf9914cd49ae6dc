"""A briefing written from the terminal: which files, in which formats, and what is refused."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from lxml import html
from pypdf import PdfReader

from fivefold.cli import reporting_briefing
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
from fivefold.method.studies.protocol import write_protocol
from tests.method.analysis.random_studies import PROTOCOL
from tests.method.reporting.briefing.study import BULLYING, coded
from tests.support import study_folders as folders
from tests.support.published_claims import row

pytestmark = pytest.mark.slow
"""Each briefing asks a hundred questions of its study."""

ASSETS = {"assets/briefing.css", "assets/briefing.js"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract, which holds no protocol."""
    made = tmp_path_factory.mktemp("extracts") / "extract"
    write_extract(extract(coded()), made)
    return made


@pytest.fixture(scope="module")
def protocol(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("protocols") / "study.toml"
    file.write_text(write_protocol(PROTOCOL), encoding="utf-8")
    return file


@pytest.fixture
def run(study: Path, protocol: Path, tmp_path: Path) -> Callable[..., Result]:
    """Write the briefing to the folder "out", with more arguments."""

    def invoke(*arguments: str | Path, out: str = "out") -> Result:
        given = ["reporting", "briefing", study, "--out", tmp_path / out, "--protocol", protocol, *arguments]
        return CliRunner().invoke(main, [str(one) for one in given])

    return invoke


def written(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def parsed(file: Path) -> Any:
    # Its xpath gives whatever the path asks for, which no type can tell.
    return html.document_fromstring(file.read_text(encoding="utf-8"))


def text(file: Path) -> str:
    return " ".join(parsed(file).text_content().split())


def test_everything_is_written_and_named(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("--date", "2026-11-23")
    assert result.exit_code == 0, result.stderr
    out = tmp_path / "out"
    assert written(out) == {"index.html", "tables.html", "briefing.docx", "briefing.pdf", "tables.json"} | ASSETS
    assert str(out / "briefing.pdf") in result.stdout
    assert "23 November 2026" in text(out / "index.html")
    assert any(
        "23 November 2026" in paragraph.text for paragraph in docx.Document(str(out / "briefing.docx")).paragraphs
    )
    assert "23 November 2026" in PdfReader(out / "briefing.pdf").pages[0].extract_text()


def test_each_page_links_the_others_and_every_link_has_its_file(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("--claims", "--format", "html").exit_code == 0
    out = tmp_path / "out"
    pages = {"index.html", "tables.html", "claims.html"}
    assert written(out) == pages | {"tables.json"} | ASSETS
    for name in pages:
        page = parsed(out / name)
        linked = set(page.xpath("//*[contains(@class, 'ff-related')]//a/@href"))
        assert linked == (pages | {"tables.json"}) - {name}
        targets = {str(one)[1:] for one in page.xpath("//a/@href") if str(one).startswith("#")}
        assert targets <= set(page.xpath("//*/@id"))


@pytest.mark.parametrize("given", [["--format", "docx,html"], ["--format", "docx", "--format", "HTML"]])
def test_formats_may_be_repeated_or_parted_by_commas(
    run: Callable[..., Result], tmp_path: Path, given: list[str]
) -> None:
    assert run(*given).exit_code == 0
    assert {"index.html", "briefing.docx"} <= written(tmp_path / "out")
    assert "briefing.pdf" not in written(tmp_path / "out")


def test_another_format_is_refused_with_a_suggestion(run: Callable[..., Result]) -> None:
    result = run("--format", "docs")
    assert result.exit_code == Exit.UNUSABLE
    assert 'Did you mean "docx"?' in result.stderr
    assert "Choose" in run("--format", "epub").stderr


def test_what_is_there_is_not_written_over_unless_told(run: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "tables.json").write_text("mine")
    result = run("--format", "html")
    assert result.exit_code == Exit.UNUSABLE
    assert "tables.json is there already" in result.stderr
    assert "--force" in result.stderr
    assert written(out) == {"tables.json"}
    assert run("--format", "html", "--force").exit_code == 0
    assert json.loads((out / "tables.json").read_text())["study"] == PROTOCOL.title


def test_a_program_gets_the_files_and_their_freeze(run: Callable[..., Result], tmp_path: Path) -> None:
    told = json.loads(run("--format", "html", "--json").stdout)
    assert told["folder"] == str(tmp_path / "out")
    assert told["files"] == {name: (tmp_path / "out" / name).stat().st_size for name in told["files"]}
    assert told["freeze"]["frameworks"] == 22


def test_the_tables_are_data_too(run: Callable[..., Result], tmp_path: Path) -> None:
    assert run("--format", "docx").exit_code == 0
    tables = json.loads((tmp_path / "out" / "tables.json").read_text(encoding="utf-8"))
    assert [table["key"] for table in tables["published"]] == ["table-1", "table-2", "table-3", "table-4"]
    bullying = tables["published"][2]["rows"][0]
    assert bullying["counts"]["group"]["numerator"] == 8
    assert set(tables["findings"]) >= {"vulnerability", "risk", "response"}


def test_without_a_date_it_is_dated_today(run: Callable[..., Result], tmp_path: Path) -> None:
    before = datetime.now().astimezone().date()
    assert run("--format", "html").exit_code == 0
    found = re.search(r'<time datetime="([0-9-]+)"', (tmp_path / "out/index.html").read_text(encoding="utf-8"))
    assert found
    assert before <= datetime.fromisoformat(found[1]).date() <= datetime.now().astimezone().date()


def test_sections_written_by_hand_stand_where_they_belong(run: Callable[..., Result], tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text(
        f"[introduction]\ntext = 'Groups: {{{{factor:{BULLYING}@group=8}}}}.'\n"
        "[conclusion]\ntext = 'So much for that.'\n",
        encoding="utf-8",
    )
    assert run("--format", "html", "--text", words).exit_code == 0
    page = parsed(tmp_path / "out/index.html")
    headings = [" ".join(one.text_content().split()) for one in page.xpath("//main//h2")]
    assert headings[:2] == ["1 Introduction", "2 The sample"]
    assert "10 Conclusion" in headings
    assert "Groups: 8 of 8." in text(tmp_path / "out/index.html")


def test_a_number_typed_by_hand_is_refused_and_nothing_is_written(run: Callable[..., Result], tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text("[introduction]\ntext = 'We saw 22 of them.'\n", encoding="utf-8")
    result = run("--text", words)
    assert result.exit_code == Exit.UNUSABLE
    assert '"22" is typed, not computed, in the sentence "We saw 22 of them."' in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_text_is_refused_by_name(run: Callable[..., Result], tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_bytes(b"\xff\xfe\x00")
    result = run("--text", words)
    assert result.exit_code == Exit.UNUSABLE
    assert "words.toml: not text in UTF-8" in result.stderr


def test_claims_of_one_s_own_may_be_checked(run: Callable[..., Result], tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    figures.write_text(json.dumps([row(id="mine", counts={"all": 8, "sole": 0})]), encoding="utf-8")
    assert run("--format", "html", "--claims", figures).exit_code == 0
    assert "Published figures, counted again" in text(tmp_path / "out/claims.html")
    missing = run("--claims", tmp_path / "none.json", out="other")
    assert missing.exit_code == Exit.UNUSABLE
    assert "none.json: No such file" in missing.stderr


def test_an_extract_without_a_protocol_is_refused_with_what_to_add(study: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["reporting", "briefing", str(study), "--out", str(tmp_path / "out")])
    assert result.exit_code == Exit.UNUSABLE
    assert "Add --protocol" in result.stderr


def test_a_study_folder_holds_its_own_protocol(tmp_path: Path) -> None:
    study = folders.study(folders.submission(1), folders.submission(2, site="B"))
    made = folders.write(study, tmp_path / "study")
    code = codebook()["risk/individual/non-attendance-at-school"]
    coding = Coding(folders.reference(1), CellKey(Context.INDIVIDUAL, "risk"), 0, Span(0, 6), code, AGREED)
    (made / "coding.qdpx").write_bytes(refi_qda.write(write_project(CodedStudy(study, codebook(), (coding,))))[0])
    arguments = ["reporting", "briefing", str(made), "--out", str(tmp_path / "out"), "--format", "html"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    assert "What services record" in text(tmp_path / "out/index.html")


def test_pages_link_in_one_order() -> None:
    wanted = ("index.html", "claims.html", "tables.json")
    assert [link.target for link in reporting_briefing._related("claims.html", wanted)] == ["index.html", "tables.json"]
