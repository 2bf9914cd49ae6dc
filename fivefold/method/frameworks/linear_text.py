"""A framework as one plain text, with the exact place of every entry in it.

This text is what coders read and code: the source of a coding project.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import Cell, CellKey, Framework
from fivefold.method.frameworks.forms import annotations, statuses


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """Where an entry's words stand: text[start:end] in code points, without its bullet and its details.

    index: the entry's number in its cell, from 0.
    """

    cell: CellKey
    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LinearText:
    """The text (line ends LF, one LF at the end) and its entries in form order."""

    text: str
    entries: tuple[PlacedEntry, ...]


class _Page:
    """Pieces of text as they are put down, and how many code points they are so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0

    def put(self, piece: str) -> int:
        """Add a piece; where it starts."""
        start = self.length
        self.pieces.append(piece)
        self.length += len(piece)
        return start


def render(framework: Framework, instrument: Instrument) -> LinearText:
    """The framework as text: header lines, then for every row and column a heading and what stands there.

    An entry is "- " and its words, then its details in brackets; a cell without entries says why in
    parentheses. Only words that belong to an entry lie inside a PlacedEntry.
    """
    page = _Page()
    page.put(f"{instrument.title}\n")
    for field in instrument.header:
        page.put(f"{field.label}: {getattr(framework.header, field.key)}".rstrip() + "\n")
    entries: list[PlacedEntry] = []
    for row in instrument.rows:
        page.put(f"\n{_row_heading(row.label, framework.places, row.context)}\n")
        for column in instrument.columns:
            page.put(f"\n{row.label} – {column.label}\n")
            entries += _put_cell(page, framework.cell(row.context, column.key))
    return LinearText("".join(page.pieces), tuple(entries))


def _row_heading(label: str, places: dict[Context, str], context: Context) -> str:
    place = places.get(context, "")
    return f"{label}: {place}" if place else label


def _put_cell(page: _Page, cell: Cell) -> Iterator[PlacedEntry]:
    for index, entry in enumerate(cell.entries):
        page.put("- ")
        start = page.put(entry.text)
        page.put(f"{annotations.suffix(entry, stands_in=cell.key)}\n")
        yield PlacedEntry(cell.key, index, start, start + len(entry.text))
    if not cell.entries and cell.status is not None:
        page.put(f"({cell.status_text or statuses.words(cell.status)})\n")
