"""Turning what an engine answers into a figure: numerators and bases for all six groups, with references."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from fivefold.method.analysis.extract import COHORTS_OF, Extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit

Bases: TypeAlias = Mapping[Group, int] | None
"""The base of each group; None where a base would mislead (interventions over frameworks)."""


def figure(
    extract: Extract,
    found: Iterable[tuple[Any, ...]],
    *,
    key: str,
    title: str,
    definition: str,
    unit: Unit,
    bases: Bases,
) -> Figure:
    """The figure of `found`: a row for each item counted, its framework's reference first.

    Of rows with one value the framework itself is the item. With two the second is the item, counted once in a
    group however many frameworks tell of it.
    """
    rows = [(row[0], row[-1]) for row in found]
    return Figure(
        key=key,
        title=title,
        definition=definition,
        unit=unit,
        counts={group: _count(extract, rows, group, bases) for group in Group},
        freeze=extract.freeze,
        exclusions=extract.exclusions,
    )


def _count(extract: Extract, rows: list[tuple[Any, Any]], group: Group, bases: Bases) -> Count:
    cohorts = COHORTS_OF[group]
    mine = [(framework, item) for framework, item in rows if extract.cohort_of[framework] in cohorts]
    return Count(
        numerator=len({item for _, item in mine}),
        base=None if bases is None else bases[group],
        references=tuple(sorted({framework for framework, _ in mine})),
    )


def bases_of(extract: Extract, found: Iterable[tuple[Any, ...]]) -> Mapping[Group, int]:
    """How many items of `found` each group holds, by the rules of `figure`: a base made of rows."""
    rows = [(row[0], row[-1]) for row in found]
    return {group: _count(extract, rows, group, None).numerator for group in Group}


def whole(found: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows for `figure` in which each row is an item of its own: a cell, a segment, an intervention."""
    return [(row[0], row) for row in found]
