"""Check published figures; write and serve the briefing."""

from pathlib import Path

import click

from fivefold.cli import present, serving
from fivefold.cli.reporting_briefing import briefing
from fivefold.cli.reporting_claims import claims
from fivefold.method.common.errors import InputError

USUAL_PORT = 8765


@click.group(name="reporting")
def group() -> None:
    """Check published figures; write and serve the briefing."""


group.add_command(briefing)
group.add_command(claims)


@group.command(name="serve")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--port", type=click.IntRange(0, 65535), help=f"The port to use; otherwise {USUAL_PORT}, or any free one."
)
def serve(*, folder: Path, port: int | None) -> None:
    """Show the pages of DIR in a browser of this machine.

    Prints the address to open. Nothing is reachable from another machine, nothing is written, and nothing is kept in
    the browser's store. Ctrl+C stops it.

    \b
    fivefold reporting serve briefing
    """
    with _server(folder, port) as server:
        click.echo(server.address)
        present.note("Open this address in a browser. Ctrl+C stops it.")
        server.serve_forever()


def _server(folder: Path, port: int | None) -> serving.Server:
    if port is not None:
        return serving.Server(folder, port=port)
    try:
        return serving.Server(folder, port=USUAL_PORT)
    except InputError:
        # A second briefing beside the first must not need a number from the person.
        return serving.Server(folder, port=0)
