"""The engine: an extract's tables as lazy frames that DuckDB, Polars or Arrow itself can answer.

Expressions are Narwhals, so the same question runs on any of them (docs/decisions/0012). DuckDB is the default.
"""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

import duckdb
import narwhals as nw
import pyarrow as pa  # type: ignore[import-untyped]

from fivefold.method.analysis.extract import Extract
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean, one_of

Frame: TypeAlias = nw.LazyFrame[Any]

_here = threading.local()


def _connection() -> duckdb.DuckDBPyConnection:
    # One connection a thread: DuckDB's may not be used by two at once, and making one costs 12 ms.
    if not hasattr(_here, "connection"):
        # It answers from memory alone: no files, no network, no extensions fetched.
        _here.connection = duckdb.connect(
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "enable_external_access": False,
            }
        )
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


def rows(answer: Frame) -> list[tuple[Any, ...]]:
    """The answer's rows as tuples in the order of its columns; row order is the engine's own."""
    return list(answer.collect("pyarrow").iter_rows())
