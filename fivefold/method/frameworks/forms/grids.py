"""A table as a grid: where every cell stands and which columns and rows it covers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from fivefold.method.frameworks.forms.document import Block, Table, TableCell, TableRow, paragraphs


@dataclass(slots=True, eq=False)
class GridCell:
    """A cell with all it covers: rows top..bottom and columns left..right, both half open.

    start, end: its edges as they are drawn, in any unit; they tell columns apart whose borders were dragged.
    covered: blocks of cells that were merged into this one and are no longer shown.
    """

    top: int
    bottom: int
    left: int
    right: int
    start: float
    end: float
    blocks: list[Block]
    covered: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, a line per paragraph."""
        return "\n".join(each.text for each in paragraphs(self.blocks)).strip()

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it at all."""
        return all(each.is_blank for each in paragraphs(self.blocks))


@dataclass(slots=True)
class Grid:
    """The cells of a table, by the row they start in.

    covering: for every row the cells that cover it from left to right, those that started above included.
    """

    rows: list[list[GridCell]]
    covering: list[list[GridCell]] = field(init=False)

    def __post_init__(self) -> None:
        self.covering = [[] for _ in self.rows]
        for cell in self.cells():
            for row in range(cell.top, min(cell.bottom, len(self.rows))):
                self.covering[row].append(cell)
        for cells in self.covering:
            cells.sort(key=lambda cell: cell.left)

    def cells(self) -> Iterator[GridCell]:
        """Every cell, row by row."""
        for row in self.rows:
            yield from row

    def turned(self) -> "Grid":
        """The same table with rows and columns exchanged."""
        cells = list(self.cells())
        rows: list[list[GridCell]] = [[] for _ in range(max((cell.right for cell in cells), default=0))]
        for cell in cells:
            turned = GridCell(
                cell.left, cell.right, cell.top, cell.bottom, cell.top, cell.bottom, cell.blocks, cell.covered
            )
            rows[cell.left].append(turned)
        return Grid(rows)


def grid_of(table: Table) -> Grid:
    """Where the cells of a table stand."""
    rows: list[list[GridCell]] = []
    above: dict[int, GridCell] = {}
    for number, row in enumerate(table.rows):
        cells, above = _place_row(row, number, above)
        rows.append(cells)
    _measure(rows, table.widths)
    return Grid(rows)


def _place_row(row: TableRow, number: int, above: dict[int, GridCell]) -> tuple[list[GridCell], dict[int, GridCell]]:
    placed: list[GridCell] = []
    below: dict[int, GridCell] = {}
    column, last = row.before, None
    for cell in row.cells:
        merged = _merged(cell, above.get(column), last)
        if merged is None:
            last = GridCell(number, number + 1, column, column + cell.span, 0, 0, cell.blocks)
            placed.append(last)
        else:
            last = merged
            last.covered += cell.blocks
            last.bottom = number + 1
            last.right = max(last.right, column + cell.span)
        below[last.left] = last
        column += cell.span
    return placed, below


def _merged(cell: TableCell, above: GridCell | None, left: GridCell | None) -> GridCell | None:
    """The cell this one is merged into, if any."""
    if cell.continues_above and above is not None:
        return above
    return left if cell.continues_left else None


def _measure(rows: list[list[GridCell]], widths: list[int]) -> None:
    columns = max((cell.right for row in rows for cell in row), default=0)
    if len(widths) < columns or not all(widths):
        widths = [1] * columns
    edges = [0, *accumulate(widths)]
    for row in rows:
        for cell in row:
            cell.start, cell.end = edges[cell.left], edges[cell.right]
