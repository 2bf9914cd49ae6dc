"""Confidence intervals for proportions and their differences, for small samples first of all."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """low to high at a confidence level; undefined (both None) where there is nothing to estimate from."""

    low: float | None
    high: float | None
    level: float = 0.95
    why_undefined: str | None = None


_EMPTY = "the base is 0"


def wilson(numerator: int, base: int, *, level: float = 0.95) -> Interval:
    """Score interval of a proportion: good coverage on average, never outside 0 to 1.

    Raises ValueError unless 0 <= numerator <= base.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212; without continuity correction.
    """
    _check(numerator, base)
    if base == 0:
        return Interval(None, None, level, _EMPTY)
    z = _z(level)
    share = numerator / base
    middle = (share + z * z / (2 * base)) / (1 + z * z / base)
    half = z * sqrt(share * (1 - share) / base + z * z / (4 * base * base)) / (1 + z * z / base)
    # At 0 and at the whole base the ends are 0 and 1 by algebra; floats would miss them by an ulp.
    return Interval(0.0 if numerator == 0 else middle - half, 1.0 if numerator == base else middle + half, level)


def clopper_pearson(numerator: int, base: int, *, level: float = 0.95) -> Interval:
    """Exact interval of a proportion: coverage at least the level, wider than Wilson's.

    Raises ValueError unless 0 <= numerator <= base. Cost grows with the base; found by bisection of the
    binomial tails to 1e-12.
    Source: Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    _check(numerator, base)
    if base == 0:
        return Interval(None, None, level, _EMPTY)
    tail = (1 - level) / 2
    low = 0.0
    if numerator > 0:
        low = _bisect(lambda share: _at_least(numerator, base, share) > tail)
    high = 1.0
    if numerator < base:
        high = _bisect(lambda share: 1 - _at_least(numerator + 1, base, share) < tail)
    return Interval(low, high, level)


def difference(first: tuple[int, int], second: tuple[int, int], *, level: float = 0.95) -> Interval:
    """Interval of the difference of two independent proportions, first minus second.

    first, second: (numerator, base). Undefined when a base is 0.
    Source: Newcombe (1998), Stat. Med. 17, 873-890, method 10 (hybrid of Wilson intervals).
    """
    a, b = wilson(*first, level=level), wilson(*second, level=level)
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return Interval(None, None, level, _EMPTY)
    one, two = first[0] / first[1], second[0] / second[1]
    gap = one - two
    return Interval(
        gap - sqrt((one - a.low) ** 2 + (b.high - two) ** 2),
        gap + sqrt((a.high - one) ** 2 + (two - b.low) ** 2),
        level,
    )


def _check(numerator: int, base: int) -> None:
    if not 0 <= numerator <= base:
        raise ValueError(f"a numerator must lie between 0 and its base: {numerator} of {base}")


def _z(level: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - level) / 2)


def _at_least(numerator: int, base: int, share: float) -> float:
    """P(X >= numerator) for X binomial(base, share), summed from the smaller side."""
    return sum(comb(base, k) * share**k * (1 - share) ** (base - k) for k in range(numerator, base + 1))


def _bisect(beyond: Callable[[float], bool]) -> float:
    """The share at which beyond turns from False to True."""
    low, high = 0.0, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return (low + high) / 2
