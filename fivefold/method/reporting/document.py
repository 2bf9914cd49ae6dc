"""One document tree for every format, with its labels, its outline and the numbers it uses."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

from fivefold.method.analysis.figures import Figure, Freeze
from fivefold.method.reporting.blocks import (
    Appendix,
    Block,
    Callout,
    Chart,
    Definitions,
    Items,
    Paragraph,
    Section,
    Table,
)
from fivefold.method.reporting.inlines import (
    Inlines,
    Leaf,
    Number,
    Result,
    Stated,
    Statistic,
    leaves,
    words,
)


@dataclass(frozen=True, slots=True)
class Meta:
    """Where a document comes from.

    study: the protocol's title. freeze: the dataset every number comes from. version: of this document.
    issued: the day it is dated, as given by whoever makes it. authors: as they are to be named.
    """

    study: str
    freeze: Freeze
    version: str
    issued: datetime.date
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A titled tree of blocks. language: a BCP 47 tag."""

    title: Inlines
    subtitle: Inlines
    meta: Meta
    blocks: tuple[Block, ...]
    language: str = "en-GB"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the outline. level: 2 below the title, 3 and 4 below that. label: "2.1", "Appendix A"."""

    id: str
    level: int
    label: str
    words: Inlines


@dataclass(frozen=True, slots=True)
class Passage:
    """Inlines and where they stand: the id of the nearest table, chart, appendix or section ("" before the first)."""

    place: str
    inlines: Inlines


def outline(document: Document) -> tuple[Heading, ...]:
    """The headings in reading order, numbered; appendices lettered."""
    return tuple(_headings(document.blocks, level=2, prefix=""))


def _headings(blocks: tuple[Block, ...], *, level: int, prefix: str) -> Iterator[Heading]:
    numbers = iter(range(1, 1 + len(blocks)))
    letters = iter(ascii_uppercase)
    for block in blocks:
        if isinstance(block, Section):
            number = f"{prefix}{next(numbers)}"
            yield Heading(block.id, level, number, block.heading)
            yield from _headings(block.blocks, level=level + 1, prefix=f"{number}.")
        elif isinstance(block, Appendix):
            letter = next(letters)
            yield Heading(block.id, level, f"Appendix {letter}", block.heading)
            yield from _headings(block.blocks, level=level + 1, prefix=f"{letter}.")


def labels(document: Document) -> dict[str, str]:
    """What a Reference to each id prints: "Table 2", "Figure 1", "section 2.1", "Appendix A"."""
    found = {
        heading.id: heading.label if heading.label.startswith("Appendix") else f"section {heading.label}"
        for heading in outline(document)
    }
    tables = charts = 0
    for block in blocks(document):
        if isinstance(block, Table):
            tables += 1
            found[block.id] = f"Table {tables}"
        elif isinstance(block, Chart):
            charts += 1
            found[block.id] = f"Figure {charts}"
    return found


def blocks(document: Document) -> Iterator[Block]:
    """Every block of the tree in reading order, parents before their contents."""
    return _blocks(document.blocks)


def _blocks(top: tuple[Block, ...]) -> Iterator[Block]:
    for block in top:
        yield block
        if isinstance(block, Section | Appendix | Callout):
            yield from _blocks(block.blocks)


def passages(document: Document) -> Iterator[Passage]:
    """Every run of inlines in reading order: titles, headings, paragraphs, items, captions, cells, labels, notes."""
    yield Passage("", document.title)
    yield Passage("", document.subtitle)
    yield from _passages(document.blocks, place="")


def _passages(top: tuple[Block, ...], *, place: str) -> Iterator[Passage]:
    for block in top:
        here = block.id if isinstance(block, Table | Chart | Section | Appendix) else place
        for run in runs(block):
            yield Passage(here, run)
        if isinstance(block, Section | Appendix | Callout):
            yield from _passages(block.blocks, place=here)


def runs(block: Block) -> Iterator[Inlines]:
    """A block's own runs of inlines, without those of the blocks in it."""
    match block:
        case Section() | Appendix():
            yield block.heading
        case Paragraph():
            yield block.inlines
        case Items():
            yield from block.items
        case Definitions():
            for entry in block.entries:
                yield entry.term
                yield entry.meaning
        case Callout():
            yield block.title
        case Table():
            yield from _table_runs(block)
        case Chart():
            yield from _chart_runs(block)


def _table_runs(table: Table) -> Iterator[Inlines]:
    yield table.caption
    yield from table.heads
    for row in table.rows:
        yield row.head
        yield from row.cells
    yield from table.notes


def _chart_runs(chart: Chart) -> Iterator[Inlines]:
    yield chart.title
    yield words(chart.grid.row_title)
    yield words(chart.grid.column_title)
    yield from chart.grid.columns
    for label, row in zip(chart.grid.rows, chart.grid.cells, strict=True):
        yield label
        yield from ((cell,) for cell in row if cell is not None)
    yield chart.note


def uses(document: Document) -> Iterator[tuple[str, Leaf]]:
    """Each inline that holds words, with the place it stands in, in reading order."""
    for passage in passages(document):
        for leaf in leaves(passage.inlines):
            yield passage.place, leaf


def figures(document: Document) -> dict[str, Figure]:
    """The figures used, by key, in order of first use."""
    found: dict[str, Figure] = {}
    for _place, leaf in uses(document):
        if isinstance(leaf, Number):
            found.setdefault(leaf.figure.key, leaf.figure)
    return found


def statistics(document: Document) -> dict[str, Statistic]:
    """The statistics used, by key, in order of first use."""
    found: dict[str, Statistic] = {}
    for _place, leaf in uses(document):
        if isinstance(leaf, Result):
            found.setdefault(leaf.statistic.key, leaf.statistic)
    return found


def statements(document: Document) -> dict[str, tuple[str, ...]]:
    """What is stated and not computed: for each source, its distinct words in order of first use."""
    found: dict[str, dict[str, None]] = {}
    for _place, leaf in uses(document):
        if isinstance(leaf, Stated):
            found.setdefault(leaf.source, {})[leaf.words] = None
    return {source: tuple(said) for source, said in found.items()}


def needs_register(document: Document) -> bool:
    """Whether anything in the document opens onto an entry of the register."""
    return any(isinstance(leaf, Number | Result | Stated) for _place, leaf in uses(document))
