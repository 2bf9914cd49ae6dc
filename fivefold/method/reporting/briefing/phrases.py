"""How the briefing turns figures into sentences, tables and charts: one way for each, used by every part."""

from collections.abc import Iterable, Mapping, Sequence

from fivefold.method.analysis import tables
from fivefold.method.analysis.crosstab import Crosstab
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.analysis.intervals import difference
from fivefold.method.common.dates import PartialDate
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import Block, Paragraph, Row, Table
from fivefold.method.reporting.briefing.material import COHORTS, Material
from fivefold.method.reporting.inlines import Form, Inline, Inlines, Number, Stated, Text, with_base, words
from fivefold.method.reporting.provenance import typed_numbers

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

MOST_NAMED = 3
"""Factors a sentence names; the table beside it has them all."""

MOST_DRAWN = 8
"""Factors a chart compares; more cannot be grasped at a glance."""


def quoted(said: str, source: str) -> Inline:
    """Words from the study's own files; those that hold a digit or a counting word say whose statement they are."""
    return Stated(said, source) if typed_numbers(said) else Text(said)


def named(title: str) -> Inline:
    """A label from the codebook or the data."""
    return quoted(title, "the codebook")


def in_words(date: PartialDate) -> str:
    """A date as a sentence has it: "September 2016"; a year alone where no month is known."""
    return f"{MONTHS[date.month - 1]} {date.year}" if date.month else str(date.year)


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


def named_most(figures: Iterable[Figure], group: Group = Group.ALL) -> Inlines:
    """The factors recorded most often as a sentence lists them; () where none was recorded."""
    return listed([counted(figure, group) for figure in leading(figures, group)])


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


def against(figures: Iterable[Figure], first: Group, second: Group) -> Inlines:
    """Factors with both counts as a sentence lists them: "x (13 of 15 against 7 of 24) and y (...)"."""
    return listed(
        [
            words(named(lower(figure.title)), " (", Number(figure, first), " against ", Number(figure, second), ")")
            for figure in figures
        ]
    )


def set_apart(material: Material, figures: Sequence[Figure]) -> tuple[Block, ...]:
    """A paragraph on what the cohorts differ in; nothing where they do not, or where there is only one."""
    alone = contrasts(figures, Group.SOLE, Group.GROUP_OR_BOTH)
    together = contrasts(figures, Group.GROUP_OR_BOTH, Group.SOLE)
    parts: list[Inline] = []
    if alone:
        parts += words(
            "Recorded more often where the behaviour was only ever alone: ",
            *against(alone, Group.SOLE, Group.GROUP_OR_BOTH),
            ". ",
        )
    if together:
        parts += words(
            "Recorded more often where there was behaviour in a group: ",
            *against(together, Group.GROUP_OR_BOTH, Group.SOLE),
            ". ",
        )
    if parts:
        return (Paragraph((*parts[:-1], Text("."))),)
    compared = material.extract.sizes[Group.SOLE] and material.extract.sizes[Group.GROUP_OR_BOTH]
    recorded = any(figure.counts[Group.ALL].numerator for figure in figures)
    if not compared or not recorded:
        return ()
    return (Paragraph(words("No factor here sets the cohorts apart by more than chance could.")),)


def comparison(
    material: Material, identifier: str, title: Inlines, figures: Sequence[Figure], *, note: Inlines = ()
) -> tuple[Block, ...]:
    """A chart of the leading factors by cohort; nothing where none was recorded."""
    top = leading(figures, most=MOST_DRAWN)
    return compared(material, identifier, title, top, note=note)


def compared(
    material: Material, identifier: str, title: Inlines, figures: Sequence[Figure], *, note: Inlines = ()
) -> tuple[Block, ...]:
    """A chart of the factors given, by cohort; nothing where there are none."""
    if not figures:
        return ()
    names = [named(figure.title) for figure in figures]
    return (charts.comparison(identifier, title, figures=figures, names=names, groups=material.cohorts, note=note),)


def published(material: Material, number: str, identifier: str, caption: Inlines) -> tuple[Block, ...]:
    """One of the published tables as a block; nothing where the study's codebook cannot give it."""
    found = material.published(number)
    return () if found is None else (table(material, identifier, caption, found),)


def table(material: Material, identifier: str, caption: Inlines, found: tables.Table) -> Table:
    """A table of the analysis as a block: bases in the heads, and no column for an empty cohort.

    A table may call a row by another title than the figure has; the number is the figure's.
    """
    rows = [(figure.title, material.known.get(figure.key, figure)) for figure in found.rows]
    framed = found.unit is Unit.FRAMEWORKS and bool(rows)
    shown = [head for head in found.heads if head.group in material.cohorts or head.group is Group.ALL]
    heads = []
    for head in shown:
        name = COHORTS.get(head.group, head.label)
        heads.append(with_base(name, Number(rows[0][1], head.group)) if framed else words(name))
    return Table(
        identifier,
        caption,
        (words(found.row_head), *heads),
        tuple(
            Row(words(named(title)), tuple((Number(figure, head.group, Form.COUNT),) for head in shown))
            for title, figure in rows
        ),
        notes=tuple(words(quoted(note, "the query's notes")) for note in found.notes),
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
