"""Studies, for the operator: open one, and propose which site takes part in it under which label."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse

from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.actions import studies as action
from fivefold.records.accounts.models import Site, SiteNomination, Study
from fivefold.records.accounts.nominations import sites_waiting
from fivefold.records.accounts.queries import studies_with_sites
from fivefold.records.accounts.roles import Ability
from fivefold.web.accounts import notices
from fivefold.web.doors import Request, door, see
from fivefold.web.page import Page, show


@dataclass(frozen=True, slots=True)
class Row:
    """A study, and the sites in it. Which of them goes by which label is not for the operator to see again."""

    name: str
    opened: datetime
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A site that waits for a lead of the study. id: of the proposal."""

    id: UUID
    site: str
    study: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiesPage(Page):
    """Every study, sites that wait, the form that opens a study, and the form that proposes a site.

    joining: None where there is no study or no site.
    """

    rows: tuple[Row, ...]
    waiting: tuple[Waiting, ...]
    form: "Opening"
    joining: "Joining | None"


class Opening(forms.Form):
    """A new study."""

    name = forms.SlugField(
        label="Name",
        help_text="Short, as it stands in addresses and commands: small letters, digits and hyphens. It names no "
        "person and no place.",
        max_length=60,
        error_messages={
            "required": "Enter a name",
            "invalid": "Use letters, digits and hyphens alone, such as first-study",
        },
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        """In small letters: an address is read aloud and typed."""
        return str(self.cleaned_data["name"]).lower()


class Joining(forms.Form):
    """A site and its label in a study."""

    study = forms.ModelChoiceField(
        label="Study", queryset=Study.objects.none(), empty_label="", error_messages={"required": "Choose a study"}
    )
    site = forms.ModelChoiceField(
        label="Site", queryset=Site.objects.none(), empty_label="", error_messages={"required": "Choose a site"}
    )
    label = forms.CharField(
        label="Label",
        help_text="The research lead tells you. Within research the site has no other name.",
        max_length=20,
        error_messages={"required": "Enter the label"},
        widget=forms.TextInput({"spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a form's data, or nothing
        for name, held in (("study", Study.objects.order_by("name")), ("site", Site.objects.order_by("name"))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = held


@door(Ability.STUDY_OPEN, silent="sites and studies by name; no record", methods=("GET", "POST"), step_up="POST")
def studies(request: Request) -> HttpResponse:
    """Every study, and the forms. Which form was sent, its own fields say."""
    sent = request.POST if request.method == "POST" else None
    if sent is not None and "take_back" in sent:
        messages.success(request, _taken_back(request, sent["take_back"]))
        return see(request.path)
    form = Opening(sent if sent is not None and "site" not in sent else None)
    joining = Joining(sent if sent is not None and "site" in sent else None)
    done = _joined(request, joining) if joining.is_bound else _opened(request, form)
    if done:
        messages.success(request, done)
        return see(request.path)
    rows = tuple(map(_row, studies_with_sites()))
    waiting = tuple(Waiting(one.id, one.site.name, one.study.name, one.at) for one in sites_waiting())
    ready = bool(rows) and Site.objects.exists()
    page = StudiesPage(
        kind="Studies", heading="Studies", rows=rows, waiting=waiting, form=form, joining=joining if ready else None
    )
    return show(request, "accounts/studies.html", page, status=422 if form.errors or joining.errors else 200)


def _taken_back(request: Request, given: str) -> str:
    """What to say of a proposal that was taken back. One that there is none of is not found."""
    try:
        found = SiteNomination.objects.select_related("site").get(id=given)
    except (SiteNomination.DoesNotExist, ValidationError):
        raise Http404 from None
    action.take_back(found, by=request.actor, at=request.now)
    return f"{found.site.name} is proposed no longer."


def _row(study: Study) -> Row:
    taking_part = sorted(share.site.name for share in study.shares.all() if share.site)
    return Row(study.name, study.opened, tuple(taking_part))


def _opened(request: Request, form: Opening) -> str:
    """What to say of the study that was opened; "" where none was."""
    if not form.is_valid():
        return ""
    try:
        made = action.open(form.cleaned_data["name"], sites={}, by=request.actor, at=request.now)
    except Refused as refused:
        form.add_error("name", str(refused.refusal))
        return ""
    return f"{made.name} is open. Now invite its research lead."


def _joined(request: Request, form: Joining) -> str:
    """What to say of the site that takes part; "" where none does."""
    if not form.is_valid():
        return ""
    study, site, label = (form.cleaned_data[name] for name in ("study", "site", "label"))
    try:
        with transaction.atomic():
            action.propose_site(study, site, label=label, by=request.actor, at=request.now)
            notices.site_proposed(study)
    except Refused as refused:
        form.add_error("label", str(refused.refusal))
        return ""
    return f"{site.name} is proposed for {study.name}. It waits until a lead of the study agrees."
