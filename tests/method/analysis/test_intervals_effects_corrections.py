"""Intervals, effect sizes and corrections, with statsmodels and scipy as second opinions."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from fivefold.method.analysis.corrections import benjamini_hochberg, holm
from fivefold.method.analysis.effects import cramers_v, odds_ratio
from fivefold.method.analysis.intervals import clopper_pearson, difference, wilson

proportions = st.integers(1, 120).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@settings(derandomize=True, max_examples=80, deadline=None)
@given(proportions)
def test_intervals_equal_statsmodels(share: tuple[int, int]) -> None:
    for ours, name in ((wilson, "wilson"), (clopper_pearson, "beta")):
        expected = proportion_confint(*share, method=name)
        answer = ours(*share)
        assert (answer.low, answer.high) == pytest.approx(expected, abs=1e-9)


def test_an_empty_base_has_no_interval() -> None:
    assert wilson(0, 0).why_undefined
    assert clopper_pearson(0, 0).why_undefined
    assert difference((0, 0), (1, 2)).why_undefined
    assert difference((1, 2), (0, 0)).why_undefined


@pytest.mark.parametrize("share", [(-1, 3), (4, 3)])
def test_a_numerator_outside_its_base_is_refused(share: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="numerator"):
        wilson(*share)
    with pytest.raises(ValueError, match="numerator"):
        clopper_pearson(*share)


p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(p_values)
def test_corrections_equal_statsmodels(values: list[float]) -> None:
    assert holm(values) == pytest.approx(tuple(multipletests(values, method="holm")[1]))
    assert benjamini_hochberg(values) == pytest.approx(tuple(multipletests(values, method="fdr_bh")[1]))


def test_an_undefined_p_value_stays_undefined_and_is_not_counted() -> None:
    assert holm([0.01, None, 0.04]) == (0.02, None, 0.04)
    assert benjamini_hochberg([0.01, None, 0.04]) == (0.02, None, 0.04)
    assert holm([None]) == (None,)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_p_value_outside_zero_to_one_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="p-value"):
        holm([value])


@settings(derandomize=True, max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 25), min_size=4, max_size=4))
def test_the_odds_ratio_equals_scipy(cells: list[int]) -> None:
    ours = odds_ratio(*cells)
    theirs = stats.contingency.odds_ratio([cells[:2], cells[2:]])
    interval = theirs.confidence_interval()
    assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.statistic, interval.low, interval.high), rel=1e-6)


def test_the_odds_ratio_at_the_edge_is_nought_or_infinite() -> None:
    assert (odds_ratio(0, 5, 4, 3).value, odds_ratio(0, 5, 4, 3).low) == (0.0, 0.0)
    assert (odds_ratio(5, 0, 3, 4).value, odds_ratio(5, 0, 3, 4).high) == (inf, inf)
    assert odds_ratio(0, 0, 3, 4).why_undefined
    assert odds_ratio(0, 3, 0, 4).why_undefined


def test_cramers_v_equals_the_published_correction_by_hand() -> None:
    # chi-squared 12 on [[10, 2], [4, 16]]... worked out beside: phi = 10.16 / 32 - 1 / 31.
    table = [[10, 2], [4, 16]]
    chi_squared = stats.chi2_contingency(table, correction=False).statistic
    phi = chi_squared / 32 - 1 / 31
    assert cramers_v(table).value == pytest.approx((phi / (1 - 1 / 31)) ** 0.5)


def test_cramers_v_is_one_for_a_perfect_table_and_nought_without_association() -> None:
    assert cramers_v([[10, 0], [0, 10]]).value == pytest.approx(1)
    assert cramers_v([[5, 5], [5, 5]]).value == 0


@pytest.mark.parametrize("table", [[[3, 0], [2, 0]], [[1, 2]], [], [[1, 0], [0, 1]]])
def test_cramers_v_says_why_it_is_undefined(table: list[list[int]]) -> None:
    assert cramers_v(table).value is None
    assert cramers_v(table).why_undefined
