"""Which column of the form stands where in a table, and which cells lie under which heading."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms.grids import Grid, GridCell
from fivefold.method.frameworks.forms.labels import Match, labels_of

_MOSTLY: Final = 0.6
"""Share of a cell's width that must lie under one heading when their edges do not meet (a border was dragged)."""


class Role(StrEnum):
    """What stands in a column of the table."""

    ANSWERS = "answers"
    SIDE = "side"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: where it stands, and the form's column it names.

    keys: one for a certain heading, several for an ambiguous one, none for the row labels' side and added columns.
    number: which column of the table it is, from 1, for telling a person.
    """

    left: int
    right: int
    start: float
    end: float
    role: Role
    keys: tuple[str, ...]
    number: int


def heading_rows(grid: Grid, instrument: Instrument) -> set[int]:
    """The rows of a table that name the form's columns."""
    found = set()
    labels = labels_of(instrument)
    several_contexts = sum(row_label(row, instrument) is not None for row in grid.covering) >= 2
    for number, row in enumerate(grid.rows):
        solid = [cell.text for cell in row if cell.text]
        matches = [match for text in solid if (match := labels.columns.match(text)) is not None]
        keys = {match.keys for match in matches}
        alone = len(keys) == 1 and len(solid) == 1 and len(row) > 1 and not row[0].text and several_contexts
        enough = len(keys) >= 2 or alone
        if enough and 2 * len(matches) >= len(solid) and row_label(grid.covering[number], instrument) is None:
            found.add(number)
    return found


def row_label(cells: list[GridCell], instrument: Instrument) -> tuple[GridCell, Match] | None:
    """The first of the first two cells that is a row's label."""
    for cell in cells[:2]:
        match = labels_of(instrument).rows.match(cell.text)
        if match is not None:
            return cell, match
    return None


def headings_of(grid: Grid, row: int, instrument: Instrument) -> list[Heading]:
    """The headings in a row, from left to right."""
    headings = []
    for number, cell in enumerate(grid.covering[row], start=1):
        match = labels_of(instrument).columns.match(cell.text)
        role = Role.ANSWERS if match else Role.ADDED
        if match is None and (not cell.text or _holds_row_labels(grid, cell, row, instrument)):
            role = Role.SIDE
        keys = match.keys if match else ()
        headings.append(Heading(cell.left, cell.right, cell.start, cell.end, role, keys, number))
    return headings


def _holds_row_labels(grid: Grid, heading: GridCell, row: int, instrument: Instrument) -> bool:
    below = [
        cell for cell in grid.cells() if cell.top > row and cell.left < heading.right and heading.left < cell.right
    ]
    return any(labels_of(instrument).rows.match(cell.text) for cell in below)


def moved(headings: list[Heading], cells: list[GridCell]) -> list[Heading]:
    """The same headings over the cells of another table's row, one for one."""
    return [
        Heading(cell.left, cell.right, cell.start, cell.end, heading.role, heading.keys, heading.number)
        for heading, cell in zip(headings, cells, strict=True)
    ]


def headings_over(cell: GridCell, headings: list[Heading], row: list[GridCell]) -> list[Heading]:
    """The headings a cell lies under: one, or several when it is merged over them.

    row: all cells that cover the cell's row, to count by when edges do not meet (a border was dragged).
    """
    over = [heading for heading in headings if cell.left < heading.right and heading.left < cell.right]
    meets = over and over[0].left == cell.left and over[-1].right == cell.right
    if len(over) <= 1 or meets:
        return over
    if len(row) == len(headings):
        return [headings[row.index(cell)]]
    best = max(over, key=lambda heading: _shared(cell, heading))
    return [best] if _shared(cell, best) >= _MOSTLY * (cell.end - cell.start) else over


def _shared(cell: GridCell, heading: Heading) -> float:
    return min(cell.end, heading.end) - max(cell.start, heading.start)
