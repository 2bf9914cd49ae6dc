"""Whether a study's newest freeze still tells how the study stands."""

from dataclasses import dataclass
from datetime import datetime

from fivefold.records.accounts.models import Study
from fivefold.records.analysis.models import Freeze
from fivefold.records.revisions.models import Kind, Revision


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest freeze. changes: events since that wrote something it counts."""

    number: int
    made: datetime
    changes: int


def freshness(study: Study) -> Freshness | None:
    """The study's newest freeze and what changed since, None before the first. Two queries."""
    found = (
        Freeze.objects.filter(share__study=study).order_by("-number").values_list("number", "made", "as_of_id").first()
    )
    if found is None:
        return None
    number, made, as_of = found
    # A memo is no part of what is counted.
    wrote = Revision.objects.filter(event__gt=as_of, share__study=study).exclude(line__kind=Kind.MEMO)
    return Freshness(number, made, wrote.order_by().values("event").distinct().count())
