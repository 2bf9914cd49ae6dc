"""How passages are marked in a text: in the units a browser counts, and in lanes, so that overlaps stay visible."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from fivefold.method.coding.spans import Span

LANES = 4
"""Lines under a text. Passages of one lane never overlap, but for the last lane, which takes all that is left."""

_UNSHOWN = str.maketrans({"\r": " ", "\x00": "�"})


def shown(text: str) -> str:
    """The text as a page holds it, each code point in its place.

    A browser would turn two line-end characters into one and drop NUL, and every offset behind them would be off.
    """
    return text.translate(_UNSHOWN)


def browser_offsets(text: str, spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    """The spans in UTF-16 code units, which browsers count in; ours are code points."""
    wanted = tuple(spans)
    if text.isascii():
        return tuple((span.start, span.end) for span in wanted)
    before = [0, *accumulate(2 if character > "\uffff" else 1 for character in text)]
    return tuple((before[span.start], before[span.end]) for span in wanted)


def lanes(spans: Sequence[Span]) -> tuple[int, ...]:
    """A lane from 0 for each span, in their order: the first that is free where the span begins."""
    given = [0] * len(spans)
    free_from = [0] * (LANES - 1)
    for place in sorted(range(len(spans)), key=lambda place: spans[place]):
        span = spans[place]
        lane = next((lane for lane, free in enumerate(free_from) if free <= span.start), LANES - 1)
        given[place] = lane
        if lane < LANES - 1:
            free_from[lane] = span.end
    return tuple(given)
