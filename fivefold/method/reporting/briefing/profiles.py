"""Each cohort in one view: what is recorded most often for it, and what sets it apart."""

from fivefold.method.analysis.figures import Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.blocks import Block, Definition, Definitions, Paragraph, Section
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import contrasts, counted, leading, listed
from fivefold.method.reporting.inlines import Number, words

_COHORTS = (
    (Group.SOLE, "Only on their own", Group.GROUP_OR_BOTH),
    (Group.GROUP, "Only in groups", Group.SOLE_OR_BOTH),
    (Group.BOTH, "Both alone and in groups", None),
)
_KINDS = (
    (Primary.OFFENCE, "Incidents"),
    (Primary.VULNERABILITY, "Vulnerabilities"),
    (Primary.RISK, "Risks"),
    (Primary.STRENGTH, "Strengths"),
    (Primary.RESPONSE, "Responses"),
    (Primary.CHALLENGE, "Challenges"),
)


def section(material: Material) -> Section:
    """Summary profiles of the cohorts that hold a framework."""
    parts = [_profile(material, group, name, other) for group, name, other in _COHORTS if material.extract.sizes[group]]
    return Section(
        "profiles",
        words("Profiles in summary"),
        (
            Paragraph(
                words(
                    "What is recorded most often for each cohort. A profile describes a set of records; it predicts "
                    "nothing about a young person."
                )
            ),
            *parts,
        ),
    )


def _profile(material: Material, group: Group, name: str, other: Group | None) -> Section:
    entries = []
    for primary, kind in _KINDS:
        top = leading(material.below(primary), group)
        if top:
            entries.append(Definition(words(kind), listed([counted(figure, group) for figure in top])))
    blocks: list[Block] = [Definitions(tuple(entries))]
    if other is not None:
        factors = [figure for primary, _ in _KINDS for figure in material.below(primary)]
        apart = contrasts(factors, group, other, most=5)
        if apart:
            parts = [words(*counted(figure, group)[:-1], " against ", Number(figure, other), ")") for figure in apart]
            blocks.append(Paragraph(words("What sets it apart: ", *listed(parts), ".")))
    return Section(f"profile-{group}", words(name), tuple(blocks))
