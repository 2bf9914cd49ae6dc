"""A form that another program imported as a Word file and turned into text: its codings find their entries again."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fivefold.method.coding.project import read_codings
from fivefold.method.coding.project_writing import write_project
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.coded_values import FORM, coded, coding, study, submission

pytestmark = pytest.mark.slow  # LibreOffice takes seconds to start

ENTRIES = {
    "individual/vulnerability": ["Finds it hard to make friends", "Moved home twice in a year 🙂"],
    "individual/risk": ["Not known to services"],
    "peer/risk": ["The group laughs at hostile jokes; nobody objects", "Not known to services"],
    "school/strength": ["A mentor meets him weekly – engagement is good"],
    "neighbourhood/barrier": ["No service works on the estate"],
}


def text_of(docx: bytes, folder: Path) -> str:
    """The form as LibreOffice writes it into a text."""
    office = shutil.which("soffice")
    assert office, "No LibreOffice on this machine: `make test` installs it, or says how."
    (folder / "form.docx").write_bytes(docx)
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to",
         "txt:Text (encoded):UTF8", "--outdir", folder, folder / "form.docx"],
        check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)},
    )  # fmt: skip
    return (folder / "form.txt").read_text(encoding="utf-8-sig")


def test_codings_of_an_imported_form_are_placed_in_its_entries(tmp_path: Path) -> None:
    one = submission(ENTRIES)
    text = text_of(write_form(one.framework, instrument=FORM), tmp_path)
    meant = coded(
        study(one),
        *(
            coding(place, "challenge", entry=number, span=(0, len(words)))
            for place, entries in ENTRIES.items()
            for number, words in enumerate(entries)
        ),
    )
    project = write_project(meant)
    source = project.sources[0]
    at, selections = 0, []
    for selection in source.selections:
        words = source.text.passage(selection.span)
        at = text.index(words, at)
        selections.append(replace(selection, span=Span(at, at + len(words))))
        at += len(words)
    imported = replace(source, text=SourceText("form", text), selections=tuple(selections))

    reading = read_codings(replace(project, sources=(imported,)), meant.study)
    assert set(reading.codings) == set(meant.codings)
    assert [loss.what for loss in reading.report] == ["texts that are not our reading of the form"]
