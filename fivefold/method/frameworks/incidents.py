"""Incidents, those who took part and those harmed, as values."""

from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate


class Hackett(StrEnum):
    """The continuum of sexual behaviours (Hackett 2010); the study takes the last four."""

    NORMAL = "normal"
    INAPPROPRIATE = "inappropriate"
    PROBLEMATIC = "problematic"
    ABUSIVE = "abusive"
    VIOLENT = "violent"


class Standing(StrEnum):
    """Whether the incident is an allegation or proven."""

    ALLEGATION = "allegation"
    PROVEN = "proven"


class Role(StrEnum):
    """What a participant did; one person may have several roles."""

    DISPLAYED = "displayed"
    LED = "led"
    FOLLOWED = "followed"
    COERCED = "coerced"
    RECRUITED = "recruited"
    AUDIENCE = "audience"
    CHALLENGED = "challenged"


class Relationship(StrEnum):
    """Who was harmed, kept only as a relationship."""

    PEER = "peer"
    SIBLING = "sibling"
    PARTNER = "partner"
    YOUNGER_CHILD = "younger_child"
    OTHER_RELATIVE = "other_relative"
    OTHER = "other"


class AgeBand(StrEnum):
    """Age of the child who was harmed."""

    UNDER_10 = "under_10"
    FROM_10_TO_12 = "10_12"
    FROM_13_TO_15 = "13_15"
    FROM_16_TO_17 = "16_17"
    ADULT = "18_over"
    UNSPECIFIED = "unspecified"


class AgeGap(StrEnum):
    """Years between the two. Within three years is "similar age"."""

    WITHIN_3 = "within_3"
    MORE_THAN_3_YOUNGER = "more_than_3_younger"
    MORE_THAN_3_OLDER = "more_than_3_older"
    UNSPECIFIED = "unspecified"


SUBJECT = "subject"
"""The label of the framework's own young person among the participants."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody present other than those harmed.

    label: SUBJECT for the young person of the framework, else a label such as "peer 1".
    """

    label: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Harmed:
    """A child who was harmed: relationship and bands only."""

    relationship: Relationship
    age: AgeBand = AgeBand.UNSPECIFIED
    gap: AgeGap = AgeGap.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as a framework of the study tells it.

    reference: the incident's own reference; the same incident may stand in several frameworks.
    characteristics: names of Offence characteristics nodes (see the codebook).
    """

    reference: str
    date: PartialDate | None
    setting: str
    location: Context | None
    online: bool
    category: Hackett
    standing: Standing
    participants: tuple[Participant, ...]
    harmed: tuple[Harmed, ...]
    characteristics: frozenset[str] = frozenset()
    outcome: str = ""
