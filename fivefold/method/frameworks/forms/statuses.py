"""Why a cell has no entries, in words: how it is written, and which words stand for it."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms import annotations

_SPACE = re.compile(r"\s+")
_EDGES = " .,;:!()[]*•·▪◦-–—_'\"‘’“”"
"""What may surround a status without changing it: list marks, brackets, quotation marks, a full stop."""


def words(status: CellStatus) -> str:
    """The words a form is written with."""
    return _lists()[status][0]


def status_of(text: str) -> CellStatus | None:
    """The status these words stand for, as the whole of a cell; None where they say something else.

    The written words followed by a colon and a reason ("Not discussed: police sent apologies") are that status too.
    Words that end in an entry's details ("none [entry]") are an entry's.
    """
    if annotations.read(text).marked:
        return None
    plain = _plain(text)
    found = _by_words().get(plain)
    if found is None and ":" in plain:
        return _by_written_words().get(plain.partition(":")[0].rstrip())
    return found


def _plain(text: str) -> str:
    """Text as it is compared: one case, single spaces, no surrounding marks (unless it is nothing but marks)."""
    spaced = _SPACE.sub(" ", text).strip().replace("’", "'").casefold()
    return spaced.strip(_EDGES) or spaced


@cache
def _lists() -> dict[CellStatus, list[str]]:
    resource = files("fivefold.method.data.wording").joinpath("statuses.toml")
    return {CellStatus(key): row for key, row in tomllib.loads(resource.read_text(encoding="utf-8")).items()}


@cache
def _by_words() -> dict[str, CellStatus]:
    return {_plain(phrase): status for status, phrases in _lists().items() for phrase in phrases}


@cache
def _by_written_words() -> dict[str, CellStatus]:
    return {_plain(phrases[0]): status for status, phrases in _lists().items()}
