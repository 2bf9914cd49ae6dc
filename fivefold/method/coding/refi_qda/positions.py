"""From the positions another program counted to code points of the normalised text."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from fivefold.method.coding.refi_qda.readings import Convention, Unit
from fivefold.method.coding.spans import SourceText, Span

_LINE_END = re.compile("\r\n|\r")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_WIDE = {
    Unit.CODE_POINTS: re.compile("\n"),
    Unit.UTF_16: re.compile("[\n\U00010000-\U0010ffff]"),
    Unit.BYTES: re.compile("[\n\x80-\U0010ffff]"),
}
MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class RawText:
    """A text as its file holds it, taken apart: what spans refer to, and what normalising took away.

    source: line ends LF, no byte order mark. marked: a mark stood at the start. carriage_returns: which of the
    text's line feeds (by index) were CR LF in the file.
    """

    source: SourceText
    marked: bool = False
    carriage_returns: frozenset[int] = frozenset()

    @classmethod
    def take_apart(cls, name: str, text: str) -> "RawText":
        """Normalise decoded text: CR LF and CR become LF, one byte order mark at the start goes."""
        marked = text.startswith(MARK)
        if marked:
            text = text[1:]
        if "\r" not in text:
            return cls(SourceText(name, text), marked)
        returns = set()
        pieces = []
        length = position = 0
        for found in _LINE_END.finditer(text):
            pieces.append(text[position : found.start()])
            length += found.start() - position
            if found.end() - found.start() == 2:
                returns.add(length)
            pieces.append("\n")
            length += 1
            position = found.end()
        pieces.append(text[position:])
        return cls(SourceText(name, "".join(pieces)), marked, frozenset(returns))

    def simplest(self, convention: Convention) -> Convention:
        """The simplest convention that gives the same passages in this text."""
        text = self.source.text
        counts_mark = convention.counts_mark and self.marked
        unit = convention.unit
        if unit == Unit.BYTES and text.isascii() and not counts_mark:
            unit = Unit.CODE_POINTS
        if unit == Unit.UTF_16 and _ASTRAL.search(text) is None:
            unit = Unit.CODE_POINTS
        return Convention(unit, convention.two_wide and "\n" in text, counts_mark, convention.inclusive)


@dataclass(slots=True)
class Ruler:
    """Positions of one text under one convention, converted in logarithmic time.

    Wide characters are those that take more than one step; between them steps and code points run in parallel.
    """

    raw: RawText
    convention: Convention
    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    _surplus: list[int] = field(default_factory=lambda: [0])
    _shift: int = 0

    def __post_init__(self) -> None:
        if self.convention.counts_mark and self.raw.marked:
            self._shift = 3 if self.convention.unit == Unit.BYTES else 1
        surplus = 0
        for found in _WIDE[self.convention.unit].finditer(self.raw.source.text):
            width = self._width(found[0], found.start())
            if width > 1:
                self._starts.append(found.start() + surplus)
                self._ends.append(found.start() + surplus + width)
                surplus += width - 1
                self._surplus.append(surplus)

    def _width(self, character: str, index: int) -> int:
        if character == "\n":
            return 2 if self.convention.two_wide and self._was_two(index) else 1
        return 2 if self.convention.unit == Unit.UTF_16 else len(character.encode("utf-8", "surrogatepass"))

    def _was_two(self, index: int) -> bool:
        # A file without any CR LF may have been counted on a screen that had them: then every line end was two.
        return not self.raw.carriage_returns or index in self.raw.carriage_returns

    def code_point(self, position: int) -> int | None:
        """The code point index a position stands for; None outside the text or inside a wide character."""
        steps = position - self._shift
        wide = bisect_right(self._ends, steps)
        if wide < len(self._starts) and self._starts[wide] < steps:
            return None
        index = steps - self._surplus[wide]
        return index if 0 <= index <= len(self.raw.source.text) else None

    def span(self, start: int, end: int) -> Span | None:
        """The passage between two positions; None where it is empty or does not lie in the text."""
        first = self.code_point(start)
        if first is None:
            return None
        last = self._last(end)
        if last is None or last <= first:
            return None
        return Span(first, last)

    def _last(self, end: int) -> int | None:
        """The code point index after the passage."""
        if not self.convention.inclusive:
            return self.code_point(end)
        after = self.code_point(end + 1)
        if after is not None:
            return after
        # A program may give the first step of a wide last character rather than its last step.
        last = self.code_point(end)
        return last + 1 if last is not None and last < len(self.raw.source.text) else None
