"""The first page: what a reader with a minute should take away, each line from a result."""

from collections.abc import Iterator

from fivefold.method.analysis.figures import Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.blocks import Block, Callout, Items, Paragraph, Tone
from fivefold.method.reporting.briefing import responses
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import against, contrasts, named_most
from fivefold.method.reporting.inlines import Form, Inlines, Number, Reference, words

_MOST = 2
"""Factors a message names for each cohort."""


def opening(material: Material) -> tuple[Block, ...]:
    """A lead paragraph and the key messages; the paragraph alone where nothing was coded."""
    messages = tuple(_messages(material))
    return (
        Paragraph(
            words(
                "What practitioners recorded at their meetings about young people who had displayed harmful sexual "
                "behaviour, in ",
                Number(material.sizes, form=Form.COUNT, with_unit=True),
                ": the contexts in which they saw vulnerability, risk and strength, what they planned to do, and what "
                "was left unaddressed.",
            ),
            lead=True,
        ),
        *((Callout(Tone.KEY, words("In short"), (Items(messages),)),) if messages else ()),
    )


def _messages(material: Material) -> Iterator[Inlines]:
    yield from _contrast(material, Group.SOLE, Group.GROUP_OR_BOTH, "where the behaviour was only ever alone")
    yield from _contrast(material, Group.GROUP_OR_BOTH, Group.SOLE, "where there was behaviour in a group")
    yield from _targets(material)
    if material.gaps and material.gaps[0].unaddressed.counts[Group.ALL].numerator:
        yield words(*responses.said(material.gaps[0]), " See ", Reference("gaps"), ".")
    strengths = named_most(material.below(Primary.STRENGTH))
    if strengths:
        yield words("There is something to build on. The strengths recorded most often: ", *strengths, ".")
    barriers = named_most(material.below(Primary.CHALLENGE))
    if barriers:
        yield words("What stood in the way most often: ", *barriers, ".")


def _contrast(material: Material, first: Group, second: Group, where: str) -> Iterator[Inlines]:
    factors = [figure for primary in (Primary.VULNERABILITY, Primary.RISK) for figure in material.below(primary)]
    found = contrasts(factors, first, second, most=_MOST)
    if found:
        yield words(f"Recorded more often {where}: ", *against(found, first, second), ".")


def _targets(material: Material) -> Iterator[Inlines]:
    if not material.interventions.counts[Group.ALL].numerator:
        return
    by_context = sorted(material.targets.items(), key=lambda item: item[1].counts[Group.ALL].numerator)
    (least_context, least), (most_context, most) = by_context[0], by_context[-1]
    yield words(
        "Of ",
        Number(material.interventions, form=Form.COUNT, with_unit=True),
        ", ",
        Number(most, form=Form.COUNT),
        f" try to change something in the {CONTEXT_NAMES[most_context]} context and ",
        Number(least, form=Form.WORDS),
        f" in the {CONTEXT_NAMES[least_context]} context.",
    )
