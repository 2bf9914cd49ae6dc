"""Alone, in a group or both, by the rule group/1, with reasons."""

from dataclasses import replace

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.classification import Cohort, Kind, classify, classify_incident, rule
from fivefold.method.frameworks.incidents import SUBJECT, Incident, Participant, Role
from tests.support.study_folders import incident

GROUP_1 = rule("group/1")
ALONE = incident("alone")
IN_GROUP = incident("in a group", [Role.DISPLAYED])
ONLY_WATCHED = incident("only watched", [Role.DISPLAYED], subject=[Role.AUDIENCE])
NOBODY = replace(ALONE, reference="nobody", participants=())


def kind(found: Incident) -> Kind:
    return classify_incident(found, rule=GROUP_1).kind


def test_the_rule_says_of_every_role_whether_it_takes_part() -> None:
    assert set(GROUP_1.roles) == set(Role)
    assert {role for role in Role if not GROUP_1.roles[role].acts} == {Role.AUDIENCE, Role.CHALLENGED}


@pytest.mark.parametrize("key", ["group/9", "eligibility/1", "nothing"])
def test_a_rule_that_is_not_held_is_refused_with_those_that_are(key: str) -> None:
    with pytest.raises(InputError, match=r'no classification rule .* Use "group/1"\.'):
        rule(key)


@pytest.mark.parametrize("role", [Role.DISPLAYED, Role.LED, Role.FOLLOWED, Role.COERCED, Role.RECRUITED])
def test_two_who_act_are_a_group(role: Role) -> None:
    found = classify_incident(incident("I", [role]), rule=GROUP_1)
    assert found.kind == Kind.GROUP
    assert found.reason == f"peer 1 {GROUP_1.roles[role].because}"


@pytest.mark.parametrize("role", [Role.AUDIENCE, Role.CHALLENGED])
def test_somebody_who_does_not_act_makes_no_group(role: Role) -> None:
    found = classify_incident(incident("I", [role]), rule=GROUP_1)
    assert found.kind == Kind.ALONE
    assert found.reason == f"nobody else acted: peer 1 {GROUP_1.roles[role].because}"


def test_somebody_who_watches_and_follows_acts() -> None:
    assert kind(incident("I", [Role.AUDIENCE, Role.FOLLOWED])) == Kind.GROUP


def test_a_young_person_recorded_alone_acted_alone() -> None:
    assert kind(ALONE) == Kind.ALONE


def test_an_incident_the_young_person_watched_is_not_counted() -> None:
    assert kind(ONLY_WATCHED) == Kind.NOT_ACTING
    assert classify([ONLY_WATCHED, ALONE], rule=GROUP_1).cohort == Cohort.SOLE


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (NOBODY, "who took part is not recorded"),
        (replace(ALONE, participants=(Participant("peer 1", frozenset({Role.LED})),)), "no participant is the subject"),
        (incident("I", subject=[]), "the young person's role is not recorded"),
        (incident("I", [], [Role.AUDIENCE]), "the role of peer 1 is not recorded"),
    ],
)
def test_what_is_not_recorded_is_not_guessed(found: Incident, why: str) -> None:
    classified = classify_incident(found, rule=GROUP_1)
    assert classified.kind == Kind.UNDETERMINED
    assert why in classified.reason


def test_an_unknown_role_matters_not_where_another_acted() -> None:
    assert kind(incident("I", [], [Role.LED])) == Kind.GROUP


@pytest.mark.parametrize(
    ("incidents", "cohort"),
    [
        ([ALONE], Cohort.SOLE),
        ([IN_GROUP], Cohort.GROUP),
        ([ALONE, IN_GROUP], Cohort.BOTH),
        ([], Cohort.UNDETERMINED),
        ([NOBODY], Cohort.UNDETERMINED),
        ([ALONE, NOBODY], Cohort.UNDETERMINED),
        ([IN_GROUP, NOBODY], Cohort.UNDETERMINED),
        ([ALONE, IN_GROUP, NOBODY], Cohort.BOTH),
        ([ONLY_WATCHED], Cohort.UNDETERMINED),
        ([ONLY_WATCHED, NOBODY], Cohort.UNDETERMINED),
    ],
)
def test_a_framework_is_what_all_its_incidents_are(incidents: list[Incident], cohort: Cohort) -> None:
    found = classify(incidents, rule=GROUP_1)
    assert found.cohort == cohort
    assert found.rule == "group/1"
    assert len(found.per_incident) == len(incidents)


def test_every_cohort_has_its_reasons() -> None:
    assert classify([], rule=GROUP_1).reasons == ("no incident is recorded",)
    assert classify([ONLY_WATCHED], rule=GROUP_1).reasons == (
        "in no incident is the young person recorded as acting",
        "incidents in which the young person did not act, not counted: 1 of 1",
    )
    assert classify([ALONE, NOBODY], rule=GROUP_1).reasons == (
        "incidents alone: 1 of 2",
        "incidents of which it cannot be told: 1 of 2",
        "incident nobody: who took part is not recorded",
    )


def test_those_who_did_the_same_are_named_together() -> None:
    found = classify_incident(incident("I", [Role.LED], [Role.FOLLOWED], [Role.LED]), rule=GROUP_1)
    led, followed = GROUP_1.roles[Role.LED].because, GROUP_1.roles[Role.FOLLOWED].because
    assert found.reason == f"peer 1, peer 3 {led}; peer 2 {followed}"


def test_counting_an_audience_turns_a_watched_incident_into_a_group() -> None:
    watched = incident("I", [Role.AUDIENCE])
    assert classify([watched], rule=GROUP_1.including_audience).cohort == Cohort.GROUP
    assert classify([watched], rule=GROUP_1).cohort == Cohort.SOLE
    assert classify([watched], rule=GROUP_1.including_audience).rule == "group/1+audience"
    assert SUBJECT in {one.label for one in watched.participants}
