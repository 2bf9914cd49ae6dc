"""Incident lines: what they tell and the codes they carry."""

from dataclasses import replace
from random import Random

from fivefold.method.common.dates import PartialDate
from fivefold.method.demonstration import incident_lines, voices
from fivefold.method.demonstration.cases import Case, Placed, solved
from fivefold.method.demonstration.language import Marked
from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Harmed, Relationship


def told(case: Case) -> list[Marked]:
    """The lines of the first draw that tells any."""
    for seed in range(50):
        if lines := list(incident_lines.lines(case, voices.choose(Random(1)), Random(seed))):
            return lines
    raise AssertionError("no draw told the incidents")


def changed(**facts: object) -> Case:
    """A case with one incident, changed, and every offence code."""
    case = solved()[0]
    codes = {placed.code for one in solved() for placed in one.placed if placed.code.startswith("offence/")}
    placed = tuple(Placed(code, case.placed[0].cell) for code in sorted(codes))
    return replace(case, placed=placed, incidents=(replace(case.incidents[0], **facts),))  # type: ignore[arg-type]


def codes(lines: list[Marked]) -> set[str]:
    return {code.removeprefix("offence/") for line in lines for _, _, code in line.marks}


def test_not_every_minute_taker_lists_the_incidents() -> None:
    told_or_not = [
        bool(list(incident_lines.lines(solved()[0], voices.choose(Random(1)), Random(s)))) for s in range(30)
    ]
    assert {True, False} == set(told_or_not)


def test_a_line_carries_only_codes_of_its_case() -> None:
    for case in solved():
        lines = told(case)
        assert len(lines) == len(case.incidents)
        assert {code for line in lines for _, _, code in line.marks} <= case.codes


def test_relationship_age_and_place_become_codes() -> None:
    sibling = Harmed(Relationship.SIBLING, AgeBand.UNDER_10, AgeGap.MORE_THAN_3_YOUNGER)
    assert codes(told(changed(harmed=(sibling,), characteristics=frozenset()))) == {
        "against-siblings",
        "against-younger-children",
    }
    partner = Harmed(Relationship.PARTNER, AgeBand.FROM_13_TO_15, AgeGap.WITHIN_3)
    assert codes(told(changed(harmed=(partner,), characteristics=frozenset({"in-school", "peer-audience"})))) == {
        "against-partners",
        "against-peers",
        "in-school",
    }


def test_a_sibling_whose_age_is_not_given_is_not_called_younger() -> None:
    lines = told(changed(harmed=(Harmed(Relationship.SIBLING),), characteristics=frozenset()))
    assert codes(lines) == {"against-siblings", "age-of-those-harmed-unspecified"}
    assert "younger" not in lines[0].text


def test_dates_are_told_as_exactly_as_they_are_known() -> None:
    peer = (Harmed(Relationship.PEER, AgeBand.FROM_13_TO_15, AgeGap.WITHIN_3),)
    for date, words in ((PartialDate(2015), "2015"), (PartialDate(2016, 9), "Sept 2016"), (None, "not known")):
        assert words in told(changed(date=date, harmed=peer))[0].text
