"""The ways to look at one submission, which stand as tabs on each of its pages."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse

from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.web.submissions.filters import Filter


@dataclass(frozen=True, slots=True)
class Way:
    """A way to look at a submission."""

    text: str
    href: str
    here: bool = False


_WAYS: Final = (
    ("Overview", "submission", Ability.SUBMISSIONS_READ),
    ("Reading", "submission-reading", Ability.SUBMISSIONS_READ),
    ("Incidents", "submission-incidents", Ability.SUBMISSIONS_READ),
    ("Coding", "coded_entries", Ability.CODINGS_READ),
    ("History", "submission-history", Ability.SUBMISSIONS_READ),
)


def ways(study: Study, submission: UUID, *, by: Actor, wanted: Filter, here: str) -> tuple[Way, ...]:
    """Those this reader may go. wanted: the list they came from. here: the URL name of the page shown."""
    parts = {"study": study.name, "submission": submission}
    return tuple(
        Way(text, reverse(name, kwargs=parts) + wanted.query, name == here)
        for text, name, ability in _WAYS
        if refuse(by, ability, study=study.id) is None
    )
