"""What was done, against the needs that were recorded; what helps; what stood in the way."""

from collections.abc import Iterator, Mapping

from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.analysis.gaps import ContextGap, Gap
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.reporting import charts
from fivefold.method.reporting.blocks import (
    Appendix,
    Callout,
    Grid,
    Items,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
)
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import (
    comparison,
    listed,
    lower,
    named,
    named_most,
    published,
    set_apart,
)
from fivefold.method.reporting.inlines import Form, Inline, Inlines, Number, Reference, words

MOST_GAPS = 10
"""Needs the gap chart draws; the appendix has them all."""

MOST_SAID = 3
"""Needs the callout tells of."""


def section(material: Material) -> Section:
    """Responses against needs."""
    recorded = material.interventions.counts[Group.ALL].numerator
    opening = _targets(material) if recorded else Paragraph(words("No response was recorded."))
    return Section("responses", words("What was done about it"), (opening, *_contexts(material), *_gaps(material)))


def _targets(material: Material) -> Section:
    return Section(
        "targets",
        words("What responses try to change"),
        (
            Paragraph(
                words(
                    Number(material.interventions, form=Form.COUNT, with_unit=True),
                    " were recorded: ",
                    *listed(
                        [
                            words(Number(figure, form=Form.COUNT), f" to do with the {CONTEXT_NAMES[context]} context")
                            for context, figure in _most_first(material.targets)
                        ]
                    ),
                    ". An intervention counts under the context it tries to change, and not under the place where it "
                    "is delivered: work with a young person at school is individual.",
                )
            ),
            *published(material, "4", "interventions", words("Interventions by what they try to change")),
        ),
    )


def _most_first(targets: Mapping[Context, Figure]) -> list[tuple[Context, Figure]]:
    return sorted(targets.items(), key=lambda item: -item[1].counts[Group.ALL].numerator)


def _contexts(material: Material) -> Iterator[Section]:
    """Contexts with a need, against contexts a response tries to change."""
    found = [gap for gap in material.context_gaps if gap.need.counts[Group.ALL].numerator]
    if not found:
        return
    widest = max(found, key=lambda gap: gap.unaddressed.counts[Group.ALL].numerator)
    grid = Grid(
        "Context",
        "what became of it",
        tuple(words(CONTEXT_NAMES[gap.context].capitalize()) for gap in found),
        (words("Frameworks with a need"), words("No response to it")),
        tuple((Number(gap.need), Number(gap.unaddressed)) for gap in found),
    )
    yield Section(
        "context-gaps",
        words("Needs and responses, context by context"),
        (
            Paragraph(
                words(
                    "A framework has a need in a context where it records a vulnerability or a risk there. ",
                    *_context_said(widest),
                    " ",
                    Reference("context-gap-chart"),
                    " shows every context.",
                )
            ),
            charts.gap("context-gap-chart", words("Frameworks with a need, and without a response to it"), grid=grid),
        ),
    )


def _context_said(gap: ContextGap) -> Inlines:
    return words(
        f"The gap is widest in the {CONTEXT_NAMES[gap.context]} context: ",
        Number(gap.need),
        " frameworks record a need there, and in ",
        Number(gap.unaddressed),
        " of them no response tries to change anything in it.",
    )


def _gaps(material: Material) -> Iterator[Section]:
    found = material.gaps
    if not found:
        return
    drawn = found[:MOST_GAPS]
    grid = Grid(
        "Need",
        "what became of it",
        tuple(words(named(gap.need.title)) for gap in drawn),
        (words("Recorded"), words("Left unaddressed")),
        tuple((Number(gap.need, form=Form.COUNT), Number(gap.unaddressed, form=Form.COUNT)) for gap in drawn),
    )
    yield Section(
        "gaps",
        words("Identified, and left"),
        (
            Paragraph(
                words(
                    "A need is left unaddressed where a framework records it and none of the responses that would "
                    "answer it (",
                    Reference("need-table"),
                    "). A response that was given and not written down is not seen here.",
                )
            ),
            Callout(Tone.KEY, words("What was seen and not acted on"), (Items(tuple(map(said, found[:MOST_SAID]))),)),
            charts.gap(
                "gap-chart",
                words("Needs recorded, and of these left unaddressed: frameworks"),
                grid=grid,
                note=words("The needs most surely left unaddressed, allowing for small numbers."),
            ),
        ),
    )


def said(gap: Gap) -> Inlines:
    """A need as a sentence: recorded in so many, unanswered in so many, and what was recorded against it."""
    referrals = [figure for figure in gap.referrals if figure.counts[Group.ALL].numerator]
    sentence = words(
        named(gap.need.title),
        " was recorded in ",
        Number(gap.need),
        " frameworks; in ",
        Number(gap.unaddressed),
        " no response to it was recorded.",
    )
    if not referrals:
        return sentence
    parts = [words(_response(figure), " (", Number(figure, form=Form.COUNT), ")") for figure in referrals]
    return (*sentence, *words(" Interventions recorded against it: "), *listed(parts), *words("."))


def _response(figure: Figure) -> Inline:
    # Titles of interventions name the whole path; a sentence needs the last part.
    return named(lower(figure.title.rpartition(" > ")[2]))


def needs(material: Material) -> Iterator[Appendix]:
    """Every need, with the responses that would answer it."""
    if not material.gaps:
        return
    yield Appendix(
        "needs",
        words("Needs, and what would answer them"),
        (
            Paragraph(
                words(
                    "The map from needs to responses is a list for service planning, published with a reason for each "
                    "line. It says what was recorded, and never what a young person needs."
                )
            ),
            Table(
                "need-table",
                words("Needs recorded, left unaddressed, and the responses recorded where the need is"),
                (words("Need"), words("Recorded"), words("Unaddressed"), words("Responses that would answer it")),
                tuple(
                    Row(
                        words(named(gap.need.title)),
                        ((Number(gap.need, form=Form.COUNT),), (Number(gap.unaddressed),), _referrals(gap)),
                    )
                    for gap in material.gaps
                ),
                numeric=frozenset({0, 1}),
            ),
            *_unmapped(material),
        ),
    )


def _unmapped(material: Material) -> Iterator[Paragraph]:
    if material.unmapped:
        named_each = [
            words(named(figure.title), " (", Number(figure, form=Form.COUNT), ")") for figure in material.unmapped
        ]
        yield Paragraph(
            words(
                "The map does not know these needs, created while coding, so it cannot be said whether they were met: ",
                *listed(named_each),
                ".",
            )
        )


def _referrals(gap: Gap) -> Inlines:
    """The responses recorded where the need is, and the names of those that were not."""
    recorded = [figure for figure in gap.referrals if figure.counts[Group.ALL].numerator]
    parts = [words(_response(figure), " (", Number(figure, form=Form.COUNT), ")") for figure in recorded]
    absent = [words(_response(figure)) for figure in gap.referrals if figure not in recorded]
    if not absent:
        return listed(parts)
    return (*listed(parts), *words("; not recorded: " if parts else "None recorded of: "), *listed(absent))


def strengths(material: Material) -> Section:
    """What helps: strengths, in which resilience is coded."""
    every = material.below(Primary.STRENGTH)
    recorded = [(context, material.any_of(f"{Primary.STRENGTH}/{context}")) for context in Context]
    items = []
    for context, figure in recorded:
        often = named_most(material.below(Primary.STRENGTH, context))
        counted = words(f"{CONTEXT_NAMES[context].capitalize()}: ", Number(figure))
        items.append(words(*counted, "; most often ", *often) if often else counted)
    return Section(
        "strengths",
        words("Strengths to build on"),
        (
            Paragraph(words("Frameworks that record a strength, resilience among them, in each context:")),
            Items(tuple(items)),
            *set_apart(material, every),
            *comparison(material, "strengths-chart", words("Strengths recorded most often, by cohort"), every),
        ),
    )


def challenges(material: Material) -> Section:
    """What stood in the way."""
    factors = material.below(Primary.CHALLENGE)
    often = named_most(factors)
    opening = words("The barriers recorded most often: ", *often, ".") if often else words("No barrier was recorded.")
    return Section(
        "challenges",
        words("What stood in the way"),
        (
            Paragraph(opening),
            *set_apart(material, factors),
            *comparison(material, "challenges-chart", words("Barriers recorded most often, by cohort"), factors),
        ),
    )
