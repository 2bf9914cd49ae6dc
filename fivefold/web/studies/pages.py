"""A study's home as a value."""

from collections import Counter
from dataclasses import dataclass

from fivefold.method.frameworks.classification import Cohort
from fivefold.method.studies.eligibility import State, criteria, titles
from fivefold.method.studies.retention import destroy_by
from fivefold.method.studies.study import Protocol
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.studies.listing import Listed
from fivefold.web.page import Page
from fivefold.web.studies.standing import Number, Standing, Step, standing
from fivefold.web.submissions.words import COHORTS, ELIGIBILITY, month

_SHOWN = 20
"""Forms that did not come, shown by reference; what is beyond is a number."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing, of how many frameworks, and what to do about it."""

    what: str
    count: int
    next_step: str


@dataclass(frozen=True, slots=True)
class NotReceived:
    """A framework that a cover list announced. why: what became of its form."""

    reference: str
    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPage(Page):
    """name: of addresses. question, facts: of the protocol; "" and () before there is one.

    states: what eligibility can be, in words. by_site: rows of label, received, counts by state, unplaced pieces.
    by_cohort: rows of cohort and count, of the eligible.
    lacks: criteria that are not met. not_received: the first of them; unseen: how many there are besides.
    reads: whether the reader may open submissions. trail: where the trail is, "" for who may not read it.
    """

    name: str
    question: str
    facts: tuple[tuple[str, str], ...]
    numbers: tuple[Number, ...]
    steps: tuple[Step, ...]
    states: tuple[str, ...]
    by_site: tuple[tuple[str, ...], ...]
    by_cohort: tuple[tuple[str, ...], ...]
    lacks: tuple[Lack, ...]
    not_received: tuple[NotReceived, ...]
    unseen: int
    reads: bool
    trail: str


def home(study: Study, *, by: Actor) -> StudyPage:
    """The study as this reader may see it."""
    told = standing(study, by=by)
    protocol = told.protocol
    not_received = tuple(NotReceived(one.reference, one.site, one.checks[0].finding) for one in told.absent[:_SHOWN])
    return StudyPage(
        kind="Study",
        heading=protocol.title if protocol else study.name,
        caption="Study",
        name=study.name,
        question=protocol.question if protocol else "",
        facts=_facts(protocol) if protocol else (),
        numbers=told.numbers,
        steps=told.steps,
        states=tuple(ELIGIBILITY[state] for state in State),
        by_site=_by_site(told.listed),
        by_cohort=_by_cohort(told),
        lacks=_lacks(told.listed, protocol) if protocol else (),
        not_received=not_received,
        unseen=len(told.absent) - len(not_received),
        reads=told.reads,
        trail=f"{told.address}audit/" if Ability.AUDIT_READ in told.may else "",
    )


def _facts(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    destroyed = destroy_by(protocol)
    return (
        ("Ages", f"{protocol.ages[0]} to {protocol.ages[1]}"),
        ("Meetings", f"{month(protocol.window[0])} to {month(protocol.window[1])}"),
        ("Sites", ", ".join(protocol.sites)),
        ("Planned publication", month(protocol.publication) if protocol.publication else "Not planned yet"),
        (
            "Research copy destroyed by",
            f"the end of {month(destroyed)}, {protocol.retention_months} months after publication"
            if destroyed
            else f"{protocol.retention_months} months after publication, which is not planned yet",
        ),
    )


def _by_site(listed: tuple[Listed, ...]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for label in sorted({one.card.label for one in listed}):
        cards = [one.card for one in listed if one.card.label == label]
        states = [sum(card.state == state for card in cards) for state in State]
        rows.append((label, *(f"{count:,}" for count in (len(cards), *states, sum(card.unplaced for card in cards)))))
    return tuple(rows)


def _by_cohort(told: Standing) -> tuple[tuple[str, ...], ...]:
    if not told.counts.by_cohort:
        return ()
    return tuple((COHORTS[cohort], f"{told.counts.by_cohort.get(str(cohort), 0):,}") for cohort in Cohort)


def _lacks(listed: tuple[Listed, ...], protocol: Protocol) -> tuple[Lack, ...]:
    steps = {one.key: one.if_missing for one in criteria()}
    failed = Counter(key for one in listed for key in one.card.failed)
    return tuple(Lack(title, failed[key], steps[key]) for key, title in titles(protocol).items() if failed[key])
