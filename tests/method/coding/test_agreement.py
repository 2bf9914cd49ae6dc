"""Agreement of two coders on one code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivefold.method.coding.agreement import Units, cohen_kappa, gwet_ac1, krippendorff_alpha, percent, units

counts = st.builds(Units, *[st.integers(0, 60)] * 4)
EVERY = (percent, cohen_kappa, krippendorff_alpha, gwet_ac1)


def test_decisions_are_counted_over_everything_both_looked_at() -> None:
    assert units({1, 2, 3}, {3, 4}, everything=range(10)) == Units(1, 2, 1, 6)


def test_a_mark_outside_what_was_looked_at_is_refused() -> None:
    with pytest.raises(ValueError, match="not among"):
        units({11}, set(), everything=range(10))


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Units(1, -1, 0, 0)


@pytest.mark.parametrize("coefficient", EVERY)
def test_without_units_nothing_is_defined(coefficient) -> None:
    answer = coefficient(Units(0, 0, 0, 0))
    assert answer.value is None
    assert answer.why_undefined


@pytest.mark.parametrize("coefficient", [cohen_kappa, krippendorff_alpha])
def test_one_decision_throughout_is_undefined_not_one(coefficient) -> None:
    assert coefficient(Units(0, 0, 0, 9)).value is None
    assert gwet_ac1(Units(0, 0, 0, 9)).value == 1


@settings(derandomize=True, max_examples=100, deadline=None)
@given(counts)
def test_coefficients_are_symmetric_and_at_most_one(seen: Units) -> None:
    turned = Units(seen.both, seen.only_second, seen.only_first, seen.neither)
    for coefficient in EVERY:
        assert coefficient(seen) == coefficient(turned)
        value = coefficient(seen).value
        assert value is None or value <= 1


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40))
def test_identical_coding_gives_one(both: int, neither: int) -> None:
    for coefficient in EVERY:
        assert coefficient(Units(both, 0, 0, neither)).value == 1


def test_alpha_by_hand() -> None:
    # 10 units, one disagreement: D_o = 2 / 20; D_e = 2 * 7 * 13 / (20 * 19).
    assert krippendorff_alpha(Units(3, 1, 0, 6)).value == pytest.approx(1 - (2 / 20) / (2 * 7 * 13 / 380))
