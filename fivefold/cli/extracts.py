"""Opening what every command of analysis and reporting starts from: a study folder, or an extract made of one."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fivefold.cli import present
from fivefold.cli.sources import Source, read_coded

if TYPE_CHECKING:
    from fivefold.method.analysis.extract import Extract
    from fivefold.method.studies.study import Protocol


@dataclass(frozen=True, slots=True)
class Opened:
    """An extract, and the protocol of its study; None when only an extract was given."""

    extract: "Extract"
    protocol: "Protocol | None"


def open_extract(study: Source, password_file: Path | None = None) -> "Extract":
    """The extract in a folder, or the extract of a study, read now. Errors as `open_study`."""
    return open_study(study, password_file).extract


def open_study(study: Source, password_file: Path | None = None) -> Opened:
    """The extract of a study, with the protocol where it is not an extract already.

    Raises InputError for a folder that is neither, or a study without coding that figures could stand on.
    """
    from fivefold.method.analysis.extract import extract
    from fivefold.method.analysis.extract_files import is_extract, read_extract

    if isinstance(study, Path) and is_extract(study):
        return Opened(read_extract(study), None)
    reading = read_coded(study, password_file)
    coded = reading.require_codings()
    if reading.doubts:
        things = "1 thing" if reading.doubts == 1 else f"{reading.doubts} things"
        present.note(f"The coding project leaves {things} to look at; `fivefold study read {study}` lists them.")
    return Opened(extract(coded, announced=reading.report.eligibility), coded.study.protocol)
