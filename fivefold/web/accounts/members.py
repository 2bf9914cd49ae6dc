"""Who holds which role in a study: read, given, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse

from fivefold.records.accounts import nominations
from fivefold.records.accounts.access import Actor, Refusal, Refused, refuse, refuse_end, require
from fivefold.records.accounts.actions import members as action
from fivefold.records.accounts.models import Membership, Nomination, Person, Study
from fivefold.records.accounts.queries import members_of, people_of_sites
from fivefold.records.accounts.roles import Ability, role
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import notices
from fivefold.web.accounts.forms import Give
from fivefold.web.accounts.proposed import Proposed, told
from fivefold.web.doors import Request, door, see
from fivefold.web.page import Page, show


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role. end: where it is ended; "" where that is refused, why in `kept`."""

    name: str
    email: str
    role: str
    does: str
    where: str
    since: datetime
    state: str
    end: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage(Page):
    """members: of the study. sites: of the sites that take part; () for whom site labels stay labels.

    labels: where it says which label is which site; "" likewise. form: to give a role; None for whom that is closed.
    waiting: roles that are proposed.
    """

    members: tuple[Member, ...]
    sites: tuple[Member, ...]
    labels: str
    waiting: tuple[Proposed, ...]
    form: Give | None
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPage(Page):
    """A question before something ends."""

    words: tuple[str, ...]
    button: str
    back: str


def members_page(by: Actor, study: Study, form: Give) -> MembersPage:
    """Who holds which role. Five queries and one for each lead."""
    may_change = refuse(by, Ability.MEMBERS_CHANGE, study=study.id) is None
    knows_sites = refuse(by, Ability.LABELS_READ, study=study.id) is None
    return MembersPage(
        kind="Members",
        heading="Members",
        members=tuple(_member(by, one, study, may_change=may_change) for one in members_of(study)),
        sites=tuple(_member(by, one, study, may_change=False) for one in people_of_sites(study)) if knows_sites else (),
        labels=f"/studies/{study.name}/members/labels/" if knows_sites else "",
        waiting=told(nominations.waiting_in(study)),
        form=form if may_change else None,
        may_change=may_change,
    )


@door(
    Ability.MEMBERS_READ,
    tells=Verb.MEMBERS_READ,
    sends=Ability.MEMBERS_CHANGE,
    methods=("GET", "POST"),
    step_up="POST",
)
def members(request: Request, study: Study) -> HttpResponse:
    """The list, and the form that gives a role."""
    form = Give(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        require(refuse(request.actor, Ability.MEMBERS_CHANGE, study=study.id))
        person, key = form.person(), form.cleaned_data["role"]
        given = _given(request, study, person, key, form) if person is not None else None
        if given is not None:
            held = isinstance(given, Membership)
            named = f"{given.person.name} is {'now' if held else 'proposed as'} {role(key).name.lower()}."
            messages.success(request, named if held else f"{named} It waits until a lead of the study agrees.")
            return see(request.path)
    page = members_page(request.actor, study, form)
    return show(request, "accounts/members.html", page, status=422 if form.errors else 200)


def _given(request: Request, study: Study, person: Person, key: str, form: Give) -> Membership | Nomination | None:
    try:
        with transaction.atomic():
            made = action.give(person, key, where=study, by=request.actor, at=request.now)
            notices.role_changed(study, by=request.actor.person)
    except Refused as refused:
        form.add_error("email" if refused.refusal is not Refusal.ALREADY_HELD else "role", str(refused.refusal))
        return None
    return made


@door(Ability.MEMBERS_CHANGE, tells=Verb.MEMBERS_READ, methods=("GET", "POST"), step_up="POST")
def end(request: Request, study: Study, membership: UUID) -> HttpResponse:
    """A question, then the end of a role."""
    found = Membership.objects.filter(id=membership, study=study, ended__isnull=True).select_related("person").first()
    if found is None:
        raise Http404
    back = f"/studies/{study.name}/members/"
    if request.method == "POST":
        with transaction.atomic():
            action.end(found, by=request.actor, at=request.now)
            notices.role_changed(study, by=request.actor.person)
        messages.success(request, f"{found.person.name} is no longer {role(found.role).name.lower()}.")
        return see(back)
    return show(request, "accounts/end_role.html", end_page(found, back=back))


def end_page(found: Membership, *, back: str) -> EndPage:
    """What ending a role means."""
    named = role(found.role).name.lower()
    return EndPage(
        kind="End a role",
        heading="End this role?",
        words=(
            f"{found.person.name} will no longer be {named}. What the role opened closes at once.",
            "What they did stays, and so does its trail. The role can be given again.",
        ),
        button="End the role",
        back=back,
    )


def _member(by: Actor, one: Membership, study: Study, *, may_change: bool) -> Member:
    its = role(one.role)
    kept = refuse_end(by, one) if may_change else Refusal.NOT_YOUR_ROLE
    return Member(
        name=one.person.name,
        email=one.person.email,
        role=its.name,
        does=its.does,
        where=str(one.site) if one.site_id else "",
        since=one.began,
        state=one.person.state,
        end=f"/studies/{study.name}/members/{one.id}/end/" if kept is None else "",
        kept=str(kept) if kept is not None and may_change else "",
    )
