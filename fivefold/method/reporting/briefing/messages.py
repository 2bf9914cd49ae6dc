"""The first page: what a reader with a minute should take away, each line from a result."""

from collections.abc import Iterator

from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.questions import interventions
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.blocks import Block, Callout, Items, Paragraph, Tone
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import contrasts, counted, leading, listed, lower, named
from fivefold.method.reporting.inlines import Form, Inlines, Number, Reference, words


def opening(material: Material) -> tuple[Block, ...]:
    """A lead paragraph and the key messages."""
    return (
        Paragraph(
            words(
                "What practitioners recorded at their meetings about ",
                Number(material.sizes, form=Form.COUNT),
                " young people who had displayed harmful sexual behaviour: in which contexts they saw vulnerability, "
                "risk and strength, what they planned to do about it, and what was left unaddressed.",
            ),
            lead=True,
        ),
        Callout(Tone.KEY, words("In short"), (Items(tuple(_messages(material))),)),
    )


def _messages(material: Material) -> Iterator[Inlines]:
    yield from _contrast(material, Group.SOLE, Group.GROUP_OR_BOTH, "Young people who harmed only alone")
    yield from _contrast(
        material, Group.GROUP_OR_BOTH, Group.SOLE, "Young people who harmed in groups, at least in part,"
    )
    yield _targets(material)
    if material.gaps:
        gap = material.gaps[0]
        yield words(
            named(gap.need.title),
            " is the need most often left unaddressed: recorded in ",
            Number(gap.need),
            " frameworks, of which ",
            Number(gap.unaddressed),
            " record nothing that answers it (",
            Reference("gaps"),
            ").",
        )
    strengths = leading(material.below(Primary.STRENGTH), most=1)
    if strengths:
        yield words("The strength recorded most often: ", *counted(strengths[0]), ".")
    yield words(
        Number(material.misplacement.segments),
        " coded segments were written under another context than the one they are about (",
        Reference("misplaced"),
        ").",
    )


def _contrast(material: Material, first: Group, second: Group, who: str) -> Iterator[Inlines]:
    factors = [figure for primary in (Primary.VULNERABILITY, Primary.RISK) for figure in material.below(primary)]
    found = contrasts(factors, first, second, most=2)
    if found:
        parts = [
            words(named(lower(figure.title)), " (", Number(figure, first), " against ", Number(figure, second), ")")
            for figure in found
        ]
        yield words(f"{who} stand out by ", *listed(parts), ".")


def _targets(material: Material) -> Inlines:
    by_context = sorted(
        ((figure, context) for context, figure in material.targets.items()),
        key=lambda pair: pair[0].counts[Group.ALL].numerator,
    )
    (least, least_context), (most, most_context) = by_context[0], by_context[-1]
    return words(
        "Of ",
        Number(interventions(material.extract), form=Form.COUNT, with_unit=True),
        ", ",
        Number(most, form=Form.COUNT),
        f" try to change something in the {CONTEXT_NAMES[most_context]} context and ",
        Number(least, form=Form.COUNT),
        f" in the {CONTEXT_NAMES[least_context]} context.",
    )
