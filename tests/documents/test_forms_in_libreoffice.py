"""Forms that went through a real word processor lose no word."""

import shutil
import subprocess
from pathlib import Path

import pytest

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.writing import write_form
from tests.corpus.build import FORMS
from tests.support.form_readings import letters_of
from tests.support.framework_values import a_framework

FORM = instrument()
AWKWARD = ["plain", "typed_bullets", "line_breaks", "cell_split_into_two_rows", "two_tables_with_headings"]
AWKWARD += ["table_inside_a_cell", "statuses", "cell_split_side_by_side", "status_across_a_row", "table_turned"]
STRAY = ["words_around_the_table", "row_and_column_added", "footnotes_and_endnotes", "places_named_in_labels"]
STRAY += ["merged_over_two_places", "tracked_changes", "fields_in_the_page_header", "wrapped_words"]


def convert(folder: Path, sources: list[Path], suffix: str) -> list[Path]:
    """All files converted by one start of LibreOffice."""
    out = folder / suffix
    command = [str(shutil.which("soffice")), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", suffix, "--outdir", str(out), *map(str, sources)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [out / f"{source.stem}.{suffix}" for source in sources]


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, bytes]]:
    """Forms before and after docx -> odt -> docx."""
    folder = tmp_path_factory.mktemp("libreoffice")
    sources = folder / "sources"
    sources.mkdir()
    (sources / "written.docx").write_bytes(write_form(a_framework(), instrument=FORM))
    for name in AWKWARD + STRAY:
        shutil.copy(FORMS / f"{name}.docx", sources)
    before = sorted(sources.iterdir())
    after = convert(folder, convert(folder, before, "odt"), "docx")
    return {old.stem: (old.read_bytes(), new.read_bytes()) for old, new in zip(before, after, strict=True)}


@pytest.mark.slow(reason="starts LibreOffice twice")
@pytest.mark.parametrize("name", ["written", *AWKWARD])
def test_every_cell_says_the_same_after_libreoffice(name: str, returned: dict[str, tuple[bytes, bytes]]) -> None:
    before, after = (read_form(content, file=name, instrument=FORM) for content in returned[name])
    assert after.framework == before.framework
    assert after.unplaced == before.unplaced


@pytest.mark.slow(reason="starts LibreOffice twice")
@pytest.mark.parametrize("name", STRAY)
def test_no_letter_is_lost_in_libreoffice(name: str, returned: dict[str, tuple[bytes, bytes]]) -> None:
    before, after = (read_form(content, file=name, instrument=FORM) for content in returned[name])
    assert not letters_of(before) - letters_of(after)
    assert after.framework.cells == before.framework.cells
