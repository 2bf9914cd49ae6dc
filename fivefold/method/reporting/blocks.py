"""What a document is made of between its sentences: sections, paragraphs, lists, tables, charts, callouts."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.reporting.inlines import Inlines, Number

_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*")
RESERVED = ("number-", "statistic-", "stated-", "use-", "chart-", "ff-")
"""Beginnings of ids that renderers make for themselves."""


def _require_identifier(identifier: str) -> None:
    if not _IDENTIFIER.fullmatch(identifier) or identifier.startswith(RESERVED):
        raise ValueError(f"not an id for a block (small letters, digits, hyphens; not {RESERVED}): {identifier!r}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. lead: the opening paragraph of a section or document, set larger."""

    inlines: Inlines
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of items, ordered when the order carries meaning."""

    items: tuple[Inlines, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what is said of it."""

    term: Inlines
    meaning: Inlines


@dataclass(frozen=True, slots=True)
class Definitions:
    """A list of terms with their meanings. headline: a few numbers with what they count, set large on a page."""

    entries: tuple[Definition, ...]
    headline: bool = False


class Tone(StrEnum):
    """What a callout is for; the value is the word printed before its title."""

    KEY = "Key finding"
    CAUTION = "Caution"
    NOTE = "Note"


@dataclass(frozen=True, slots=True)
class Callout:
    """A short passage set apart."""

    tone: Tone
    title: Inlines
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its head and one cell per column, each cell being inlines; () prints as an empty cell.

    mark: what kind of row it is, a word as in an id: a page marks the row with it, and filters rows by it. The cells
    must say the same in words.
    """

    head: Inlines
    cells: tuple[Inlines, ...]
    mark: str = ""

    def __post_init__(self) -> None:
        if self.mark:
            _require_identifier(self.mark)


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. heads: the head of the row heads' column, then one per column.

    numeric: columns (not counting the row heads') whose cells are set as numbers; by default all of them.
    notes: printed below, one paragraph each. ValueError when a row has another number of cells than heads.
    """

    id: str
    caption: Inlines
    heads: tuple[Inlines, ...]
    rows: tuple[Row, ...]
    notes: tuple[Inlines, ...] = ()
    numeric: frozenset[int] | None = None

    def __post_init__(self) -> None:
        _require_identifier(self.id)
        for row in self.rows:
            if len(row.cells) != len(self.heads) - 1:
                raise ValueError(
                    f'table "{self.id}": a row has {len(row.cells)} cells for {len(self.heads) - 1} columns'
                )

    def is_numeric(self, column: int) -> bool:
        """Whether the cells of this column (0 is the first after the row heads) are set as numbers."""
        return self.numeric is None or column in self.numeric


@dataclass(frozen=True, slots=True)
class Grid:
    """What a chart shows: a number per row and column, or None where the question does not arise.

    row_title, column_title: what rows and columns are ("Factor", "Cohort"). rows, columns: their labels, kept short.
    ValueError when a row of cells does not match the columns.
    """

    row_title: str
    column_title: str
    rows: tuple[Inlines, ...]
    columns: tuple[Inlines, ...]
    cells: tuple[tuple[Number | None, ...], ...]

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.rows) or any(len(row) != len(self.columns) for row in self.cells):
            raise ValueError("a grid needs one row of cells per row and one cell per column")
        if not self.rows or not self.columns:
            raise ValueError("a grid needs at least one row and one column")


class Kind(StrEnum):
    """The charts there are."""

    COMPARISON = "comparison"
    MATRIX = "matrix"
    MISPLACEMENT = "misplacement"
    COMPLETENESS = "completeness"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its data; the drawing, its alternative text and its numbers table are made from them.

    note: how to read it, printed below. Made by the functions of `charts`, which say what each kind needs.
    """

    id: str
    kind: Kind
    title: Inlines
    grid: Grid
    note: Inlines = ()

    def __post_init__(self) -> None:
        _require_identifier(self.id)


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, made from the sections and appendices."""


@dataclass(frozen=True, slots=True)
class EveryNumber:
    """The register of every number used: definition, base, unit, exclusions, freeze, references; and what is stated."""


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part; its level is its depth.

    filtered: what the marked rows of its tables are called ("published figures") when a page lets its reader narrow
    them down; "" for a section that is read as it stands.
    """

    id: str
    heading: Inlines
    blocks: tuple["Block", ...]
    filtered: str = ""

    def __post_init__(self) -> None:
        _require_identifier(self.id)


@dataclass(frozen=True, slots=True)
class Appendix:
    """A lettered part at the end of the document."""

    id: str
    heading: Inlines
    blocks: tuple["Block", ...]

    def __post_init__(self) -> None:
        _require_identifier(self.id)


Block = Paragraph | Items | Definitions | Callout | Table | Chart | Contents | EveryNumber | Section | Appendix
