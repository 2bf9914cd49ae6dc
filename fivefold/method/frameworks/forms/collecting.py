"""Where the words of a document go: each is handed over once and kept in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import Cell, CellKey, Framework, Header
from fivefold.method.frameworks.forms import answers, statuses
from fivefold.method.frameworks.forms.document import Block, Kind, Paragraph, Story, Table, paragraphs
from fivefold.method.frameworks.forms.labels import is_furniture
from fivefold.method.frameworks.forms.outcomes import FormReading, Unplaced

_READ_FOR_FIELDS: Final = frozenset({Kind.BODY, Kind.PAGE_HEADER, Kind.PAGE_FOOTER, Kind.TEXT_BOX})
"""Stories in which a form's header fields, labels or table may stand; in all others words are unplaced."""


@dataclass(slots=True)
class Collection:
    """The reading while it grows.

    taken: every piece of text that was handed over, for the count at the end.
    read_blocks: reads a story in which parts of the form may stand.
    """

    instrument: Instrument
    read_blocks: Callable[["Collection", list[Block], str], None]
    header: dict[str, str] = field(default_factory=dict)
    places: dict[Context, list[str]] = field(default_factory=dict)
    pieces: dict[CellKey, list[answers.Piece]] = field(default_factory=dict)
    spread: dict[CellKey, Cell] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def label(self, text: str) -> None:
        """The form's own words."""
        if text.strip():
            self.labels.append(text.strip())
            self.taken.append(text)

    def leave(self, text: str, where: str) -> None:
        """Words with no place on the form; the form's own words among them are known for what they are."""
        if not text.strip():
            return
        if is_furniture(text, self.instrument):
            self.label(text)
        else:
            self.unplaced.append(Unplaced(text.strip(), where))
            self.taken.append(text)

    def mark(self, text: str) -> None:
        """Lines to write on, typed bullets: signs that are no words and are not kept."""
        self.taken.append(text)

    def note(self, sentence: str) -> None:
        """Something a person may want to check; said once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def fill(self, key: str, text: str, where: str) -> None:
        """A header field's value. The first one counts; it may be said again elsewhere."""
        if not text.strip():
            return
        if not self.header.get(key):
            self.header[key] = text.strip()
            self.taken.append(text)
            return
        label = next(field.label for field in self.instrument.header if field.key == key)
        if text.strip().casefold() != self.header[key].casefold():
            self.note(f'"{label}" is filled in more than once, and differently.')
        self.leave(text, f"{label}, given again ({where})")

    def name_place(self, context: Context, text: str) -> None:
        """What a row names beside its label."""
        if text.strip():
            self.places.setdefault(context, []).append(text.strip())
            self.taken.append(text)

    def where(self, key: CellKey) -> str:
        """A cell of the form as a person would look for it."""
        return f"{self.instrument.row(key.context).label} / {self.instrument.column(key.column).label}"

    def words_of(self, paragraph: Paragraph, where: str) -> str:
        """A paragraph's own text, once everything that hangs on it has been handed over."""
        for prompt in paragraph.prompts:
            self.label(prompt)
        for story in paragraph.attached:
            self.read_story(story, host=where)
        return paragraph.text

    def text_of(self, blocks: list[Block], where: str) -> str:
        """The text of blocks, a line per paragraph, likewise."""
        return "\n".join(self.words_of(each, where) for each in paragraphs(blocks))

    def leave_all(self, blocks: list[Block], where: str) -> None:
        """Blocks with no place on the form, a piece per paragraph."""
        for each in paragraphs(blocks):
            self.leave(self.words_of(each, where), where)

    def read_story(self, story: Story, *, host: str = "") -> None:
        """A story, on its own or hanging on a paragraph (host: where that stands)."""
        where = f"{story.name}, in {host}" if host else story.name
        if story.kind in _READ_FOR_FIELDS:
            self.read_blocks(self, story.blocks, where)
        else:
            self.leave_all(story.blocks, where)

    def answer(self, key: CellKey, blocks: list[Block]) -> None:
        """The content of one cell of one table, for one place of the form."""
        where = self.where(key)
        lines: list[tuple[str, bool]] = []
        for block in blocks:
            if isinstance(block, Table):
                lines += [(text, True) for text in self._rows_as_lines(block, where)]
            else:
                lines.append((self.words_of(block, where), block.listed))
        self.pieces.setdefault(key, []).append(answers.Piece(lines))

    def answer_for_all(self, keys: list[CellKey], blocks: list[Block], where: str) -> None:
        """A cell merged over several places: a status holds for all of them, other words for none for certain."""
        text = self.text_of(blocks, where)
        status = statuses.status_of(text)
        if status is None:
            for line in text.split("\n"):
                self.leave(line, where)
            return
        for number, key in enumerate(keys):
            self.spread[key] = Cell(key, (), status, "" if number else text.strip())
        self.taken.append(text)
        self.note(f"One status was written across {len(keys)} cells and holds for each of them ({where}).")

    def _rows_as_lines(self, table: Table, where: str) -> list[str]:
        """A table inside a cell: each of its rows is one entry, its cells divided by tabs."""
        rows = [[self.text_of(cell.blocks, where).strip() for cell in row.cells] for row in table.rows]
        return ["\t".join(cell for cell in row if cell) for row in rows]

    def reading(self, file: str) -> FormReading:
        """Everything collected, as a reading."""
        form = self.instrument.places
        cells = tuple(self._cell(key, form) for key in form)
        places = {context: "\n".join(names) for context, names in self.places.items()}
        framework = Framework(self.instrument.key, Header(**self.header), cells, places)
        return FormReading(file, framework, tuple(self.labels), tuple(self.unplaced), tuple(self.notes))

    def _cell(self, key: CellKey, form: tuple[CellKey, ...]) -> Cell:
        read = answers.answer(key, self.pieces.get(key, []), places=form)
        self.taken += read.used + read.marks
        for text in read.beside:
            self.leave(text, f"{self.where(key)}, a status beside entries")
        spread = self.spread.get(key)
        if spread is None:
            return read.cell
        if read.cell.entries or read.cell.status_text:
            if spread.status_text:
                self.unplaced.append(Unplaced(spread.status_text, f"{self.where(key)}, a status beside entries"))
            return read.cell
        return spread
