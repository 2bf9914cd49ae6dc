"""Similar age, younger child, neither of the two, or not known."""

import pytest

from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Harmed, Relationship
from fivefold.method.frameworks.target_age import TargetAge, read_target_age


@pytest.mark.parametrize(
    ("harmed", "age", "reason"),
    [
        (Harmed(Relationship.PEER, AgeBand.FROM_13_TO_15, AgeGap.WITHIN_3), TargetAge.SIMILAR_AGE, "three years"),
        (Harmed(Relationship.PEER, gap=AgeGap.WITHIN_3), TargetAge.SIMILAR_AGE, "three years"),
        (Harmed(Relationship.SIBLING, AgeBand.UNDER_10), TargetAge.YOUNGER_CHILD, "under 10"),
        (
            Harmed(Relationship.SIBLING, AgeBand.UNDER_10, AgeGap.MORE_THAN_3_YOUNGER),
            TargetAge.YOUNGER_CHILD,
            "under 10",
        ),
        (Harmed(Relationship.YOUNGER_CHILD), TargetAge.YOUNGER_CHILD, "under 10"),
        (Harmed(Relationship.SIBLING, AgeBand.UNDER_10, AgeGap.WITHIN_3), TargetAge.SIMILAR_AND_YOUNGER, "and"),
        (
            Harmed(Relationship.PEER, AgeBand.FROM_10_TO_12, AgeGap.MORE_THAN_3_YOUNGER),
            TargetAge.NEITHER,
            "neither of the two",
        ),
        (
            Harmed(Relationship.YOUNGER_CHILD, AgeBand.FROM_10_TO_12, AgeGap.MORE_THAN_3_YOUNGER),
            TargetAge.NEITHER,
            "neither of the two",
        ),
        (Harmed(Relationship.PEER, AgeBand.FROM_13_TO_15), TargetAge.UNSPECIFIED, "age gap not recorded"),
        (Harmed(Relationship.PEER, gap=AgeGap.MORE_THAN_3_OLDER), TargetAge.UNSPECIFIED, "age not recorded"),
        (Harmed(Relationship.PEER), TargetAge.UNSPECIFIED, "age and age gap not recorded"),
    ],
)
def test_the_age_of_a_child_is_read_from_the_bands_recorded(harmed: Harmed, age: TargetAge, reason: str) -> None:
    found = read_target_age(harmed)
    assert found.age == age
    assert reason in found.reason
