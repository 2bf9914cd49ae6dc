"""The codings of a study held as numbers: a million of them as values would fill the memory."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import overload

from fivefold.method.coding.codebook import Codebook
from fivefold.method.coding.codings import Coding
from fivefold.method.coding.spans import Span
from fivefold.method.frameworks.entries import CellKey, Framework

_WIDTH = 6
_Row = tuple[int, ...]
"""Place of the cell, entry, start, end, place of the layer, place of the code: ordered as codings are."""


class HeldCodings(Sequence[Coding]):
    """Codings by framework in the study's order, then by place on the form, passage, layer and codebook.

    Each is held once. Equal to a tuple of the same. layers: every label that may come.
    """

    def __init__(self, codebook: Codebook, layers: Iterable[str]) -> None:
        self._forms: dict[str, _Form] = {}
        self._kinds: dict[tuple[CellKey, ...], _Form] = {}
        self._codes = tuple(codebook)
        self._layers = tuple(sorted(set(layers)))
        self._code_places = {code.key: place for place, code in enumerate(self._codes)}
        self._layer_places = {label: place for place, label in enumerate(self._layers)}
        self._held: dict[str, array[int]] = {}
        self._open = ""
        self._rows: set[_Row] = set()

    def expect(self, reference: str, framework: Framework) -> None:
        """Make place for a framework, behind those there are; its cells stand in the order of its form."""
        # Of two forms with one reference the codings stand on the later.
        self._forms.pop(reference, None)
        cells = tuple(cell.key for cell in framework.cells)
        self._forms[reference] = self._kinds.setdefault(cells, _Form(cells))

    def order(self, references: Iterable[str]) -> None:
        """Put the frameworks into another order."""
        for reference in references:
            self._forms[reference] = self._forms.pop(reference)

    def add(self, coding: Coding) -> bool:
        """Take a coding of an expected framework; whether it is new. Those of one framework should come together."""
        if coding.framework != self._open:
            self._close()
            self._open = coding.framework
            self._rows = set(self._rows_of(coding.framework))
        row = (
            self._forms[coding.framework].places[coding.cell],
            coding.entry,
            coding.span.start,
            coding.span.end,
            self._layer_places[coding.layer],
            self._code_places[coding.code.key],
        )
        new = row not in self._rows
        self._rows.add(row)
        return new

    def of(self, reference: str) -> tuple[Coding, ...]:
        """The codings of one framework."""
        self._close()
        return tuple(self._codings(reference))

    @property
    def layers(self) -> frozenset[str]:
        """The labels of the layers that have codings."""
        self._close()
        found = {place for numbers in self._held.values() for place in numbers[_WIDTH - 2 :: _WIDTH]}
        return frozenset(self._layers[place] for place in found)

    def __len__(self) -> int:
        self._close()
        return sum(map(len, self._held.values())) // _WIDTH

    def __iter__(self) -> Iterator[Coding]:
        self._close()
        for reference in self._forms:
            yield from self._codings(reference)

    @overload
    def __getitem__(self, place: int) -> Coding: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Coding, ...]: ...
    def __getitem__(self, place: int | slice) -> Coding | tuple[Coding, ...]:
        if isinstance(place, slice):
            return tuple(self)[place]
        wanted = place + len(self) if place < 0 else place
        references = list(self._forms)
        ends = list(accumulate(len(self._held.get(one, ())) // _WIDTH for one in references))
        number = bisect_right(ends, wanted)
        if wanted < 0 or number == len(ends):
            raise IndexError(place)
        return self.of(references[number])[wanted - ends[number]]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, HeldCodings | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # more may be added

    def _close(self) -> None:
        """Put away the framework whose codings came last."""
        if self._rows:
            self._held[self._open] = array("I", (number for row in sorted(self._rows) for number in row))
        self._open, self._rows = "", set()

    def _rows_of(self, reference: str) -> Iterator[_Row]:
        numbers = iter(self._held.get(reference, ()))
        return zip(*[numbers] * _WIDTH, strict=True)

    def _codings(self, reference: str) -> Iterator[Coding]:
        cells = self._forms[reference].cells
        for cell, entry, start, end, layer, code in self._rows_of(reference):
            yield Coding(reference, cells[cell], entry, Span(start, end), self._codes[code], self._layers[layer])


class _Form:
    """The cells of forms of one instrument, and the place of each."""

    def __init__(self, cells: tuple[CellKey, ...]) -> None:
        self.cells = cells
        self.places: Mapping[CellKey, int] = {cell: place for place, cell in enumerate(cells)}
