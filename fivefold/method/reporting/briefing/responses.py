"""What was done: responses by the context they try to change, against the needs that were recorded."""

from collections.abc import Iterator, Mapping

from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.analysis.gaps import Gap
from fivefold.method.analysis.questions import interventions
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import Block, Callout, Grid, Items, Paragraph, Row, Section, Table, Tone
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import (
    COHORTS,
    comparison,
    contrast_sentence,
    leading_sentence,
    listed,
    lower,
    named,
    table,
)
from fivefold.method.reporting.inlines import Form, Inlines, Number, Reference, words

MOST_GAPS = 10
"""Needs the gap chart draws; the table beside it has them all."""


def section(material: Material) -> Section:
    """Responses against needs."""
    return Section(
        "responses",
        words("What was done about it"),
        (_targets(material), *_gaps(material)),
    )


def _targets(material: Material) -> Section:
    by_context = material.targets
    return Section(
        "targets",
        words("What responses try to change"),
        (
            Paragraph(
                words(
                    Number(interventions(material.extract), form=Form.COUNT, with_unit=True),
                    " were recorded. An intervention counts under the context it tries to change, not under the place "
                    "where it is delivered. ",
                    *_by_target(by_context),
                )
            ),
            _target_chart(by_context),
            table(
                "interventions",
                words("Interventions by what they try to change"),
                material.published("4"),
                known=material.known,
            ),
        ),
    )


def _by_target(by_context: Mapping[Context, Figure]) -> Inlines:
    parts = [
        words(Number(figure, form=Form.COUNT), f" the {CONTEXT_NAMES[context]} context")
        for context, figure in by_context.items()
    ]
    return (*words("They target: "), *listed(parts), *words("."))


def _target_chart(by_context: Mapping[Context, Figure]) -> Block:
    grid = Grid(
        "Context",
        "cohort",
        tuple(words(CONTEXT_NAMES[context].capitalize()) for context in by_context),
        tuple(words(name) for name in COHORTS.values()),
        tuple(tuple(Number(figure, group) for group in COHORTS) for figure in by_context.values()),
    )
    return charts.matrix("target-chart", words("Interventions by context and cohort"), grid=grid)


def _gaps(material: Material) -> Iterator[Section]:
    found = material.gaps
    if not found:
        return
    yield Section(
        "gaps",
        words("Needs left unaddressed"),
        (
            Paragraph(
                words(
                    "A need counts as unaddressed where a framework records it and records none of the responses that "
                    "would answer it. ",
                    Reference("gap-table"),
                    " names them. A response that was given and not written down is not seen here.",
                )
            ),
            Callout(Tone.KEY, words("Identified, and left"), (Items(tuple(map(_gap_said, found[:3]))),)),
            _gap_chart(found[:MOST_GAPS]),
            _context_table(material),
            _gap_table(found),
        ),
    )


def _gap_said(gap: Gap) -> Inlines:
    referrals = [figure for figure in gap.referrals if figure.counts[Group.ALL].numerator]
    said = words(
        named(gap.need.title),
        " was recorded in ",
        Number(gap.need),
        " frameworks; ",
        Number(gap.unaddressed),
        " of these record nothing that answers it",
    )
    if not referrals:
        return (*said, *words("."))
    parts = [words(Number(figure, form=Form.COUNT), " ", named(lower(figure.title))) for figure in referrals]
    return (*said, *words(". What was recorded: "), *listed(parts), *words("."))


def _gap_chart(found: tuple[Gap, ...]) -> Block:
    grid = Grid(
        "Need",
        "what became of it",
        tuple(words(named(gap.need.title)) for gap in found),
        (words("Recorded"), words("Left unaddressed")),
        tuple((Number(gap.need, form=Form.COUNT), Number(gap.unaddressed, form=Form.COUNT)) for gap in found),
    )
    return charts.gap("gap-chart", words("Needs recorded, and left unaddressed"), grid=grid)


def _context_table(material: Material) -> Table:
    return Table(
        "context-gaps",
        words("Needs and responses by context"),
        (
            words("Context"),
            words("Frameworks with a need"),
            words("No response targets it"),
            words("Interventions"),
        ),
        tuple(
            Row(
                words(CONTEXT_NAMES[gap.context].capitalize()),
                ((Number(gap.need),), (Number(gap.unaddressed),), (Number(gap.interventions),)),
            )
            for gap in material.context_gaps
        ),
    )


def _gap_table(found: tuple[Gap, ...]) -> Table:
    return Table(
        "gap-table",
        words("Every need with what would answer it"),
        (words("Need"), words("Recorded"), words("Unaddressed"), words("Responses recorded anywhere")),
        tuple(
            Row(
                words(named(gap.need.title)),
                ((Number(gap.need),), (Number(gap.unaddressed),), _referrals(gap)),
            )
            for gap in found
        ),
        numeric=frozenset({0, 1}),
    )


def _referrals(gap: Gap) -> Inlines:
    return listed([words(named(lower(figure.title)), " ", Number(figure, form=Form.COUNT)) for figure in gap.referrals])


def strengths(material: Material) -> Section:
    """What helps: strengths, in which resilience is coded."""
    blocks: list[Block] = []
    for context in Context:
        any_figure = material.any_of(f"{Primary.STRENGTH}/{context}")
        factors = material.below(Primary.STRENGTH, context)
        blocks.append(
            Paragraph(
                words(
                    f"Strengths in the {CONTEXT_NAMES[context]} context are recorded in ",
                    Number(any_figure),
                    " frameworks.",
                )
            )
        )
        blocks += leading_sentence("Most often: ", factors)
    every = material.below(Primary.STRENGTH)
    blocks += contrast_sentence(
        "More often for those who harmed only in groups than for those who harmed alone, at least in part: ",
        every,
        Group.GROUP,
        Group.SOLE_OR_BOTH,
    )
    blocks += comparison("strengths-chart", words("Strengths, by cohort"), every)
    return Section("strengths", words("Strengths to build on"), tuple(blocks))


def challenges(material: Material) -> Section:
    """What stood in the way."""
    factors = material.below(Primary.CHALLENGE)
    return Section(
        "challenges",
        words("What stood in the way"),
        (
            *leading_sentence("The barriers recorded most often: ", factors),
            *contrast_sentence(
                "More often for those who harmed in groups, at least in part, than for those who harmed only alone: ",
                factors,
                Group.GROUP_OR_BOTH,
                Group.SOLE,
            ),
            *comparison("challenges-chart", words("Challenges of response, by cohort"), factors),
        ),
    )
