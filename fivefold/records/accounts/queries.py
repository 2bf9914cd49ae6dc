"""Questions about people, sites, studies and roles."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from fivefold.records.accounts.access import Actor, refuse, require
from fivefold.records.accounts.models import (
    Invitation,
    Letter,
    Membership,
    Person,
    PersonState,
    Share,
    ShareKind,
    Site,
    Study,
)
from fivefold.records.accounts.roles import Ability


def digest(token: str) -> bytes:
    """What is kept of an invitation's token. It is random and long, so one plain hash suffices."""
    return hashlib.sha256(token.encode()).digest()


def open_invitations(token: str, *, at: datetime) -> QuerySet[Invitation]:
    """The invitation that this token opens now, with its person; empty when it was used, has run out or never was."""
    return Invitation.objects.select_related("person").filter(
        digest=digest(token), used__isnull=True, expires__gt=at, person__state=PersonState.INVITED
    )


def people_with_roles() -> QuerySet[Person]:
    """Everybody, by name, each with the roles held now (`open_roles`, their site and study). Two queries."""
    held = Membership.objects.filter(ended__isnull=True).select_related("site", "study").order_by("began")
    return Person.objects.order_by("name", "email").prefetch_related(
        Prefetch("memberships", queryset=held, to_attr="open_roles")
    )


def members_of(study: Study) -> QuerySet[Membership]:
    """Roles held in a study now, with their people, by role and name. One query."""
    return (
        Membership.objects.filter(study=study, ended__isnull=True)
        .select_related("person")
        .order_by("role", "person__name", "began")
    )


def people_of_sites(study: Study) -> QuerySet[Membership]:
    """Roles held now at the sites that take part in a study, with people and sites. One query."""
    return (
        Membership.objects.filter(site__shares__study=study, ended__isnull=True)
        .select_related("person", "site")
        .order_by("site__name", "role", "person__name")
    )


def sites_with_studies() -> QuerySet[Site]:
    """Every site by name, with the shares that say in which studies it takes part. Two queries."""
    return Site.objects.order_by("name").prefetch_related("shares__study")


def studies_with_sites() -> QuerySet[Study]:
    """Every study by name, with the shares that say which sites take part. Two queries."""
    return Study.objects.order_by("name").prefetch_related("shares__site")


def studies_by_id(ids: tuple[UUID, ...]) -> dict[UUID, Study]:
    """Studies by identifier, in the order of their names."""
    return {study.id: study for study in Study.objects.filter(id__in=ids).order_by("name")}


def labels_of(studies: tuple[UUID, ...]) -> dict[UUID, tuple[str, ...]]:
    """Labels of the sites in each study, in order. One query."""
    found: dict[UUID, list[str]] = {}
    rows = Share.objects.filter(study__in=studies, kind=ShareKind.SITE).order_by("label")
    for study, label in rows.values_list("study", "label"):
        found.setdefault(study, []).append(label)
    return {study: tuple(labels) for study, labels in found.items()}


def sites_by_label(by: Actor, study: Study) -> tuple[Share, ...]:
    """The parts of a study that are a site's, each with its site, by label; site None for a label without one yet.

    Refuses whoever may not see which label is which site, and finds no share that they do not hold. One query.
    """
    require(refuse(by, Ability.LABELS_READ, study=study.id))
    held = [share.id for share in by.shares_of(study.id, ShareKind.SITE)]
    return tuple(Share.objects.filter(id__in=held).select_related("site").order_by("label"))


def roles_of(person: UUID) -> tuple[Membership, ...]:
    """Roles somebody holds now, with their places, oldest first. One query."""
    held = Membership.objects.filter(person=person, ended__isnull=True)
    return tuple(held.select_related("site", "study").order_by("began"))


UNSENT = timedelta(minutes=5)
"""A letter that nobody has tried to send for so long after it was due has no worker."""


@dataclass(frozen=True, slots=True)
class Post:
    """How letters are going. unattended: since when the oldest waits for a worker. failing: tried, and due again.

    given_up: destroyed unsent, as long as that is kept.
    """

    unattended: datetime | None
    failing: int
    given_up: int


def post(now: datetime) -> Post:
    """How letters are going, in numbers."""
    waiting = Letter.objects.filter(given_up__isnull=True)
    oldest = waiting.filter(due__lt=now - UNSENT).order_by("due").first()
    return Post(
        unattended=None if oldest is None else oldest.due,
        failing=waiting.filter(tries__gt=0).count(),
        given_up=Letter.objects.filter(given_up__isnull=False).count(),
    )
