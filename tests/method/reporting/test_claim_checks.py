"""Claims against a study small enough to count by eye."""

from typing import Any

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Group
from fivefold.method.reporting.claim_checks import Checked, Difference, Verdict, check
from fivefold.method.reporting.claim_conflicts import PrintedTwice, Sum, Term
from fivefold.method.reporting.claim_questions import Comparison, Question
from fivefold.method.reporting.claims import Certainty, Claim, Factor
from tests.method.analysis.random_studies import PROTOCOL
from tests.method.analysis.small_study import small_study
from tests.support.published_claims import BULLYING, claim

CODE = "risk/peer/bullying-others"
STUDY = f"""
R1 A sole  | peer/risk = {CODE}
R2 A sole  |
R3 A sole  |
R4 B group | peer/risk = {CODE}
R5 B group | peer/risk = {CODE}
R6 B both  | peer/risk = {CODE}
"""
INTERVENTIONS = Factor("Response", "", "Interventions")
SITES = Factor("Design", "", "Sites")
RULE = Factor("Design", "", "A rule")
KNOWN = {
    BULLYING: Question({"factor": CODE}),
    INTERVENTIONS: Question({"interventions": "all"}),
    SITES: Question({"protocol": "sites"}),
    RULE: Question(cannot="It is a rule."),
}
"""sole 1 of 3, group 2 of 2, both 1 of 1, all 4 of 6."""


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(small_study(STUDY))


def checks(found: Extract, *claims: Claim, **options: Any) -> tuple[Checked, ...]:
    return check(claims, extract=found, known=KNOWN, **{"protocol": PROTOCOL, "compare": {}, **options})


def test_a_claim_agrees_when_every_count_it_prints_is_the_studys(found: Extract) -> None:
    (one,) = checks(found, claim("a", {"sole": 1, "group_or_both": 3, "all": 4}))
    assert (one.verdict, one.differences, one.irreconcilable, one.why) == (Verdict.AGREES, (), False, "")
    assert one.figure is not None
    assert one.figure.counts[Group.ALL].references == ("R1", "R4", "R5", "R6")


def test_a_claim_differs_by_the_groups_that_differ(found: Extract) -> None:
    (one,) = checks(found, claim("a", {"sole": 2, "group": 2}))
    assert one.verdict is Verdict.DIFFERS
    assert one.differences == (Difference(Group.SOLE, 2, 1),)
    assert (one.conflicts, one.irreconcilable) == ((), False)


def test_claims_come_back_in_their_order(found: Extract) -> None:
    given = [claim(key, {"all": 4}) for key in "zay"]
    assert [one.claim.key for one in checks(found, *given)] == ["z", "a", "y"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (claim("a", {"all": 1}, factor=RULE), "It is a rule."),
        (claim("a", {"all": 1}, factor=Factor("Risks", "", "New")), "No query is written"),
        (claim("a"), "states no number"),
        (claim("a", certainty=Certainty.EXACT, bounds=[("sole", ">=", 1)]), "states no number"),
        (claim("a", {"sole": 1}, factor=SITES, unit="sites"), "a group this question does not count"),
        (
            claim("a", certainty=Certainty.VERBAL, bounds=[("sole", ">=", 1)], factor=SITES, unit="sites"),
            "a group this question does not count",
        ),
        (
            claim("a", {"all": 4}, unit="interventions"),
            "It is printed in interventions; the question counts frameworks.",
        ),
    ],
)
def test_what_cannot_be_asked_says_why(found: Extract, given: Claim, why: str) -> None:
    (one,) = checks(found, given)
    assert one.verdict is Verdict.CANNOT_BE_ASKED
    assert why in one.why


def test_the_protocol_is_only_asked_where_there_is_one(found: Extract) -> None:
    given = claim("a", {"all": 3}, factor=SITES, unit="sites")
    assert checks(found, given)[0].verdict is Verdict.AGREES
    assert checks(found, given, protocol=None)[0].verdict is Verdict.CANNOT_BE_ASKED


def test_words_are_held_to_their_bounds(found: Extract) -> None:
    words = {"certainty": Certainty.VERBAL}
    kept, broken = checks(
        found,
        claim("a", bounds=[("group", ">=", 2), ("sole", "<=", 1)], **words),
        claim("b", bounds=[("group", ">=", 2), ("sole", ">=", 2)], **words),
    )
    assert (kept.verdict, kept.broken) == (Verdict.AGREES, ())
    assert broken.verdict is Verdict.DIFFERS
    assert broken.broken == ("sole: the words imply at least 2; 1 are counted.",)


def test_the_bounds_in_the_note_of_an_exact_count_do_not_bind(found: Extract) -> None:
    (one,) = checks(found, claim("a", {"sole": 1}, bounds=[("sole", ">=", 9)]))
    assert one.verdict is Verdict.AGREES


def test_words_are_held_to_what_they_compare(found: Extract) -> None:
    compare = {
        "a": (Comparison(Group.GROUP, Group.SOLE),),
        "b": (Comparison(Group.SOLE, Group.GROUP),),
    }
    given = [claim(key, certainty=Certainty.VERBAL) for key in "ab"]
    kept, broken = checks(found, *given, compare=compare)
    assert (kept.verdict, kept.compared) == (Verdict.AGREES, compare["a"])
    assert (broken.verdict, broken.irreconcilable) == (Verdict.DIFFERS, False)
    assert broken.broken == ("The words say sole more often than group only; 1 of 3 are counted against 2 of 2.",)


def test_a_claim_that_prints_counts_or_is_exact_is_not_held_to_a_comparison(found: Extract) -> None:
    compare = dict.fromkeys("ab", (Comparison(Group.SOLE, Group.GROUP),))
    counted, exact = checks(found, claim("a", {"sole": 1}, certainty=Certainty.VERBAL), claim("b"), compare=compare)
    assert (counted.verdict, counted.compared) == (Verdict.AGREES, ())
    assert exact.verdict is Verdict.CANNOT_BE_ASKED


def test_shares_of_nobody_are_not_compared() -> None:
    found = extract(small_study(f"R1 A sole | peer/risk = {CODE}"))
    compare = {"a": (Comparison(Group.SOLE, Group.GROUP),)}
    (one,) = checks(found, claim("a", certainty=Certainty.VERBAL), compare=compare)
    assert one.why == "It compares shares, and a group it speaks of holds no frameworks."


def test_a_base_is_wrong_when_it_is_not_the_size_of_its_group(found: Extract) -> None:
    right, wrong = checks(
        found,
        claim("a", {"sole": 1}, bases={"sole": 3}),
        claim("b", {"sole": 1, "group": 2}, bases={"sole": 4, "group": 5}),
    )
    assert right.wrong_bases == ()
    assert wrong.verdict is Verdict.AGREES
    assert [(base.group, base.printed, base.counted, base.size_of) for base in wrong.wrong_bases] == [
        (Group.SOLE, 4, 3, (Group.SOLE_OR_BOTH,)),
        (Group.GROUP, 5, 2, ()),
    ]
    assert [base.arithmetic for base in wrong.wrong_bases] == [
        "4 is printed as the base of sole, which holds 3 frameworks; 4 is the size of harmed alone.",
        "5 is printed as the base of group only, which holds 2 frameworks; no group holds 5.",
    ]


def test_a_framework_base_of_interventions_is_called_what_it_is(found: Extract) -> None:
    (one,) = checks(found, claim("a", {"sole": 0}, bases={"sole": 2}, factor=INTERVENTIONS, unit="interventions"))
    assert one.wrong_bases[0].arithmetic.endswith(
        "A count of interventions has no framework base: a framework can hold several."
    )


def test_a_count_printed_twice_with_two_numbers_is_a_contradiction(found: Extract) -> None:
    agreeing = [claim("a", {"sole": 1}, line=10), claim("b", {"sole": 1}, line=20)]
    *_, one = checks(found, *agreeing, claim("c", {"sole": 2}, line=30))
    assert one.irreconcilable
    assert one.conflicts == (PrintedTwice(Term(Group.SOLE, 2, 30), Term(Group.SOLE, 1, 10)),)
    assert [conflict.sentence for conflict in one.conflicts] == ["sole is 2 at line 30 and 1 at line 10."]


def test_parts_that_do_not_make_their_whole_are_a_contradiction(found: Extract) -> None:
    parts = claim("parts", {"sole": 1, "group": 2}, line=10)
    *_, one = checks(found, parts, claim("both", {"both": 1}, line=12), claim("whole", {"all": 5}, line=8))
    (conflict,) = one.conflicts
    assert isinstance(conflict, Sum)
    assert (conflict.total, conflict.whole.count, conflict.lines) == (4, 5, "8, 10, 12")
    assert conflict.sentence == "sole 1 + group only 2 + both 1 = 4, but all is 5 (lines 8, 10, 12)."


def test_sums_that_hold_or_lack_a_part_or_are_of_others_say_nothing(found: Extract) -> None:
    others = [claim("all", {"all": 4}, line=1), claim("both", {"both": 1}, line=2)]
    # Neither sole nor group only is right, but 0 + 3 + 1 makes the printed 4, and no other sum has all its parts.
    *_, one = checks(found, *others, claim("a", {"sole": 0, "group": 3}, line=3))
    assert one.verdict is Verdict.DIFFERS
    assert one.conflicts == ()


def test_a_sum_among_the_numbers_of_others_is_no_contradiction_of_a_claim(found: Extract) -> None:
    others = [claim("group", {"group": 2}), claim("both", {"both": 1}), claim("pair", {"group_or_both": 3})]
    *_, one = checks(found, *others, claim("a", {"sole": 2}))
    assert (one.verdict, one.conflicts) == (Verdict.DIFFERS, ())


def test_only_claims_on_the_same_factor_and_unit_that_agree_are_held_against_one(found: Extract) -> None:
    *_, one = checks(
        found,
        claim("other factor", {"all": 0}, factor=INTERVENTIONS, unit="interventions"),
        claim("differs too", {"all": 3}),
        claim("other unit", {"all": 4}, unit="incidents"),
        claim("a", {"all": 5}),
    )
    assert (one.verdict, one.conflicts) == (Verdict.DIFFERS, ())


def test_without_being_told_the_published_study_is_asked_for(found: Extract) -> None:
    given = claim("overview-sole-isolation-more", certainty=Certainty.VERBAL, factor=BULLYING)
    (one,) = check([given], extract=found)
    # The published words put sole first; here the group-involved have more.
    assert one.compared == (Comparison(Group.SOLE, Group.GROUP_OR_BOTH),)
    assert one.verdict is Verdict.DIFFERS
