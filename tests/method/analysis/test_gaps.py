"""Needs against responses."""

import pytest

from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.gaps import Answer, answers, context_gaps, gaps, unmapped
from fivefold.method.coding.codebook import Primary, codebook
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from tests.method.analysis.small_study import OWN_NEED, WEAPON, small_study, with_own_need

NEEDS = (Primary.VULNERABILITY, Primary.RISK)
NEED = "vulnerability/family/domestic-abuse-between-parents-or-carers"
REFERRAL = "response/family/domestic-abuse-service-referral"
STUDY = f"""
R1 A sole  | family/vulnerability = {NEED}; family/action = {REFERRAL}
R2 A group | family/vulnerability = {NEED}; family/action = response/family/parenting-programme
R3 B both  | family/vulnerability = {NEED}
R4 B both  | family/action = {REFERRAL}
"""


def test_a_need_without_any_of_its_responses_is_left_unaddressed_of_those_who_have_it() -> None:
    (gap,) = gaps(extract(small_study(STUDY)))
    assert gap.need.counts[Group.ALL].numerator == 3
    left = gap.unaddressed.counts[Group.ALL]
    assert (left.numerator, left.base, left.references) == (2, 3, ("R2", "R3"))
    assert gap.unaddressed.counts[Group.SOLE].base == 1
    assert NEED in gap.unaddressed.key
    assert gap.reason.startswith("Domestic abuse is addressed by specialist services")


def test_another_response_in_the_same_context_is_told_from_none() -> None:
    (gap,) = gaps(extract(small_study(STUDY)))
    other = gap.other_in_context.counts[Group.ALL]
    assert (other.numerator, other.base, other.references) == (1, 2, ("R2",))


def test_referrals_count_interventions_where_the_need_is() -> None:
    (gap,) = gaps(extract(small_study(STUDY)))
    assert dict(zip(gap.responses, (one.counts[Group.ALL].numerator for one in gap.referrals), strict=True)) == {
        REFERRAL: 1,
        "response/family/work-on-impact-of-domestic-abuse": 0,
    }


def test_needs_nobody_has_are_left_out_and_the_widest_gap_comes_first() -> None:
    bullied = "vulnerability/peer/bullied-by-others"
    lines = [f"R{number} A sole | peer/vulnerability = {bullied}" for number in range(5, 9)]
    found = gaps(extract(small_study(STUDY + "\n".join(lines))))
    assert [gap.need.key for gap in found] == [bullied, NEED]


def test_a_need_created_while_coding_is_told_beside_the_map() -> None:
    coded = with_own_need(small_study(f"{STUDY}R5 A sole | individual/risk = {WEAPON}; peer/risk = risk/peer, offence"))
    (left,) = unmapped(extract(coded))
    assert (left.key, left.counts[Group.ALL].references, left.counts[Group.ALL].base) == (OWN_NEED, ("R5",), 5)
    assert unmapped(extract(small_study(STUDY))) == ()


def test_the_map_names_every_need_of_the_codebook() -> None:
    needs = {code.key for code in codebook() if code.primary in NEEDS and len(code.path) == 3}
    assert {answer.need for answer in answers()} >= needs


def test_a_context_is_untargeted_when_no_response_aims_at_it_whatever_its_needs() -> None:
    by_context = {gap.context: gap for gap in context_gaps(extract(small_study(STUDY)))}
    family = by_context[Context.FAMILY]
    assert family.need.counts[Group.ALL].numerator == 3
    assert family.unaddressed.counts[Group.ALL].references == ("R3",)
    assert family.interventions.counts[Group.ALL].numerator == 3
    assert by_context[Context.SCHOOL].unaddressed.counts[Group.ALL].base == 0


def test_the_map_names_only_needs_and_responses_of_the_codebook_each_need_once_and_why() -> None:
    book = codebook()
    assert len({answer.need for answer in answers()}) == len(answers())
    for answer in answers():
        assert book[answer.need].primary in (Primary.VULNERABILITY, Primary.RISK)
        assert answer.responses
        assert len(set(answer.responses)) == len(answer.responses)
        assert all(book[code].primary is Primary.RESPONSE for code in answer.responses)
        assert answer.reason.endswith(".")


def test_a_map_may_be_given_and_is_held_against_the_codebook() -> None:
    found = extract(small_study(STUDY))
    (gap,) = gaps(found, [Answer(NEED, ("response/family",), "Any family work.")])
    assert gap.unaddressed.counts[Group.ALL].references == ("R3",)
    with pytest.raises(InputError, match="there is no code"):
        gaps(found, [Answer(NEED, ("response/famly",), "Misspelt.")])
    with pytest.raises(InputError, match="stands in no context"):
        gaps(found, [Answer("situation/young-carer", (REFERRAL,), "No context.")])
