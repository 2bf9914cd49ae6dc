"""The words the form itself prints: not what anybody recorded, and never to be read as such."""

import re
from functools import cache

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms import statuses

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+")


def hint() -> str:
    """The footer's line on empty boxes, which lets a reader tell five kinds of blank apart."""
    reasons = [statuses.words(status) for status in CellStatus if status is not CellStatus.UNEXPLAINED]
    return f"Where a box stays empty, write why:  {'  ·  '.join(reasons)}"


def version_line(instrument: Instrument) -> str:
    """The footer's name for the form."""
    return f"{instrument.title}  ·  form {instrument.key}"


def page_line(page: int, pages: int) -> str:
    """The footer's page number; the numbers are fields that Word keeps up to date."""
    return f"Page {page} of {pages}"


@cache
def own_words(instrument: Instrument) -> tuple[str, ...]:
    """Every piece of text a blank form prints, as it prints it; page numbers stand as 1."""
    return (
        instrument.title,
        instrument.subtitle,
        instrument.corner,
        *(f"{field.label}:" for field in instrument.header),
        *(column.label for column in instrument.columns),
        *(row.label for row in instrument.rows),
        hint(),
        version_line(instrument),
        page_line(1, 1),
        f"{version_line(instrument)}\t{page_line(1, 1)}",
    )


def is_own(text: str, *, instrument: Instrument) -> bool:
    """Whether text is a whole piece of what the form prints, whatever its case, spacing and page number."""
    return _plain(text) in _plain_own_words(instrument)


@cache
def _plain_own_words(instrument: Instrument) -> frozenset[str]:
    return frozenset(_plain(text) for text in own_words(instrument))


def _plain(text: str) -> str:
    return _NUMBER.sub("1", _SPACE.sub(" ", text).strip().rstrip(":").casefold())
