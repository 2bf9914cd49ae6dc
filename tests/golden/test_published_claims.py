"""Every published figure against the demonstration study: what agrees, what cannot, and which bases are wrong."""

from collections import Counter

import pytest

from fivefold.method.analysis.figures import Group
from fivefold.method.reporting.claim_checks import Checked, Verdict
from fivefold.method.reporting.claim_conflicts import Sum
from fivefold.method.reporting.claims import Certainty
from tests.support.published_claims import checked

pytestmark = pytest.mark.slow
"""The study is made and counted once, in two seconds."""

IRRECONCILABLE = ("fam-abuse-22", "t3-header", "t4-header")
"""The three that the briefing's own check finds irreconcilable (its notes on inconsistencies: B1, A1, A2)."""

WRONG_BASES = {
    # Exchanged sizes (A3, A4), and a group-involved base one short (A9).
    "peer-attitudes-18-v-7": {Group.SOLE: 25, Group.GROUP_OR_BOTH: 24},
    "peer-repeat-18-v-4": {Group.SOLE: 25, Group.GROUP_OR_BOTH: 24},
    "chal-peer-10": {Group.GROUP_OR_BOTH: 24},
    # The cells below the header of Table 3 (A1).
    "t3-bullying-group": {Group.GROUP: 14},
    "t3-bullying-sole": {Group.SOLE: 25},
    "t3-bullied-group": {Group.GROUP: 14},
    "t3-bullied-sole": {Group.SOLE: 25},
    "t3-criminality-group": {Group.GROUP: 14},
    "t3-criminality-sole": {Group.SOLE: 25},
    # The cells below the header of Table 4 (A2).
    **{
        f"t4-{context}-{cohort}": {group: base}
        for context in ("individuals", "families", "peers", "schools", "neighbourhoods")
        for cohort, group, base in (("sole", Group.SOLE, 15), ("group", Group.GROUP, 14))
    },
    # In the text (A6, A7, A8).
    "school-hsb-group-8": {Group.GROUP: 14},
    "str-individual-any": {Group.SOLE: 25},
    "resp-healthy-relationships": {Group.SOLE: 25, Group.GROUP: 14},
}


def named(key: str) -> Checked:
    (found,) = (one for one in checked() if one.claim.key == key)
    return found


def test_all_feasible_exact_figures_agree_and_three_cannot() -> None:
    exact = Counter(one.verdict for one in checked() if one.claim.certainty is Certainty.EXACT)
    assert exact == {Verdict.AGREES: 172, Verdict.DIFFERS: 3, Verdict.CANNOT_BE_ASKED: 9}
    assert tuple(one.claim.key for one in checked() if one.verdict is Verdict.DIFFERS) == IRRECONCILABLE
    assert all(named(key).irreconcilable for key in IRRECONCILABLE)


def test_nothing_differs_that_could_have_agreed() -> None:
    assert [one.claim.key for one in checked() if one.verdict is Verdict.DIFFERS and not one.irreconcilable] == []


def test_whatever_is_said_in_words_and_can_be_counted_holds() -> None:
    said = Counter(one.verdict for one in checked() if one.claim.certainty is not Certainty.EXACT)
    assert said == {Verdict.AGREES: 30, Verdict.CANNOT_BE_ASKED: 41}


def test_every_exact_figure_that_cannot_be_asked_is_of_no_count_the_study_holds() -> None:
    unasked = {
        one.claim.key
        for one in checked()
        if one.claim.certainty is Certainty.EXACT and one.verdict is Verdict.CANNOT_BE_ASKED
    }
    assert all(not one.claim.counts or one.figure is None for one in checked() if one.claim.key in unasked)
    assert all(named(key).why for key in unasked)


@pytest.mark.parametrize(
    ("key", "sums"),
    [
        ("fam-abuse-22", [(31, 22)]),
        ("t3-header", [(50, 49), (24, 25)]),
        ("t4-header", [(39, 49), (40, 49), (24, 25)]),
    ],
)
def test_each_contradiction_is_told_with_its_arithmetic(key: str, sums: list[tuple[int, int]]) -> None:
    found = [conflict for conflict in named(key).conflicts if isinstance(conflict, Sum)]
    assert [(conflict.total, conflict.whole.count) for conflict in found] == sums


def test_the_twenty_five_wrong_bases_are_named_and_no_others() -> None:
    found = {
        one.claim.key: {wrong.group: wrong.printed for wrong in one.wrong_bases} for one in checked() if one.wrong_bases
    }
    assert found == WRONG_BASES
    assert (len(found), sum(map(len, found.values()))) == (22, 25)


def test_each_count_of_frameworks_opens_onto_as_many_references() -> None:
    for one in checked():
        if one.figure is not None and one.figure.unit == "frameworks":
            for count in one.figure.counts.values():
                assert count.numerator == len(set(count.references))
