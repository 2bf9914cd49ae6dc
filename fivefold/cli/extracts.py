"""Opening what every command of analysis and reporting starts from: a study folder, or an extract made of one."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fivefold.cli import present

if TYPE_CHECKING:
    from fivefold.method.analysis.extract import Extract

Command = TypeVar("Command", bound=Any)

STUDY = click.Path(path_type=Path, file_okay=False, exists=True)


def study_argument(command: Command) -> Command:
    """The STUDY argument and `--password-file`; the command receives `study: Path, password_file: Path | None`."""
    command = click.option(
        "--password-file",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="A CSV list (file,password) of the protected forms' passwords, beside the study folder's own.",
    )(command)
    argument: Command = click.argument("study", type=STUDY)(command)
    return argument


def open_extract(study: Path, password_file: Path | None = None) -> "Extract":
    """The extract in a folder, or the extract of a study folder, read now.

    Raises InputError for a folder that is neither, or whose study has no coding project.
    """
    from fivefold.method.analysis.extract import extract
    from fivefold.method.analysis.extract_files import is_extract, read_extract

    if is_extract(study):
        return read_extract(study)
    from fivefold.method.coding.study_folder import read_coded_study
    from fivefold.method.studies.lists import read_passwords

    passwords = None
    if password_file is not None:
        passwords = read_passwords(password_file.read_text(encoding="utf-8-sig"), file=str(password_file))
    reading = read_coded_study(
        study,
        passwords=passwords,
        watch=lambda outcomes, total: present.progress(outcomes, label="Reading forms", length=total),
    )
    return extract(reading.require_codings(), announced=reading.report.eligibility)
