"""Where codes were given, in an extract: counts for each code, and its passages a page at a time. Never the words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from fivefold.method.analysis.extract import Extract
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellKey

PAGE = 50


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often one code was given in the agreed layer, itself or through a code below it.

    frameworks: those with at least one such passage, and by_cohort the same by cohort. codings: passages.
    """

    frameworks: int
    codings: int
    by_cohort: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One coded passage: which framework, cell, entry in that cell from 0, span in code points, and the code's key."""

    framework: str
    cell: CellKey
    entry: int
    span: Span
    code: str


@dataclass(frozen=True, slots=True)
class Found:
    """The passages under a code. total, frameworks: of all of them; places: those of one page, in form order."""

    total: int
    frameworks: int
    places: tuple[Place, ...]


def layers(extract: Extract) -> tuple[str, ...]:
    """The layers there are codings in: the agreed one first, then each coder's by label."""
    return (AGREED, *sorted(pc.unique(extract.tables["coder_segments"]["layer"]).to_pylist()))


def code_counts(extract: Extract) -> dict[str, CodeCount]:
    """Counts for every code of the extract, in the codebook's order; zeros where it was never given.

    Cost: one pass over `presence` and one over `segments`; about 0.1 s for a million codings.
    """
    frameworks: dict[str, dict[str, int]] = {}
    for code, cohort, count in _presence_by_cohort(extract):
        frameworks.setdefault(code, {})[cohort] = count
    given = {one["values"]: one["counts"] for one in extract.tables["segments"]["code"].value_counts().to_pylist()}
    codings = dict.fromkeys(extract.codes, 0)
    for code, count in given.items():
        for key in (code, *_above(code, extract)):
            codings[key] += count
    by_cohort = {code: frameworks.get(code, {}) for code in extract.codes}
    return {code: CodeCount(sum(by_cohort[code].values()), codings[code], by_cohort[code]) for code in extract.codes}


@dataclass(frozen=True, eq=False)
class Index:
    """An extract made ready to be asked for passages many times: what is compared are numbers, not strings.

    codes: keys in the codebook's order. frameworks: references, sorted. Both numbered as they stand.
    """

    extract: Extract
    codes: tuple[str, ...]
    frameworks: tuple[str, ...]
    _layers: dict[str, "_Numbered"]

    @classmethod
    def of(cls, extract: Extract) -> "Index":
        """The index of an extract. Cost: about half a second for a million codings, and 8 bytes for each."""
        codes, frameworks = tuple(extract.codes), tuple(sorted(extract.cohort_of))
        known = pa.array(codes, pa.string()), pa.array(frameworks, pa.string())
        coders = extract.tables["coder_segments"]
        numbered = {
            layer: _Numbered.of(coders.filter(pc.equal(coders["layer"], layer)), *known)
            for layer in layers(extract)[1:]
        }
        return cls(extract, codes, frameworks, {AGREED: _Numbered.of(extract.tables["segments"], *known), **numbered})

    @property
    def layers(self) -> tuple[str, ...]:
        """The agreed layer, then each coder's."""
        return tuple(self._layers)

    def passages(
        self,
        code: str,
        *,
        layer: str = AGREED,
        cohort: str | None = None,
        site: str | None = None,
        start: int = 0,
        count: int = PAGE,
    ) -> Found:
        """The passages given a code, or one below it, in one layer: by framework, then in form order.

        cohort, site: of the frameworks; every one where not given. start: how many to leave out before the page.
        Raises KeyError for a code or a layer the extract does not have. Only the frameworks of the page are put in
        order, so the cost is two passes over the layer's passages, however many are found.
        """
        rows, above = self._layers[layer], self.extract.codes[code]["code"]
        wanted = [place for place, key in enumerate(self.codes) if key == above or key.startswith(f"{above}/")]
        mask = _among(rows.codes, wanted)
        if cohort is not None or site is not None:
            mask = pc.and_(mask, _among(rows.frameworks, self._numbers_of(cohort, site)))
        found = rows.frameworks.filter(mask)
        by_framework = sorted((one["values"], one["counts"]) for one in found.value_counts().to_pylist())
        kept, before = _around(by_framework, start, start + count)
        here = pc.indices_nonzero(pc.and_(mask, _among(rows.frameworks, kept)))
        shown = sorted(rows.table.take(here).to_pylist(), key=_FormOrder(self.codes))
        places = tuple(map(_place, shown[start - before : start - before + count]))
        return Found(len(found), len(by_framework), places)

    def _numbers_of(self, cohort: str | None, site: str | None) -> list[int]:
        rows = self.extract.tables["frameworks"]
        columns = (rows[name].to_pylist() for name in ("framework", "cohort", "site"))
        kept = {one for one, its, at in zip(*columns, strict=True) if cohort in (None, its) and site in (None, at)}
        return [number for number, one in enumerate(self.frameworks) if one in kept]


@dataclass(frozen=True, eq=False, slots=True)
class _Numbered:
    """One layer's passages, and the numbers of their codes and frameworks."""

    table: pa.Table
    codes: pa.Array
    frameworks: pa.Array

    @classmethod
    def of(cls, table: pa.Table, codes: pa.Array, frameworks: pa.Array) -> "_Numbered":
        return cls(table, _numbers(table["code"], codes), _numbers(table["framework"], frameworks))


def _numbers(column: pa.ChunkedArray, known: pa.Array) -> pa.Array:
    numbers = pc.index_in(column, known)
    return numbers.combine_chunks() if isinstance(numbers, pa.ChunkedArray) else numbers


def _among(numbers: pa.Array, wanted: list[int]) -> pa.Array:
    return pc.is_in(numbers, pa.array(wanted, pa.int32()))


def _presence_by_cohort(extract: Extract) -> Iterator[tuple[str, str, int]]:
    frameworks, presence = extract.tables["frameworks"], extract.tables["presence"]
    numbers = pc.index_in(presence["framework"], frameworks["framework"].combine_chunks())
    cohorts = pc.take(frameworks["cohort"], numbers)
    table = pa.table({"code": presence["code"], "cohort": cohorts})
    counted = table.group_by(["code", "cohort"]).aggregate([([], "count_all")])
    columns = (counted[name].to_pylist() for name in ("code", "cohort", "count_all"))
    return zip(*columns, strict=True)


def _above(code: str, extract: Extract) -> Iterator[str]:
    parent = extract.codes[code]["parent"]
    while isinstance(parent, str):
        yield parent
        parent = extract.codes[parent]["parent"]


def _around(by_framework: list[tuple[int, int]], start: int, end: int) -> tuple[list[int], int]:
    """The frameworks in which the passages from start to end stand, and how many passages come before them."""
    kept: list[int] = []
    before = seen = 0
    for framework, count in by_framework:
        if seen + count <= start:
            before += count
        elif seen < end:
            kept.append(framework)
        seen += count
    return kept, before


class _FormOrder:
    """The order of passages as one reads the forms, as a sort key."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self._contexts = {str(context): number for number, context in enumerate(Context)}
        self._columns = {column.key: number for number, column in enumerate(instrument().columns)}
        self._codes = {code: number for number, code in enumerate(codes)}

    def __call__(self, row: dict[str, object]) -> tuple[object, ...]:
        column = str(row["column"])
        return (
            row["framework"],
            self._contexts[str(row["context"])],
            # A column of another version of the form stands after those of this one.
            (self._columns.get(column, len(self._columns)), column),
            row["entry"],
            row["start"],
            row["end"],
            self._codes[str(row["code"])],
        )


def _place(row: dict[str, object]) -> Place:
    entry, start, end = (int(str(row[name])) for name in ("entry", "start", "end"))
    cell = CellKey(Context(str(row["context"])), str(row["column"]))
    return Place(str(row["framework"]), cell, entry, Span(start, end), str(row["code"]))
