"""Everything the briefing is written from, asked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from fivefold.method.analysis import gaps as needs
from fivefold.method.analysis import quality, questions, tables
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.analysis.questions import attribute
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.studies.study import Protocol

CONTEXT_NAMES = {
    Context.INDIVIDUAL: "individual",
    Context.FAMILY: "family and home",
    Context.PEER: "peer group",
    Context.SCHOOL: "school",
    Context.NEIGHBOURHOOD: "neighbourhood",
}
"""The contexts as sentences name them."""


@dataclass(frozen=True, eq=False)
class Material:
    """A study's protocol and extract, and each question the briefing asks of it, answered once."""

    protocol: Protocol
    extract: Extract

    @cached_property
    def sizes(self) -> Figure:
        """Frameworks in each cohort."""
        return attribute(self.extract, "cohort", ["sole", "group", "both", "undetermined"])

    @cached_property
    def factors(self) -> tuple[Figure, ...]:
        """The figure of every code."""
        return questions.all_factors(self.extract)

    @cached_property
    def known(self) -> Mapping[str, Figure]:
        """The same figures and those of the targets, by key."""
        return {figure.key: figure for figure in (*self.factors, *self.targets.values())}

    @cached_property
    def targets(self) -> Mapping[Context, Figure]:
        """Interventions by the context they try to change."""
        return {context: questions.interventions(self.extract, str(context)) for context in Context}

    @cached_property
    def gaps(self) -> tuple[needs.Gap, ...]:
        """Needs and what was recorded against them."""
        return needs.gaps(self.extract)

    @cached_property
    def context_gaps(self) -> tuple[needs.ContextGap, ...]:
        """Contexts with a need and whether a response targets them."""
        return needs.context_gaps(self.extract)

    @cached_property
    def completeness(self) -> quality.Completeness:
        """What was recorded and what was not."""
        return quality.completeness(self.extract)

    @cached_property
    def misplacement(self) -> quality.Misplacement:
        """What stands in another context than it is about."""
        return quality.misplacement(self.extract)

    def published(self, number: str) -> tables.Table:
        """One of the published study's tables, recomputed."""
        return tables.published_table(self.extract, number)

    def below(self, primary: Primary, context: Context | None = None) -> tuple[Figure, ...]:
        """The figures of the most specific codes under a primary node, or under one of its contexts."""
        top = str(primary) if context is None else f"{primary}/{context}"
        parents = {row["parent"] for row in self.extract.codes.values()}
        return tuple(
            figure for figure in self.factors if figure.key.startswith(f"{top}/") and figure.key not in parents
        )

    def any_of(self, key: str) -> Figure:
        """The figure of a node and everything below it."""
        return self.known[key]

    @cached_property
    def has_cohorts(self) -> bool:
        """Whether at least two cohorts hold a framework, so that comparing them makes sense."""
        return sum(bool(self.extract.sizes[group]) for group in (Group.SOLE, Group.GROUP, Group.BOTH)) > 1
