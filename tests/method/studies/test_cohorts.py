"""The cohorts of a study, what a person decided, the form's own field, and the audience."""

from dataclasses import replace

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.incidents import Role
from fivefold.method.studies.cohorts import GROUPS, Change, audience_sensitivity, cohorts
from fivefold.method.studies.study import Override
from tests.support import study_folders as folders
from tests.support.study_folders import incident, submission

SOLE = submission(1)
GROUP = replace(submission(2), incidents=(incident("I2", [Role.LED]),))
BOTH = replace(submission(3), incidents=(incident("I3", [Role.LED]), incident("I4")))
UNKNOWN = replace(submission(4), incidents=())
WATCHED = replace(submission(5), incidents=(incident("I5", [Role.AUDIENCE]),))
DECIDED = replace(WATCHED, reference=folders.reference(6), override=Override("both", "two accounts", "Research lead"))
STUDY = folders.study(SOLE, GROUP, BOTH, UNKNOWN, WATCHED, DECIDED)


def references(*submissions: folders.Submission) -> set[str]:
    return {one.reference for one in submissions}


def test_every_group_holds_its_cohorts() -> None:
    found = cohorts(STUDY)
    assert found.members("sole") == references(SOLE, WATCHED)
    assert found.members("group") == references(GROUP)
    assert found.members("both") == references(BOTH, DECIDED)
    assert found.members("group_or_both") == references(GROUP, BOTH, DECIDED)
    assert found.members("sole_or_both") == references(SOLE, WATCHED, BOTH, DECIDED)
    assert found.members("all") == references(*STUDY.submissions)
    with pytest.raises(KeyError):
        found.members("everybody")


def test_decisions_can_be_narrowed_to_some_frameworks() -> None:
    some = cohorts(STUDY).among(references(GROUP, BOTH))
    assert some.members("all") == references(GROUP, BOTH)
    assert some.members("sole") == frozenset()


def test_the_groups_are_those_of_the_figures() -> None:
    from fivefold.method.analysis.figures import Group

    assert set(GROUPS) == {group.value for group in Group}


def test_the_four_cohorts_are_counted_and_add_up() -> None:
    counts = cohorts(STUDY).counts
    assert counts == {Cohort.SOLE: 2, Cohort.GROUP: 1, Cohort.BOTH: 2, Cohort.UNDETERMINED: 1}
    assert sum(counts.values()) == len(STUDY.submissions)


def test_what_a_person_decided_stands_and_the_rule_s_answer_is_kept_beside_it() -> None:
    (decision,) = cohorts(STUDY).overridden
    assert decision.reference == DECIDED.reference
    assert decision.cohort == Cohort.BOTH
    assert decision.computed.cohort == Cohort.SOLE
    assert decision.override == DECIDED.override


def test_an_override_to_what_the_rule_says_anyway_is_no_disagreement() -> None:
    same = replace(SOLE, override=Override("sole", "checked", "Research lead"))
    assert cohorts(folders.study(same)).overridden == ()


def test_an_override_to_no_cohort_is_refused() -> None:
    wrong = replace(SOLE, override=Override("mixed", "x", "Research lead"))
    with pytest.raises(InputError, match='set by Research lead is "mixed"'):
        cohorts(folders.study(wrong))


def test_forms_that_contradict_the_incidents_are_named() -> None:
    framework = folders.framework(GROUP.reference, offence="Sole")
    contradicted = replace(GROUP, framework=framework)
    assert [one.reference for one in cohorts(folders.study(SOLE, contradicted)).differing_from_form] == [
        GROUP.reference
    ]


def test_the_audience_sensitivity_counts_who_would_move_and_where_to() -> None:
    found = audience_sensitivity(STUDY)
    assert found.rule == "group/1"
    assert set(found.with_audience) == references(WATCHED, DECIDED)
    assert found.changes == (
        Change(WATCHED.reference, Cohort.SOLE, Cohort.GROUP, overridden=False),
        Change(DECIDED.reference, Cohort.SOLE, Cohort.GROUP, overridden=True),
    )
    assert (found.before[Cohort.SOLE], found.after[Cohort.SOLE]) == (3, 1)
    assert sum(found.before.values()) == sum(found.after.values()) == len(STUDY.submissions)
