"""Opening what every command of analysis and reporting starts from: a study folder, or an extract made of one."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fivefold.cli import present
from fivefold.cli.study import password_option

if TYPE_CHECKING:
    from fivefold.method.analysis.extract import Extract
    from fivefold.method.studies.study import Protocol

Command = TypeVar("Command", bound=Any)

STUDY = click.Path(path_type=Path, file_okay=False, exists=True)


def study_argument(command: Command) -> Command:
    """The STUDY argument and `--password-file`; the command receives `study: Path, password_file: Path | None`."""
    argument: Command = click.argument("study", type=STUDY)(password_option(command))
    return argument


@dataclass(frozen=True, slots=True)
class Opened:
    """An extract, and the protocol of its study; None when only an extract was given."""

    extract: "Extract"
    protocol: "Protocol | None"


def open_extract(study: Path, password_file: Path | None = None) -> "Extract":
    """The extract in a folder, or the extract of a study folder, read now. Errors as `open_study`."""
    return open_study(study, password_file).extract


def open_study(study: Path, password_file: Path | None = None) -> Opened:
    """The extract of a folder, with the protocol where the folder is a study's.

    Raises InputError for a folder that is neither, or whose study has no coding that figures could stand on.
    """
    from fivefold.method.analysis.extract import extract
    from fivefold.method.analysis.extract_files import is_extract, read_extract

    if is_extract(study):
        return Opened(read_extract(study), None)
    from fivefold.method.coding.study_folder import read_coded_study
    from fivefold.method.studies.lists import read_password_file

    passwords = (
        None if password_file is None else read_password_file(password_file.read_bytes(), file=str(password_file))
    )
    reading = read_coded_study(
        study,
        passwords=passwords,
        watch=lambda outcomes, total: present.progress(outcomes, label="Reading forms", length=total),
        progress=present.progress,
    )
    coded = reading.require_codings()
    if reading.doubts:
        things = "1 thing" if reading.doubts == 1 else f"{reading.doubts} things"
        present.note(f"The coding project leaves {things} to look at; `fivefold study read {study}` lists them.")
    return Opened(extract(coded, announced=reading.report.eligibility), coded.study.protocol)
