"""The form as LibreOffice shows and prints it."""

import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from fivefold.method.frameworks.entries import Cell, Entry, Framework
from fivefold.method.frameworks.forms import furniture
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.framework_values import FORM, a_framework

pytestmark = pytest.mark.slow
"""LibreOffice takes seconds to start; every test here needs it."""

A3_LANDSCAPE = (1190.55, 841.89)


def convert(folder: Path, target: str, *files: Path) -> None:
    office = shutil.which("soffice")
    assert office, "No LibreOffice on this machine: `make test` installs it, or says how."
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", target, "--outdir", str(folder), *map(str, files)]
    # A process group of its own: soffice is a script, and ending it alone would leave the program running.
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            assert process.wait(timeout=90) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise


def a_long_framework() -> Framework:
    """A framework whose longest row is longer than a page."""
    sentence = "The group meets behind the sports hall at lunch and staff do not go there"
    return dataclasses.replace(
        a_framework(),
        cells=tuple(
            Cell(cell.key, tuple(Entry(f"{number}: {sentence}", cell.key) for number in range(40)))
            if cell.key.column == "risk"
            else cell
            for cell in a_framework().cells
        ),
    )


FORMS = {"blank": FORM.blank(), "filled": a_framework(), "long": a_long_framework()}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PdfReader]:
    """Each form as PDF."""
    folder = tmp_path_factory.mktemp("forms")
    for name, framework in FORMS.items():
        (folder / f"{name}.docx").write_bytes(write_form(framework, instrument=FORM))
    convert(folder, "pdf", *(folder / f"{name}.docx" for name in FORMS))
    return {name: PdfReader(folder / f"{name}.pdf") for name in FORMS}


def words(text: str) -> str:
    """Text without white space, which a PDF puts wherever a line breaks."""
    return "".join(text.split())


@pytest.mark.parametrize("name", FORMS)
def test_every_page_is_a3_landscape(printed: dict[str, PdfReader], name: str) -> None:
    for page in printed[name].pages:
        assert (page.mediabox.width, page.mediabox.height) == pytest.approx(A3_LANDSCAPE, abs=1)


def test_the_blank_form_is_one_page_with_every_label(printed: dict[str, PdfReader]) -> None:
    (page,) = printed["blank"].pages
    text = words(page.extract_text())
    assert all(words(label) in text for label in furniture.own_words(FORM))


@pytest.mark.parametrize("name", ["filled", "long"])
def test_every_word_of_a_filled_form_is_printed(printed: dict[str, PdfReader], name: str) -> None:
    text = "".join(words(page.extract_text()) for page in printed[name].pages)
    framework = FORMS[name]
    said = [entry.text for _, entry in framework.placed_entries()]
    said += [cell.status_text for cell in framework.cells]
    said += [framework.header.reference, framework.header.signature, *framework.places.values()]
    assert [word for each in said for word in each.split() if word not in text] == []


def test_the_heading_row_is_repeated_on_every_page_of_a_long_form(printed: dict[str, PdfReader]) -> None:
    pages = printed["long"].pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = words(page.extract_text())
        assert all(words(column.label) in text for column in FORM.columns)
        assert words(furniture.page_line(number, len(pages))) in text


def test_a_form_that_libreoffice_saved_twice_loses_no_word(tmp_path: Path) -> None:
    for name, framework in FORMS.items():
        (tmp_path / f"{name}.docx").write_bytes(write_form(framework, instrument=FORM))
    convert(tmp_path, "odt", *(tmp_path / f"{name}.docx" for name in FORMS))
    for name in FORMS:
        (tmp_path / f"{name}.docx").unlink()
    convert(tmp_path, "docx", *(tmp_path / f"{name}.odt" for name in FORMS))
    for name, framework in FORMS.items():
        reading = read_form((tmp_path / f"{name}.docx").read_bytes(), file=name, instrument=FORM)
        assert reading.framework == framework
        assert reading.unplaced == ()
