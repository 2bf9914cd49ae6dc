"""Blank and completed forms: write them for Word, read them back."""

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click

from fivefold.cli import present
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import APPENDIX_A, Instrument, instrument, versions
from fivefold.method.frameworks.entries import Framework


@click.group(name="frameworks")
def group() -> None:
    """Blank and completed forms: write them for Word, read them back."""


@group.command(name="form")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The Word file to write.")
@click.option("--instrument", "version", default=APPENDIX_A, show_default=True, help="Which version of the form.")
@click.option(
    "--from",
    "source",
    type=click.File("rb"),
    help="A framework as JSON, as `read --json` prints it, to fill the form with. `-` reads standard input.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A text file with a password on one line; the form is protected with it.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def form(*, out: Path, version: str, source: BinaryIO | None, password_file: Path | None, force: bool) -> None:
    """Write a form for Word (.docx, A3 landscape): blank, or with a framework in it.

    \b
    fivefold frameworks form --out form.docx
    fivefold frameworks read returned.docx --json | fivefold frameworks form --from - --out clean.docx

    What is written reads back as the same framework, to the word.
    """
    present.note(_write_form(out, version, source, password_file, overwrite=force))


@group.command(name="versions")
@present.json_option
def versions_(*, as_json: bool) -> None:
    """List the versions of the form. A version never changes once it is used; answers keep its key.

    \b
    fivefold frameworks versions
    fivefold frameworks versions --json
    """
    if as_json:
        present.write_json([_version(found) for found in versions()])
        return
    for found in versions():
        click.echo(f"{found.key}  {found.title} ({len(found.rows)} contexts, {len(found.columns)} columns)")


def _write_form(
    out: Path, version: str, source: BinaryIO | None, password_file: Path | None, *, overwrite: bool
) -> str:
    """Write the form and return what to say about it."""
    from fivefold.method.frameworks.forms.protecting import protect
    from fivefold.method.frameworks.forms.writing import write_form

    password = None if password_file is None else _password(password_file)
    framework = instrument(version).blank() if source is None else _framework(source, version)
    docx = write_form(framework, instrument=instrument(framework.instrument))
    _save(docx if password is None else protect(docx, password), out, overwrite=overwrite)
    kind = "blank form" if source is None else "filled form"
    return f"Wrote the {kind} ({framework.instrument}) to {out}{', protected by the password' if password else ''}."


def _save(content: bytes, out: Path, *, overwrite: bool) -> None:
    try:
        with out.open("wb" if overwrite else "xb") as file:
            file.write(content)
    except FileExistsError:
        raise InputError(
            "there is a file of this name already", where=str(out), next_step="Choose another, or add --force."
        ) from None


def _framework(source: BinaryIO, version: str) -> Framework:
    from fivefold.method.frameworks.as_json import from_json

    name = getattr(source, "name", "<stdin>")
    try:
        value = json.loads(source.read())
    except (ValueError, RecursionError) as error:
        # The decoder's own words quote nothing, but a line number is all that helps and is safe to show.
        place = f"{name}, line {error.lineno}" if isinstance(error, json.JSONDecodeError) else name
        raise InputError(
            "this is not JSON", where=place, next_step="Use what `fivefold frameworks read FILE --json` prints."
        ) from error
    try:
        return from_json(value, default_instrument=version)
    except InputError as error:
        raise InputError(error.what, where=f"{name}, {error.where}", next_step=error.next_step) from error


def _password(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError("this is not text", where=str(file), next_step="Save it as UTF-8 text.") from error
    if len(lines) != 1 or not lines[0]:
        raise InputError(
            "a password file for writing holds one password on one line",
            where=str(file),
            next_step="Take out the other lines.",
        )
    return lines[0]


def _version(found: Instrument) -> dict[str, object]:
    return {
        "key": found.key,
        "title": found.title,
        "source": found.source,
        "contexts": [{"key": row.context, "label": row.label} for row in found.rows],
        "columns": [{"key": column.key, "label": column.label} for column in found.columns],
    }


@group.command(name="read")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--instrument", "version", default=APPENDIX_A, show_default=True, help="Which version of the form.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Passwords to try: one on each line, or a CSV list with the columns file and password.",
)
@click.option("--workers", type=click.IntRange(1, 8), default=1, show_default=True, help="Processes to read with.")
@present.json_option
def read(*, paths: tuple[Path, ...], version: str, password_file: Path | None, workers: int, as_json: bool) -> None:
    """Read completed forms as people return them; a folder stands for every document in it.

    \b
    fivefold frameworks read site-a/7KQ2M.docx
    fivefold frameworks read site-a site-b --password-file passwords.csv --json

    Every word of a form comes out in one place: a header field, a cell, the form's own labels, or the unplaced
    words, which a person must look at. A file that is no such form is refused, with what to do about it, and the
    rest are read. Files are opened in a separate process that can reach no file and no network.

    Exit code 1 when a file was refused, or there was none to read.
    """
    from fivefold.cli import forms_read

    if forms_read.read(paths, version, password_file, workers=workers, as_json=as_json):
        sys.exit(1)
