"""The extract's tables as data: columns, types, and the closed vocabularies that keep text out of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa  # type: ignore[import-untyped]

from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.common.names import LONGEST
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.classification import Kind as IncidentClass
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Hackett, Relationship, Standing
from fivefold.method.frameworks.offence_field import Offence

SCHEMA_VERSION = 1
"""Raised with every change to a table; an extract of another version is refused, never guessed at."""


class Kind(StrEnum):
    """What a column of strings may hold."""

    REFERENCE = "reference"
    LABEL = "label"
    CODE = "code"
    MONTH = "month"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. words: the closed vocabulary of a WORD column. type: an Arrow type name."""

    name: str
    type: str
    kind: Kind | None = None
    words: frozenset[str] = frozenset()
    nullable: bool = False


def _words(name: str, words: Iterable[str], *, nullable: bool = False) -> Column:
    return Column(name, "string", Kind.WORD, frozenset(map(str, words)), nullable)


def _text(name: str, kind: Kind, *, nullable: bool = False) -> Column:
    return Column(name, "string", kind, nullable=nullable)


INSTANCES = ("single", "series", "none")
SEXES = ("male", "female", "other", "not given")
RECORDED = "recorded"
"""The status of a cell that has entries."""

_FRAMEWORK = _text("framework", Kind.REFERENCE)
_CELL = (_words("context", Context), _text("column", Kind.LABEL), Column("entry", "int32"))

TABLES: Mapping[str, tuple[Column, ...]] = {
    "frameworks": (
        _FRAMEWORK,
        _text("site", Kind.LABEL),
        _words("cohort", Cohort),
        _words("cohort_if_audience_counted", Cohort),
        Column("overridden", "bool"),
        Column("age", "int32", nullable=True),
        _words("sex", SEXES),
        _text("meeting_month", Kind.MONTH, nullable=True),
        _words("form_offence", Offence),
        _words("instances", INSTANCES),
        Column("n_incidents", "int32"),
        Column("n_entries", "int32"),
    ),
    "codes": (
        _text("code", Kind.CODE),
        _words("primary", Primary),
        _words("context", Context, nullable=True),
        _text("parent", Kind.CODE, nullable=True),
        _text("path", Kind.LABEL),
        _text("name", Kind.LABEL),
        Column("depth", "int32"),
        Column("position", "int32"),
    ),
    "presence": (_FRAMEWORK, _text("code", Kind.CODE), Column("direct", "bool")),
    "segments": (
        _FRAMEWORK,
        *_CELL,
        Column("start", "int32"),
        Column("end", "int32"),
        _text("code", Kind.CODE),
        _words("code_context", Context, nullable=True),
        Column("misplaced", "bool"),
    ),
    "interventions": (
        _FRAMEWORK,
        _words("target", Context, nullable=True),
        _text("code", Kind.CODE),
        *_CELL,
    ),
    "cells": (
        _FRAMEWORK,
        _words("context", Context),
        _text("column", Kind.LABEL),
        _words("status", (RECORDED, *CellStatus)),
        Column("n_entries", "int32"),
    ),
    "incidents": (
        _FRAMEWORK,
        _text("incident", Kind.REFERENCE),
        _text("month", Kind.MONTH, nullable=True),
        _words("location", Context, nullable=True),
        Column("online", "bool"),
        _words("category", Hackett),
        _words("standing", Standing),
        _words("kind", IncidentClass),
        Column("audience", "bool"),
        Column("n_harmed", "int32"),
    ),
    "characteristics": (_FRAMEWORK, _text("incident", Kind.REFERENCE), _text("characteristic", Kind.CODE)),
    "harmed": (
        _FRAMEWORK,
        _text("incident", Kind.REFERENCE),
        Column("number", "int32"),
        _words("relationship", Relationship),
        _words("age", AgeBand),
        _words("gap", AgeGap),
        Column("similar_age", "bool", nullable=True),
        Column("younger_child", "bool", nullable=True),
    ),
    "coder_segments": (
        _text("layer", Kind.LABEL),
        _FRAMEWORK,
        *_CELL,
        Column("start", "int32"),
        Column("end", "int32"),
        _text("code", Kind.CODE),
    ),
    "exclusions": (_FRAMEWORK, _text("reason", Kind.LABEL)),
}
"""Every table of an extract. Rows are sorted by all columns from left to right."""


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table of the extract."""
    return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in TABLES[table]])


def check(table: str, data: pa.Table, *, where: str = "") -> None:
    """Raise InputError unless `data` has the table's columns and holds nothing but what they may hold.

    where: the file, for the message.
    """
    place = where or f'table "{table}" of the extract'
    if data.schema.names != [c.name for c in TABLES[table]]:
        raise InputError(f"the columns are {', '.join(data.schema.names)}", where=place, next_step=_REMAKE)
    for column in TABLES[table]:
        _check_column(column, data.column(column.name), where=f'{place}, column "{column.name}"')


_REMAKE = "Make the extract again with `fivefold analysis extract`."


def _check_column(column: Column, values: pa.ChunkedArray, *, where: str) -> None:
    if str(values.type) != column.type:
        raise InputError(f"holds {values.type} where {column.type} is meant", where=where, next_step=_REMAKE)
    if values.null_count and not column.nullable:
        raise InputError(f"{values.null_count} values are missing", where=where, next_step=_REMAKE)
    if column.kind is None:
        return
    for value in values.unique().to_pylist():
        if value is not None and not _may_hold(column, value):
            # The value is not repeated: what does not belong here may be somebody's words.
            raise InputError("holds something other than the words it may hold", where=where, next_step=_REMAKE)


def _may_hold(column: Column, value: str) -> bool:
    if column.kind is Kind.WORD:
        return value in column.words
    return len(value) <= LONGEST and value.isprintable()
