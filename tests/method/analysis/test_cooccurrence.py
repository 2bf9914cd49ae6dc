"""What goes together."""

import pytest

from fivefold.method.analysis import reference
from fivefold.method.analysis.cooccurrence import Cooccurrence, cooccurrence, together
from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.figures import Group
from fivefold.method.common.errors import InputError
from tests.method.analysis.random_studies import random_study
from tests.method.analysis.small_study import small_study
from tests.method.analysis.test_questions import BULLIED, BULLYING, STUDY


def test_a_pair_is_a_fourfold_table_over_all_frameworks() -> None:
    found = extract(small_study(STUDY))
    (pair,) = cooccurrence(found, [BULLYING, BULLIED])
    assert pair == Cooccurrence(BULLIED, BULLYING, both=1, only_first=1, only_second=1, neither=1)
    assert together(found, pair).counts[Group.ALL].references == ("R1",)


def test_a_code_and_one_above_it_are_no_pair_and_rare_pairs_can_be_left_out() -> None:
    found = extract(small_study(STUDY))
    assert cooccurrence(found, ["risk/peer", BULLYING]) == ()
    assert cooccurrence(found, [BULLYING, BULLIED], least=2) == ()


def test_every_pair_given_directly_agrees_with_a_count_by_hand() -> None:
    for seed in range(8):
        coded = random_study(seed, frameworks=8)
        counted = reference.counted(coded)
        for pair in cooccurrence(extract(coded)):
            both = reference.all_of(counted, [pair.first, pair.second])[Group.ALL].numerator
            either = reference.any_of(counted, [pair.first, pair.second])[Group.ALL]
            assert pair.both == both
            assert pair.both + pair.only_first + pair.only_second == either.numerator
            assert pair.neither == (either.base or 0) - either.numerator


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(InputError):
        cooccurrence(extract(small_study(STUDY)), ["risk/pear"])
