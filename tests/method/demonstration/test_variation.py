"""Cases for studies of other sizes."""

from collections import Counter
from random import Random

import pytest

from fivefold.method.demonstration import variation
from fivefold.method.demonstration.cases import solved


def test_as_many_as_were_solved_are_the_solved_cases_as_they_are() -> None:
    assert tuple(variation.cases(49, rng=Random(1))) == solved()


@pytest.mark.parametrize("number", [1, 48, 50, 98, 130])
def test_any_number_of_cases_can_be_had(number: int) -> None:
    made = list(variation.cases(number, rng=Random(1)))
    assert [case.number for case in made] == list(range(1, number + 1))


def test_cohorts_and_sites_keep_their_shares() -> None:
    made = list(variation.cases(490, rng=Random(1)))
    assert Counter(case.cohort for case in made) == {"sole": 240, "group": 150, "both": 100}
    assert Counter(case.site for case in made) == {"A": 80, "B": 140, "C": 40, "D": 230}


def test_a_variation_keeps_what_its_incidents_stand_for_and_changes_the_rest_a_little() -> None:
    before = {frozenset(code for code in case.codes if code.startswith("offence/")) for case in solved()}
    solved_codes = {case.codes for case in solved()}
    changed = 0
    for case in variation.cases(98, rng=Random(2)):
        assert frozenset(code for code in case.codes if code.startswith("offence/")) in before
        assert 10 <= case.age <= 17
        changed += case.codes not in solved_codes
    assert changed > 80


def test_each_round_has_schools_and_incidents_of_its_own_and_shares_within_it() -> None:
    made = list(variation.cases(147, rng=Random(3)))
    schools = {case.school for case in made if case.school.startswith("School")}
    assert len(schools) > 30
    assert any(case.school == "the PRU" for case in made)
    told = Counter(incident.reference for case in made for incident in case.incidents)
    assert set(told.values()) == {1, 2}
    assert sum(times == 2 for times in told.values()) == 15
