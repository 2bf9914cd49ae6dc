"""What a sentence is made of. A number is never typed: it is a Number, a Result or a Stated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from fivefold.method.analysis.figures import Count, Figure, Freeze, Group, Unit

PERCENT_FROM_BASE = 20
"""The smallest base a percentage is printed for; below it a percentage claims a precision it lacks."""

_SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_SINGULAR = {
    Unit.FRAMEWORKS: "framework",
    Unit.YOUNG_PEOPLE: "young person",
    Unit.INCIDENTS: "incident",
    Unit.INTERVENTIONS: "intervention",
    Unit.ENTRIES: "entry",
    Unit.SEGMENTS: "coded segment",
    Unit.CELLS: "cell",
    Unit.SITES: "site",
    Unit.COHORTS: "cohort",
    Unit.MONTHS: "month",
    Unit.PUBLISHED_FIGURES: "published figure",
}


class Form(StrEnum):
    """How a Number is worded. A Number without a base (interventions) is worded by its numerator alone."""

    OF = "7 of 15"
    COUNT = "7"
    BASE = "15"
    WORDS = "seven of 15"
    SENTENCE = "Seven of 15"
    PERCENT = "7 of 15 (47%)"


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. The check refuses digits and counting words in them."""

    words: str


@dataclass(frozen=True, slots=True)
class Stated:
    """Words with a number that somebody states and nothing here computed: a year, an age, a design fact.

    source: whose statement it is ("the protocol", "Appendix A of the study briefing").
    """

    words: str
    source: str

    def __post_init__(self) -> None:
        if not self.words.strip() or not self.source.strip():
            raise ValueError("a statement needs its words and whose statement it is")


@dataclass(frozen=True, slots=True)
class Number:
    """One count of a figure, worded from the figure itself.

    with_unit: add the unit's name in its grammatical number ("7 of 15 frameworks").
    KeyError when the figure has no count of that group; ValueError when a BASE is asked of a count without one.
    """

    figure: Figure
    group: Group = Group.ALL
    form: Form = Form.OF
    with_unit: bool = False

    def __post_init__(self) -> None:
        base = self.count.base
        if self.form is Form.BASE and base is None:
            raise ValueError(f'figure "{self.figure.key}" has no base to print for {self.group}')

    @property
    def count(self) -> Count:
        """The numerator, base and references this number prints."""
        return self.figure.counts[self.group]

    @property
    def words(self) -> str:
        """What the reader sees."""
        return f"{self._counted} {self._unit}" if self.with_unit else self._counted

    @property
    def _counted(self) -> str:
        numerator, base = self.count.numerator, self.count.base
        if self.form is Form.BASE:
            return str(base)
        of = "" if base is None or self.form is Form.COUNT else f" of {base}"
        if self.form in (Form.WORDS, Form.SENTENCE):
            spelled = _SMALL[numerator] if numerator < len(_SMALL) else str(numerator)
            return (spelled.capitalize() if self.form is Form.SENTENCE else spelled) + of
        if self.form is Form.PERCENT and base is not None and base >= PERCENT_FROM_BASE:
            return f"{numerator}{of} ({_percent(numerator / base)})"
        return f"{numerator}{of}"

    @property
    def _unit(self) -> str:
        numerator, base = self.count.numerator, self.count.base
        counted = numerator if base is None or self.form is Form.COUNT else base
        return _SINGULAR[self.figure.unit] if counted == 1 else str(self.figure.unit)


class Style(StrEnum):
    """How a statistic's values are worded."""

    TALLY = "1,204"
    DECIMAL = "0.52"
    PERCENT = "47%"
    P_VALUE = "p = 0.031"
    INTERVAL = "0.41 to 0.63"
    PERCENT_INTERVAL = "21% to 73%"


_DIGITS = {Style.DECIMAL: 2, Style.INTERVAL: 2}
"""Decimals printed where a statistic does not say; none for the others."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number computed from figures: a test's p, an agreement, an interval, a tally of figures.

    values: one number, or the lower and upper end of an interval. Empty when undefined: why_undefined then says why.
    definition: the method as a sentence, with its source. figures: keys of the figures it was computed from.
    digits: decimals printed, where the style's own number of them will not do (not used by TALLY and P_VALUE).
    """

    key: str
    title: str
    definition: str
    values: tuple[float, ...]
    style: Style
    freeze: Freeze
    figures: tuple[str, ...] = ()
    digits: int | None = None
    why_undefined: str = ""

    def __post_init__(self) -> None:
        wanted = 2 if self.style in (Style.INTERVAL, Style.PERCENT_INTERVAL) else 1
        if bool(self.values) == bool(self.why_undefined):
            raise ValueError(f'statistic "{self.key}" needs either values or why it is undefined')
        if self.values and (len(self.values) != wanted or not all(isfinite(value) for value in self.values)):
            raise ValueError(f'statistic "{self.key}" needs {wanted} finite values for its style')


@dataclass(frozen=True, slots=True)
class Result:
    """A statistic, worded from its values; an undefined one prints "undefined" and why."""

    statistic: Statistic

    @property
    def words(self) -> str:
        """What the reader sees."""
        statistic = self.statistic
        if not statistic.values:
            return f"undefined ({statistic.why_undefined})"
        first, last = statistic.values[0], statistic.values[-1]
        digits = _DIGITS.get(statistic.style, 0) if statistic.digits is None else statistic.digits
        match statistic.style:
            case Style.TALLY:
                return f"{first:,.0f}"
            case Style.P_VALUE:
                return "p < 0.001" if first < 0.001 else f"p = {first:.3f}" if first < 0.1 else f"p = {first:.2f}"
            case Style.DECIMAL:
                return f"{first:.{digits}f}"
            case Style.PERCENT:
                return _percent(first, digits)
            case Style.INTERVAL:
                return f"{first:.{digits}f} to {last:.{digits}f}"
            case _:
                return f"{_percent(first, digits)} to {_percent(last, digits)}"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words."""

    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry weight in a scan of the page."""

    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Link:
    """A link with words of its own. target: "#id" of a block in this document, or an https address."""

    inlines: "Inlines"
    target: str

    def __post_init__(self) -> None:
        if not self.target.startswith(("#", "https://")):
            raise ValueError(f"a link goes to #id in the document or to an https address, not to {self.target!r}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The label of a table, chart, appendix or section of this document ("Table 2"), worked out when it is printed."""

    target: str


Leaf = Text | Stated | Number | Result | Reference
Inline = Leaf | Emphasis | Strong | Link
Inlines = tuple[Inline, ...]


def words(*parts: str | Inline) -> Inlines:
    """Inlines from strings and inlines: `words("Recorded in ", Number(figure), ".")`. Strings become Text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)


def with_base(name: str, number: Number) -> Inlines:
    """A column's head with the base of a count: "Sole (n = 24)", which no line break parts."""
    return words(f"{name} (n\u00a0=\u00a0", Number(number.figure, number.group, Form.BASE), ")")


def leaves(inlines: Inlines) -> Iterator[Leaf]:
    """Every inline that holds words itself, in reading order; references included."""
    for inline in inlines:
        if isinstance(inline, Emphasis | Strong | Link):
            yield from leaves(inline.inlines)
        else:
            yield inline


def plain(inlines: Inlines, labels: Mapping[str, str]) -> str:
    """The words alone, references worked out by `labels` (from `document.labels`)."""
    return "".join(labels[leaf.target] if isinstance(leaf, Reference) else leaf.words for leaf in leaves(inlines))


def _percent(share: float, digits: int = 0) -> str:
    said, step = f"{share * 100:.{digits}f}", 10**-digits
    # Nearly all is not all, and hardly any is not none.
    if share < 1 and float(said) == 100:
        return f"over {100 - step:.{digits}f}%"
    if share > 0 and float(said) == 0:
        return f"under {step:.{digits}f}%"
    return f"{said}%"
