"""Cross-tabulations: any unit, by any two of its axes, counted by the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from fivefold.method.analysis.axes import CODE, ITEMS, Axis, axis, in_order, label, laid_out
from fivefold.method.analysis.engine import Frame, frame, once, rows
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Count, Exclusion, Freeze, Unit
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import one_of

ALL = "all"
"""The margin: every item, whatever its column."""


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Counts of a unit by two axes.

    rows, columns: the values in order, as keys of `cells`; columns end with ALL. The labels are their words.
    cells: one for every pair. bases: items in each column; None where a base would mislead (interventions).
    notes: what a reader must know, as sentences.
    """

    title: str
    unit: Unit
    rows: tuple[Any, ...]
    columns: tuple[Any, ...]
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    bases: Mapping[Any, int] | None
    cells: Mapping[tuple[Any, Any], Count]
    notes: tuple[str, ...]
    freeze: Freeze
    exclusions: tuple[Exclusion, ...]


def crosstab(
    extract: Extract,
    *,
    rows: str,
    columns: str,
    unit: Unit = Unit.FRAMEWORKS,
    references: bool = True,
) -> Crosstab:
    """Count `unit` by two axes: attributes ("cohort"), facts of the item ("target"), or codes ("code:risk/peer").

    references: whether each cell names its frameworks; without them a large study is answered sooner.
    A base is what its column holds, so frameworks in an axis of codes may stand in several rows and rows do not add up.
    Raises InputError for a unit or an axis that cannot be used.
    """
    if unit not in ITEMS:
        raise InputError(f"{unit} cannot be cross-tabulated", next_step=f"Use {one_of(ITEMS)}.")
    down, across = axis(extract, rows, unit=unit), axis(extract, columns, unit=unit)
    laid = _lay_out(extract, down, across, unit)
    numbers, bases = _count(extract, laid, across, unit)
    # Only interventions stand over no base: a framework can hold several.
    shown_bases = None if unit is Unit.INTERVENTIONS else bases
    who = _who(laid) if references else {}
    row_values = in_order(down, {row for row, column in numbers if column == ALL})
    column_values = [*in_order(across, {column for column in bases if column != ALL}), ALL]
    return Crosstab(
        title=f"{unit.value.capitalize()} by {_name(extract, down)} and {_name(extract, across)}",
        unit=unit,
        rows=tuple(row_values),
        columns=tuple(column_values),
        row_labels=tuple(label(extract, down, row) for row in row_values),
        column_labels=(*(label(extract, across, value) for value in column_values[:-1]), "all"),
        bases=None if shown_bases is None else {value: shown_bases.get(value, 0) for value in column_values},
        cells={
            (row, column): Count(
                numerator=numbers.get((row, column), 0),
                base=None if shown_bases is None else shown_bases.get(column, 0),
                references=who.get((row, column), ()),
            )
            for row in row_values
            for column in column_values
        },
        notes=_notes(down, across, unit),
        freeze=extract.freeze,
        exclusions=extract.exclusions,
    )


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """The unit's items with a column for one side or for both."""

    columned: Frame
    rowed: Frame
    crossed: Frame


def _lay_out(extract: Extract, down: Axis, across: Axis, unit: Unit) -> _LaidOut:
    columned = laid_out(extract, _items(extract, unit), across, unit=unit, side="_column")
    return _LaidOut(
        columned=columned,
        rowed=laid_out(extract, _items(extract, unit), down, unit=unit, side="_row"),
        crossed=laid_out(extract, columned, down, unit=unit, side="_row"),
    )


def _count(extract: Extract, laid: _LaidOut, across: Axis, unit: Unit) -> tuple[dict[Any, int], dict[Any, int]]:
    """Numerators by (row, column) and bases by column, the margin among both."""
    numbers = _counted(laid.crossed, "_row", "_column", unit=unit)
    bases: dict[Any, int] = {column: n for (column,), n in _counted(laid.columned, "_column", unit=unit).items()}
    if across.overlaps or unit is Unit.INCIDENTS:
        # An item can stand in several columns, so the margin is a count of its own.
        everything = _items(extract, unit).with_columns(_all=nw.lit(ALL))
        margin = {row: count for (row,), count in _counted(laid.rowed, "_row", unit=unit).items()}
        bases[ALL] = _counted(everything, "_all", unit=unit).get((ALL,), 0)
    else:
        margin = _summed(numbers)
        bases[ALL] = sum(bases.values())
    return numbers | {(row, ALL): count for row, count in margin.items()}, bases


def _items(extract: Extract, unit: Unit) -> Frame:
    return frame(extract, ITEMS[unit].table)


def _counted(items: Frame, *sides: str, unit: Unit) -> dict[tuple[Any, ...], int]:
    # An incident that several frameworks tell of is one; every other unit has one row for each item.
    number = nw.col("incident").n_unique() if unit is Unit.INCIDENTS else nw.len()
    return {key: int(count) for *names, count in rows(items.group_by(*sides).agg(_n=number)) for key in [tuple(names)]}


def _summed(numbers: Mapping[tuple[Any, ...], int]) -> dict[Any, int]:
    sums: dict[Any, int] = {}
    for (row, _), count in numbers.items():
        sums[row] = sums.get(row, 0) + count
    return sums


def _who(laid: _LaidOut) -> dict[tuple[Any, Any], tuple[str, ...]]:
    found: dict[tuple[Any, Any], list[str]] = {}
    for row, column, framework in rows(once(laid.crossed, "_row", "_column", "framework")):
        found.setdefault((row, column), []).append(framework)
    for row, framework in rows(once(laid.rowed, "_row", "framework")):
        found.setdefault((row, ALL), []).append(framework)
    return {key: tuple(sorted(frameworks)) for key, frameworks in found.items()}


def _name(extract: Extract, axis: Axis) -> str:
    if axis.fact is None:
        return f"what is coded under {extract.codes[axis.name.removeprefix(CODE)]['path']}"
    return axis.name.replace("_", " ")


def _notes(down: Axis, across: Axis, unit: Unit) -> tuple[str, ...]:
    notes = []
    if unit is Unit.FRAMEWORKS and (down.overlaps or across.overlaps):
        notes.append("A framework can stand in several rows or columns of codes, so they do not add up to the base.")
    if unit is Unit.INTERVENTIONS:
        notes.append("A framework can hold several interventions, so they have no base in frameworks.")
    if unit is Unit.INCIDENTS:
        notes.append("An incident that several frameworks tell of is counted once in each column and once in all.")
    return tuple(notes)
