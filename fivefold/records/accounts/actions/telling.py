"""What is done to somebody's roles or account, told in the trail of every place it concerns."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fivefold.records.accounts.models import Membership, Nomination, Share, ShareKind
from fivefold.records.audit import events
from fivefold.records.audit.events import Fact, Happening
from fivefold.records.audit.verbs import Verb


def tell(
    verb: Verb,
    person: UUID,
    *,
    places: Iterable[Membership | Nomination],
    by: UUID | None,
    at: datetime,
    facts: Mapping[str, Fact],
) -> None:
    """One event in the common part of each study, and in each study's part of each site, where the roles are held.

    One event of no study where there is none: a role in the whole installation, a site of no study. Part of an action.
    """
    shares: list[UUID | None] = [one.id for one in _shares(places)]
    told = [Happening(verb, share=share, subject=person, facts=facts) for share in shares or [None]]
    events.record_all(told, by=by, at=at)


def _shares(places: Iterable[Membership | Nomination]) -> Iterable[Share]:
    wanted = Q(pk__in=())
    for one in places:
        if one.study_id is not None:
            wanted |= Q(study=one.study_id, kind=ShareKind.COMMON)
        elif one.site_id is not None:
            wanted |= Q(site=one.site_id, kind=ShareKind.SITE)
    return Share.objects.filter(wanted).order_by("study__name", "kind", "label")
