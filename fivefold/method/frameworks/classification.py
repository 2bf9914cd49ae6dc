"""Alone, in a group, or both: what a young person's incidents say, by a versioned rule and with reasons.

Whether an audience that does not act makes a group is the rule's to say; `including_audience` asks the other way.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files

from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import one_of
from fivefold.method.frameworks.incidents import SUBJECT, Incident, Participant, Role

GROUP_1 = "group/1"
"""The rule of the published study."""


class Cohort(StrEnum):
    """Where a framework belongs."""

    SOLE = "sole"
    GROUP = "group"
    BOTH = "both"
    UNDETERMINED = "undetermined"


class Kind(StrEnum):
    """What one incident was. NOT_ACTING: the young person is known to have been there without acting."""

    ALONE = "alone"
    GROUP = "group"
    NOT_ACTING = "not_acting"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Whether somebody in a role takes part, and what in the definition says so."""

    acts: bool
    because: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A version of the definition of a group. roles: one for every Role."""

    key: str
    title: str
    definition: str
    source: str
    roles: Mapping[Role, RoleRule]

    @property
    def including_audience(self) -> "Rule":
        """The same rule with an audience counted among those who take part."""
        audience = RoleRule(acts=True, because="watched, counted as taking part")
        return replace(self, key=f"{self.key}+audience", roles={**self.roles, Role.AUDIENCE: audience})

    def acts(self, participant: Participant) -> bool | None:
        """Whether the participant takes part; None where no role is recorded."""
        if not participant.roles:
            return None
        return any(self.roles[role].acts for role in participant.roles)


@dataclass(frozen=True, slots=True)
class IncidentKind:
    """What one incident was, and why, as a sentence without its full stop."""

    incident: str
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Classification:
    """A framework's cohort by a rule. reasons: at least one, each a sentence without its full stop."""

    cohort: Cohort
    reasons: tuple[str, ...]
    per_incident: tuple[IncidentKind, ...]
    rule: str


@cache
def rule(key: str = GROUP_1) -> Rule:
    """The rule version with this key ("group/1"). Raises InputError when no such version is held."""
    name, _, version = key.partition("/")
    folder = files("fivefold.method.data.rules")
    resource = folder.joinpath(f"{name}.{version}.toml")
    if name != "group" or not resource.is_file():
        held = sorted(path.name for path in folder.iterdir() if path.name.startswith("group."))
        known = ["{}/{}".format(*name.split(".")[:2]) for name in held]
        raise InputError(f'there is no classification rule "{key}"', next_step=f"Use {one_of(known)}.")
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    return Rule(
        key=table["key"],
        title=table["title"],
        definition=" ".join(table["definition"].split()),
        source=table["source"],
        roles={Role(row["role"]): RoleRule(row["acts"], row["because"]) for row in table["role"]},
    )


def classify(incidents: Sequence[Incident], *, rule: Rule) -> Classification:
    """The cohort of the framework whose young person these incidents concern.

    Sole: all incidents in which the young person acted were alone. Group: all were in a group. Both: some of each.
    Undetermined when there are no incidents, or when what is not recorded could change the answer.
    The order of incidents and of participants does not matter to the cohort.
    """
    kinds = tuple(classify_incident(incident, rule=rule) for incident in incidents)
    if not kinds:
        return Classification(Cohort.UNDETERMINED, ("no incident is recorded",), (), rule.key)
    found = {kind.kind for kind in kinds}
    if {Kind.ALONE, Kind.GROUP} <= found:
        cohort = Cohort.BOTH
    elif Kind.UNDETERMINED in found:
        cohort = Cohort.UNDETERMINED
    elif Kind.GROUP in found:
        cohort = Cohort.GROUP
    else:
        cohort = Cohort.SOLE if Kind.ALONE in found else Cohort.UNDETERMINED
    return Classification(cohort, tuple(_summary(kinds, cohort)), kinds, rule.key)


def _summary(kinds: Sequence[IncidentKind], cohort: Cohort) -> Iterable[str]:
    by_kind = {kind: [one for one in kinds if one.kind == kind] for kind in Kind}
    if cohort == Cohort.UNDETERMINED and not by_kind[Kind.UNDETERMINED]:
        yield "in no incident is the young person recorded as acting"
    for kind, words in _SUMMARY_WORDS.items():
        if by_kind[kind]:
            yield f"{words}: {len(by_kind[kind])} of {len(kinds)}"
    # What is missing is named one by one: a person must look each up.
    for one in by_kind[Kind.UNDETERMINED]:
        yield f"incident {one.incident}: {one.reason}"


_SUMMARY_WORDS = {
    Kind.ALONE: "incidents alone",
    Kind.GROUP: "incidents in a group",
    Kind.NOT_ACTING: "incidents in which the young person did not act, not counted",
    Kind.UNDETERMINED: "incidents of which it cannot be told",
}


def classify_incident(incident: Incident, *, rule: Rule) -> IncidentKind:
    """Whether the young person acted alone or in a group in one incident, with the reason."""
    kind, reason = _kind(incident.participants, rule=rule)
    return IncidentKind(incident.reference, kind, reason)


def _kind(participants: Sequence[Participant], *, rule: Rule) -> tuple[Kind, str]:
    if not participants:
        return Kind.UNDETERMINED, "who took part is not recorded"
    subject = next((one for one in participants if one.label == SUBJECT), None)
    if subject is None:
        return Kind.UNDETERMINED, "what the young person did is not recorded: no participant is the subject"
    subject_acts = rule.acts(subject)
    if subject_acts is None:
        return Kind.UNDETERMINED, "the young person's role is not recorded"
    if not subject_acts:
        return Kind.NOT_ACTING, f"the young person {_because(subject, rule, acts=False)}"
    others = sorted((one for one in participants if one is not subject), key=lambda one: one.label)
    actors = [one for one in others if rule.acts(one)]
    if actors:
        return Kind.GROUP, _reasons(actors, rule, acts=True)
    unknown = [one.label for one in others if rule.acts(one) is None]
    if unknown:
        return Kind.UNDETERMINED, f"the role of {', '.join(unknown)} is not recorded"
    if others:
        return Kind.ALONE, f"nobody else acted: {_reasons(others, rule, acts=False)}"
    return Kind.ALONE, "nobody else is recorded as taking part"


def _reasons(participants: Sequence[Participant], rule: Rule, *, acts: bool) -> str:
    """Who did what, those with the same reason named together."""
    by_reason: dict[str, list[str]] = {}
    for one in participants:
        by_reason.setdefault(_because(one, rule, acts=acts), []).append(one.label)
    return "; ".join(f"{', '.join(labels)} {reason}" for reason, labels in by_reason.items())


def _because(participant: Participant, rule: Rule, *, acts: bool) -> str:
    """The first of the participant's roles, in the order of Role, that decides it."""
    role = next(role for role in Role if role in participant.roles and rule.roles[role].acts == acts)
    return rule.roles[role].because
