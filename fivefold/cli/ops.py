"""Running an installation: prepare it, serve it, look after it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from fivefold.cli import present
from fivefold.method.common.errors import InputError
from fivefold.records.audit.terminal import commanded

P = ParamSpec("P")


def on_installation(command: Callable[P, None]) -> Callable[P, None]:
    """Read the settings before the command runs; its help needs none."""

    @wraps(command)
    def run(*given: P.args, **named: P.kwargs) -> None:
        from fivefold.cli.ops_start import started

        started()
        from django.db import OperationalError

        try:
            command(*given, **named)
        except OperationalError as error:
            # Its message names the server, and may repeat a row.
            raise InputError(
                f"the database does not answer ({type(error.__cause__ or error).__name__})",
                next_step="See that it runs, and what FIVEFOLD_DATABASE says. `fivefold ops check` tells more.",
            ) from None

    return run


@click.group(name="ops")
def group() -> None:
    """Run an installation of the application: prepare, serve, check, verify, back up, restore.

    Settings are read from the environment: docs/reference/settings.md lists every one, docs/how-to/deploy.md tells
    the whole way. Without any, the records stand in a folder of your own and are served to this machine only.
    """


@group.command(name="prepare")
@on_installation
def prepare() -> None:
    """Make what is missing: folder, keys, tables. Say what was done. Safe to run again, and after every upgrade.

    \b
    fivefold ops prepare

    An embedded database that has tables to change is copied first, into the folder snapshots/.
    """
    from fivefold.cli import ops_prepare

    done = list(ops_prepare.prepare(at=datetime.now(UTC)))
    for line in done:
        click.echo(line)
    click.echo("Ready." if done else "Nothing to do: everything is in place.")


@group.command(name="serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The interface to listen on; a proxy stands before it."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port; the one of FIVEFOLD_ADDRESS on this machine, else 8000."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer.")
@click.option("--no-work", is_flag=True, help="Leave long work and e-mail to `fivefold ops work` elsewhere.")
@on_installation
def serve(*, host: str, port: int | None, workers: int, no_work: bool) -> None:
    """Serve the application until Ctrl-C, with the worker that does what takes long beside it.

    \b
    fivefold ops serve
    fivefold ops serve --workers 4 --port 8001 --no-work

    Refuses to start where records would be in danger: tables of another version, a missing or foreign root key,
    a database role that passes every wall.
    """
    from fivefold.cli import ops_serve

    # What happens from here on, people ask for in their browsers.
    with commanded(False):
        ops_serve.serve(host=host, port=port, workers=workers, work=not no_work)


@group.command(name="work")
@click.option("--once", is_flag=True, help="Do what is waiting, and end.")
@click.option("--for-parent", type=int, hidden=True)
@on_installation
def work(*, once: bool, for_parent: int | None) -> None:
    """Do what was asked for and takes long, and send e-mail, until Ctrl-C.

    \b
    fivefold ops work
    fivefold ops work --once

    It brings in folders that were sent, freezes studies and writes briefings, each as the person who asked.
    """
    from fivefold.cli import ops_serve

    with commanded(False):
        ops_serve.work(once=once, for_parent=for_parent)


@group.command(name="check")
@present.json_option
@click.pass_context
@on_installation
def check(context: click.Context, *, as_json: bool) -> None:
    """Say what is unsafe here, and what to do about each finding. Exit code 1 when something needs attention.

    \b
    fivefold ops check
    fivefold ops check --json
    """
    from fivefold.cli import ops_findings
    from fivefold.cli.main import Exit

    found = ops_findings.findings(now=datetime.now(UTC))
    if as_json:
        present.write_json({"findings": found})
    else:
        click.echo(ops_findings.report(found))
    if any(one.urgent for one in found):
        context.exit(Exit.ATTENTION)


@group.command(name="verify")
@click.pass_context
@on_installation
def verify(context: click.Context) -> None:
    """Read the whole log of events and every revision, and say whether they are what was written.

    \b
    fivefold ops verify

    Checks the chain, the copies of its head beside the key store, that every sealed revision is one its event wrote,
    and that each part of a study opens under its key. Then puts a copy of the head beside the others.
    """
    from fivefold.cli import ops_verify
    from fivefold.cli.main import Exit

    told = ops_verify.verify(at=datetime.now(UTC))
    click.echo(told.sentence)
    if not told.sound:
        context.exit(Exit.ATTENTION)


@group.command(name="backup")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder for the records."
)
@click.option(
    "--keys-out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Another folder, for the keys."
)
@click.option("--to", "recipients", multiple=True, help="An age recipient (age1...); more than one may be given.")
@on_installation
def backup(*, out: Path, keys_out: Path, recipients: tuple[str, ...]) -> None:
    """Copy the records and, apart from them, the key store; both encrypted so that this machine cannot open them.

    \b
    fivefold ops backup --out backups --keys-out keys --to age1...

    The recipients are those of FIVEFOLD_BACKUP_TO where none is given. People may go on working. The root key is in
    neither file: `fivefold ops escrow` hands it to its officers.
    """
    from fivefold.cli import ops_backup

    for made in ops_backup.backup(out=out, keys_out=keys_out, recipients=recipients, at=datetime.now(UTC)):
        click.echo(made)


@group.command(name="escrow")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--to", "recipients", multiple=True, required=True, help="An officer's age recipient (age1...).")
@on_installation
def escrow(*, out: Path, recipients: tuple[str, ...]) -> None:
    """Encrypt the root key to its officers, each of whom can open it alone.

    \b
    fivefold ops escrow --out root-key.age --to age1... --to age1...

    Without the root key no record can be read again, whatever backups there are. Whoever has it and a copy of the key
    store and of the records can read all of them: two officers, in two places.
    """
    from fivefold.cli import ops_backup

    ops_backup.escrow(out, recipients=recipients)
    click.echo(f"The root key is in {out}, for {len(recipients)} officer{'s' * (len(recipients) != 1)}.")


@group.command(name="restore")
@click.argument("records", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--keys",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The backup of the keys.",
)
@click.option(
    "--identity",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file with the age identity that opens both.",
)
@click.option(
    "--root-key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The escrowed root key, where this installation has none.",
)
@click.option("--drill", is_flag=True, help="Restore into a folder of its own, verify, and take it away again.")
@on_installation
def restore(*, records: Path, keys: Path, identity: Path, root_key: Path | None, drill: bool) -> None:
    """Bring a backup back into an empty installation, and verify it; or rehearse that with --drill.

    \b
    fivefold ops restore records.age --keys keys.age --identity identity.txt --root-key root-key.age
    fivefold ops restore records.age --keys keys.age --identity identity.txt --drill

    Never writes over records or keys that are there.
    """
    from fivefold.cli import ops_restore

    told = ops_restore.restore(
        records, keys=keys, identity=identity, root_key=root_key, drill=drill, at=datetime.now(UTC)
    )
    for line in told:
        click.echo(line)


@group.command(name="invite")
@click.argument("email")
@click.option("--name", required=True, help="The name colleagues know.")
@on_installation
def invite(*, email: str, name: str) -> None:
    """Invite an operator: the first way into an installation where nobody has an account yet.

    \b
    fivefold ops invite operator@example.org --name "Sam Operator"

    Prints a link that works once, for three days; hand it to them and to nobody else. Asked again before they join,
    it prints another, and the first no longer works. Operators invite everybody else in the application.
    """
    from fivefold.cli import ops_people

    click.echo(ops_people.invite_operator(email, name=name, at=datetime.now(UTC)))


@group.command(name="code")
@click.argument("email", required=False)
@on_installation
def code(*, email: str | None) -> None:
    """The one-time code that a demonstration account signs in with now, or every account's. Never anybody else's.

    \b
    fivefold ops code
    fivefold ops code research.lead@example.org

    A code works once, for half a minute. Only on a demonstration on this machine.
    """
    from fivefold.cli import ops_people

    codes = ops_people.codes(email)
    if email is not None:
        click.echo(codes[0][1])
    else:
        click.echo(present.table(("account", "code now"), codes))
