"""A long list in pages of one size."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

SIZE = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list a page is. first, last: numbers of its rows from 1. total: rows in all.

    next, previous: addresses, "" for none. before, after: the words of the two links.
    """

    first: int
    last: int
    total: int
    previous: str = ""
    next: str = ""
    before: str = "Previous"
    after: str = "Next"

    @property
    def words(self) -> str:
        """Which rows are shown, of how many."""
        return f"{self.first:,} to {self.last:,} of {self.total:,}" if self.total else "None"


_DIGITS = 9
"""Digits of a page's number from which on it is none."""


def pages(total: int, asked: object, *, query: Mapping[str, str] | None = None, size: int = SIZE) -> Pages:
    """The page somebody asked for, by its number from 1; whatever else was asked is the first or the last.

    query: what else the address holds, repeated in the links; closed choices alone, never somebody's words.
    """
    every, told = max(1, -(-total // size)), str(asked)
    # Python refuses to read a number of thousands of digits, which would end in an error of ours.
    here = min(max(1, int(told)) if told.isdecimal() and len(told) < _DIGITS else 1, every)
    return Pages(
        first=(here - 1) * size + 1 if total else 0,
        last=min(here * size, total),
        total=total,
        previous=_address(here - 1, query) if here > 1 else "",
        next=_address(here + 1, query) if here < every else "",
    )


def _address(page: int, query: Mapping[str, str] | None) -> str:
    kept = {name: value for name, value in (query or {}).items() if value and name != "page"}
    return "?" + urlencode({**kept, "page": page})
