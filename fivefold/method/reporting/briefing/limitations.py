"""What the study cannot say, worked out from what was not recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fivefold.method.analysis.crosstab import Crosstab
from fivefold.method.analysis.figures import Count, Figure, Group
from fivefold.method.analysis.quality import STATUS_WORDS
from fivefold.method.common.contexts import Context
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import Block, Grid, Items, Paragraph, Section
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import from_crosstab, listed
from fivefold.method.reporting.inlines import Form, Inlines, Number, Stated, words


def section(material: Material) -> Section:
    """Limitations, from the record itself."""
    return Section(
        "limitations",
        words("What it cannot say"),
        (
            Paragraph(
                words(
                    "The frameworks are those of young people who were discussed at a meeting while the study ran. "
                    "They do not stand for other places or times. What was not recorded is not known to be absent."
                )
            ),
            _recorded(material),
            _misplaced(material),
            *_left_out(material),
        ),
    )


def _recorded(material: Material) -> Section:
    found = material.completeness
    statuses = dict(zip(STATUS_WORDS, found.statuses, strict=True))
    recorded, *empty = statuses.values()
    silent = [figure for figure in found.silent if figure.counts[Group.ALL].numerator]
    blocks: list[Block] = [
        Paragraph(
            words(
                "Of the form's cells, ",
                Number(recorded),
                " hold an entry. The others say: ",
                *listed(
                    [
                        words(figure.title.lower(), " (", Number(figure, form=Form.COUNT), ")")
                        for figure in empty
                        if figure.counts[Group.ALL].numerator
                    ]
                ),
                ". These are different facts, and only a cell that says so was looked at and found empty.",
            )
        ),
        _completeness_chart(material),
    ]
    if silent:
        items = tuple(
            words(f"about the {CONTEXT_NAMES[_context_of(figure)]} context: ", Number(figure)) for figure in silent
        )
        blocks += [Paragraph(words("Frameworks that record nothing at all:")), Items(items)]
    return Section("not-recorded", words("What was not recorded"), tuple(blocks))


def _context_of(figure: Figure) -> Context:
    return Context(figure.key.removeprefix("silent/"))


def _completeness_chart(material: Material) -> Block:
    found = material.completeness.by_context
    cells = from_crosstab(found, key="cells-by-context", definition="Cells of the {column} row that stand as: {row}.")
    contexts = [context for context in Context if str(context) in found.columns]
    statuses = [status for status in STATUS_WORDS if status in cells]
    shown, rest = _told_apart(statuses, found)
    columns = [*(words(STATUS_WORDS[status]) for status in shown), *([words("Other reasons")] if rest else [])]
    rows = []
    for context in contexts:
        numbers = [Number(cells[status][str(context)]) for status in shown]
        if rest:
            numbers.append(Number(_together([cells[status][str(context)] for status in rest], f"{context}")))
        rows.append(tuple(numbers))
    grid = Grid(
        "Context",
        "what its cells hold",
        tuple(words(CONTEXT_NAMES[context].capitalize()) for context in contexts),
        tuple(columns),
        tuple(rows),
    )
    return charts.completeness("completeness-chart", words("What the cells of each context hold"), grid=grid)


def _told_apart(statuses: Sequence[str], found: Crosstab) -> tuple[list[str], list[str]]:
    """The statuses a chart can tell apart, and the rarest ones, which it draws as one part."""
    if len(statuses) <= charts.MOST_STATUSES:
        return list(statuses), []
    rarest = sorted(statuses, key=lambda status: found.cells[status, "all"].numerator)
    rest = set(rarest[: len(statuses) - charts.MOST_STATUSES + 1])
    return [status for status in statuses if status not in rest], [status for status in statuses if status in rest]


def _together(figures: Sequence[Figure], context: str) -> Figure:
    counts = [figure.counts[Group.ALL] for figure in figures]
    references = sorted({reference for count in counts for reference in count.references})
    return replace(
        figures[0],
        key=f"cells-by-context/other/{context}",
        title="Other reasons",
        definition=" ".join(figure.definition for figure in figures),
        counts={Group.ALL: Count(sum(count.numerator for count in counts), counts[0].base, tuple(references))},
    )


def _misplaced(material: Material) -> Section:
    found = material.misplacement
    cells = from_crosstab(
        found.matrix,
        key="misplaced-matrix",
        definition="Agreed segments coded to the {row} context whose entry stands in the {column} row of the form.",
    )
    contexts = [context for context in Context if str(context) in cells and str(context) in found.matrix.columns]
    labels = tuple(words(CONTEXT_NAMES[context].capitalize()) for context in contexts)
    grid = Grid(
        "Written under",
        "what it is about",
        labels,
        labels,
        tuple(
            tuple(Number(cells[str(about)][str(written)], form=Form.COUNT) for about in contexts)
            for written in contexts
        ),
    )
    return Section(
        "misplaced",
        words("What stands in the wrong place"),
        (
            Paragraph(
                words(
                    Number(found.segments),
                    " coded segments stand in another context's row than the context they are about, in ",
                    Number(found.frameworks),
                    " frameworks. They were coded, and are counted, where they belong. Rates are given for the study "
                    "and never for a person.",
                )
            ),
            charts.misplacement(
                "misplaced-chart",
                words("Where entries were written, and what they are about"),
                grid=grid,
                note=words("On the diagonal an entry stands in its place."),
            ),
        ),
    )


def _left_out(material: Material) -> Iterator[Section]:
    exclusions = material.extract.exclusions
    if not exclusions:
        return
    items: list[Inlines] = [
        words(Stated(f"{exclusion.reason}: {len(exclusion.references)}", "eligibility, worked out from the protocol"))
        for exclusion in exclusions
    ]
    yield Section("left-out", words("What was left out"), (Items(tuple(items)),))
