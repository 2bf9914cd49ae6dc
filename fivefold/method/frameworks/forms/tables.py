"""The form's table, however it has been cut up: every cell of it to its place on the form."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellKey
from fivefold.method.frameworks.forms.collecting import Collection
from fivefold.method.frameworks.forms.document import Table
from fivefold.method.frameworks.forms.grids import Grid, GridCell, grid_of
from fivefold.method.frameworks.forms.headings import (
    Heading,
    Role,
    heading_rows,
    headings_of,
    headings_over,
    moved,
    row_label,
)
from fivefold.method.frameworks.forms.labels import Labels, Match, is_furniture, labels_of


@dataclass(slots=True)
class State:
    """What the tables read so far have shown.

    headings: those of the last table; context: that of its last row.
    section: the row or column that a heading paragraph or a row across the table has announced.
    adjacent: nothing but blank paragraphs since the last table of the form.
    """

    tables: int = 0
    headings: list[Heading] = field(default_factory=list)
    context: Context | None = None
    section: Context | None = None
    section_column: str = ""
    adjacent: bool = False
    contexts: set[Context] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Plan:
    """How a table is to be read.

    named: its rows that hold headings. headings: those that hold from the start, for a table without such a row.
    context: the row of the form that its first rows belong to unless they have a label.
    """

    grid: Grid
    named: set[int]
    headings: list[Heading] = field(default_factory=list)
    context: Context | None = None


@dataclass(slots=True)
class _Row:
    """A row that has been understood. label: its label cell. contexts: what it is about, none when unknown."""

    headings: list[Heading]
    contexts: tuple[Context, ...]
    label: GridCell | None = None
    across: GridCell | None = None


def heading_of(text: str, instrument: Instrument, state: State) -> bool:
    """Whether a paragraph before a table announces the row or column the table is about; remembers it."""
    labels = labels_of(instrument)
    row, column = _whole(labels.rows, text), _whole(labels.columns, text)
    if row is not None:
        state.section = Context(row)
    elif column is not None:
        state.section_column = column
    return row is not None or column is not None


def _whole(labels: Labels, text: str) -> str | None:
    text = text.strip().rstrip(":")
    match = labels.match(text)
    return match.keys[0] if match is not None and len(match.keys) == 1 and match.end >= len(text) else None


def sections(table: Table, instrument: Instrument) -> list[Table]:
    """A table in the parts it is to be read in.

    Rows above the form's first label are cut off: Word joins tables with nothing between them. A table of label
    and answer that announces each row of the form in a row of its own is cut before each.
    """
    labels = labels_of(instrument)
    if _is_too_wide(table):
        return [table]
    grid = grid_of(table)
    if heading_rows(grid, instrument):
        return [table]
    labelled = [
        any(_whole(kind, cell.text) for cell in row for kind in (labels.rows, labels.columns)) for row in grid.rows
    ]
    edges = {0, labelled.index(True) if any(labelled) else 0, len(table.rows)}
    if _lists_columns(grid, instrument):
        announcing = [number for number, row in enumerate(grid.rows) if _announces(row, labels.rows)]
        edges |= {edge for number in announcing for edge in (number, number + 1)}
    return [Table(table.rows[start:end], table.widths) for start, end in pairwise(sorted(edges))]


_MOST_COLUMNS: Final = 63
"""Word's own limit; every cell is held against every heading, which a made-up table must not make endless."""


def _is_too_wide(table: Table) -> bool:
    return any(len(row.cells) > _MOST_COLUMNS for row in table.rows)


def _announces(row: list[GridCell], rows: Labels) -> bool:
    """Whether the only words of a row are the label of one of the form's rows."""
    solid = [cell for cell in row if not cell.is_blank]
    return len(solid) == 1 and _whole(rows, solid[0].text) is not None


def _lists_columns(grid: Grid, instrument: Instrument) -> bool:
    first = {key for row in grid.covering if row and (key := _whole(labels_of(instrument).columns, row[0].text))}
    return len(first) >= 2


def plan(table: Table, instrument: Instrument, state: State) -> Plan | None:
    """How to read a table as part of the form; None when it is none."""
    if _is_too_wide(table):
        return None
    grid = grid_of(table)
    for turned in (grid, grid.turned()):
        named = heading_rows(turned, instrument)
        if named:
            return Plan(turned, named, context=state.section or (state.context if state.adjacent else None))
    labelled = [row for row in grid.covering if row_label(row, instrument)]
    if len(labelled) >= 2 and state.section_column:
        return Plan(grid, set(), _one_column(labelled[0], state.section_column))
    if labelled and sum(not cell.is_blank for cell in grid.cells()) == 1:
        return Plan(grid, set(), [_heading(cell, Role.SIDE) for cell in labelled[0]])
    if state.headings and (labelled or state.adjacent):
        for cells in grid.covering:
            if len(cells) == len(state.headings):
                return Plan(grid, set(), moved(state.headings, cells), state.context)
    return None


def _heading(cell: GridCell, role: Role, *keys: str) -> Heading:
    return Heading(cell.left, cell.right, cell.start, cell.end, role, keys, 1)


def _one_column(row: list[GridCell], key: str) -> list[Heading]:
    """A table of rows for one announced column: labels at the left, answers in the rest."""
    return [_heading(row[0], Role.SIDE), *(_heading(cell, Role.ANSWERS, key) for cell in row[1:])]


LooseRow: TypeAlias = Callable[[list[GridCell]], None]


def read(collection: Collection, plan: Plan, state: State, *, loose_row: LooseRow) -> None:
    """Hand over every cell of a table of the form.

    loose_row: reads cells that are no part of it (rows above the headings, a row across the table).
    """
    rows = _understand(collection, plan, state)
    for number, cells in enumerate(plan.grid.rows):
        row = rows[number]
        if row is None:
            loose_row(cells)
            continue
        for cell in cells:
            if number in plan.named:
                _read_heading(collection, cell)
            elif cell is row.label:
                _read_label(collection, cell, row.contexts)
            elif cell is row.across:
                loose_row([cell])
            else:
                _read_answer(collection, cell, rows, plan.grid.covering[number])
            collection.leave_all(cell.covered, f"table row {number + 1}, hidden behind a merged cell")
    _remember(state, rows)


def _remember(state: State, rows: Sequence["_Row | None"]) -> None:
    understood = [row for row in rows if row is not None]
    for row in understood:
        state.columns.update(key for heading in row.headings for key in heading.keys)
        state.contexts.update(row.contexts)
    last = understood[-1]
    state.context = last.contexts[0] if len(last.contexts) == 1 else None
    if any(heading.role is Role.ANSWERS for heading in last.headings):
        state.headings = last.headings
        state.tables += 1
    state.section, state.section_column, state.adjacent = None, "", True


def _understand(collection: Collection, plan: Plan, state: State) -> list[_Row | None]:
    """What every row of the table is: None above the first headings."""
    headings, rows = plan.headings, list[_Row | None]()
    contexts: tuple[Context, ...] = () if plan.context is None else (plan.context,)
    for number, cells in enumerate(plan.grid.covering):
        if number in plan.named:
            headings = headings_of(plan.grid, number, collection.instrument)
            rows.append(_Row(headings, ()))
        elif not headings:
            rows.append(None)
        else:
            row = _understand_row(collection, cells, headings, contexts)
            rows.append(row)
            if row.across is None:
                contexts = row.contexts
    return rows


def _understand_row(
    collection: Collection, cells: list[GridCell], headings: list[Heading], before: tuple[Context, ...]
) -> _Row:
    side: list[GridCell] = []
    across: GridCell | None = None
    for cell in cells:
        roles = {heading.role for heading in headings_over(cell, headings, cells)}
        if roles <= {Role.SIDE}:
            side.append(cell)
        elif Role.SIDE in roles:
            across = cell
    rows = labels_of(collection.instrument).rows
    for cell in [*side, *([across] if across else [])]:
        match = rows.match(cell.text)
        if match is not None and (cell is not across or match.end >= len(cell.text)):
            return _Row(headings, tuple(Context(key) for key in match.keys), label=cell)
    if across is not None:
        return _Row(headings, (), across=across)
    if any(cell.text and not is_furniture(cell.text, collection.instrument) for cell in side):
        return _Row(headings, ())
    if before and side and any(not cell.is_blank for cell in cells if cell not in side):
        collection.note("A row without a label was read as going on from the row above it.")
    return _Row(headings, before)


def _read_heading(collection: Collection, cell: GridCell) -> None:
    text = collection.text_of(cell.blocks, "the headings of the table").strip()
    match = labels_of(collection.instrument).columns.match(text)
    if match is None:
        collection.leave(text, "heading of an added column")
        return
    collection.label(text[: match.end])
    collection.leave(text[match.end :], f"heading {_either(collection, match)}")
    if len(match.keys) > 1:
        collection.note(f"One heading could be {_either(collection, match)}; what stands under it is unplaced.")


def _either(collection: Collection, match: Match) -> str:
    return " or ".join(collection.instrument.column(key).label for key in match.keys)


def _read_label(collection: Collection, cell: GridCell, contexts: tuple[Context, ...]) -> None:
    row = " or ".join(collection.instrument.row(context).label for context in contexts)
    text = collection.text_of(cell.blocks, f"label of {row}").strip()
    match = labels_of(collection.instrument).rows.match(text)
    assert match is not None
    end = match.end
    lead = _AFTER_LABEL.match(text, end)
    assert lead is not None
    end = lead.end()
    collection.label(text[:end])
    rest, brackets = _unbracketed(text[end:])
    collection.mark(brackets)
    if len(contexts) == 1:
        collection.name_place(contexts[0], rest)
    else:
        collection.leave(rest, f"label of {row}")


_AFTER_LABEL: Final = re.compile(r"[)\]]*[^\S\n]*[:;=/–—-]*[^\S\n]*")


def _unbracketed(text: str) -> tuple[str, str]:
    """An addition on the label's own line without the brackets around it, and the brackets."""
    words = text.strip()
    if text.startswith("\n") or not words.endswith((")", "]")):
        return text, ""
    inside = words[1:-1]
    if words[0] in "([" and not set(inside) & set("()[]"):
        return inside, words[0] + words[-1]
    return (words[:-1], words[-1]) if not set(words[:-1]) & set("([") else (text, "")


def _read_answer(collection: Collection, cell: GridCell, rows: list[_Row | None], covering: list[GridCell]) -> None:
    if cell.is_blank:
        return
    row = rows[cell.top]
    assert row is not None
    headings = headings_over(cell, row.headings, covering)
    touched = [each for each in rows[cell.top : cell.bottom] if each is not None]
    contexts = list(dict.fromkeys(context for each in touched for context in each.contexts))
    where = _where(collection, headings, contexts, cell.top + 1)
    keys = [heading.keys[0] for heading in headings if len(heading.keys) == 1]
    known = len(keys) == len(headings) and keys and contexts and all(each.contexts for each in touched)
    if not known:
        collection.leave_all(cell.blocks, where)
        return
    places = [CellKey(context, key) for context in contexts for key in dict.fromkeys(keys)]
    if len(places) == 1:
        collection.answer(places[0], cell.blocks)
    else:
        collection.answer_for_all(places, cell.blocks, where)


def _where(collection: Collection, headings: list[Heading], contexts: list[Context], number: int) -> str:
    """Where a cell of the table stands, whatever it lies under."""
    form = collection.instrument
    row = " and ".join(form.row(context).label for context in contexts) or f"an added row (row {number} of the table)"
    columns = []
    for heading in headings:
        if heading.role is Role.SIDE:
            columns.append("beside the row labels")
        elif not heading.keys:
            columns.append(f"an added column (column {heading.number})")
        else:
            columns.append(" or ".join(form.column(key).label for key in heading.keys))
    return f"{row} / {' and '.join(dict.fromkeys(columns)) or 'outside the columns'}"
