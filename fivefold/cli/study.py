"""A study folder: make one, read it, check it, see who is eligible and why."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fivefold.cli import present
from fivefold.cli.records import Recorded
from fivefold.cli.sources import Source, passwords, read_coded, study_argument, watch
from fivefold.cli.study_records import export, import_, list_
from fivefold.method.common.errors import InputError

if TYPE_CHECKING:
    from fivefold.method.studies.folder import StudyReading

_FOLDER = click.Path(path_type=Path)


@click.group(name="study")
def group() -> None:
    """A study folder: make one, read it, check it, see who is eligible and why; bring it into the records.

    A study folder holds protocol.toml, one folder of completed Word forms for each site (site-a, site-b), the lists
    around them, and the coding as coding.qdpx. docs/reference/study-folder.md describes each of them. --study NAME in
    the place of a folder is a study of the records.
    """


group.add_command(list_)
group.add_command(import_)
group.add_command(export)


@group.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site", "sites", multiple=True, default=("A",), help="A site's label; repeat it for each. [default: A]")
def init(*, folder: Path, sites: tuple[str, ...]) -> None:
    """Make an empty study in FOLDER: a protocol with comments, and lists to fill in.

    \b
    fivefold study init my-study --site A --site B

    A label stands for a site inside the research; its name belongs nowhere in the study. Nothing that is in the
    folder already is changed.
    """
    from fivefold.method.studies.writing import new_study

    for name, text in new_study(sites).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                file.write(text.encode())
        except FileExistsError:
            present.note(f"{path} is there already and was left as it is.")
        else:
            click.echo(path)
    present.note("\nNext: fill in protocol.toml, put each site's forms into its folder, then run")
    present.note(f"  fivefold study read {folder}")


@group.command(name="read")
@study_argument(needs="submissions.read", kind=_FOLDER)
@click.option("--words", is_flag=True, help="Show the words that have no place on the form, not only how many.")
@present.json_option
@click.pass_context
def read(ctx: click.Context, *, study: Source, password_file: Path | None, words: bool, as_json: bool) -> None:
    """Read the STUDY folder, and say what was read and everything that needs a person.

    \b
    fivefold study read STUDY
    fivefold study read STUDY --words           with the words that have no place on the form
    fivefold study read STUDY --json

    Forms are read in isolated processes, and nothing in them is written to disk. Ends with exit code 1 if anything
    needs a person: a refused form, unplaced words, a framework that is not eligible, lists that do not fit together.
    """
    from fivefold.cli import study_json, study_text

    reading = read_coded(study, password_file)
    if as_json:
        present.write_json(study_json.reading(reading))
    else:
        present_lines(study_text.reading(reading, show_words=words))
    if study_text.needs_attention(reading):
        _end_with_attention(ctx)


@group.command(name="eligibility")
@study_argument(needs="submissions.read", kind=_FOLDER)
@present.json_option
@click.pass_context
def eligibility(ctx: click.Context, *, study: Source, password_file: Path | None, as_json: bool) -> None:
    """Say of every framework whether it may be in the STUDY, which criterion failed, and what to do.

    \b
    fivefold study eligibility STUDY
    """
    from fivefold.cli import study_json, study_text

    report = _read(study, password_file).report
    if as_json:
        present.write_json(study_json.eligibility(report.eligibility))
    else:
        present_lines(study_text.eligibility_of_all(report))
    if report.eligible < len(report.eligibility):
        _end_with_attention(ctx)


@group.command(name="classify")
@study_argument(needs="submissions.read", kind=_FOLDER)
@present.json_option
@click.pass_context
def classify(ctx: click.Context, *, study: Source, password_file: Path | None, as_json: bool) -> None:
    """Say which cohort every framework of the STUDY is in, and why: sole, group, both or undetermined.

    \b
    fivefold study classify STUDY

    Shows the rule's answer and its reasons, what a person decided against it, what the form's own field says, and how
    many frameworks would move if an audience that does not act counted as taking part.
    """
    from fivefold.cli import study_json, study_text
    from fivefold.method.frameworks.classification import Cohort
    from fivefold.method.studies.cohorts import audience_sensitivity
    from fivefold.method.studies.eligibility import eligible_study

    reading = _read(study, password_file)
    sensitivity = audience_sensitivity(eligible_study(reading.study))
    found = reading.report.cohorts
    if as_json:
        present.write_json(study_json.classification(reading.report, sensitivity))
    else:
        present_lines(study_text.classification(reading.study, reading.report, sensitivity))
    if found.counts[Cohort.UNDETERMINED] or found.differing_from_form:
        _end_with_attention(ctx)


@group.command(name="project")
@study_argument(needs="study.export", kind=_FOLDER)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The .qdpx file to write.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@click.pass_context
def project(ctx: click.Context, *, study: Source, password_file: Path | None, out: Path, force: bool) -> None:
    """Write the STUDY as a coding project for NVivo, ATLAS.ti, MAXQDA, QualCoder and others, ready to be coded.

    \b
    fivefold study project STUDY --out to-code.qdpx

    It holds the codebook, and for every eligible framework its text and a case with site, age, sex and month. Code it
    there, export it as REFI-QDA, and put it into the study folder as coding.qdpx. The file holds case text: keep it
    where the study may be kept.
    """
    if out.suffix.casefold() != ".qdpx":
        raise InputError(
            "coding programs open a project by its ending, .qdpx",
            where=str(out),
            next_step="Give the file this ending.",
        )
    from fivefold.method.coding import refi_qda
    from fivefold.method.coding.codebook import codebook
    from fivefold.method.coding.coded_study import CodedStudy
    from fivefold.method.coding.project_writing import write_project
    from fivefold.method.studies.eligibility import eligible_study

    whole = _read(study, password_file).study
    eligible = eligible_study(whole)
    uncoded = CodedStudy(eligible, codebook(eligible.protocol.codebook), ())
    data, _ = refi_qda.write(write_project(uncoded, created=datetime.now(UTC)))
    _save(data, out, overwrite=force)
    left_out = len(whole.submissions) - len(eligible.submissions)
    written = len(eligible.submissions)
    present.note(f"Wrote {written} eligible framework{'' if written == 1 else 's'} to {out}.")
    if left_out:
        present.note(f"Left out: {left_out}. `fivefold study eligibility {study}` says why.")
        _end_with_attention(ctx)


def _save(data: bytes, out: Path, *, overwrite: bool) -> None:
    try:
        with out.open("wb" if overwrite else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise InputError(
            "there is a file of this name already", where=str(out), next_step="Choose another, or add --force."
        ) from None


def present_lines(lines: list[str]) -> None:
    """Print lines that may hold words from outside, which must not move a terminal's cursor or change its colours."""
    for line in lines:
        click.echo(present.printable(line))


def _end_with_attention(ctx: click.Context) -> None:
    from fivefold.cli.main import Exit

    ctx.exit(Exit.ATTENTION)


def _read(study: Source, password_file: Path | None) -> "StudyReading":
    if isinstance(study, Recorded):
        return read_coded(study, password_file).study
    from fivefold.method.studies.folder import read_study

    return read_study(study, passwords=passwords(password_file), watch=watch)
