"""Which label of a study is which site, and sites that wait: for whoever answers for the study, and nobody else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse

from fivefold.records.accounts import nominations
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.actions import studies as action
from fivefold.records.accounts.models import SiteNomination, Study
from fivefold.records.accounts.queries import sites_by_label
from fivefold.records.accounts.roles import Ability, role
from fivefold.records.accounts.trails import names_of
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import notices
from fivefold.web.accounts.proposed import proposer
from fivefold.web.doors import Request, door, see
from fivefold.web.page import Crumb, Page, show

_NO_SITE = "No site yet: an operator proposes one"
"""Of a label that came with a study folder."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A site that is proposed. people: who holds which role there now. href: where it is decided."""

    site: str
    label: str
    people: tuple[str, ...]
    by: str
    at: datetime
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsPage(Page):
    """rows: every label of the study, in order, and the site it stands for. waiting: sites that are proposed."""

    rows: tuple[tuple[str, str], ...]
    waiting: tuple[Proposed, ...]


def labels_page(by: Actor, study: Study) -> LabelsPage:
    """Which label is which site, and sites that wait for a lead. Four queries at most."""
    waiting = nominations.sites_waiting_in(by, study)
    names = names_of(one.by for one in waiting)
    return LabelsPage(
        kind="Labels and sites",
        heading="Labels and sites",
        crumbs=(Crumb("Members", f"/studies/{study.name}/members/"),),
        rows=tuple((one.label, str(one.site or _NO_SITE)) for one in sites_by_label(by, study)),
        waiting=tuple(_proposed(one, names) for one in waiting),
    )


def _proposed(one: SiteNomination, names: dict[UUID, str]) -> Proposed:
    held = one.site.open_roles  # type: ignore[attr-defined]  # fetched along
    return Proposed(
        site=one.site.name,
        label=one.label,
        people=tuple(f"{its.person.name}, {role(its.role).name.lower()} ({its.person.email})" for its in held),
        by=proposer(one.by, names),
        at=one.at,
        href=f"/studies/{one.study.name}/members/labels/{one.id}/",
    )


@door(Ability.LABELS_READ, tells=Verb.LABELS_READ, step_up=True)
def labels(request: Request, study: Study) -> HttpResponse:
    """The map of labels to sites, and what waits."""
    return show(request, "accounts/labels.html", labels_page(request.actor, study))


@door(Ability.LABELS_READ, silent="only leads back; what it does tells of itself", methods=("POST",), step_up=True)
def decide(request: Request, study: Study, site_nomination: UUID) -> HttpResponse:
    """Agree to a proposed site, or decline it. One that is not this person's to decide is not found."""
    waiting = nominations.sites_waiting_for(request.actor)
    found = next((one for one in waiting if one.id == site_nomination and one.study_id == study.id), None)
    if found is None:
        raise Http404
    match request.POST.get("decision"):
        case "agree":
            with transaction.atomic():
                action.agree(found, by=request.actor, at=request.now)
                notices.site_joined(found, by=request.actor.person)
            messages.success(request, f"{found.site.name} takes part under the label {found.label}.")
        case "decline":
            action.decline(found, by=request.actor, at=request.now)
            messages.success(request, "Declined. Nothing is open to the site.")
    return see(f"/studies/{study.name}/members/labels/")
