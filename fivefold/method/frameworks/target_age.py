"""The age of a child who was harmed beside the young person's: similar age, younger child, neither, or not known.

Similar age is within three years; a younger child is under 10 (study briefing, "Target of the harmful behaviours").
A child of 10 or over and more than three years younger is neither, and a child under 10 within three years is both.
"""

from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Harmed, Relationship


class TargetAge(StrEnum):
    """What the bands recorded say."""

    SIMILAR_AGE = "similar_age"
    YOUNGER_CHILD = "younger_child"
    SIMILAR_AND_YOUNGER = "similar_and_younger"
    NEITHER = "neither"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class TargetAgeReading:
    """A child's age beside the young person's, and why it is read so, as a sentence without its full stop."""

    age: TargetAge
    reason: str


def read_target_age(harmed: Harmed) -> TargetAgeReading:
    """What a child's relationship, age band and age gap say."""
    younger, similar = _under_10(harmed), _within_3(harmed)
    if younger:
        if similar:
            return TargetAgeReading(TargetAge.SIMILAR_AND_YOUNGER, "under 10 and within three years")
        return TargetAgeReading(TargetAge.YOUNGER_CHILD, "under 10")
    if similar:
        return TargetAgeReading(TargetAge.SIMILAR_AGE, "within three years")
    if younger is None or similar is None:
        missing = [name for name, value in (("age", younger), ("age gap", similar)) if value is None]
        return TargetAgeReading(TargetAge.UNSPECIFIED, f"{' and '.join(missing)} not recorded")
    return TargetAgeReading(TargetAge.NEITHER, "10 or over and more than three years apart: neither of the two")


def _under_10(harmed: Harmed) -> bool | None:
    if harmed.age != AgeBand.UNSPECIFIED:
        return harmed.age == AgeBand.UNDER_10
    # "Younger child" as a relationship means under 10; an age band that says otherwise stands above.
    return True if harmed.relationship == Relationship.YOUNGER_CHILD else None


def _within_3(harmed: Harmed) -> bool | None:
    return None if harmed.gap == AgeGap.UNSPECIFIED else harmed.gap == AgeGap.WITHIN_3
