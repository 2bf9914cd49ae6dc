"""What a corpus form is and what its reading must be, said by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.corpus.wordml import FORM, HEADER, TITLE, File, form_table, header_table, p

LABELS = [
    FORM.title,
    FORM.subtitle,
    *(f"{field.label}:" for field in FORM.header),
    FORM.corner,
    *(column.label for column in FORM.columns),
    *(row.label for row in FORM.rows),
]
"""The form's own words in the order a plain form has them."""

CELLS: dict[str, Any] = {
    "individual/hsb": ["Two incidents in the autumn term"],
    "individual/strength": ["Good at mathematics", "Keeps appointments"],
    "peer/risk": ["The group laughs at hostile jokes and nobody objects"],
    "school/risk": ["Bullying in the corridors is known to staff"],
    "school/action": ["Staff to be on the stairs at every change of lessons"],
    "neighbourhood/vulnerability": ["Stairwells are out of sight"],
}
"""What most forms of the corpus hold."""


@dataclass(frozen=True)
class Expected:
    """A reading: entries by cell, or {"status": words}; cells not named are blank."""

    cells: Mapping[str, Any] = field(default_factory=lambda: CELLS)
    header: Mapping[str, str] = field(default_factory=lambda: HEADER)
    places: Mapping[str, str] = field(default_factory=dict)
    unplaced: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    labels: Sequence[str] = field(default_factory=lambda: LABELS)

    def as_json(self) -> dict[str, Any]:
        """As it stands beside the form."""
        return {
            "outcome": "read",
            "header": {key: self.header.get(key, "") for key in HEADER},
            "places": dict(self.places),
            "cells": dict(self.cells),
            "unplaced": [list(pair) for pair in self.unplaced],
            "notes": list(self.notes),
            "labels": list(self.labels),
        }


@dataclass(frozen=True)
class Case:
    """One file. password: what opens it, "" if it is not protected."""

    name: str
    why: str
    suffix: str
    build: Callable[[], bytes]
    expected: Expected | str
    password: str = ""


CASES: list[Case] = []


def case(
    expected: Expected | str = Expected(), *, suffix: str = "docx", password: str = ""
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Add a file to the corpus. expected: its reading, or the reason for which it is refused."""

    def add(build: Callable[[], bytes]) -> Callable[[], bytes]:
        why = " ".join((build.__doc__ or "").split())
        CASES.append(Case(build.__name__, why, suffix, build, expected, password))
        return build

    return add


def usual(table: str | None = None, *, before: str = "", after: str = "") -> File:
    """The usual form with another table, or something around it."""
    return File(TITLE + header_table() + p() + before + (form_table(CELLS) if table is None else table) + after)


def labels(*, without: Sequence[str] = (), add: Sequence[str] = ()) -> list[str]:
    """The usual labels with some taken out, or more at the end."""
    return [label for label in LABELS if label not in without] + list(add)
