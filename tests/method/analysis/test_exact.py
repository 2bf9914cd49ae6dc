"""The exact test of independence."""

from collections.abc import Callable
from math import factorial, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fivefold.method.analysis import exact
from fivefold.method.analysis.exact import Independence, every_table, independence


def _by_enumeration(table: list[list[int]]) -> float:
    def ways(columns: tuple[tuple[int, ...], ...]) -> int:
        return prod(factorial(sum(c)) // prod(map(factorial, c)) for c in columns)

    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    seen = ways(tuple(zip(*table, strict=True)))
    weights = [ways(each) for each in every_table(rows, columns)]
    return sum(weight for weight in weights if weight <= seen) / sum(weights)


tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 4), min_size=width, max_size=width), min_size=2, max_size=3)
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(tables)
def test_the_network_equals_plain_enumeration(table: list[list[int]]) -> None:
    result = independence(table)
    if result.p_value is None:
        assert result.why_undefined
    else:
        assert result.p_value == pytest.approx(_by_enumeration(table), abs=1e-12)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_two_by_two_equals_scipy(cells: list[int]) -> None:
    table = [cells[:2], cells[2:]]
    result = independence(table)
    if result.p_value is not None:
        assert result.p_value == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(tables)
def test_turning_the_table_changes_nothing(table: list[list[int]]) -> None:
    turned = [list(column) for column in zip(*table, strict=True)]
    assert independence(table) == independence(turned)


@pytest.mark.parametrize("table", [[[1, 2]], [[0, 0], [0, 0]], [[3, 0], [4, 0]], []])
def test_a_table_without_two_rows_and_columns_is_undefined(table: list[list[int]]) -> None:
    result = independence(table)
    assert result.p_value is None
    assert result.why_undefined


@pytest.mark.parametrize("table", [[[1, 2], [3]], [[1, -1], [2, 2]], [[1, 0.5], [2, 2]]])
def test_a_table_that_is_none_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"table|row"):
        independence(table)


def test_a_table_too_large_is_sampled_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    table = [[21, 3], [5, 10], [2, 8], [9, 9]]
    certain = independence(table)
    monkeypatch.setattr(exact, "LARGEST_NETWORK", 10)
    sampled: Callable[[int], Independence] = lambda seed: independence(table, seed=seed, samples=2_000)  # noqa: E731
    assert sampled(1).method == "sampled"
    assert sampled(1) == sampled(1)
    assert sampled(1) != sampled(2)
    assert certain.p_value is not None
    assert sampled(1).p_value == pytest.approx(certain.p_value, abs=0.01)
    assert sampled(1).standard_error is not None
