"""What was recorded: the incidents, then each context, by cohort."""

from collections.abc import Iterator

from fivefold.method.analysis import tables
from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.reporting.blocks import Block, Paragraph, Section
from fivefold.method.reporting.briefing.material import CONTEXT_NAMES, Material
from fivefold.method.reporting.briefing.phrases import (
    comparison,
    contrast_sentence,
    leading_sentence,
    table,
)
from fivefold.method.reporting.inlines import Number, words

_HEADINGS = {
    Context.INDIVIDUAL: "The young person",
    Context.FAMILY: "Families and homes",
    Context.PEER: "Peer groups",
    Context.SCHOOL: "Schools",
    Context.NEIGHBOURHOOD: "Neighbourhood spaces",
}


def section(material: Material) -> Section:
    """Findings: incidents, then one part for each context."""
    return Section(
        "findings",
        words("What was recorded"),
        (_incidents(material), *(_context(material, context) for context in Context)),
    )


def _incidents(material: Material) -> Section:
    factors = material.below(Primary.OFFENCE)
    return Section(
        "incidents",
        words("The incidents"),
        (
            *leading_sentence("Recorded most often of the incidents: ", factors),
            *_contrasts(factors),
            *comparison("incidents-chart", words("Characteristics of incidents, by cohort"), factors),
            table(
                "behaviour",
                words("Behavioural characteristics of incidents"),
                material.published("2"),
                known=material.known,
            ),
        ),
    )


def _context(material: Material, context: Context) -> Section:
    return Section(
        f"context-{context}",
        words(_HEADINGS[context]),
        tuple(_context_blocks(material, context)),
    )


def _context_blocks(material: Material, context: Context) -> Iterator[Block]:
    vulnerable = material.below(Primary.VULNERABILITY, context)
    risky = material.below(Primary.RISK, context)
    name = CONTEXT_NAMES[context]
    yield Paragraph(
        words(
            "Vulnerabilities that were there before were recorded in ",
            Number(material.any_of(f"{Primary.VULNERABILITY}/{context}")),
            " frameworks, risks directly related to the behaviour in ",
            Number(material.any_of(f"{Primary.RISK}/{context}")),
            ".",
        )
    )
    yield from leading_sentence("The vulnerabilities recorded most often: ", vulnerable)
    yield from leading_sentence("The risks recorded most often: ", risky)
    yield from _contrasts((*vulnerable, *risky))
    yield from comparison(
        f"{context}-chart", words(f"Vulnerabilities and risks in the {name} context, by cohort"), (*vulnerable, *risky)
    )
    if context is Context.PEER:
        yield table("peers", words("Peer relationships, by cohort"), material.published("3"), known=material.known)
    for primary, kind in ((Primary.VULNERABILITY, "Vulnerabilities"), (Primary.RISK, "Risks")):
        found = _findings(material, primary, context)
        if found is not None:
            yield table(
                f"{context}-{primary}", words(f"{kind} in the {name} context, by cohort"), found, known=material.known
            )


def _findings(material: Material, primary: Primary, context: Context) -> tables.Table | None:
    """The table of one primary node and context, None where nothing was recorded under it."""
    found = next(
        one for one in tables.findings(material.extract, str(primary)) if one.key == f"findings/{primary}/{context}"
    )
    return found if len(found.rows) > 1 else None


def _contrasts(factors: tuple[Figure, ...]) -> Iterator[Block]:
    yield from contrast_sentence(
        "More often for those who harmed only alone than for those who harmed in groups: ",
        factors,
        Group.SOLE,
        Group.GROUP_OR_BOTH,
    )
    yield from contrast_sentence(
        "More often for those who harmed in groups, at least in part, than for those who harmed only alone: ",
        factors,
        Group.GROUP_OR_BOTH,
        Group.SOLE,
    )
