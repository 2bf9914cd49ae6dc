"""Write docs/reference/cli.md from the commands' own help, so that the page cannot say anything else.

python tools/cli_reference.py
"""

from collections.abc import Iterator
from pathlib import Path

import click

from fivefold.cli.main import NOUNS, main

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/cli.md"
WIDTH = 100

OPENING = """\
# The command line

Written by `make docs` from the commands' own help; a change belongs there.
"""


def commands(group: click.Group, *, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below `group` with the words that call it, groups before what they hold."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, path=f"{path} {name}")


def reference() -> str:
    """The whole page."""
    sections = [OPENING, _section("fivefold", main, level=2)]
    for path, command in commands(main, path="fivefold"):
        sections.append(_section(path, command, level=2 if path.removeprefix("fivefold ") in NOUNS else 3))
    return "\n".join(sections)


def _section(path: str, command: click.Command, *, level: int) -> str:
    # As below `fivefold` itself: click keeps the help option of whichever context asked first.
    names = main.context_settings["help_option_names"]
    context = click.Context(
        command, info_name=path, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names
    )
    lines = (line.rstrip() for line in command.get_help(context).splitlines())
    return f"{'#' * level} {path}\n\n```\n{chr(10).join(lines)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
