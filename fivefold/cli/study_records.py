"""Studies of the records: which there are, bring a folder in, take a study out."""

import secrets
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from fivefold.cli import present
from fivefold.cli.main import Exit
from fivefold.cli.sources import FOLDER, as_option, password_option, passwords, watch
from fivefold.method.common.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from fivefold.records.studies.reports import ImportReport


@click.command(name="list")
@as_option
@present.json_option
def list_(*, email: str | None, as_json: bool) -> None:
    """List the studies of the records in which you have a part.

    \b
    fivefold study list --as you@example.org
    """
    from fivefold.cli import records

    by = records.person(email)
    from fivefold.records.accounts.acting import acting
    from fivefold.records.accounts.models import ShareKind, Study
    from fivefold.records.studies import listing, queries

    found = []
    with acting(by):
        for study in Study.objects.filter(id__in=by.studies).order_by("name"):
            counts = queries.counts(listing.cards(study, by.shares_of(study.id, ShareKind.SITE)))
            found.append({"study": study.name, "submissions": counts.submissions, "by_state": counts.by_state})
    if as_json:
        present.write_json(found)
    elif found:
        rows = [(one["study"], one["submissions"]) for one in found]
        click.echo(present.table(("study", "submissions you see"), rows, numbers={1}))
    else:
        click.echo("You have no part in any study.")


@click.command(name="import")
@click.argument("folder", type=FOLDER)
@click.option("--into", "name", required=True, metavar="NAME", help="The study of the records to bring it into.")
@as_option
@password_option
@present.json_option
@click.pass_context
def import_(
    ctx: click.Context, *, folder: Path, name: str, email: str | None, password_file: Path | None, as_json: bool
) -> None:
    """Bring the study FOLDER into a study of the records, and say what was read and what needs a person.

    \b
    fivefold study import my-study --into first-study --as you@example.org

    The same folder again writes nothing; a form that changed is kept as a new version. What people decided in the
    records stays. Broken off, it keeps what it stored, and running it again goes on. Ends with exit code 1 if
    anything needs a person.
    """
    from fivefold.cli import records

    by = records.person(email)
    study = records.study_of(name, by, needs="study.import")
    from fivefold.records.analysis.bringing_in import bring_in

    brought = bring_in(
        folder,
        study,
        by=by,
        at=datetime.now(UTC),
        passwords=passwords(password_file),
        watch=watch,
        progress=present.progress,
    )
    if as_json:
        present.write_json({**brought.report.as_json(), "freeze": None if brought.freeze is None else 1})
    else:
        for line in lines(brought.report):
            click.echo(present.printable(line))
        if brought.freeze is not None:
            click.echo("\nThe study was frozen for the first time: its tables stand on freeze 1.")
    if brought.report.needs_attention:
        ctx.exit(Exit.ATTENTION)


PURPOSES = ("coding", "analysis", "archive", "move", "request")


@click.command(name="export")
@click.argument("name")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The .zip file to write.")
@click.option(
    "--purpose",
    required=True,
    type=click.Choice(PURPOSES),
    help="What it is for: coding or analysis in another program, the archive, a move to another installation, or a "
    "request of an ethics committee or a site. The trail keeps it.",
)
@as_option
@present.json_option
def export(*, name: str, out: Path, purpose: str, email: str | None, as_json: bool) -> None:
    """Take the study NAME out of the records: its whole folder, as one protected file.

    
    fivefold study export first-study --out first-study.zip --purpose archive --as you@example.org

    Forms, lists, protocol and the coding project with every layer, in a ZIP under AES-256 that 7-Zip and its like
    open; brought in elsewhere they give an equal study. Its password is printed once and kept nowhere.
    """
    if out.exists():
        raise InputError("there is a file of this name already", where=str(out), next_step="Choose another.")
    from fivefold.cli import records

    with records.opened_study(name, email, needs="study.export") as opened:
        from fivefold.records.coding.actions_exporting import Purpose, export_study
        from fivefold.records.studies import protected_archive

        password = protected_archive.password(secrets.token_bytes(protected_archive.PASSWORD_BYTES))
        with _whole_or_none(out) as file:
            told = export_study(
                opened.study,
                file,
                by=opened.by,
                at=opened.now,
                export=uuid4(),
                purpose=Purpose(purpose),
                password=password,
                progress=present.progress,
            )
    if as_json:
        counts = {
            "submissions": told.submissions,
            "codings": told.codings,
            "files": told.files,
            "set_aside": told.set_aside,
        }
        present.write_json({"export": {"id": str(told.id), **counts}, "password": password})
        return
    click.echo(f"Wrote {told.submissions} frameworks and {told.codings} codings to {out}.")
    if told.set_aside:
        click.echo(f"Not in it: unplaced words that were set aside ({told.set_aside}), and the reasons.")
    click.echo(f"Password: {password}")
    present.note("Note the password now: it is kept nowhere. Give it by another route than the file.")


@contextmanager
def _whole_or_none(out: Path) -> "Iterator[IO[bytes]]":
    """A new file that goes again when what writes it fails: half an export is no export."""
    try:
        with out.open("xb") as file:
            yield file
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def lines(report: "ImportReport") -> list[str]:
    """An import's report as a terminal shows it."""
    from fivefold.records.studies.reports import LEFT_STEP

    received, changed, same = report.received, len(report.changed), report.unchanged
    told = [f"Forms read: {report.read}. New: {received}. Changed: {changed}. As before: {same}."]
    if report.coded:
        new, back = report.codings_received, report.codings_taken_back
        told.append(f"Codings in the study: {report.codings_held}. New: {new}. Taken back: {back}.")
    else:
        told.append("There is no coding project.")
    told += _part("Files that were not read", [f"{one['file']}: {one['message']}" for one in report.refused])
    told += _part("What does not fit together", [f"{one['where']}: {one['what']}" for one in report.doubts])
    told += _part("Decided here otherwise than the folder has it; left as decided", report.kept)
    told += _part("In the records under another site; left there", report.elsewhere)
    told += _part("In the records and not in the folder; left", report.left)
    if report.left:
        told.append(f"  {LEFT_STEP}")
    told += _part("Not eligible, in the records and not in the folder; left", report.left_uncounted)
    told += _part(
        "Codings that stand on words which changed; look at them",
        [f"{reference}: {count}" for reference, count in report.on_changed.items()],
    )
    if report.unplaced:
        told += ["", f"Places with words that wait for a decision: {report.unplaced}."]
    return [*told, "", "Something above needs a person." if report.needs_attention else "Nothing needs a person."]


def _part(title: str, body: "list[str] | tuple[str, ...]") -> list[str]:
    return ["", title, *(f"  {line}" for line in body)] if body else []
