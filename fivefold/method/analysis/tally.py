"""Turning what an engine answers into a figure: numerators and bases for all six groups, with references."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeAlias

import narwhals as nw

from fivefold.method.analysis.engine import Frame, frame, once, rows
from fivefold.method.analysis.extract import COHORTS_OF, Extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit
from fivefold.method.frameworks.classification import Cohort

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
    cohorts = _by_cohort(extract, found)
    return Figure(
        key=key,
        title=title,
        definition=definition,
        unit=unit,
        counts={group: _count(cohorts, group, bases) for group in Group},
        freeze=extract.freeze,
        exclusions=extract.exclusions,
    )


@dataclass(slots=True)
class _Found:
    """What was found in one cohort. references are sorted when all are in."""

    items: set[Any] = field(default_factory=set)
    references: Iterable[str] = ()


def _by_cohort(extract: Extract, found: Iterable[tuple[Any, ...]]) -> dict[str, _Found]:
    """One pass over the rows: a study of many frameworks is asked for all six groups at the price of one."""
    items: dict[str, set[Any]] = {cohort: set() for cohort in Cohort}
    references: dict[str, set[str]] = {cohort: set() for cohort in Cohort}
    for row in found:
        cohort = extract.cohort_of[row[0]]
        items[cohort].add(row[-1])
        references[cohort].add(row[0])
    return {cohort: _Found(items[cohort], sorted(references[cohort])) for cohort in Cohort}


def _count(cohorts: Mapping[str, _Found], group: Group, bases: Bases) -> Count:
    mine = [cohorts[cohort] for cohort in COHORTS_OF[group]]
    return Count(
        numerator=len(set().union(*(found.items for found in mine))),
        base=None if bases is None else bases[group],
        references=tuple(sorted(chain.from_iterable(found.references for found in mine))),
    )


def bases_of(extract: Extract, found: Iterable[tuple[Any, ...]]) -> Mapping[Group, int]:
    """How many items of `found` each group holds, by the rules of `figure`: a base made of rows."""
    cohorts = _by_cohort(extract, found)
    return {group: _count(cohorts, group, None).numerator for group in Group}


def figure_of_rows(
    extract: Extract, found: Frame, among: Frame, *, key: str, title: str, definition: str, unit: Unit
) -> Figure:
    """The figure of `found`, of `among`, where each row of both is an item of its own: a cell, a segment.

    Both have the column "framework". The engine counts: of a million segments none is read one by one.
    """
    numbers, bases, who = _rows_by_group(extract, found), _rows_by_group(extract, among), _who(extract, found)
    return Figure(
        key=key,
        title=title,
        definition=definition,
        unit=unit,
        counts={group: Count(numbers[group], bases[group], who[group]) for group in Group},
        freeze=extract.freeze,
        exclusions=extract.exclusions,
    )


def _rows_by_group(extract: Extract, found: Frame) -> Mapping[Group, int]:
    cohorts = frame(extract, "frameworks").select("framework", "cohort")
    by_framework = found.group_by("framework").agg(_n=nw.len()).join(cohorts, on="framework", how="inner")
    counted = {cohort: int(count) for cohort, count in rows(by_framework.group_by("cohort").agg(_n=nw.col("_n").sum()))}
    return {group: sum(counted.get(cohort, 0) for cohort in COHORTS_OF[group]) for group in Group}


def _who(extract: Extract, found: Frame) -> Mapping[Group, tuple[str, ...]]:
    every = sorted(framework for (framework,) in rows(once(found, "framework")))
    return {
        group: tuple(one for one in every if extract.cohort_of[one] in cohorts) for group, cohorts in COHORTS_OF.items()
    }


def whole(found: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows for `figure` in which each row is an item of its own: a cell, a segment, an intervention."""
    return [(row[0], row) for row in found]
