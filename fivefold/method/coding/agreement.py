"""How far two coders agree on one code, beyond what chance would give."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Units:
    """Two coders' decisions on one code over the same units (entries, sentences, characters).

    both, only_first, only_second, neither: counts of units, each >= 0. Units nobody coded are part of the
    answer: leaving them out makes chance agreement meaningless.
    """

    both: int
    only_first: int
    only_second: int
    neither: int

    def __post_init__(self) -> None:
        if min(self.both, self.only_first, self.only_second, self.neither) < 0:
            raise ValueError("counts of units cannot be negative")

    @property
    def total(self) -> int:
        """All units that both coders looked at."""
        return self.both + self.only_first + self.only_second + self.neither


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient over units; value None with the reason where it is undefined."""

    name: str
    value: float | None
    units: int
    why_undefined: str | None = None


def units(first: Collection[Hashable], second: Collection[Hashable], *, everything: Collection[Hashable]) -> Units:
    """Count the decisions of two coders who each marked some of the same units.

    first, second: units marked; everything: units both looked at.
    Raises ValueError when a marked unit is not among everything.
    """
    one, two, all_units = set(first), set(second), set(everything)
    if stray := (one | two) - all_units:
        raise ValueError(f"{len(stray)} marked units are not among those looked at")
    return Units(len(one & two), len(one - two), len(two - one), len(all_units - one - two))


def percent(seen: Units) -> Agreement:
    """Share of units on which the two decide alike, 0 to 1. Says nothing about chance."""
    if seen.total == 0:
        return Agreement("agreement", None, 0, "there are no units")
    return Agreement("agreement", (seen.both + seen.neither) / seen.total, seen.total)


def cohen_kappa(seen: Units) -> Agreement:
    """Chance-corrected agreement, each coder keeping their own rate of marking.

    Undefined without units, and when both coders used one decision throughout.
    Source: Cohen (1960), Educ. Psychol. Meas. 20(1), 37-46.
    """
    first, second = seen.both + seen.only_first, seen.both + seen.only_second
    chance = first * second + (seen.total - first) * (seen.total - second)
    return _corrected("Cohen's kappa", seen, chance, seen.total**2)


def krippendorff_alpha(seen: Units) -> Agreement:
    """Chance-corrected agreement from both coders' pooled rate, corrected for a small number of units.

    Nominal data, two coders, nothing missing. Undefined without units, and when one decision was used throughout.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section A.
    """
    marks = 2 * seen.both + seen.only_first + seen.only_second
    values = 2 * seen.total
    chance = marks * (marks - 1) + (values - marks) * (values - marks - 1)
    return _corrected("Krippendorff's alpha", seen, chance, values * (values - 1))


def gwet_ac1(seen: Units) -> Agreement:
    """Chance-corrected agreement that stays steady when a code is rare or nearly everywhere.

    Undefined only without units.
    Source: Gwet (2008), Br. J. Math. Stat. Psychol. 61, 29-48.
    """
    marks = 2 * seen.both + seen.only_first + seen.only_second
    values = 2 * seen.total
    return _corrected("Gwet's AC1", seen, 2 * marks * (values - marks), values**2)


def _corrected(name: str, seen: Units, chance: int, out_of: int) -> Agreement:
    """(seen - chance) / (1 - chance) in whole numbers, so that chance = 1 is recognised exactly."""
    if seen.total == 0:
        return Agreement(name, None, 0, "there are no units")
    if chance == out_of:
        return Agreement(name, None, seen.total, "both coders used one decision throughout")
    alike = (seen.both + seen.neither) * out_of
    return Agreement(name, (alike - chance * seen.total) / (seen.total * (out_of - chance)), seen.total)
