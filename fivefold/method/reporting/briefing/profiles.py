"""Each cohort in one view: what is recorded most often for it, and what sets it apart."""

from collections.abc import Iterator

from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.blocks import Block, Definition, Definitions, Paragraph, Section
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.briefing.phrases import against, compared, contrasts, named_most
from fivefold.method.reporting.inlines import Number, words

MOST_APART = 5
"""Factors named, and drawn, that set a cohort apart."""

_NAMES = {
    Group.SOLE: "Only alone",
    Group.GROUP: "Only in a group",
    Group.BOTH: "Both alone and in a group",
    Group.ALL: "Whatever the cohort",
}
_OTHERS = {Group.SOLE: Group.GROUP_OR_BOTH, Group.GROUP: Group.SOLE_OR_BOTH}
"""Everybody else, where a union of cohorts says so; there is none of sole and group, for Both stands between."""

_KINDS = (
    (Primary.OFFENCE, "Incidents"),
    (Primary.VULNERABILITY, "Vulnerabilities"),
    (Primary.RISK, "Risks"),
    (Primary.STRENGTH, "Strengths"),
    (Primary.RESPONSE, "Responses"),
    (Primary.CHALLENGE, "Barriers"),
)


def section(material: Material) -> Section:
    """Summary profiles of the cohorts that hold a framework."""
    factors = [figure for primary, _ in _KINDS for figure in material.below(primary)]
    return Section(
        "profiles",
        words("Profiles in summary"),
        (
            Paragraph(
                words(
                    "What is recorded most often for each cohort. A profile describes a set of records; it says "
                    "nothing about what any young person will do."
                )
            ),
            *_apart(material, factors),
            *(_profile(material, group, factors) for group in material.cohorts),
        ),
    )


def _apart(material: Material, factors: list[Figure]) -> tuple[Block, ...]:
    """The factors that set cohorts apart, drawn together."""
    alone = contrasts(factors, Group.SOLE, Group.GROUP_OR_BOTH, most=MOST_APART)
    together = contrasts(factors, Group.GROUP_OR_BOTH, Group.SOLE, most=MOST_APART)
    return compared(material, "profiles-chart", words("What sets the cohorts apart most"), (*alone, *together))


def _profile(material: Material, group: Group, factors: list[Figure]) -> Section:
    return Section(f"profile-{group.replace('_', '-')}", words(_NAMES[group]), tuple(_about(material, group, factors)))


def _about(material: Material, group: Group, factors: list[Figure]) -> Iterator[Block]:
    entries = []
    for primary, kind in _KINDS:
        often = named_most(material.below(primary), group)
        if often:
            entries.append(Definition(words(kind), often))
    if entries:
        yield Definitions(tuple(entries))
    else:
        yield Paragraph(words("Nothing is coded in ", Number(material.sizes, group), " frameworks of this cohort."))
    other = _OTHERS.get(group)
    apart = contrasts(factors, group, other, most=MOST_APART) if other else ()
    if other and apart:
        yield Paragraph(words("Recorded more often than for the other cohorts: ", *against(apart, group, other), "."))
