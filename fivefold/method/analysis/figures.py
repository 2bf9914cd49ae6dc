"""A number that can be opened: numerator, base, unit, exclusions, freeze and references."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Whom a count is of. Three cohorts and the unions the study reports."""

    SOLE = "sole"
    GROUP = "group"
    BOTH = "both"
    GROUP_OR_BOTH = "group_or_both"
    SOLE_OR_BOTH = "sole_or_both"
    ALL = "all"


class Unit(StrEnum):
    """What is counted. A number never travels without it."""

    FRAMEWORKS = "frameworks"
    YOUNG_PEOPLE = "young people"
    INCIDENTS = "incidents"
    INTERVENTIONS = "interventions"
    ENTRIES = "entries"
    SEGMENTS = "coded segments"
    CELLS = "cells"
    SITES = "sites"
    COHORTS = "cohorts"
    MONTHS = "months"
    PUBLISHED_FIGURES = "published figures"


@dataclass(frozen=True, slots=True)
class Freeze:
    """The dataset a number came from: digest of the extract and how many frameworks it holds."""

    digest: str
    frameworks: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Frameworks left out of a base, and why."""

    reason: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """numerator of base. base is None when the unit can exceed frameworks (interventions).

    references: the frameworks the numerator counts (for other units, those they stand in), sorted.
    """

    numerator: int
    base: int | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One query's result.

    key: stable name ("vulnerability/family/domestic-abuse"). title: words for a person.
    definition: what was counted, as a sentence that names unit and source.
    """

    key: str
    title: str
    definition: str
    unit: Unit
    counts: Mapping[Group, Count]
    freeze: Freeze
    exclusions: tuple[Exclusion, ...] = ()
