"""How much may be said of a count to whoever may see aggregates alone: a word and a rounded count, or nothing.

The first rules of disclosure control: a threshold on a count and on its complement, rounding, and no second release
that a handful of frameworks tells apart from the first. Suppression within and across tables is not here yet.
"""

import tomllib
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Words:
    """The word for a share below a limit."""

    say: str
    below: float


@dataclass(frozen=True, slots=True)
class Rule:
    """The thresholds, from fivefold/method/data/disclosure/extents.1.toml."""

    least: int
    round_to: int
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """A count as it may be released: its word, and the count rounded. Both None where too few stand behind it.

    Too few with it, too few without it: which of the two is not told, since that would bound the count.
    """

    words: str | None = None
    about: int | None = None


TOO_FEW = Extent()


@cache
def rule() -> Rule:
    """The rule in force, as data."""
    text = files("fivefold.method.data.disclosure").joinpath("extents.1.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Rule(table["least"], table["round_to"], tuple(Words(**row) for row in table["words"]))


def extent(numerator: int, base: int, by: Rule | None = None) -> Extent:
    """What may be said of `numerator` of `base` frameworks. by: by default the rule in force.

    Raises ValueError unless 0 <= numerator <= base.
    """
    if not 0 <= numerator <= base:
        raise ValueError(f"a numerator must lie between 0 and its base: {numerator} of {base}")
    chosen = by or rule()
    if numerator < chosen.least or base - numerator < chosen.least:
        return TOO_FEW
    share = numerator / base
    said = next((words.say for words in chosen.words if share < words.below), chosen.words[-1].say)
    return Extent(said, rounded(numerator, chosen))


def rounded(count: int, by: Rule | None = None) -> int:
    """A count to the nearest multiple of the rule's base, halves up."""
    step = (by or rule()).round_to
    return (2 * count + step) // (2 * step) * step


def enough(base: int, by: Rule | None = None) -> bool:
    """Whether so many frameworks may be spoken of at all."""
    return base >= (by or rule()).least


def tells_apart(before: Set[str], now: Set[str], by: Rule | None = None) -> bool:
    """Whether a release over some frameworks, beside an earlier one over others, would speak of a handful alone.

    So it is where one to `least` - 1 frameworks joined, or as many left: the difference of the two is about them.
    """
    least = (by or rule()).least
    return any(0 < len(difference) < least for difference in (now - before, before - now))
