"""Where the entries of a framework stand in a text that some program made of it.

A coding refers to a text; a study needs the cell and the entry. When the text is our own linear reading, the places
are known. When a program imported the Word form itself, they are found by the entries' words: without regard to
white space (cells come out as tabs, line ends or nothing), then to punctuation too (bullets, quotation marks), and
by the order of the form where the same words stand twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.frameworks import linear_text
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellKey, Framework


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """The part of a passage that lies in one entry. span: within the entry's text."""

    cell: CellKey
    entry: int
    span: Span


@dataclass(frozen=True, slots=True)
class Missed:
    """An entry whose place in the text is not known, and why."""

    cell: CellKey
    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage taken apart: its parts in entries, and the words that lie in none."""

    parts: tuple[PlacedPart, ...]
    outside: str


@dataclass(frozen=True, slots=True)
class _Place:
    """One entry in the text. at[i]: index in the source of the entry's kept character i; of[i]: in the entry."""

    cell: CellKey
    entry: int
    at: Sequence[int]
    of: Sequence[int]

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def end(self) -> int:
        return self.at[-1] + 1

    def part(self, span: Span) -> PlacedPart | None:
        """What the passage covers of this entry, from its first to its last kept character."""
        first = bisect_left(self.at, span.start)
        last = bisect_left(self.at, span.end) - 1
        if last < first:
            return None
        return PlacedPart(self.cell, self.entry, Span(self.of[first], self.of[last] + 1))


@dataclass(frozen=True, slots=True)
class Alignment:
    """A framework's entries in one text, in the text's order.

    exact: the text is our linear reading. missed: entries without a place.
    """

    source: SourceText
    exact: bool
    places: tuple[_Place, ...]
    missed: tuple[Missed, ...] = ()

    @property
    def placed(self) -> tuple[tuple[CellKey, int, Span], ...]:
        """Every entry that was found: its cell, its number, and where it stands in the text."""
        return tuple((place.cell, place.entry, Span(place.start, place.end)) for place in self.places)

    def locate(self, span: Span) -> Passage:
        """Take a passage of the text apart by entries. White space between entries is nobody's and not reported."""
        starts = [place.start for place in self.places]
        parts = []
        outside = []
        position = span.start
        for place in self.places[max(bisect_right(starts, span.start) - 1, 0) :]:
            if place.start >= span.end:
                break
            part = place.part(span)
            if part is not None:
                parts.append(part)
                outside.append(self.source.text[position : max(position, place.start)])
                position = max(position, place.end)
        outside.append(self.source.text[position : max(position, span.end)])
        return Passage(tuple(parts), " ".join(" ".join(outside).split()))


def align(source: SourceText, framework: Framework, instrument: Instrument) -> Alignment:
    """Find every entry of the framework in the text.

    source: line ends LF. Entries that are not found, or that could stand in several places, are in `missed`.
    """
    linear = linear_text.render(framework, instrument)
    if source.text == linear.text:
        places = tuple(
            _Place(entry.cell, entry.index, range(entry.start, entry.end), range(entry.end - entry.start))
            for entry in linear.entries
        )
        return Alignment(source, True, places)
    return _Search(source, framework, instrument).alignment()


@dataclass(slots=True)
class _Wanted:
    """An entry that is looked for. ranks: its number in the form read by rows, and read by columns."""

    ranks: tuple[int, int]
    cell: CellKey
    entry: int
    text: str
    place: _Place | None = None
    reason: str = "its words are not in the text"


@dataclass(slots=True)
class _Group:
    """Entries with the same words, in form order, and where those words stand (indices into the sifted text)."""

    words: str
    entries: list[_Wanted]
    places: list[int]


def _visible(character: str) -> bool:
    return not character.isspace()


_SIFTS: tuple[Callable[[str], bool], ...] = (_visible, str.isalnum)
"""Which characters count when words are compared: first all but white space, then letters and digits only."""

_ENOUGH = 12
"""Characters from which words are believed even where they run into the next cell's without a break."""


class _Search:
    """Looks for entries in a text: those that stand once first, then those between them."""

    def __init__(self, source: SourceText, framework: Framework, instrument: Instrument) -> None:
        self.source = source
        rank = {place: number for number, place in enumerate(instrument.places)}
        columns = {column.key: number for number, column in enumerate(instrument.columns)}
        self.wanted: list[_Wanted] = []
        for cell in framework.cells:
            across = columns.get(cell.key.column, 0) * len(rank) + rank.get(cell.key, 0)
            for index, entry in enumerate(cell.entries):
                number = len(self.wanted)
                self.wanted.append(_Wanted((number, across * 10_000 + index), cell.key, index, entry.text))
        self.taken: list[tuple[int, int]] = []

    def alignment(self) -> Alignment:
        for sift in _SIFTS:
            self._search(sift)
        found = sorted((one.place for one in self.wanted if one.place is not None), key=lambda place: place.start)
        missed = tuple(Missed(one.cell, one.entry, one.reason) for one in self.wanted if one.place is None)
        return Alignment(self.source, False, tuple(found), missed)

    def _search(self, sift: Callable[[str], bool]) -> None:
        sifted, index = _sift(self.source.text, sift)
        groups = self._groups(sift, sifted, index)
        for group in groups:
            if len(group.entries) == len(group.places) == 1:
                self._settle(group.entries[0], group.places[0], index, sift)
        for group in groups:
            if group.entries[0].place is None and group.places:
                self._settle_by_order(group, index, sift)

    def _groups(self, sift: Callable[[str], bool], sifted: str, index: list[int]) -> list[_Group]:
        """The entries still looked for by their words, the longest first: no words count inside longer ones."""
        by_words: dict[str, list[_Wanted]] = {}
        for one in self.wanted:
            words = _sift(one.text, sift)[0]
            if one.place is None and words:
                by_words.setdefault(words, []).append(one)
        groups = []
        reserved = list(self.taken)
        for words in sorted(by_words, key=len, reverse=True):
            places = [
                place
                for place in self._occurrences(words, sifted, index)
                if not any(start <= index[place + len(words) - 1] and index[place] < end for start, end in reserved)
            ]
            reserved += [(index[place], index[place + len(words) - 1] + 1) for place in places]
            groups.append(_Group(words, by_words[words], places))
        return groups

    def _occurrences(self, words: str, sifted: str, index: list[int]) -> list[int]:
        """Where the words stand as whole words; where they do nowhere, and are long enough, inside others too."""
        anywhere = list(_occurrences(words, sifted))
        text = self.source.text

        def whole(place: int) -> bool:
            first, last = index[place], index[place + len(words) - 1]
            before, after = text[first - 1 : first], text[last + 1 : last + 2]
            cut_before = before.isalnum() and text[first].isalnum()
            cut_after = after.isalnum() and text[last].isalnum()
            return not (cut_before or cut_after)

        return [place for place in anywhere if whole(place)] or (anywhere if len(words) >= _ENOUGH else [])

    def _settle(self, one: _Wanted, place: int, index: list[int], sift: Callable[[str], bool]) -> None:
        words, of = _sift(one.text, sift)
        one.place = _Place(one.cell, one.entry, index[place : place + len(words)], of)
        self.taken.append((one.place.start, one.place.end))

    def _settle_by_order(self, group: _Group, index: list[int], sift: Callable[[str], bool]) -> None:
        """Between two entries whose places are known, as many places as entries can go only one way."""
        for one in group.entries:
            one.reason = (
                f"its words stand {len(group.places)} times in the text and {len(group.entries)} times among the "
                "entries, and order does not decide"
            )
        plans = [self._plan(group, order, index) for order in self._orders()]
        most = [plan for plan in plans if len(plan) == max(map(len, plans))]
        if most and all(plan == most[0] for plan in most):
            for number, place in most[0].items():
                self._settle(group.entries[number], place, index, sift)

    def _plan(self, group: _Group, order: int, index: list[int]) -> dict[int, int]:
        """The place of each entry of the group that has only one if the text follows this order."""
        windows: dict[tuple[int, int], list[int]] = {}
        for number in sorted(range(len(group.entries)), key=lambda number: group.entries[number].ranks[order]):
            windows.setdefault(self._window(group.entries[number], order), []).append(number)
        plan: dict[int, int] = {}
        for (low, high), numbers in windows.items():
            places = [place for place in group.places if low < index[place] < high]
            if len(places) == len(numbers):
                plan |= zip(numbers, places, strict=True)
        return plan

    def _orders(self) -> list[int]:
        """The orders the text may follow as far as it is known: the form by rows (0), by columns (1)."""
        known = sorted((one for one in self.wanted if one.place is not None), key=_start)
        ranks = [[one.ranks[order] for one in known] for order in (0, 1)]
        return [order for order in (0, 1) if len(known) > 1 and ranks[order] == sorted(ranks[order])]

    def _window(self, one: _Wanted, order: int) -> tuple[int, int]:
        """The places of the nearest known entries before and after this one."""
        known = [(other.ranks[order], _start(other)) for other in self.wanted if other.place is not None]
        low = max((start for rank, start in known if rank < one.ranks[order]), default=-1)
        high = min((start for rank, start in known if rank > one.ranks[order]), default=len(self.source.text))
        return low, high


def _start(one: _Wanted) -> int:
    assert one.place is not None
    return one.place.start


def _sift(text: str, keep: Callable[[str], bool]) -> tuple[str, list[int]]:
    """The characters that count, in lower case, and the index each came from."""
    index = [number for number, character in enumerate(text) if keep(character)]
    return "".join(_lower(text[number]) for number in index), index


def _lower(character: str) -> str:
    lower = character.lower()
    # A few letters get longer in lower case, which would shift every index after them.
    return lower if len(lower) == 1 else character


def _occurrences(words: str, text: str) -> Iterator[int]:
    """Where the words stand, from left to right, without overlap."""
    position = text.find(words)
    while position >= 0:
        yield position
        position = text.find(words, position + len(words))
