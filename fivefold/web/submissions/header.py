"""What stands above every page of one submission: its facts, the ways to look at it, the one before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.urls import reverse

from fivefold.method.studies import cohorts, eligibility
from fivefold.method.studies.cohorts import Decision
from fivefold.method.studies.eligibility import Eligibility, Outcome, State
from fivefold.method.studies.study import Protocol
from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.studies import submissions
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.submissions import Opened
from fivefold.web.page import Crumb, Page
from fivefold.web.submissions import filters, tabs, words
from fivefold.web.submissions.filters import Filter
from fivefold.web.submissions.tabs import Way

TONES: Final = {State.ELIGIBLE: "good", State.UNDECIDED: "caution", State.NOT_ELIGIBLE: "wrong"}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks: the study, its protocol, what they may see of it, and the list they came from."""

    study: Study
    protocol: Protocol
    by: Actor
    listed: tuple[Listed, ...]
    wanted: Filter = field(default_factory=Filter)

    def may(self, ability: Ability) -> bool:
        """Whether the study's door for this would open to them."""
        return refuse(self.by, ability, study=self.study.id) is None

    def address(self, name: str, submission: UUID, *, keep: bool = True) -> str:
        """A page of one submission. keep: with the list's filter behind it."""
        query = self.wanted.query if keep else ""
        return reverse(name, kwargs={"study": self.study.name, "submission": submission}) + query

    @property
    def list_address(self) -> str:
        """The list as they left it."""
        return reverse("submissions", kwargs={"study": self.study.name}) + self.wanted.query


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about a submission. notes: what explains it. href: where more of it stands."""

    label: str
    text: str
    notes: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """The submission before and after in the list, by reference, and where this one stands in it."""

    before: Way | None
    after: Way | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPage(Page):
    """A page of one submission. around: None where it is not in the list it was opened from.

    unplaced: "2 words ... are unresolved", "" for none; unplaced_address: where they are resolved.
    """

    reference: str
    facts: tuple[Fact, ...]
    state: str
    tone: str
    ways: tuple[Way, ...]
    around: Around | None
    unplaced: str = ""
    unplaced_address: str = ""


def crumbs(viewer: Viewer) -> tuple[Crumb, ...]:
    """The way to a page of one submission."""
    return (Crumb("Submissions", viewer.list_address),)


def facts(viewer: Viewer, opened: Opened) -> tuple[Fact, ...]:
    """What stands around the form, and what the study makes of it, with the reasons."""
    one = opened.value
    decision = cohorts.decide(one, rule=submissions.rule(viewer.protocol))
    found = assessed(viewer, opened)
    return (
        Fact("Site", one.site or "Not known"),
        Fact("Age at the meeting", "Not given" if one.age is None else str(one.age)),
        Fact("Sex", words.SEXES[one.sex]),
        Fact("Meeting", words.month(one.meeting) or "Month not given"),
        Fact(
            "Cohort",
            words.COHORTS[decision.cohort],
            cohort_reasons(decision),
            viewer.address("submission-incidents", opened.row.id),
        ),
        Fact("Eligibility", words.ELIGIBILITY[found.state], tuple(map(_open_check, found.open_checks))),
    )


def cohort_reasons(decision: Decision) -> tuple[str, ...]:
    """Why a framework is counted where it is, in a few sentences."""
    by_rule = tuple(sentence(reason) for reason in decision.computed.reasons)
    if decision.override is None:
        return by_rule
    said = f"Decided by {decision.override.by} against the rule, which says {decision.computed.cohort}."
    return (said, decision.override.reason)


def around(viewer: Viewer, submission: UUID, here: str) -> Around | None:
    """The neighbours in the list the reader came from; None for a submission that its filter leaves out."""
    found = filters.apply(viewer.wanted, viewer.listed)
    place = next((place for place, one in enumerate(found) if one.id == submission), None)
    if place is None:
        return None

    def way(number: int) -> Way | None:
        if not 0 <= number < len(found):
            return None
        return Way(found[number].card.reference, viewer.address(here, found[number].id))

    kind = "that match your filter" if viewer.wanted.asked else "submissions"
    return Around(way(place - 1), way(place + 1), f"{place + 1:,} of {len(found):,} {kind}")


def unplaced_words(opened: Opened) -> str:
    """That words wait to be given their place; "" where none do."""
    still = len(opened.still_unplaced)
    if not still:
        return ""
    if still == 1:
        return "One piece of text on this form had no place, and nobody has resolved it yet."
    return f"{still} pieces of text on this form had no place, and nobody has resolved them yet."


def head(viewer: Viewer, opened: Opened, here: str) -> dict[str, object]:
    """What every page of one submission is made with, by name."""
    found = assessed(viewer, opened)
    return {
        "heading": f"Framework {opened.value.reference}",
        "crumbs": crumbs(viewer),
        "reference": opened.value.reference,
        "facts": facts(viewer, opened),
        "state": words.ELIGIBILITY[found.state],
        "tone": TONES[found.state],
        "ways": tabs.ways(viewer.study, opened.row.id, by=viewer.by, wanted=viewer.wanted, here=here),
        "around": around(viewer, opened.row.id, here),
        "unplaced": unplaced_words(opened),
        "unplaced_address": reverse("unplaced", kwargs={"study": viewer.study.name}) + f"#of-{opened.row.id}",
    }


def assessed(viewer: Viewer, opened: Opened) -> Eligibility:
    """Its eligibility, knowing of other forms with its reference."""
    others = _same_reference(viewer.listed, opened)
    return eligibility.assess(opened.value, protocol=viewer.protocol, duplicates=others)


def _same_reference(listed: Sequence[Listed], opened: Opened) -> tuple[str, ...]:
    """Whether the card of this one says that another form has its reference."""
    card = next((one.card for one in listed if one.id == opened.row.id), None)
    return ("another form",) if card is not None and "one_framework" in card.failed else ()


def _open_check(check: eligibility.Check) -> str:
    verdict = "failed" if check.outcome is Outcome.FAILED else "cannot be decided"
    return f"{check.title}: {verdict}, {check.finding}. {check.next_step}"


def sentence(phrase: str) -> str:
    """A phrase of the method's as a sentence."""
    return f"{phrase[:1].upper()}{phrase[1:]}."
