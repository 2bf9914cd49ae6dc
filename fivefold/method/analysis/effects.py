"""How large a difference is, apart from how likely chance would make it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, exp, inf, log, sqrt


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect size; value None with a reason where it cannot be worked out."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    why_undefined: str | None = None


def cramers_v(table: Sequence[Sequence[int]]) -> Effect:
    """Strength of association in an r x c table of counts, 0 to 1, corrected for the upward bias of small samples.

    Rows and columns without any count are left out; undefined when fewer than two of either remain.
    Source: Bergsma (2013), J. Korean Stat. Soc. 42, 323-328.
    """
    rows = [row for row in table if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    if len(rows) < 2 or len(columns) < 2:
        return Effect("Cramér's V", None, why_undefined="fewer than two rows or columns hold any count")
    total = sum(map(sum, columns))
    row_totals = [sum(row) for row in zip(*columns, strict=True)]
    chi_squared = sum(
        (cell - row_total * sum(column) / total) ** 2 / (row_total * sum(column) / total)
        for column in columns
        for cell, row_total in zip(column, row_totals, strict=True)
    )
    r, c = len(row_totals), len(columns)
    phi = max(0.0, chi_squared / total - (r - 1) * (c - 1) / (total - 1))
    fewest = min(r - (r - 1) ** 2 / (total - 1), c - (c - 1) ** 2 / (total - 1)) - 1
    if fewest <= 0:
        return Effect("Cramér's V", None, why_undefined="too few observations for the small-sample correction")
    return Effect("Cramér's V", min(1.0, sqrt(phi / fewest)))


def odds_ratio(a: int, b: int, c: int, d: int, *, level: float = 0.95) -> Effect:
    """Conditional maximum-likelihood odds ratio of [[a, b], [c, d]] with its exact interval.

    a, b, c, d: counts >= 0. 0 or infinity at the edge of what the margins allow; undefined when a margin is 0.
    Found by bisection on the log scale of the noncentral hypergeometric distribution, as R's fisher.test does.
    Source: Cornfield (1956), Proc. 3rd Berkeley Symp. 4, 135-148; Agresti (2002), Categorical Data Analysis, 3.5.
    """
    name = "odds ratio"
    first, second, column = a + b, c + d, a + c
    if not (first and second and column and b + d):
        return Effect(name, None, why_undefined="a row or a column holds no count")
    support = range(max(0, column - second), min(column, first) + 1)
    weights = {k: comb(first, k) * comb(second, column - k) for k in support}

    def share(odds: float, wanted: range) -> float:
        scaled = {k: log(weight) + k * log(odds) for k, weight in weights.items()}
        peak = max(scaled.values())
        return sum(exp(scaled[k] - peak) for k in wanted) / sum(exp(value - peak) for value in scaled.values())

    def mean(odds: float) -> float:
        return sum(k * share(odds, range(k, k + 1)) for k in support)

    tail = (1 - level) / 2
    at_bottom, at_top = a == support[0], a == support[-1]
    value = 0.0 if at_bottom else inf if at_top else _solve(lambda odds: mean(odds) - a)
    low = 0.0 if at_bottom else _solve(lambda odds: share(odds, range(a, support[-1] + 1)) - tail)
    high = inf if at_top else _solve(lambda odds: tail - share(odds, range(support[0], a + 1)))
    return Effect(name, value, low, high, level)


def _solve(rising: Callable[[float], float]) -> float:
    """Where a function that rises with the odds crosses 0."""
    low, high = -40.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(exp(middle)) < 0 else (low, middle)
    return exp((low + high) / 2)
