"""Corrections for asking many questions of one dataset."""

from collections.abc import Sequence
from math import isfinite


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjusted p-values that hold the chance of any false finding, in the order given.

    An undefined p-value (None) stays undefined and is not counted among the questions.
    Source: Holm (1979), Scand. J. Stat. 6, 65-70.
    """
    asked = _asked(p_values)
    adjusted: dict[int, float] = {}
    floor = 0.0
    for rank, index in enumerate(asked):
        floor = max(floor, min(1.0, (len(asked) - rank) * _value(p_values[index])))
        adjusted[index] = floor
    return tuple(adjusted.get(index) for index in range(len(p_values)))


def benjamini_hochberg(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """Adjusted p-values that hold the expected share of false findings, in the order given.

    An undefined p-value (None) stays undefined and is not counted among the questions.
    Source: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
    """
    asked = _asked(p_values)
    adjusted: dict[int, float] = {}
    ceiling = 1.0
    for rank, index in reversed(list(enumerate(asked, start=1))):
        ceiling = min(ceiling, _value(p_values[index]) * len(asked) / rank)
        adjusted[index] = ceiling
    return tuple(adjusted.get(index) for index in range(len(p_values)))


def _asked(p_values: Sequence[float | None]) -> list[int]:
    """Positions of the defined p-values, smallest first."""
    return sorted(
        (index for index, value in enumerate(p_values) if value is not None), key=lambda index: _value(p_values[index])
    )


def _value(p_value: float | None) -> float:
    if p_value is None or not isfinite(p_value) or not 0 <= p_value <= 1:
        raise ValueError(f"a p-value must lie between 0 and 1: {p_value}")
    return p_value
