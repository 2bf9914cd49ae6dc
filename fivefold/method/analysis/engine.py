"""The engine: an extract's tables as lazy frames that DuckDB, Polars or Arrow itself can answer.

Expressions are Narwhals, so the same question runs on any of them (docs/decisions/0012). DuckDB is the default.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, TypeAlias

import duckdb
import narwhals as nw
import pyarrow as pa  # type: ignore[import-untyped]

from fivefold.method.analysis.extract import Extract
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean, one_of

Frame: TypeAlias = nw.LazyFrame[Any]

_ROWS = 20_000
"""Rows of an answer that are made into Python's values at a time."""

_here = threading.local()


def _connection() -> duckdb.DuckDBPyConnection:
    # One a thread: DuckDB's may not be used by two at once, and making one costs 12 ms.
    if not hasattr(_here, "connection"):
        # It answers from memory alone: no files, not even its own for what outgrows memory; no network, no extensions.
        # And on one thread: of ten thousand frameworks a second one costs a fifth more of processor and saves nothing.
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "enable_external_access": False,
            "temp_directory": "",
            "threads": 1,
        }
        _here.connection = duckdb.connect(config=config)
    connection: duckdb.DuckDBPyConnection = _here.connection
    return connection


def _duckdb(table: pa.Table) -> Frame:
    return nw.from_native(_connection().from_arrow(table))


def _pyarrow(table: pa.Table) -> Frame:
    lazy: Frame = nw.from_native(table, eager_only=True).lazy()
    return lazy


def _polars(table: pa.Table) -> Frame:
    try:
        polars = import_module("polars")
    except ImportError as absent:
        raise InputError(
            "the Polars engine is not installed", next_step="Install Fivefold with its `scale` extra, or use duckdb."
        ) from absent
    lazy: Frame = nw.from_native(polars.from_arrow(table).lazy())
    return lazy


BACKENDS: dict[str, Callable[[pa.Table], Frame]] = {"duckdb": _duckdb, "pyarrow": _pyarrow, "polars": _polars}
"""Makes a lazy frame of an Arrow table."""


def frame(extract: Extract, table: str) -> Frame:
    """A table of the extract as a lazy frame on the extract's engine."""
    return load(extract, extract.tables[table])


def load(extract: Extract, table: pa.Table) -> Frame:
    """Any Arrow table as a lazy frame on the extract's engine, to be joined with the extract's own."""
    if extract.backend not in BACKENDS:
        raise InputError(
            f'there is no engine "{extract.backend}"',
            next_step=did_you_mean(extract.backend, BACKENDS) or f"Choose {one_of(BACKENDS)}.",
        )
    return BACKENDS[extract.backend](table)


def having(extract: Extract, found: Frame, column: str, values: Sequence[str]) -> Frame:
    """The rows whose column holds one of some values: by a join, three times as fast on DuckDB as `is_in` of a list."""
    if len(values) == 1:
        return found.filter(nw.col(column) == values[0])
    wanted = load(extract, pa.table({column: pa.array(values, pa.string())}))
    return found.join(wanted, on=column, how="semi")


def once(found: Frame, *columns: str) -> Frame:
    """The distinct values of some columns, without the window function that Narwhals' own `unique` becomes in SQL."""
    return found.group_by(*columns).agg(_n=nw.len()).select(*columns)


def rows(answer: Frame) -> Iterator[tuple[Any, ...]]:
    """The answer's rows as tuples in the order of its columns, to be gone through once; the order is the engine's own.

    A string stands in memory once, in however many rows: answers repeat references and codes, half a million of them.
    """
    table: pa.Table = answer.collect("pyarrow").to_native()
    return zip(*map(_values, table.columns), strict=True)


def _values(column: pa.ChunkedArray) -> Iterator[Any]:
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return _in_pieces(column)
    found = column.combine_chunks().dictionary_encode()
    strings = found.dictionary.to_pylist()
    return (None if number is None else strings[number] for number in _in_pieces(found.indices))


def _in_pieces(column: pa.ChunkedArray | pa.Array) -> Iterator[Any]:
    for start in range(0, len(column), _ROWS):
        yield from column.slice(start, _ROWS).to_pylist()
