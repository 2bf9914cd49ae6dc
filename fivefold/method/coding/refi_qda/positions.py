"""From the positions another program counted to code points of the normalised text."""

import re
from bisect import bisect_right
from dataclasses import dataclass

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


class Scale:
    """Where the characters of a text that take more than one step begin and end, in steps.

    Between them steps and code points run in parallel. One scale serves all conventions with its unit and line ends.
    """

    def __init__(self, raw: RawText, unit: Unit, *, two_wide: bool) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.surplus = [0]
        returns = raw.carriage_returns
        surplus = 0
        for found in _WIDE[unit].finditer(raw.source.text):
            character, index = found[0], found.start()
            if character == "\n":
                # A file without any CR LF may have been counted on a screen that had them: then all were two.
                width = 2 if two_wide and (not returns or index in returns) else 1
            else:
                width = 2 if unit == Unit.UTF_16 else len(character.encode("utf-8", "surrogatepass"))
            if width > 1:
                self.starts.append(index + surplus)
                self.ends.append(index + surplus + width)
                surplus += width - 1
                self.surplus.append(surplus)


class Ruler:
    """Positions of one text under one convention, converted in logarithmic time.

    scale: to share one between rulers; made where not given.
    """

    def __init__(self, raw: RawText, convention: Convention, scale: Scale | None = None) -> None:
        self.raw = raw
        self.convention = convention
        self.scale = scale or Scale(raw, convention.unit, two_wide=convention.two_wide)
        self.shift = 0
        if convention.counts_mark and raw.marked:
            self.shift = 3 if convention.unit == Unit.BYTES else 1

    def code_point(self, position: int) -> int | None:
        """The code point index a position stands for; None outside the text or inside a wide character."""
        scale = self.scale
        steps = position - self.shift
        wide = bisect_right(scale.ends, steps)
        if wide < len(scale.starts) and scale.starts[wide] < steps:
            return None
        index = steps - scale.surplus[wide]
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

    def nearest(self, start: int, end: int) -> Span | None:
        """The passage where a position is off by little: beyond the text's end, or inside a wide character.

        It covers whole characters between the positions only. None where nothing is left, or a start is no position.
        """
        if start < 0 or end < start:
            return None
        first, last = self._up(start), self._down(end + self.convention.inclusive)
        return Span(first, last) if first < last else None

    def _up(self, position: int) -> int:
        """The first character that begins at a position or after it."""
        scale, steps = self.scale, max(position - self.shift, 0)
        wide = bisect_right(scale.ends, steps)
        if wide < len(scale.starts) and scale.starts[wide] < steps:
            steps, wide = scale.ends[wide], wide + 1
        return min(steps - scale.surplus[wide], len(self.raw.source.text))

    def _down(self, position: int) -> int:
        """The character after the last one that ends at a position or before it."""
        scale, steps = self.scale, max(position - self.shift, 0)
        wide = bisect_right(scale.ends, steps)
        if wide < len(scale.starts):
            steps = min(steps, scale.starts[wide])
        return min(steps - scale.surplus[wide], len(self.raw.source.text))

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
