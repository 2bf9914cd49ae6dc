"""Which label of a study is which site: for whoever answers for the study, and for nobody else in research."""

from dataclasses import dataclass

from django.http import HttpResponse

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.queries import sites_by_label
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from fivefold.web.doors import Request, door
from fivefold.web.page import Crumb, Page, show

_NO_SITE = "No site yet: an operator says which"
"""Of a label that came with a study folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsPage(Page):
    """rows: every label of the study, in order, and the site it stands for."""

    rows: tuple[tuple[str, str], ...]


def labels_page(by: Actor, study: Study) -> LabelsPage:
    """Which label is which site. One query."""
    return LabelsPage(
        kind="Labels and sites",
        heading="Labels and sites",
        crumbs=(Crumb("Members", f"/studies/{study.name}/members/"),),
        rows=tuple((one.label, str(one.site or _NO_SITE)) for one in sites_by_label(by, study)),
    )


@door(Ability.LABELS_READ, tells=Verb.LABELS_READ, step_up=True)
def labels(request: Request, study: Study) -> HttpResponse:
    """The map of labels to sites."""
    return show(request, "accounts/labels.html", labels_page(request.actor, study))
