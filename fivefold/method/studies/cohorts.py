"""The cohorts of a study: what the rule says of each framework, what a person decided against it, and who is where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import one_of
from fivefold.method.frameworks import classification
from fivefold.method.frameworks.classification import Classification, Cohort, Rule
from fivefold.method.frameworks.incidents import Role
from fivefold.method.frameworks.offence_field import Comparison, Offence, compare, read_offence
from fivefold.method.studies.study import Override, Study, Submission

GROUPS: Mapping[str, frozenset[Cohort]] = MappingProxyType(
    {
        "sole": frozenset({Cohort.SOLE}),
        "group": frozenset({Cohort.GROUP}),
        "both": frozenset({Cohort.BOTH}),
        "group_or_both": frozenset({Cohort.GROUP, Cohort.BOTH}),
        "sole_or_both": frozenset({Cohort.SOLE, Cohort.BOTH}),
        "all": frozenset(Cohort),
    }
)
"""Whom a count can be of, by cohort. "all" holds the undetermined too: they are in the study."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One framework's cohort.

    computed: by the study's rule; it stands beside an override and is never replaced by it.
    offence: what the form's own field says.
    """

    reference: str
    computed: Classification
    override: Override | None
    offence: Offence

    @property
    def cohort(self) -> Cohort:
        """Where the framework is counted: the override's cohort if there is one, else the rule's."""
        return self.computed.cohort if self.override is None else Cohort(self.override.cohort)

    @property
    def form(self) -> Comparison:
        """The form's own field beside the cohort."""
        return compare(self.offence, self.cohort)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The decisions of a study, in its order."""

    decisions: tuple[Decision, ...]

    def members(self, group: str) -> frozenset[str]:
        """References in one of GROUPS; KeyError for any other name."""
        return frozenset(one.reference for one in self.decisions if one.cohort in GROUPS[group])

    def among(self, references: Collection[str]) -> "Cohorts":
        """The decisions about these frameworks only."""
        return Cohorts(tuple(one for one in self.decisions if one.reference in references))

    @property
    def counts(self) -> Mapping[Cohort, int]:
        """Frameworks in each of the four cohorts, none left out."""
        return {cohort: sum(one.cohort == cohort for one in self.decisions) for cohort in Cohort}

    @property
    def overridden(self) -> tuple[Decision, ...]:
        """Those where a person decided otherwise than the rule."""
        return tuple(one for one in self.decisions if one.override is not None and one.cohort != one.computed.cohort)

    @property
    def differing_from_form(self) -> tuple[Decision, ...]:
        """Those where the form's own field contradicts the cohort."""
        return tuple(one for one in self.decisions if one.form == Comparison.DIFFERS)


def decide(submission: Submission, *, rule: Rule) -> Decision:
    """A framework's cohort. Raises InputError for an override to something that is no cohort."""
    override = submission.override
    if override is not None and override.cohort not in list(Cohort):
        raise InputError(
            f'the classification set by {override.by} is "{override.cohort}"',
            where=submission.reference,
            next_step=f"Use {one_of(Cohort)}.",
        )
    computed = classification.classify(submission.incidents, rule=rule)
    return Decision(submission.reference, computed, override, read_offence(submission.framework.header.offence))


def cohorts(study: Study) -> Cohorts:
    """The cohort of every framework of a study, by the rule its protocol names."""
    rule = classification.rule(study.protocol.classification_rule)
    return Cohorts(tuple(decide(submission, rule=rule) for submission in study.submissions))


@dataclass(frozen=True, slots=True)
class Change:
    """A framework the rule would place elsewhere. overridden: a person has decided it, so that it would not move."""

    reference: str
    before: Cohort
    after: Cohort
    overridden: bool


@dataclass(frozen=True, slots=True)
class AudienceSensitivity:
    """How far the cohorts hang on the rule's clause about an audience that does not act.

    with_audience: frameworks whose incidents record an audience, whatever else.
    before, after: frameworks in each cohort by the rule, and if an audience took part.
    """

    rule: str
    with_audience: tuple[str, ...]
    before: Mapping[Cohort, int]
    after: Mapping[Cohort, int]
    changes: tuple[Change, ...]


def audience_sensitivity(study: Study) -> AudienceSensitivity:
    """The study's classification by its rule, and by the same rule if an audience counted as taking part."""
    rule = classification.rule(study.protocol.classification_rule)
    wider = rule.including_audience
    pairs = [
        (one, classification.classify(one.incidents, rule=rule), classification.classify(one.incidents, rule=wider))
        for one in study.submissions
    ]
    return AudienceSensitivity(
        rule=rule.key,
        with_audience=tuple(one.reference for one in study.submissions if _has_audience(one)),
        before={cohort: sum(narrow.cohort == cohort for _, narrow, _ in pairs) for cohort in Cohort},
        after={cohort: sum(wide.cohort == cohort for _, _, wide in pairs) for cohort in Cohort},
        changes=tuple(
            Change(one.reference, narrow.cohort, wide.cohort, one.override is not None)
            for one, narrow, wide in pairs
            if narrow.cohort != wide.cohort
        ),
    )


def _has_audience(submission: Submission) -> bool:
    return any(
        Role.AUDIENCE in participant.roles for incident in submission.incidents for participant in incident.participants
    )
