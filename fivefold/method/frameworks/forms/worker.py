"""Read many files in isolated processes with limits; one bad file never stops the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file to read.

    name: what readings, refusals and messages call it.
    source: its path, or its content if it is already in memory.
    passwords: passwords to try for this file before the common ones.
    """

    name: str
    source: Path | bytes
    passwords: tuple[str, ...] = ()


def read_files(
    files: Iterable[FormFile], *, instrument: Instrument, passwords: Sequence[str] = (), workers: int = 1
) -> Iterator[FormReading | FormRefusal]:
    """Read the files in their order; yields one outcome per file, as soon as it is known.

    passwords: tried in turn on every protected file, after the file's own.
    workers: isolated processes to use, 1 or 2.
    """
    raise NotImplementedError
