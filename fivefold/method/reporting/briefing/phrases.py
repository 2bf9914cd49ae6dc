"""How the briefing turns figures into sentences, tables and charts: one way for each, used by every part."""

from collections.abc import Iterable, Mapping, Sequence

from fivefold.method.analysis import tables
from fivefold.method.analysis.crosstab import Crosstab
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.intervals import difference
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import Block, Paragraph, Row, Table
from fivefold.method.reporting.inlines import Form, Inline, Inlines, Number, Stated, Text, with_base, words
from fivefold.method.reporting.provenance import typed_numbers

COHORTS = {Group.SOLE: "Sole", Group.GROUP: "Group only", Group.BOTH: "Both"}
"""The cohorts as column heads."""

MOST_NAMED = 3
"""Factors a sentence names; the table beside it has them all."""

MOST_DRAWN = 8
"""Factors a chart compares; more cannot be grasped at a glance."""


def named(title: str) -> Inline:
    """A label from the codebook or the data; one that holds a counting word ("One-to-one work") says where from."""
    return Stated(title, "the codebook") if typed_numbers(title) else Text(title)


def lower(title: str) -> str:
    """A title inside a sentence, leaving abbreviations (CAMHS, HSB) as they are."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def listed(parts: Sequence[Inlines]) -> Inlines:
    """Runs of inlines as a sentence lists them: a, b and c."""
    joined: list[Inline] = []
    for index, part in enumerate(parts):
        if index:
            joined.append(Text(" and " if index == len(parts) - 1 else ", "))
        joined += part
    return tuple(joined)


def counted(figure: Figure, group: Group = Group.ALL) -> Inlines:
    """A factor with its count in brackets: "social isolation (10 of 24)"."""
    return (named(lower(figure.title)), Text(" ("), Number(figure, group), Text(")"))


def leading(figures: Iterable[Figure], group: Group = Group.ALL, *, most: int = MOST_NAMED) -> tuple[Figure, ...]:
    """The factors recorded most often in a group, most often first; none that was not recorded there."""
    recorded = [figure for figure in figures if figure.counts[group].numerator]
    return tuple(sorted(recorded, key=lambda figure: (-figure.counts[group].numerator, figure.title))[:most])


def leading_sentence(opening: str, figures: Sequence[Figure], group: Group = Group.ALL) -> tuple[Block, ...]:
    """A paragraph naming the factors recorded most often; nothing where none was."""
    top = leading(figures, group)
    if not top:
        return ()
    return (Paragraph(words(opening, *listed([counted(figure, group) for figure in top]), ".")),)


def contrasts(figures: Iterable[Figure], first: Group, second: Group, *, most: int = MOST_NAMED) -> tuple[Figure, ...]:
    """Factors recorded more often in the first group than in the second, the widest difference first.

    Only those whose difference of proportions has a 95 % interval (Newcombe's) above nought: a sentence should not
    stand on what chance alone could turn round. The exact tests in the appendix correct for asking often.
    """
    found = []
    for figure in figures:
        one, other = figure.counts[first], figure.counts[second]
        if not one.base or not other.base:
            continue
        gap = difference((one.numerator, one.base), (other.numerator, other.base))
        if gap.low is not None and gap.low > 0:
            found.append((other.numerator / other.base - one.numerator / one.base, figure.title, figure))
    return tuple(figure for _, _, figure in sorted(found, key=lambda row: row[:2])[:most])


def contrast_sentence(opening: str, figures: Iterable[Figure], first: Group, second: Group) -> tuple[Block, ...]:
    """A paragraph naming what is recorded more often in one group than in another, with both counts."""
    found = contrasts(figures, first, second)
    if not found:
        return ()
    parts = [
        words(named(lower(figure.title)), " (", Number(figure, first), " against ", Number(figure, second), ")")
        for figure in found
    ]
    return (Paragraph(words(opening, *listed(parts), ".")),)


def comparison(identifier: str, title: Inlines, figures: Sequence[Figure], *, note: Inlines = ()) -> tuple[Block, ...]:
    """A chart of the leading factors by cohort; nothing where none was recorded."""
    top = leading(figures, most=MOST_DRAWN)
    if not top:
        return ()
    names = [named(figure.title) for figure in top]
    return (charts.comparison(identifier, title, figures=top, names=names, groups=COHORTS, note=note),)


def table(identifier: str, caption: Inlines, found: tables.Table, *, known: Mapping[str, Figure]) -> Table:
    """A table of the analysis as a block: bases in the heads, counts in the cells.

    known: figures by key. A table may call a row by another title than the figure has; the number is the figure's.
    """
    rows = [(figure.title, known.get(figure.key, figure)) for figure in found.rows]
    framed = found.unit is Unit.FRAMEWORKS and bool(rows)
    heads = [
        with_base(head.label, Number(rows[0][1], head.group)) if framed else words(head.label) for head in found.heads
    ]
    return Table(
        identifier,
        caption,
        (words(found.row_head), *heads),
        tuple(
            Row(words(named(title)), tuple((Number(figure, head.group, Form.COUNT),) for head in found.heads))
            for title, figure in rows
        ),
        notes=tuple(words(Stated(note, "the query's notes")) for note in found.notes),
    )


def from_crosstab(found: Crosstab, *, key: str, definition: str) -> Mapping[object, Mapping[object, Figure]]:
    """Each cell of a cross-tabulation as a figure of its own: [row][column].

    definition: what a cell counts, with {row} and {column} for their labels.
    """
    labels = dict(zip(found.columns, found.column_labels, strict=True))
    return {
        row: {
            column: Figure(
                key=f"{key}/{row}/{column}",
                title=f"{label}: {labels[column]}",
                definition=definition.format(row=label, column=labels[column]),
                unit=found.unit,
                counts={Group.ALL: found.cells[row, column]},
                freeze=found.freeze,
                exclusions=found.exclusions,
            )
            for column in found.columns
        }
        for row, label in zip(found.rows, found.row_labels, strict=True)
    }
