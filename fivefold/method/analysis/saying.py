"""How a count is said: "7 of 15" and plain words; a percentage only where the base bears one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fivefold.method.analysis.figures import Count


@dataclass(frozen=True, slots=True)
class ShareWords:
    """Words for shares from `at_least` to `at_most`, both included."""

    say: str
    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Saying:
    """The thresholds, from fivefold/method/data/analysis/saying.1.toml."""

    percentage_from_base: int
    words: tuple[ShareWords, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A count in the forms a page or a sentence may use.

    figures: "7 of 15"; or "46" where there is no base. words: "under half"; None without a base, or with an empty one.
    percentage: "43 %"; None below the base that bears one, always beside `figures` and never instead.
    """

    figures: str
    words: str | None
    percentage: str | None

    @property
    def full(self) -> str:
        """The figures, with the percentage after them where there is one: "7 of 15", "430 of 1000 (43 %)"."""
        return self.figures if self.percentage is None else f"{self.figures} ({self.percentage})"


@cache
def thresholds() -> Saying:
    """The thresholds, as data."""
    table = tomllib.loads(files("fivefold.method.data.analysis").joinpath("saying.1.toml").read_text(encoding="utf-8"))
    return Saying(table["percentage_from_base"], tuple(ShareWords(**row) for row in table["words"]))


def say(count: Count, rule: Saying | None = None) -> Said:
    """A count as it may be said. rule: by default that of `thresholds`."""
    chosen = rule or thresholds()
    if count.base is None:
        return Said(str(count.numerator), None, None)
    figures = f"{count.numerator} of {count.base}"
    if count.base == 0:
        return Said(figures, None, None)
    share = count.numerator / count.base
    words = next(words.say for words in chosen.words if words.at_least <= share <= words.at_most)
    percentage = f"{100 * share:.0f} %" if count.base >= chosen.percentage_from_base else None
    return Said(figures, words, percentage)
