"""What `fivefold frameworks read` does: passwords, the reading itself, and the summary a person sees."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from fivefold.cli import present
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms.finding import find_forms
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal
from fivefold.method.frameworks.forms.outcomes_as_json import Outcome, to_json
from fivefold.method.frameworks.forms.worker import read_files
from fivefold.method.studies.lists import Passwords, read_password_file

_SHOWN = 70
"""Characters of an unplaced text in the summary; `--json` gives all of it."""


def read(paths: Sequence[Path], version: str, password_file: Path | None, *, workers: int, as_json: bool) -> bool:
    """Read the files and print what they say. Returns whether any was refused, or there was nothing to read."""
    passwords = (
        Passwords({})
        if password_file is None
        else read_password_file(password_file.read_bytes(), file=str(password_file))
    )
    found = find_forms(paths)
    for sentence in found.notes:
        present.note(sentence)
    files = [replace(file, passwords=_own(passwords, file.name)) for file in found.files]
    outcomes = read_files(files, instrument=instrument(version), passwords=passwords.common, workers=workers)
    read_so_far: list[Outcome] = []
    for outcome in present.progress(outcomes, label="Reading forms", length=len(files)):
        read_so_far.append(outcome)
    if as_json:
        present.write_json({"forms": [to_json(outcome) for outcome in read_so_far]})
    else:
        for line in (line for outcome in read_so_far for line in _lines(outcome)):
            click.echo(present.printable(line))
        click.echo(_summary(read_so_far))
    return not read_so_far or any(isinstance(outcome, FormRefusal) for outcome in read_so_far)


def _own(passwords: Passwords, file: str) -> tuple[str, ...]:
    """A file's own passwords; the list may name it from any folder above it ("site-a/7KQ2M.docx")."""
    path = file.replace("\\", "/")
    while path:
        if own := passwords.of(path):
            return own
        path = path.partition("/")[2]
    return ()


def _lines(outcome: Outcome) -> list[str]:
    if isinstance(outcome, FormRefusal):
        return [f"{outcome.file}: not read: {outcome.message}.", f"    {outcome.next_step}"]
    framework = outcome.framework
    entries = sum(len(cell.entries) for cell in framework.cells)
    filled = sum(bool(cell.entries) for cell in framework.cells)
    blank = sum(cell.status is CellStatus.UNEXPLAINED for cell in framework.cells)
    said = len(framework.cells) - filled - blank
    about = f"{outcome.file}: {framework.header.reference or 'no reference'}"
    counts = f"{entries} entries in {filled} of {len(framework.cells)} cells"
    lines = [f"{about}: {counts}; {said} say why they are empty, {blank} do not."]
    lines += [f'    unplaced: "{_short(each.text)}" ({each.where})' for each in outcome.unplaced]
    lines += [f"    note: {note}" for note in outcome.notes]
    return lines


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _summary(outcomes: Sequence[Outcome]) -> str:
    readings = [outcome for outcome in outcomes if isinstance(outcome, FormReading)]
    unplaced = sum(bool(reading.unplaced) for reading in readings)
    refused = len(outcomes) - len(readings)
    return f"\n{len(readings)} read, {unplaced} of them with unplaced words; {refused} refused."
