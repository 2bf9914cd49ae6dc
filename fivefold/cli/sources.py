"""Where a command's study comes from: a study folder, or the records."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from fivefold.cli import present
from fivefold.cli.records import AS, Recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fivefold.method.coding.study_folder import CodedStudyReading
    from fivefold.method.studies.folder import Outcome
    from fivefold.method.studies.lists import Passwords

Source: TypeAlias = Path | Recorded
"""A study folder (or an extract's), or a study of the records."""

Command: TypeAlias = Callable[..., Any]

_NAMED = "fivefold.cli.sources.named"

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)

password_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A list with the columns file and password, or a text with one password for every file on each line.",
)
as_option = click.option("--as", "email", metavar="E-MAIL", help=f"Who you are in the records; {AS} says it for good.")


class StudyCommand(click.Command):
    """A command whose STUDY argument gives way to --study NAME, so that the arguments after it move up."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_NAMED] = any(one.partition("=")[0] == "--study" for one in args)
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params = super().get_params(ctx)
        return [one for one in params if one.name != "study"] if ctx.meta.get(_NAMED) else params


class StudyGroup(click.Group):
    """A group of such commands."""

    command_class = StudyCommand


def study_argument(*, needs: str, kind: click.Path = FOLDER) -> Callable[[Command], Command]:
    """The STUDY argument with `--password-file`, and in its place `--study NAME` with `--as E-MAIL`.

    The command receives `study: Source, password_file: Path | None`. needs: key of the ability that somebody must
    hold in a study of the records.
    """

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(*, study: Path | None = None, name: str | None, email: str | None, **given: Any) -> Any:
            return command(study=_source(study, name, email, needs), **given)

        for option in (
            password_option,
            as_option,
            click.option("--study", "name", metavar="NAME", help="A study of the records, in place of a folder."),
            click.argument("study", type=kind, required=False),
        ):
            run = option(run)
        return run

    return decorate


def _source(study: Path | None, name: str | None, email: str | None, needs: str) -> Source:
    if (study is None) == (name is None):
        raise click.UsageError("Name one study: a folder as STUDY, or --study NAME for one of the records.")
    return Recorded(name, email, needs) if name is not None else study  # type: ignore[return-value]


def read_coded(study: Source, password_file: Path | None) -> "CodedStudyReading":
    """The study with its codings, read from its folder or from the records. Errors as of either."""
    if isinstance(study, Recorded):
        from fivefold.cli import records

        command = click.get_current_context().command_path.split()[1:]
        return records.reading(study, command=".".join(command))
    from fivefold.method.coding.study_folder import read_coded_study

    return read_coded_study(study, passwords=passwords(password_file), watch=watch, progress=present.progress)


def watch(outcomes: "Iterator[Outcome]", total: int) -> "Iterator[Outcome]":
    """The bar while forms are read."""
    return present.progress(outcomes, label="Reading forms", length=total)


def passwords(file: Path | None) -> "Passwords | None":
    """The passwords in a file. InputError for one that is no list of them."""
    from fivefold.method.studies.lists import read_password_file

    return None if file is None else read_password_file(file.read_bytes(), file=str(file))
