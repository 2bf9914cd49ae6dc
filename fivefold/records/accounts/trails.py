"""Whose events somebody may read: the audit trail of a study, as far as their roles reach it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Person, Share, ShareKind, Study
from fivefold.records.accounts.roles import Ability, Reach
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events: all where a field is None. since, until: the first moment and the one after the last."""

    verb: Verb | None = None
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def shares_of_trail(by: Actor, study: Study) -> tuple[Share, ...]:
    """Shares of a study whose events somebody may read, by kind and label.

    Through a role in the study: every share the role opens. Through a role at a site: that site's alone, since what
    others of the study do with other sites' frameworks is not theirs to see.
    """
    every = [one for one in (*by.shares, *by.trail) if one.study_id == study.id]
    found = {}
    for held in by.held:
        if Ability.AUDIT_READ not in held.role.may:
            continue
        for share in every:
            of_study = held.study == study.id and Reach(share.kind) in held.role.shares
            of_site = held.site is not None and share.site_id == held.site
            if of_study or of_site:
                found[share.id] = share
    return tuple(sorted(found.values(), key=lambda one: (one.kind, one.label)))


def roles_of_trail(by: Actor, study: Study) -> Share | None:
    """The part of a study in whose trail somebody reads of roles alone: the common one, where `shares_of_trail` is not.

    Whoever answers for a site is to see who comes to hold a role in a study that its frameworks are in.
    """
    shares = shares_of_trail(by, study)
    common = next(iter(by.shares_of(study.id, ShareKind.COMMON)), None)
    return common if shares and common not in shares else None


ABOUT_ROLES = (
    Verb.MEMBERSHIP_PROPOSED,
    Verb.MEMBERSHIP_DECLINED,
    Verb.MEMBERSHIP_GIVEN,
    Verb.MEMBERSHIP_ENDED,
    Verb.STATE_CHANGED,
    Verb.FACTOR_REMOVED,
)
"""What concerns whoever answers for a place: who holds a role there, and what is done to their account."""


def events_of(shares: Iterable[Share], asked: Asked, *, roles_of: Share | None = None) -> QuerySet[Event]:
    """Their events, newest first, and those about roles of one share besides. Within `reading_trail` of all of them."""
    wanted = Q(share__in=[one.id for one in shares])
    if roles_of is not None:
        wanted |= Q(share=roles_of.id, verb__in=[str(one) for one in ABOUT_ROLES])
    found = Event.objects.filter(wanted).order_by("-number")
    if asked.verb is not None:
        found = found.filter(verb=str(asked.verb))
    if asked.person is not None:
        found = found.filter(actor=asked.person)
    if asked.since is not None:
        found = found.filter(at__gte=asked.since)
    if asked.until is not None:
        found = found.filter(at__lt=asked.until)
    return found


def names_of(people: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of people by identifier. One query."""
    wanted = {one for one in people if one is not None}
    return dict(Person.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def people_in(found: QuerySet[Event]) -> dict[UUID, str]:
    """Everybody who acts in these events, by name. Two queries."""
    acted = names_of(found.order_by("actor").values_list("actor", flat=True).distinct())
    return dict(sorted(acted.items(), key=lambda one: one[1]))
