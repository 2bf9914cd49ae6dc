"""What of a form is filled in, without a word of it: one letter for each cell, in the order of the form.

An outline can be kept beside a list and counted by the thousand, where opening every framework would take minutes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fivefold.method.frameworks.entries import Cell, CellStatus, Framework

HELD: Final = "+"
"""The letter of a cell with entries."""

LETTERS: Final[Mapping[CellStatus, str]] = MappingProxyType(
    {
        CellStatus.NOT_DISCUSSED: "d",
        CellStatus.NOBODY_KNEW: "k",
        CellStatus.NONE_IDENTIFIED: "n",
        CellStatus.NOT_APPLICABLE: "a",
        CellStatus.AGENCY_NOT_PRESENT: "p",
        CellStatus.UNEXPLAINED: ".",
    }
)
"""The letters of cells without entries, by why they have none."""


def outline(framework: Framework) -> str:
    """HELD for each cell with entries, else the letter of its status; 40 letters for a form of five rows by eight."""
    return "".join(_letter(cell) for cell in framework.cells)


def _letter(cell: Cell) -> str:
    return HELD if cell.entries or cell.status is None else LETTERS[cell.status]
