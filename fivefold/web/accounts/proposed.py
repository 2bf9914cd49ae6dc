"""Roles that wait for somebody who answers for the place, and what changed there lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse

from fivefold.records.accounts import nominations
from fivefold.records.accounts.actions import members as action
from fivefold.records.accounts.models import Membership, Nomination, Site, Study
from fivefold.records.accounts.roles import role
from fivefold.records.accounts.trails import names_of
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import notices
from fivefold.web.doors import SIGNED_IN, Request, door, see
from fivefold.web.page import Page, show

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A role that is proposed. by: who did, "the terminal" for the installation's own. href: where it is decided."""

    name: str
    email: str
    role: str
    does: str
    where: str
    by: str
    at: datetime
    href: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A role that was given, or that ended."""

    name: str
    role: str
    where: str
    what: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesPage(Page):
    """waiting: for this person. changed: lately, where they answer for the place."""

    waiting: tuple[Proposed, ...]
    changed: tuple[Changed, ...]


@door(SIGNED_IN, tells=Verb.MEMBERS_READ)
def roles(request: Request) -> HttpResponse:
    """What waits for this person's agreement, and what changed lately."""
    found = nominations.changed_for(request.actor, since=request.now - LATELY)
    page = RolesPage(
        kind="Roles",
        heading="Roles you answer for",
        waiting=told(nominations.waiting_for(request.actor)),
        changed=tuple(map(_changed, found)),
    )
    return show(request, "accounts/roles.html", page)


@door(SIGNED_IN, methods=("POST",), step_up=True)
def decide(request: Request, nomination: UUID) -> HttpResponse:
    """Agree to a proposed role, or decline it. One that is not this person's to decide is not found."""
    found = next((one for one in nominations.waiting_for(request.actor) if one.id == nomination), None)
    if found is None:
        raise Http404
    if request.POST.get("decision") in ("agree", "decline"):
        with transaction.atomic():
            said = _decide(request, found)
            notices.role_changed(found.where, by=request.actor.person)
        messages.success(request, said)
    return see("/roles/")


def _decide(request: Request, found: Nomination) -> str:
    if request.POST["decision"] == "agree":
        action.agree(found, by=request.actor, at=request.now)
        return f"{found.person.name} is now {role(found.role).name.lower()}."
    action.decline(found, by=request.actor, at=request.now)
    return "Declined. The role opens nothing."


def told(waiting: tuple[Nomination, ...]) -> tuple[Proposed, ...]:
    """Proposed roles in words. One query."""
    names = names_of(one.by for one in waiting)
    return tuple(
        Proposed(
            name=one.person.name,
            email=one.person.email,
            role=role(one.role).name,
            does=role(one.role).does,
            where=where(one.study, one.site),
            by=proposer(one.by, names),
            at=one.at,
            href=f"/roles/{one.id}/",
        )
        for one in waiting
    )


def proposer(by: UUID | None, names: Mapping[UUID, str]) -> str:
    """Who proposed something, in words."""
    return names.get(by, "somebody") if by else "whoever runs the installation, at its terminal"


def where(study: Study | None, site: Site | None) -> str:
    """Where a role is held, in words."""
    if study is not None:
        return f"study {study}"
    return str(site) if site is not None else "the installation"


def _changed(one: Membership) -> Changed:
    what, at = ("Ended", one.ended) if one.ended else ("Given", one.began)
    return Changed(one.person.name, role(one.role).name, where(one.study, one.site), what, at)
