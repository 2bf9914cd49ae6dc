"""What the study cannot say, worked out from what was not recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from fivefold.method.analysis.crosstab import ALL, Crosstab
from fivefold.method.analysis.figures import Count, Figure, Group
from fivefold.method.analysis.quality import STATUS_WORDS
from fivefold.method.analysis.questions import attribute, reclassified
from fivefold.method.analysis.schema import RECORDED
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import Block, Grid, Items, Paragraph, Section
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import from_crosstab, listed, lower, quoted
from fivefold.method.reporting.inlines import Form, Inlines, Number, Strong, words


def section(material: Material) -> Section:
    """Limitations, from the record itself."""
    return Section(
        "limitations",
        words("What the study cannot say"),
        (
            Items(
                (
                    words(
                        Strong(words("Who is in it. ")),
                        "The frameworks are of young people who were discussed at a meeting while the study ran. They "
                        "do not stand for other places, other times, or young people whom no meeting discussed.",
                    ),
                    words(
                        Strong(words("What it measures. ")),
                        "It counts what was said and written down at a meeting, and not what happened. What was not "
                        "recorded is not known to be absent.",
                    ),
                    words(
                        Strong(words("How small it is. ")),
                        "A few records more or less would change a comparison. Frameworks in each cohort: ",
                        *listed(
                            [
                                words(f"{name.lower()} ", Number(material.sizes, group, Form.COUNT))
                                for group, name in material.cohorts.items()
                            ]
                        ),
                        ".",
                    ),
                    *_cohort_limits(material),
                )
            ),
            *_recorded(material),
            *_misplaced(material),
            *_left_out(material),
        ),
    )


def _cohort_limits(material: Material) -> Iterator[Inlines]:
    audience = words(
        Strong(words("Where cohorts are drawn. ")),
        "An audience that does not act is not counted as taking part. If it were, ",
        Number(reclassified(material.extract), form=Form.WORDS),
        " frameworks would stand in another cohort.",
    )
    overridden = attribute(material.extract, "overridden", values=True)
    if overridden.counts[Group.ALL].numerator:
        audience += words(" In ", Number(overridden), " a person set the cohort against the rule, with a reason.")
    if material.undetermined.counts[Group.ALL].numerator:
        audience += words(" In ", Number(material.undetermined), " the record does not say who took part.")
    yield audience


def _recorded(material: Material) -> Iterator[Section]:
    found = material.completeness
    statuses = dict(zip(STATUS_WORDS, found.statuses, strict=True))
    recorded = statuses.pop(RECORDED)
    if not recorded.counts[Group.ALL].base:
        return
    reasons = listed(
        [
            words(lower(figure.title), " (", Number(figure, form=Form.COUNT), ")")
            for figure in statuses.values()
            if figure.counts[Group.ALL].numerator
        ]
    )
    said = words(Number(recorded), " cells of the forms hold an entry.")
    if reasons:
        said += words(" The others stand as: ", *reasons, ".")
    unexplained = statuses[CellStatus.UNEXPLAINED]
    if unexplained.counts[Group.ALL].numerator:
        said += words(
            " Only a cell marked as discussed, with none identified, says that somebody looked and found nothing; a "
            "blank without a reason says nothing at all."
        )
    by_context = material.completeness.by_context
    cells = from_crosstab(
        by_context, key="cells-by-context", definition="Cells of the {column} row that stand as: {row}."
    )
    yield Section(
        "not-recorded",
        words("What was not recorded"),
        (Paragraph(said), *_by_context(cells), *_silent(material), _completeness_chart(cells, material)),
    )


def _silent(material: Material) -> Iterator[Block]:
    """Contexts about which whole frameworks say nothing."""
    silent = sorted(
        (figure for figure in material.completeness.silent if figure.counts[Group.ALL].numerator),
        key=lambda figure: -figure.counts[Group.ALL].numerator,
    )
    if silent:
        parts = [words(f"the {CONTEXT_NAMES[_context_of(figure)]} context in ", Number(figure)) for figure in silent]
        yield Paragraph(words("Nothing at all is recorded about ", *listed(parts), " frameworks."))


def _context_of(figure: Figure) -> Context:
    return Context(figure.key.removeprefix("silent/"))


_Cells: TypeAlias = Mapping[object, Mapping[object, Figure]]


def _by_context(cells: _Cells) -> Iterator[Block]:
    """In which row of the form least was recorded, and in which most."""
    held = cells.get(RECORDED, {})
    contexts = sorted(
        (context for context in Context if str(context) in held),
        key=lambda context: held[str(context)].counts[Group.ALL].numerator,
    )
    if contexts:
        least, most = contexts[0], contexts[-1]
        yield Paragraph(
            words(
                f"Least was recorded of the {CONTEXT_NAMES[least]} context, where ",
                Number(held[str(least)]),
                f" cells hold an entry, and most of the {CONTEXT_NAMES[most]} context, where ",
                Number(held[str(most)]),
                " do.",
            )
        )


def _completeness_chart(cells: _Cells, material: Material) -> Block:
    found = material.completeness.by_context
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
    rarest = sorted(statuses, key=lambda status: found.cells[status, ALL].numerator)
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


def _misplaced(material: Material) -> Iterator[Section]:
    found = material.misplacement
    if not found.segments.counts[Group.ALL].base:
        return
    yield Section(
        "misplaced",
        words("What was written in the wrong place"),
        (
            Paragraph(
                words(
                    Number(found.segments),
                    " coded segments were written under another context than the one they are about, in ",
                    Number(found.frameworks),
                    " frameworks. They are counted where they belong. How often this happens is a matter of the form "
                    "and the meeting, and is given for the study, never for a person.",
                )
            ),
            _misplaced_chart(found.matrix),
        ),
    )


def _misplaced_chart(matrix: Crosstab) -> Block:
    labels = tuple(words(CONTEXT_NAMES[context].capitalize()) for context in Context)
    grid = Grid(
        "Written under",
        "what it is about",
        labels,
        labels,
        tuple(
            tuple(Number(_placed(matrix, about, written), form=Form.COUNT) for about in Context) for written in Context
        ),
    )
    return charts.misplacement(
        "misplaced-chart",
        words("Coded segments by the context they were written under and the one they are about"),
        grid=grid,
        note=words("In the outlined squares, what was written stands in its place."),
    )


def _placed(matrix: Crosstab, about: Context, written: Context) -> Figure:
    base = (matrix.bases or {}).get(written, 0)
    where = f"about the {CONTEXT_NAMES[about]} context, written under the {CONTEXT_NAMES[written]} context"
    return Figure(
        key=f"misplaced-matrix/{about}/{written}",
        title=f"Segments {where}",
        definition=f"Agreed coded segments {where}; the base is all that were written there.",
        unit=matrix.unit,
        counts={Group.ALL: matrix.cells.get((about, written), Count(0, base, ()))},
        freeze=matrix.freeze,
        exclusions=matrix.exclusions,
    )


def _left_out(material: Material) -> Iterator[Section]:
    items = tuple(
        words(Number(figure, form=Form.COUNT, with_unit=True), ": ", quoted(lower(exclusion.reason), "eligibility"))
        for figure, exclusion in zip(material.left_out(), material.extract.exclusions, strict=True)
    )
    if items:
        yield Section("left-out", words("What was left out"), (Items(items),))
