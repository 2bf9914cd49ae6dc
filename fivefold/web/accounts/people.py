"""People and sites, for the operator: invite, suspend, let back in, end; give and end roles at sites."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse

from fivefold.records.accounts.access import (
    Actor,
    Refusal,
    Refused,
    refuse_end,
    refuse_end_account,
    refuse_suspend,
    require,
)
from fivefold.records.accounts.actions import members as roles_given
from fivefold.records.accounts.actions import people as action
from fivefold.records.accounts.actions import sites as site_action
from fivefold.records.accounts.models import Membership, Nomination, Person, PersonState, Site, Study
from fivefold.records.accounts.nominations import waiting_of
from fivefold.records.accounts.queries import people_with_roles, sites_with_studies
from fivefold.records.accounts.roles import Ability, role
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import notices
from fivefold.web.accounts.adapters import send
from fivefold.web.accounts.forms import GiveAnywhere, Invite, NewSite
from fivefold.web.accounts.members import EndPage, end_page
from fivefold.web.accounts.proposed import where
from fivefold.web.doors import Request, door, see
from fivefold.web.page import Crumb, Page, show

PEOPLE = Crumb("People", "/people/")
STATES = {
    PersonState.INVITED: "Invited",
    PersonState.ACTIVE: "Active",
    PersonState.SUSPENDED: "Suspended",
    PersonState.ENDED: "Ended",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role held. end: where it is ended; "" where that is refused."""

    name: str
    where: str
    since: datetime
    end: str


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list."""

    name: str
    email: str
    state: str
    roles: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(Page):
    """Everybody, and the form that invites."""

    rows: tuple[Row, ...]
    form: Invite


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done with an account. name: what the button sends."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(Page):
    """One account. steps: what can be done with it. end: where it is ended; "" where that is refused.

    kept: why something cannot be done. waiting: roles that are proposed.
    """

    email: str
    state: str
    joined: datetime | None
    roles: tuple[Held, ...]
    waiting: tuple[str, ...]
    steps: tuple[Step, ...]
    end: str
    kept: tuple[str, ...]
    form: GiveAnywhere


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site, and the studies it takes part in. The label it goes by there is not the operator's to see."""

    name: str
    studies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitesPage(Page):
    """Every site, and the form that adds one."""

    rows: tuple[SiteRow, ...]
    form: NewSite


@door(Ability.PEOPLE_INVITE, tells=Verb.MEMBERS_READ, methods=("GET", "POST"), step_up="POST")
def people(request: Request) -> HttpResponse:
    """The list, and the form that invites."""
    form = Invite(request.POST if request.method == "POST" else None, *_places())
    if request.method == "POST" and form.is_valid():
        try:
            return _invite(request, form)
        except Refused as refused:
            if refused.refusal is not Refusal.ADDRESS_TAKEN:
                raise
            form.add_error("email", str(refused.refusal))
    page = PeoplePage(kind="People", heading="People", rows=tuple(map(_row, people_with_roles())), form=form)
    return show(request, "accounts/people.html", page, status=422 if form.errors else 200)


@door(Ability.PEOPLE_INVITE, tells=Verb.MEMBERS_READ, methods=("GET", "POST"), step_up="POST")
def person(request: Request, person: UUID) -> HttpResponse:
    """One account: its roles, and what can be done with it."""
    found = people_with_roles().filter(id=person).first()
    if found is None:
        raise Http404
    form = GiveAnywhere(request.POST if "role" in request.POST else None, *_places())
    step = request.POST.get("step", "")
    if step in _STEPS:
        with transaction.atomic():
            said = _STEPS[step](request, found)
        messages.success(request, said)
        return see(request.path)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                said = _give(request, found, form)
        except Refused as refused:
            form.add_error("role", str(refused.refusal))
        else:
            messages.success(request, said)
            return see(request.path)
    request.tell(subject=found.id)
    page = _person_page(request.actor, found, form)
    return show(request, "accounts/person.html", page, status=422 if form.errors else 200)


@door(Ability.PEOPLE_INVITE, tells=Verb.MEMBERS_READ, methods=("GET", "POST"), step_up="POST")
def end_role(request: Request, person: UUID, membership: UUID) -> HttpResponse:
    """A question, then the end of a role."""
    held = Membership.objects.filter(id=membership, person=person, ended__isnull=True)
    found = held.select_related("person", "study", "site").first()
    if found is None:
        raise Http404
    back = f"/people/{person}/"
    if request.method == "POST":
        with transaction.atomic():
            roles_given.end(found, by=request.actor, at=request.now)
            notices.role_changed(found.study or found.site, by=request.actor.person)
        messages.success(request, f"{found.person.name} is no longer {role(found.role).name.lower()}.")
        return see(back)
    request.tell(subject=person)
    return show(request, "accounts/end_role.html", end_page(found, back=back))


@door(Ability.STUDY_OPEN, silent="sites and studies by name; no record", methods=("GET", "POST"), step_up="POST")
def sites(request: Request) -> HttpResponse:
    """Every site, and the form that adds one."""
    form = NewSite(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = site_action.add(form.cleaned_data["name"], by=request.actor, at=request.now)
        except Refused as refused:
            form.add_error("name", str(refused.refusal))
        else:
            messages.success(request, f"{made.name} is added.")
            return see(request.path)
    rows = tuple(
        SiteRow(one.name, tuple(sorted(share.study.name for share in one.shares.all()))) for one in sites_with_studies()
    )
    page = SitesPage(kind="Sites", heading="Sites", rows=rows, form=form)
    return show(request, "accounts/sites.html", page, status=422 if form.errors else 200)


def _invite(request: Request, form: Invite) -> HttpResponse:
    with transaction.atomic():
        made = action.invite(
            email=form.cleaned_data["email"], name=form.cleaned_data["name"], by=request.actor, at=request.now
        )
        given = _give(request, made.person, form) if form.cleaned_data["role"] else ""
        said = _send(made)
    messages.success(request, f"{said} {given}".rstrip())
    return see(request.path)


def _give(request: Request, to: Person, form: GiveAnywhere) -> str:
    """Give or propose the role that was chosen, tell those who answer for the place, and say which it was."""
    key, place = form.given()
    made = roles_given.give(to, key, where=place, by=request.actor, at=request.now)
    notices.role_changed(place, by=request.actor.person)
    named = role(key).name.lower()
    if isinstance(made, Nomination):
        return f"{to.name} is proposed as {named}. It opens nothing before somebody who answers for the place agrees."
    return f"{to.name} is now {named}."


def _send(made: action.Invited) -> str:
    """Write the letter with the link, which is kept nowhere else; what to say of it."""
    way = reverse("accounts_invitation", kwargs={"token": made.token})
    send("invitation", made.person.email, {"way": way, "until": made.expires})
    return f"An invitation is on its way to {made.person.email}."


@door(
    Ability.PEOPLE_INVITE, silent="a question; the action tells what was done", methods=("GET", "POST"), step_up="POST"
)
def end(request: Request, person: UUID) -> HttpResponse:
    """A question, then the end of an account."""
    found = Person.objects.filter(id=person).first()
    if found is None:
        raise Http404
    back = f"/people/{person}/"
    if request.method == "POST":
        with transaction.atomic():
            places = notices.places_of(found)
            action.end(found, by=request.actor, at=request.now)
            notices.role_changed(*places, by=request.actor.person)
        messages.success(request, f"The account of {found.name} has ended, and every role with it.")
        return see(back)
    require(refuse_end_account(request.actor, found))
    page = EndPage(
        kind="End an account",
        heading="End this account?",
        crumbs=(PEOPLE,),
        words=(
            f"{found.name} will be signed out, and every role they hold ends.",
            "What they did stays, and so does its trail.",
            "An account that has ended stays so. To shut somebody out for a time, suspend it instead.",
        ),
        button="End the account",
        back=back,
    )
    return show(request, "accounts/end_role.html", page)


def _suspend(request: Request, found: Person) -> str:
    action.suspend(found, by=request.actor, at=request.now)
    notices.role_changed(*notices.places_of(found), by=request.actor.person)
    return f"{found.name} is shut out, and every session of theirs has ended."


def _let_back(request: Request, found: Person) -> str:
    let = action.let_back(found, by=request.actor, at=request.now)
    notices.role_changed(*notices.places_of(found), by=request.actor.person)
    return f"{found.name} is let back in." if let.is_active else f"{found.name} may join by an invitation again."


def _again(request: Request, found: Person) -> str:
    return _send(action.invite_again(found, by=request.actor, at=request.now))


def _forget(request: Request, found: Person) -> str:
    action.remove_factors(found, by=request.actor, at=request.now)
    notices.factors_removed(found, by=request.actor.person)
    return f"{found.name} sets a second factor up anew when they next sign in. Every session of theirs has ended."


_STEPS: dict[str, Callable[[Request, Person], str]] = {
    "suspend": _suspend,
    "let_back": _let_back,
    "invite_again": _again,
    "remove_factors": _forget,
}


def _places() -> tuple[list[Site], list[Study]]:
    return list(Site.objects.order_by("name")), list(Study.objects.order_by("name"))


def _row(one: Person) -> Row:
    held: list[Membership] = one.open_roles  # type: ignore[attr-defined]  # the query puts it there
    named = tuple(f"{role(each.role).name}, {where(each.study, each.site)}" for each in held)
    return Row(one.name, one.email, STATES[PersonState(one.state)], named, f"/people/{one.id}/")


def _person_page(by: Actor, one: Person, form: GiveAnywhere) -> PersonPage:
    held: list[Membership] = one.open_roles  # type: ignore[attr-defined]  # the query puts it there
    suspending, ending = refuse_suspend(by, one), refuse_end_account(by, one)
    return PersonPage(
        kind="Person",
        heading=one.name,
        crumbs=(PEOPLE,),
        email=one.email,
        state=STATES[PersonState(one.state)],
        joined=one.joined,
        roles=tuple(
            Held(
                role(each.role).name,
                where(each.study, each.site),
                each.began,
                f"/people/{one.id}/roles/{each.id}/end/" if refuse_end(by, each) is None else "",
            )
            for each in held
        ),
        steps=tuple(_steps(one)) if suspending is None else (),
        end=f"/people/{one.id}/end/" if ending is None else "",
        kept=tuple(dict.fromkeys(str(one) for one in (suspending, ending) if one is not None)),
        waiting=tuple(f"{role(each.role).name}, {where(each.study, each.site)}" for each in waiting_of(one)),
        form=form,
    )


def _steps(one: Person) -> list[Step]:
    found = []
    if one.state == PersonState.INVITED:
        found.append(Step("invite_again", "Invite again"))
    if one.state == PersonState.ACTIVE:
        found += [Step("remove_factors", "Remove their second factors"), Step("suspend", "Suspend the account")]
    if one.state == PersonState.SUSPENDED:
        found.append(Step("let_back", "Let back in"))
    return found
