"""A Word document as a reader sees it: stories of paragraphs and tables, each word in one of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """What a story is, in the words a person is told where something stands."""

    BODY = "document"
    PAGE_HEADER = "page header"
    PAGE_FOOTER = "page footer"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    COMMENT = "comment"
    TEXT_BOX = "text box"
    DRAWN_TEXT = "text in a drawing"
    WATERMARK = "watermark or WordArt"
    SMART_ART = "SmartArt"
    CHART = "chart"
    HIDDEN = "hidden text"
    FIELD_CODE = "text inside a field code"
    ALTERNATIVE = "other version of a drawing"
    UNUSED = "part the document does not use"


@dataclass(slots=True)
class Paragraph:
    """One paragraph as a person reads it, tracked changes accepted.

    text: line breaks are "\\n", tabs "\\t".
    listed: numbered or bulleted by Word itself.
    prompts: placeholder texts of content controls, which are the form's words and not the author's.
    attached: text boxes, notes, comments and hidden words that hang on this paragraph.
    """

    text: str
    listed: bool = False
    prompts: list[str] = field(default_factory=list)
    attached: list["Story"] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Whether it holds no words at all, its own or attached."""
        return not self.text.strip() and not self.prompts and not self.attached


@dataclass(slots=True)
class TableCell:
    """A cell as it stands in the file: its width in grid columns and how it is merged."""

    blocks: list["Block"]
    span: int = 1
    continues_above: bool = False
    continues_left: bool = False


@dataclass(slots=True)
class TableRow:
    """A row of cells; before: grid columns skipped at its left."""

    cells: list[TableCell]
    before: int = 0


@dataclass(slots=True)
class Table:
    """Rows, and the widths of the grid's columns (any unit; empty when the file does not say)."""

    rows: list[TableRow]
    widths: list[int] = field(default_factory=list)


Block: TypeAlias = Paragraph | Table


@dataclass(slots=True)
class Story:
    """A run of blocks apart from the others. number: its own ("footnote 2"), 0 for none."""

    kind: Kind
    blocks: list[Block]
    number: int = 0

    @property
    def name(self) -> str:
        """How a person is told of it."""
        return f"{self.kind} {self.number}" if self.number else str(self.kind)


@dataclass(slots=True)
class Tally:
    """What is not words, or no longer is, counted for the notes."""

    deleted_words: int = 0
    struck_words: int = 0
    pictures: int = 0
    links: int = 0
    templates: int = 0


@dataclass(slots=True)
class Document:
    """The stories in reading order (body first) and the tally."""

    stories: list[Story]
    tally: Tally


def paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    """Every paragraph of the blocks, tables row by row, attached stories left out."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from paragraphs(cell.blocks)
