"""Roles and sites that are proposed, and roles that changed, as those who answer for the place see them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from fivefold.records.accounts.access import Actor, refuse, refuse_decide, require
from fivefold.records.accounts.models import Membership, Nomination, Outcome, Person, SiteNomination, Study
from fivefold.records.accounts.roles import Ability


def waiting_for(by: Actor) -> tuple[Nomination, ...]:
    """Proposed roles that somebody may decide on now, oldest first. No query for whoever answers for nothing."""
    wanted = _answered_by(by)
    if wanted is None:
        return ()
    found = _open().filter(wanted | Q(site__shares__study__in=_studies(by))).distinct()
    return tuple(one for one in found if refuse_decide(by, one) is None)


def waiting_in(study: Study) -> tuple[Nomination, ...]:
    """Roles proposed in a study, oldest first. One query."""
    return tuple(_open().filter(study=study))


def waiting_of(person: Person) -> tuple[Nomination, ...]:
    """Roles proposed for somebody, oldest first. One query."""
    return tuple(_open().filter(person=person))


def sites_waiting_for(by: Actor) -> tuple[SiteNomination, ...]:
    """Proposed sites that somebody may decide on now, oldest first. No query for whoever leads no study."""
    studies = _studies(by)
    if not studies:
        return ()
    return tuple(one for one in _open_sites().filter(study__in=studies) if refuse_decide(by, one) is None)


def sites_waiting() -> tuple[SiteNomination, ...]:
    """Every site that waits for a lead of a study, oldest first, as whoever proposes them sees it. One query."""
    return tuple(_open_sites())


def sites_waiting_in(by: Actor, study: Study) -> tuple[SiteNomination, ...]:
    """Sites proposed for a study, oldest first, each with the roles held at it now (`open_roles`). Two queries.

    Refuses whoever may not see which label is which site.
    """
    require(refuse(by, Ability.LABELS_READ, study=study.id))
    held = Membership.objects.filter(ended__isnull=True).select_related("person").order_by("began")
    people = Prefetch("site__memberships", queryset=held, to_attr="open_roles")
    return tuple(_open_sites().filter(study=study).prefetch_related(people))


def changed_for(by: Actor, *, since: datetime) -> tuple[Membership, ...]:
    """Roles given or ended since then where somebody answers for the place, newest first. At most one query."""
    wanted = _answered_by(by)
    if wanted is None:
        return ()
    around = Q(site__shares__study__in=_studies(by)) | Q(study__shares__site__in=_sites(by))
    found = Membership.objects.filter(Q(began__gte=since) | Q(ended__gte=since)).filter(wanted | around)
    rows = found.select_related("person", "site", "study").distinct()
    return tuple(sorted(rows, key=lambda one: one.ended or one.began, reverse=True))


def _open() -> QuerySet[Nomination]:
    return Nomination.objects.filter(outcome=Outcome.OPEN).select_related("person", "site", "study").order_by("at")


def _open_sites() -> QuerySet[SiteNomination]:
    return SiteNomination.objects.filter(outcome=Outcome.OPEN).select_related("site", "study").order_by("at")


def _answered_by(by: Actor) -> Q | None:
    studies, sites = _studies(by), _sites(by)
    return Q(study__in=studies) | Q(site__in=sites) if studies or sites else None


def _studies(by: Actor) -> list[UUID]:
    return [one.study for one in by.held if one.study is not None and Ability.MEMBERS_AGREE in one.role.may]


def _sites(by: Actor) -> list[UUID]:
    return [one.site for one in by.held if one.site is not None and Ability.MEMBERS_AGREE in one.role.may]
