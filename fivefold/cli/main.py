"""The terminal door: one noun per module, each a group of commands."""

from importlib import import_module

import click

NOUNS = {
    "frameworks": "Blank and completed forms: write them, read them back.",
    "study": "A study folder: read it, check it, see who is eligible and why.",
    "coding": "Coding projects of other software (REFI-QDA), the codebook, agreement.",
    "analysis": "The study's tables and cross-tabulations.",
    "reporting": "Check published figures; write and serve the briefing.",
    "demo": "The demonstration study and synthetic studies of any size.",
}


class Nouns(click.Group):
    """Loads a noun's module only when it is asked for, so that `fivefold --help` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in NOUNS:
            return None
        command: click.Command = import_module(f"fivefold.cli.{cmd_name}").group
        return command


@click.command(cls=Nouns)
@click.version_option(package_name="fivefold", message="%(prog)s %(version)s")
def main() -> None:
    """Contextual assessments: recorded, coded, compared and reported, every number traceable."""
