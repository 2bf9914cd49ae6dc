"""Coding projects of other software (REFI-QDA), the codebook, misplacement."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fivefold.cli import present
from fivefold.cli.main import Exit
from fivefold.cli.sources import Source, read_coded, study_argument
from fivefold.method.coding.codebook import APPENDIX_B, Codebook, codebook, codebook_source, codebooks
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError

if TYPE_CHECKING:
    from fivefold.method.coding.misplacement import Misplacement
    from fivefold.method.coding.refi_qda.losses import LossReport
    from fivefold.method.coding.refi_qda.readings import OffsetReading
    from fivefold.method.coding.refi_qda.values import Project

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_SHOWN = 5
"""Conventions shown in the terminal; there may be 24."""
_NEW_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(name="coding")
def group() -> None:
    """Coding projects of other software (REFI-QDA), the codebook, misplacement."""


@group.command(name="read")
@click.argument("file", type=_FILE)
@present.json_option
@click.pass_context
def read(context: click.Context, *, file: Path, as_json: bool) -> None:
    """Say what is in a coding project, how its positions are counted, and what could not be carried.

    FILE is a .qdpx project, a .qde taken out of one, or a .qdc codebook, from NVivo, ATLAS.ti, MAXQDA, QualCoder,
    Taguette or any other program that exports REFI-QDA. No coded words are shown.

    \b
    fivefold coding read coding.qdpx

    Exit code 1 when something was lost or should be looked at.
    """
    project = _read(file)
    if as_json:
        present.write_json(_project_json(project))
    else:
        _show_project(project)
    if project.losses.needs_attention:
        context.exit(Exit.ATTENTION)


@group.command(name="convert")
@click.argument("source", metavar="IN", type=_FILE)
@click.argument("target", metavar="OUT", type=_NEW_FILE)
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@present.json_option
@click.pass_context
def convert(context: click.Context, *, source: Path, target: Path, force: bool, as_json: bool) -> None:
    """Read a coding project and write it again, by the standard: code points, UTF-8, a valid project file.

    OUT ends in .qdpx for a project or in .qdc for the codes alone. What reading and writing could not carry is
    listed, and nothing else is lost.

    \b
    fivefold coding convert from-nvivo.qdpx clean.qdpx

    Exit code 1 when something was lost or should be looked at.
    """
    from fivefold.method.coding import refi_qda

    project = _read(source)
    if target.suffix.casefold() == ".qdc":
        data, losses = refi_qda.write_codes(project.codes, [group for group in project.sets if group.codes])
    elif target.suffix.casefold() == ".qdpx":
        data, losses = refi_qda.write(project)
    else:
        raise InputError(
            "only .qdpx and .qdc can be written", where=str(target), next_step="Give the file one of these endings."
        )
    _save(data, target, overwrite=force)
    if as_json:
        present.write_json({"reading": list(project.losses), "writing": list(losses)})
    else:
        _show_losses("What reading could not carry", project.losses)
        _show_losses("What writing could not carry", losses)
    present.note(f"Wrote {target}.")
    if project.losses.needs_attention or losses.needs_attention:
        context.exit(Exit.ATTENTION)


@group.command(name="codebook")
@click.argument("key", default=APPENDIX_B)
@click.option("--out", type=_NEW_FILE, help="Write it as a REFI-QDA codebook (.qdc) for other programs to import.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@present.json_option
def codebook_(*, key: str, out: Path | None, force: bool, as_json: bool) -> None:
    """Show a codebook as a tree, or write it for another program to import.

    KEY is a version, as `fivefold coding codebooks` lists them; without it, appendix-b/1.

    \b
    fivefold coding codebook                      primary nodes, contexts, factors
    fivefold coding codebook --out codebook.qdc   import this into your coding program first

    Codes keep their identifiers, so a project coded with the imported codebook comes back matched.
    """
    book = codebook(key)
    if out is not None:
        if out.suffix.casefold() != ".qdc":
            raise InputError(
                "coding programs open a codebook by its ending, .qdc",
                where=str(out),
                next_step="Give the file this ending.",
            )
        from fivefold.method.coding.refi_qda.codebook_exchange import write_codebook

        _save(write_codebook(book), out, overwrite=force)
        present.note(f"Wrote {len(book.codes)} codes ({book.key}) to {out}.")
    if as_json:
        present.write_json(
            {"key": book.key, "source": codebook_source(book.key), "codes": [_code(book, c.key) for c in book]}
        )
    elif out is None:
        for code in book:
            click.echo(f"{'  ' * (len(code.path) - 1)}{code.name}")


@group.command(name="codebooks")
@present.json_option
def codebooks_(*, as_json: bool) -> None:
    """List the versions of the codebook. A version never changes once it is used.

    \b
    fivefold coding codebooks
    fivefold coding codebooks --json
    """
    books = codebooks()
    if as_json:
        present.write_json(
            [{"key": one.key, "source": codebook_source(one.key), "codes": len(one.codes)} for one in books]
        )
        return
    for one in books:
        click.echo(f"{one.key}  {len(one.codes)} codes ({codebook_source(one.key)})")


@group.command(name="misplacement")
@study_argument(needs="tables.read")
@present.json_option
def misplacement_(*, study: Source, password_file: Path | None, as_json: bool) -> None:
    """How often entries stand in another context than the one they are about, for the study and its sites.

    STUDY is a study folder with its coding project. Counted in the agreed layer, over the eligible frameworks; never
    broken down to a person who wrote an entry.

    \b
    fivefold coding misplacement STUDY
    """
    from fivefold.cli.analysis_shown import footer
    from fivefold.method.analysis.extract import extract
    from fivefold.method.coding.misplacement import misplacement
    from fivefold.method.studies.eligibility import State

    reading = read_coded(study, password_file)
    eligible = {one.reference for one in reading.report.eligibility if one.state == State.ELIGIBLE}
    coded = reading.require_codings()
    found = misplacement(coded, only=eligible)
    base = extract(coded, announced=reading.report.eligibility)
    if as_json:
        present.write_json({**_misplacement_json(found), "freeze": base.freeze, "exclusions": base.exclusions})
    else:
        _show_misplacement(found)
        click.echo(f"\n{footer(base)}")


def _read(file: Path) -> "Project":
    from fivefold.method.coding import refi_qda

    return refi_qda.read(file.read_bytes(), file=str(file), progress=present.progress)


def _save(data: bytes, out: Path, *, overwrite: bool) -> None:
    try:
        with out.open("wb" if overwrite else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise InputError(
            "there is a file of this name already", where=str(out), next_step="Choose another, or add --force."
        ) from None


def _counts(project: "Project") -> dict[str, int]:
    selections = [selection for source in project.sources for selection in source.selections]
    return {
        "users": len(project.users),
        "codes": sum(1 for _ in project.walk_codes()),
        "variables": len(project.variables),
        "cases": len(project.cases),
        "sources": len(project.sources),
        "passages": len(selections),
        "codings": sum(len(selection.codings) for selection in selections)
        + sum(len(source.codings) for source in project.sources),
        "notes": len(project.notes),
        "links": len(project.links),
        "sets": len(project.sets),
        "drawings": len(project.graphs),
    }


def _project_json(project: "Project") -> dict[str, object]:
    return {
        "name": project.name,
        "origin": project.origin,
        "counts": _counts(project),
        "users": [user.name for user in project.users],
        "codes": [list(path) for path, _ in project.walk_codes()],
        "sources": [
            {
                "name": source.name,
                "digest": source.text.digest if source.text else None,
                "passages": len(source.selections),
            }
            for source in project.sources
        ],
        "positions": project.offsets,
        "losses": list(project.losses),
    }


def _show_project(project: "Project") -> None:
    click.echo(f'"{project.name}", written by {project.origin or "a program that does not say its name"}\n')
    counts = _counts(project)
    click.echo("  ".join(f"{count} {thing}" for thing, count in counts.items() if count))
    if project.offsets is not None and project.offsets.passages:
        _show_positions(project.offsets)
    _show_losses("What could not be carried, or should be looked at", project.losses)


def _show_positions(offsets: "OffsetReading") -> None:
    click.echo(f"\nPositions: {offsets.convention.words} ({offsets.confidence})")
    click.echo(f"  because {offsets.reason}")
    if len(offsets.candidates) > 1:
        click.echo("")
        rows = [
            (
                one.convention.words,
                one.fits,
                f"{one.names} of {offsets.named}",
                f"{one.edges} of {2 * offsets.passages}",
                one.white,
            )
            for one in offsets.candidates[:_SHOWN]
        ]
        header = ("counted as", "passages that fit", "names", "clean ends", "ends in white space")
        click.echo(present.table(header, rows, numbers={1, 2, 3, 4}))
    if len(offsets.candidates) > _SHOWN:
        click.echo(f"({len(offsets.candidates) - _SHOWN} more conventions do worse; --json lists them)")
    for own in offsets.exceptions:
        click.echo(f'  but "{own.source}": {own.convention.words}, because {own.reason}')


def _show_losses(title: str, losses: "LossReport") -> None:
    if not losses:
        click.echo(f"\n{title}: nothing.")
        return
    click.echo(f"\n{title}:")
    for loss in losses:
        click.echo(f"  {loss.severity}: {loss.sentence}")


def _code(book: Codebook, key: str) -> dict[str, object]:
    code = book[key]
    return {"key": code.key, "path": list(code.path), "context": code.context, "definition": code.definition}


def _misplacement_json(found: "Misplacement") -> dict[str, object]:
    from fivefold.method.analysis.figures import Unit

    return {
        "layer": found.layer,
        "unit": Unit.SEGMENTS,
        "segments": found.segments,
        "entries": {"unit": Unit.ENTRIES, **_rate(found.entries)},
        "by_cell": found.by_cell,
        "by_code": found.by_code,
        "by_site": found.by_site,
        "matrix": [{"cell": cell, "code": code, **_rate(rate)} for (cell, code), rate in found.matrix.items()],
        "without_context": found.without_context,
    }


def _rate(rate: object) -> dict[str, object]:
    return {name: getattr(rate, name) for name in ("numerator", "base", "references")}


def _show_misplacement(found: "Misplacement") -> None:
    click.echo(
        f"Misplaced: {found.segments.words} coded segments, in {found.entries.words} entries (layer: {found.layer})\n"
    )
    click.echo("Rows: the cell an entry stands in. Columns: what its code is about. Coded segments.\n")
    rows: Iterable[tuple[object, ...]] = (
        (cell, *(found.matrix[cell, code].numerator for code in Context), found.by_cell[cell].words) for cell in Context
    )
    click.echo(present.table(("cell", *Context, "misplaced"), rows, numbers=frozenset(range(1, len(Context) + 2))))
    click.echo("\nBy site: " + "; ".join(f"{site} {rate.words}" for site, rate in found.by_site.items()))
    if found.without_context:
        click.echo(f"Segments whose code is about no context, and which are in no base: {found.without_context}.")
