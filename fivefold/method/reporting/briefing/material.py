"""Everything the briefing is written from, asked once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fivefold.method.analysis import gaps as needs
from fivefold.method.analysis import quality, questions, tables
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit
from fivefold.method.analysis.intervals import wilson
from fivefold.method.analysis.questions import attribute
from fivefold.method.analysis.tally import figure
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.studies.study import Protocol

CONTEXT_NAMES = {
    Context.INDIVIDUAL: "individual",
    Context.FAMILY: "family and home",
    Context.PEER: "peer group",
    Context.SCHOOL: "school",
    Context.NEIGHBOURHOOD: "neighbourhood",
}
"""The contexts as sentences name them."""

COHORTS = {Group.SOLE: "Sole", Group.GROUP: "Group only", Group.BOTH: "Both"}
"""The cohorts as column heads."""

_CONTEXTUAL = (Primary.VULNERABILITY, Primary.RISK, Primary.RESPONSE)
_KNOWN = ("sole", "group", "both")


@dataclass(frozen=True, eq=False)
class Material:
    """A study's protocol and extract, and each question the briefing asks of it, answered once."""

    protocol: Protocol
    extract: Extract

    @cached_property
    def sizes(self) -> Figure:
        """Frameworks in each cohort."""
        return attribute(self.extract, "cohort", [*_KNOWN, "undetermined"])

    @cached_property
    def undetermined(self) -> Figure:
        """Frameworks whose cohort the rule cannot tell."""
        return attribute(self.extract, "cohort", "undetermined")

    @cached_property
    def sites(self) -> Figure:
        """Sites with a framework."""
        found = self.extract.tables["frameworks"].select(["framework", "site"]).to_pylist()
        return figure(
            self.extract,
            [(row["framework"], row["site"]) for row in found],
            key="sites",
            title="Sites",
            definition="Sites from which an eligible framework came.",
            unit=Unit.SITES,
            bases=None,
        )

    @cached_property
    def cohorts(self) -> Mapping[Group, str]:
        """The cohorts that hold a framework, with their names; all together where none is told apart."""
        return {group: name for group, name in COHORTS.items() if self.extract.sizes[group]} or {Group.ALL: "All"}

    @cached_property
    def factors(self) -> tuple[Figure, ...]:
        """The figure of every code."""
        return questions.all_factors(self.extract)

    @cached_property
    def known(self) -> Mapping[str, Figure]:
        """The same figures and those of the targets, by key."""
        return {figure.key: figure for figure in (*self.factors, *self.targets.values())}

    @cached_property
    def interventions(self) -> Figure:
        """All interventions."""
        return questions.interventions(self.extract)

    @cached_property
    def targets(self) -> Mapping[Context, Figure]:
        """Interventions by the context they try to change."""
        return {context: questions.interventions(self.extract, str(context)) for context in Context}

    @cached_property
    def gaps(self) -> tuple[needs.Gap, ...]:
        """Needs and what was recorded against them, those most surely left unaddressed first.

        Ordered by the lower end of the interval of the share left unaddressed (Wilson's), so that a need of few
        frameworks does not stand first by chance.
        """
        held = [answer for answer in needs.answers() if {answer.need, *answer.responses} <= self.extract.codes.keys()]
        return tuple(sorted(needs.gaps(self.extract, held), key=lambda gap: (-_surely(gap.unaddressed), gap.need.key)))

    @cached_property
    def unmapped(self) -> tuple[Figure, ...]:
        """Needs recorded that the map of responses does not know: nothing can be said of whether they were met."""
        return needs.unmapped(self.extract)

    @cached_property
    def context_gaps(self) -> tuple[needs.ContextGap, ...]:
        """Contexts with a need and whether a response targets them; () where the codebook has no contexts."""
        nodes = {f"{primary}/{context}" for primary in _CONTEXTUAL for context in Context}
        return needs.context_gaps(self.extract) if nodes <= self.extract.codes.keys() else ()

    @cached_property
    def completeness(self) -> quality.Completeness:
        """What was recorded and what was not."""
        return quality.completeness(self.extract)

    @cached_property
    def misplacement(self) -> quality.Misplacement:
        """What stands in another context than it is about."""
        return quality.misplacement(self.extract)

    def published(self, number: str) -> tables.Table | None:
        """One of the published study's tables, recomputed; None where the codebook lacks what a row asks for."""
        try:
            return tables.published_table(self.extract, number)
        except InputError:
            return None

    def findings(self, primary: Primary) -> tuple[tables.Table, ...]:
        """What was recorded under a primary node: a table for each context, or one where it has none."""
        if str(primary) not in self.extract.codes:
            return ()
        factors = {factor.key: factor for factor in self.factors}
        return tables.findings(self.extract, str(primary), factors=factors)

    @cached_property
    def _specific(self) -> tuple[Figure, ...]:
        parents = {row["parent"] for row in self.extract.codes.values()}
        return tuple(factor for factor in self.factors if factor.key not in parents)

    def below(self, primary: Primary, context: Context | None = None) -> tuple[Figure, ...]:
        """The figures of the most specific codes under a primary node, or under one of its contexts."""
        top = str(primary) if context is None else f"{primary}/{context}"
        return tuple(factor for factor in self._specific if factor.key.startswith(f"{top}/"))

    def any_of(self, key: str) -> Figure:
        """The figure of a node and everything below it; of nothing, where the codebook has no such node."""
        return self.known.get(key) or figure(
            self.extract,
            (),
            key=key,
            title=key.replace("/", ", ").capitalize(),
            definition=f'Frameworks coded at "{key}" or below it; the codebook of this study has no such node.',
            unit=Unit.FRAMEWORKS,
            bases=self.extract.sizes,
        )

    def left_out(self) -> Iterable[Figure]:
        """A figure of frameworks for each reason why some stand in no number."""
        for exclusion in self.extract.exclusions:
            yield Figure(
                key=f"left-out/{exclusion.reason}",
                title=f"Left out: {exclusion.reason}",
                definition=f"Frameworks left out: {exclusion.reason}.",
                unit=Unit.FRAMEWORKS,
                counts={Group.ALL: Count(len(exclusion.references), None, exclusion.references)},
                freeze=self.extract.freeze,
            )


def _surely(unaddressed: Figure) -> float:
    count = unaddressed.counts[Group.ALL]
    return wilson(count.numerator, count.base or 0).low or 0.0
