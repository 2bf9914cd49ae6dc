"""Everything around the form's table: title, header fields, headings, tables that only lay things out."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms import fields, tables
from fivefold.method.frameworks.forms.collecting import Collection
from fivefold.method.frameworks.forms.document import Block, Paragraph, Table
from fivefold.method.frameworks.forms.grids import Grid, GridCell, grid_of


@dataclass(slots=True)
class Reader:
    """Reads the blocks of a document's stories; state: what the form's tables have shown so far."""

    state: tables.State = field(default_factory=tables.State)

    def read(self, collection: Collection, blocks: list[Block], where: str) -> None:
        """Hand over all words of the blocks: to the form where they belong to it, else to the unplaced."""
        together = where.startswith("text box")
        if together and all(isinstance(block, Paragraph) for block in blocks):
            self._read_text(collection, collection.text_of(blocks, where), where, whole=False)
            return
        for block, after in zip(blocks, _followers(blocks), strict=True):
            if isinstance(block, Table):
                self._read_table(collection, block, where)
            elif not block.is_blank:
                self._read_paragraph(collection, block, where, before=after)

    def _read_paragraph(
        self, collection: Collection, paragraph: Paragraph, where: str, *, before: Block | None
    ) -> None:
        text = collection.words_of(paragraph, where)
        if not text.strip():
            return
        if isinstance(before, Table) and tables.heading_of(text, collection.instrument, self.state):
            collection.label(text)
            return
        self.state.adjacent = False
        self._read_text(collection, text, self._place(where), whole=False)

    def _place(self, where: str) -> str:
        if where != "document":
            return where
        return "below the table" if self.state.tables else "above the table"

    def _read_text(self, collection: Collection, text: str, where: str, *, whole: bool) -> str | None:
        """A text with header fields in it. Returns the key of the last field when no value stands behind it.

        whole: all that follows a label is its value (a cell); else the rest of its line, or the next line.
        """
        before, found = fields.split_fields(text, instrument=collection.instrument)
        for line in before.split("\n"):
            collection.leave(line, where)
        waiting = None
        for each in found:
            collection.label(each.label)
            value, rest = (each.value, "") if whole else _first_line(each.value)
            words, fill = fields.trim_fill(value)
            collection.mark(fill)
            collection.fill(each.key, words, where)
            for line in rest.split("\n"):
                collection.leave(line, where)
            waiting = None if words else each.key
        return waiting

    def _read_table(self, collection: Collection, table: Table, where: str) -> None:
        for part in tables.sections(table, collection.instrument):
            plan = tables.plan(part, collection.instrument, self.state)
            if plan is None:
                self._read_layout(collection, grid_of(part), where)
            else:
                tables.read(
                    collection, plan, self.state, loose_row=lambda row: self._read_rows(collection, [row], where)
                )

    def _read_layout(self, collection: Collection, grid: Grid, where: str) -> None:
        self.state.adjacent = False
        self._read_rows(collection, grid.rows, where)

    def _read_rows(self, collection: Collection, rows: Iterable[list[GridCell]], where: str) -> None:
        """Rows of a table that is not the form's. A label waits for the cell to its right, else for the one below."""
        place = where if where != "document" else f"table {self._place(where)}"
        below: dict[int, str] = {}
        for row in rows:
            paired = _is_paired(row, collection.instrument)
            beside: str | None = None
            waiting: dict[int, str] = {}
            for number, cell in enumerate(row):
                key = beside or below.get(cell.left)
                labelled = self._read_cell(
                    collection, cell, place, waiting_for=key, surely=paired and number % 2 == 1 and key is not None
                )
                if labelled is not None:
                    waiting[cell.left] = labelled
                elif beside is not None:
                    waiting = {column: each for column, each in waiting.items() if each != beside}
                beside = labelled
            below = waiting

    def _read_cell(
        self, collection: Collection, cell: GridCell, where: str, *, waiting_for: str | None, surely: bool
    ) -> str | None:
        """One cell of a layout table; returns the field whose label it holds without a value.

        waiting_for: the field whose value it may hold. surely: it is a value, whatever it looks like.
        """
        for block in cell.covered:
            collection.leave_all([block], f"{where}, hidden behind a merged cell")
        if any(isinstance(block, Table) for block in cell.blocks):
            self.read(collection, cell.blocks, where)
            return None
        text = collection.text_of(cell.blocks, where)
        label = fields.label_of(text, instrument=collection.instrument)
        before, found = fields.split_fields(text, instrument=collection.instrument)
        another = label is not None or (bool(found) and not before.strip())
        if waiting_for is not None and (surely or not another or label == waiting_for):
            self._read_value(collection, waiting_for, text, where)
            return None
        if label is not None:
            collection.label(text)
            return label
        return self._read_text(collection, text, where, whole=True)

    def _read_value(self, collection: Collection, key: str, text: str, where: str) -> None:
        if fields.only_fill(text):
            collection.mark(text)
        else:
            collection.fill(key, text, where)


def _is_paired(row: list[GridCell], instrument: Instrument) -> bool:
    """Whether a row goes label, value, label, value: then a value may look like a label and is none."""
    labelled = [fields.label_of(cell.text, instrument=instrument) is not None for cell in row]
    return all(labelled[0::2]) and not all(labelled[1::2])


def _first_line(value: str) -> tuple[str, str]:
    """The rest of the label's own line if it says anything, else the first line that does; and what follows."""
    lines = value.split("\n")
    for number, line in enumerate(lines):
        if line.strip():
            return line, "\n".join(lines[number + 1 :])
    return value, ""


def _followers(blocks: list[Block]) -> list[Block | None]:
    """For every block the next one that is not a blank paragraph."""
    followers: list[Block | None] = []
    following: Block | None = None
    for block in reversed(blocks):
        followers.append(following)
        if isinstance(block, Table) or not block.is_blank:
            following = block
    return followers[::-1]
