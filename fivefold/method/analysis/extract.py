"""The extract: tidy, text-free tables between a coded study and its analysis."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from fivefold.method.analysis.figures import Exclusion, Freeze, Group
from fivefold.method.analysis.rows import rows_of
from fivefold.method.analysis.schema import TABLES, arrow_schema, check
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.studies.eligibility import Eligibility

_ROWS = 20_000
"""Rows that are worked on at a time: a study of 10,000 frameworks has a million."""

_NUMBERED = pa.dictionary(pa.int32(), pa.string())

COHORTS_OF: Mapping[Group, frozenset[str]] = {
    Group.SOLE: frozenset({"sole"}),
    Group.GROUP: frozenset({"group"}),
    Group.BOTH: frozenset({"both"}),
    Group.GROUP_OR_BOTH: frozenset({"group", "both"}),
    Group.SOLE_OR_BOTH: frozenset({"sole", "both"}),
    Group.ALL: frozenset({"sole", "group", "both", "undetermined"}),
}
"""The cohorts each group of the study is made of. An undetermined framework is in ALL and in no cohort."""


@dataclass(frozen=True, eq=False)
class Extract:
    """A study's tables without its words, frozen: the only thing analysis reads.

    freeze: SHA-256 over every table's values in canonical order, and the number of eligible frameworks.
    tables: one Arrow table for each name in `schema.TABLES`.
    backend: the engine that answers ("duckdb", "pyarrow", "polars"); part of how, never of what.
    """

    freeze: Freeze
    tables: Mapping[str, pa.Table]
    backend: str = field(default="duckdb", kw_only=True)

    @cached_property
    def cohort_of(self) -> Mapping[str, str]:
        """Cohort by framework reference."""
        frameworks = self.tables["frameworks"]
        return dict(zip(frameworks["framework"].to_pylist(), frameworks["cohort"].to_pylist(), strict=True))

    @cached_property
    def sizes(self) -> Mapping[Group, int]:
        """Frameworks in each group: the base of every framework figure."""
        by_cohort = Counter(self.cohort_of.values())
        return {group: sum(by_cohort[cohort] for cohort in cohorts) for group, cohorts in COHORTS_OF.items()}

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, object]]:
        """The rows of the codes table by key, in codebook order."""
        rows = sorted(self.tables["codes"].to_pylist(), key=lambda row: row["position"])
        return {row["code"]: row for row in rows}

    @cached_property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """Who was left out of every base, and who of the cohorts' bases, with the reason."""
        reasons: dict[str, list[str]] = {}
        for row in self.tables["exclusions"].to_pylist():
            reasons.setdefault(row["reason"], []).append(row["framework"])
        undetermined = [framework for framework, cohort in self.cohort_of.items() if cohort == "undetermined"]
        if undetermined:
            reasons["of cohort figures only, since the cohort is undetermined"] = undetermined
        return tuple(Exclusion(reason, tuple(sorted(who))) for reason, who in sorted(reasons.items()))


def extract(coded: CodedStudy, *, announced: Iterable[Eligibility] = ()) -> Extract:
    """The extract of a coded study: eligible submissions only, and of their codings only where, what and by whom.

    Figures stand on the agreed layer; every other layer is kept in `coder_segments` for agreement.
    announced: the eligibility a study folder's reading reports, so that frameworks whose form never came or could not
    be read are among the exclusions. Raises InputError when a coding stands in a framework that was not submitted.
    """
    return frozen(rows_of(coded, announced))


def frozen(rows: Mapping[str, Iterable[tuple[object, ...]]]) -> Extract:
    """An extract of rows by table, each a tuple in the order of the table's columns; duplicates are dropped."""
    tables = {name: _table(name, rows.get(name, [])) for name in TABLES}
    return sealed(tables)


def sealed(tables: Mapping[str, pa.Table]) -> Extract:
    """An extract of Arrow tables, checked against the schema and given its freeze."""
    for name, table in tables.items():
        check(name, table)
    return Extract(Freeze(digest_of(tables), tables["frameworks"].num_rows), tables)


def digest_of(tables: Mapping[str, pa.Table]) -> str:
    """SHA-256, in hexadecimal, over table names, column names and values; the same for the same rows in any file."""
    digest = hashlib.sha256()
    for name in TABLES:
        table = tables[name]
        for column in table.schema.names:
            digest.update(f"{name}.{column}\n".encode())
            for piece in _json_of(table.column(column)):
                digest.update(piece.encode())
    return digest.hexdigest()


def _json_of(column: pa.ChunkedArray) -> Iterator[str]:
    """A column's values as one JSON list, in pieces."""
    yield "["
    for start in range(0, len(column), _ROWS):
        values = json.dumps(column.slice(start, _ROWS).to_pylist(), separators=(",", ":"))
        yield f",{values[1:-1]}" if start else values[1:-1]
    yield "]"


def _table(name: str, rows: Iterable[tuple[object, ...]]) -> pa.Table:
    """The rows, each once, sorted by all columns from left to right; what is missing comes first.

    Until they are in order every string is its number: of a million codings that takes a quarter of the memory.
    """
    schema, left = arrow_schema(name), iter(rows)
    types = [_NUMBERED if item.type == pa.string() else item.type for item in schema]
    numbered = pa.schema(zip(schema.names, types, strict=True))
    batches = []
    while some := list(islice(left, _ROWS)):
        columns = zip(*some, strict=True)
        arrays = [pa.array(values, type=type_) for values, type_ in zip(columns, types, strict=True)]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=numbered))
    if not batches:
        return schema.empty_table()
    table, strings = _by_number(pa.Table.from_batches(batches, schema=numbered).unify_dictionaries())
    del batches  # Of a large table they would stand here a second time while it is put in order.
    table = table.group_by(schema.names, use_threads=False).aggregate([]).select(schema.names)
    table = table.take(pc.sort_indices(table, [(name, "ascending", "at_start") for name in schema.names]))
    told = [
        strings[item.name].take(column.combine_chunks()) if item.name in strings else column
        for item, column in zip(schema, table.columns, strict=True)
    ]
    return pa.table(told, schema=schema).combine_chunks()


def _by_number(table: pa.Table) -> tuple[pa.Table, dict[str, pa.Array]]:
    """The table with the number of each string among its column's in order, and those strings."""
    strings, columns = {}, []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.type == _NUMBERED:
            met = column.chunk(0).dictionary
            order = pc.sort_indices(met)
            strings[name] = met.take(order)
            place = pc.sort_indices(order).cast(pa.int32())
            column = pa.chunked_array([place.take(chunk.indices) for chunk in column.chunks], type=pa.int32())
        columns.append(column)
    return pa.table(columns, names=table.column_names), strings
