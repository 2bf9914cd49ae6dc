"""Which files of a folder are meant to be forms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fivefold.method.frameworks.forms.worker import FormFile

LOCK_FILE: Final = "~$"
"""How the name of the file begins that Word keeps beside a document while somebody has it open."""
_DOCUMENTS: Final = frozenset(
    (".docx", ".doc", ".docm", ".dotx", ".dotm", ".dot", ".odt", ".rtf", ".pdf", ".pages", ".wps", ".txt", ".zip")
)
"""Files somebody may have meant as a form; those that are none are refused by name rather than passed over."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read in the order given (a folder's by name), and what was passed over, in sentences."""

    files: tuple[FormFile, ...]
    notes: tuple[str, ...]


def find_forms(paths: Iterable[Path]) -> Found:
    """The files named, and for a folder every document in it and below; nothing is opened."""
    files: list[FormFile] = []
    notes: list[str] = []
    for path in paths:
        for each in _documents(path, notes) if path.is_dir() else [path]:
            files.append(FormFile(str(each), each))
    return Found(tuple(files), tuple(notes))


def _documents(folder: Path, notes: list[str]) -> Iterator[Path]:
    found = False
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.name.startswith(LOCK_FILE):
            notes.append(f"{path} was passed over: Word keeps it while somebody has the form open.")
        elif path.suffix.casefold() in _DOCUMENTS:
            found = True
            yield path
        else:
            notes.append(f"{path} was passed over: it is no document.")
    if not found:
        notes.append(f"{folder} holds no documents.")
