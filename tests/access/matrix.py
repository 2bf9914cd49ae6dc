"""Every address of the application, and who is expected to get where.

Addresses come from the resolver, expectations from each door's declaration and roles.toml: nothing here is a list kept
by hand but how a part of an address is filled. A part that nobody knows how to fill fails the suite.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.jobs.kinds import Kind
from fivefold.web.declarations import PUBLIC, Door, door_of
from tests.access.tenants import FILE, NORTH, OTHER, SOUTH, WORDS, Tenants

METHODS = ("GET", "POST", "PUT", "DELETE")
ANONYMOUS = "anonymous"

_OBJECTS = {
    "submission",
    "memo",
    "membership",
    "briefing",
    "freezing",
    "sent",
    "brought",
    "proposal",
    "site_nomination",
}
"""Parts of addresses that name an object of a study."""

IN, SIGN_IN, REFUSED, NOT_FOUND, NO_METHOD = "in", "sign in", "403", "404", "405"

_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True, slots=True)
class Route:
    """One address with its parts' names, the view behind it and its door."""

    address: str
    name: str
    parts: tuple[str, ...]
    door: Door | None
    view: str

    def filled(self, values: dict[str, str]) -> str:
        """The address with each part filled."""
        return "/" + _PART.sub(lambda found: values[found[1] or found[2]], self.address.strip("^$"))


@dataclass(frozen=True, slots=True)
class Place:
    """Whose objects an address names. study: of the address. submission, memo, membership: of this tenant."""

    name: str
    study: Study
    tenant: Study
    label: str
    submission: UUID
    memo: UUID
    membership: UUID
    briefing: UUID
    freezing: UUID
    sent: UUID
    brought: UUID
    proposal: UUID


def routes() -> list[Route]:
    """Every address the resolver knows."""
    return sorted(_walk(get_resolver().url_patterns), key=lambda one: one.address)


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Route]:
    for one in patterns:
        address = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, address)
            continue
        parts = tuple(first or second for first, second in _PART.findall(address))
        view = f"{one.callback.__module__}.{one.callback.__qualname__}"
        yield Route(address, str(one.name or ""), parts, door_of(one.callback), view)


def places(filled: Tenants) -> tuple[Place, ...]:
    """own: as the people of the first study and the north site see it; the others likewise.

    crossed: an address of the own study that names an object of the other.
    """
    first, second = filled.world.first, filled.world.second
    return (
        _place("own", first, first, "A", filled.submissions[NORTH], filled),
        _place("other site", first, first, "B", filled.submissions[SOUTH], filled),
        _place("other study", second, second, "A", filled.submissions[OTHER], filled),
        _place("crossed", first, second, "A", filled.submissions[OTHER], filled),
    )


def _place(name: str, study: Study, tenant: Study, label: str, submission: UUID, filled: Tenants) -> Place:
    jobs = (filled.jobs[tenant, kind] for kind in (Kind.BRIEFING, Kind.FREEZE, Kind.IMPORT))
    its = (filled.memos[tenant], filled.memberships[tenant], *jobs, filled.imports[tenant])
    return Place(name, study, tenant, label, submission, *its, filled.proposals[tenant])


def concerned(route: Route, place: Place) -> bool:
    """Whether a place makes another case of a route than those before it."""
    match place.name:
        case "own":
            return True
        case "other site":
            return "submission" in route.parts
        case "other study":
            return "study" in route.parts
        case _:
            return "study" in route.parts and bool(_OBJECTS & set(route.parts))


def values_of(place: Place, filled: Tenants) -> dict[str, str]:
    """How each part of an address is filled. Random ones stand for things that are not there."""
    return {
        "study": place.study.name,
        "submission": str(place.submission),
        "memo": str(place.memo),
        "membership": str(place.membership),
        "words": WORDS,
        "event": str(filled.changes[place.submission]),
        "kind": "csv",
        "status": "400",
        "person": str(filled.world.people["coder"].id),
        "token": "no-such-token",
        "uidb36": "0",
        "key": "set-password",
        "pk": "1000000",
        "briefing": str(place.briefing),
        "freezing": str(place.freezing),
        "sent": str(place.sent),
        "brought": str(place.brought),
        "proposal": str(place.proposal),
        "nomination": str(filled.nominations[0]),
        "site_nomination": str(filled.site_nominations[place.tenant]),
        "file": FILE,
    }


QUERIES = {
    "analysis-download": "?rows=site&count=frameworks",
    "code_passages": "?code=risk/school",
    "trail": "?verb=submission.read",
}
"""What an address needs besides, by its name, to show what it is there for."""

MISSING = {
    "accounts_invitation": "no such invitation",
    "findings-withdraw": "nothing is released",
    "mfa_deactivate_totp": "no app is set up",
    "mfa_remove_webauthn": "no such passkey",
    "usersessions_list": "no such session",
}
"""Addresses that answer 404 even to those they are for, since what they name is not there; and what that is."""

STATE = {
    "freeze-make": "nothing has changed since the freeze",
    "findings-propose": "a proposal waits",
    "findings-confirm": "it is their own",
    "findings-decline": "it is their own",
}
"""Addresses whose action is refused for how things stand, even to those they are open to; and why."""


def expected(route: Route, method: str, place: Place, by: Actor | None, filled: Tenants) -> str:
    """What a door's declaration and roles.toml say of this request. by: None for somebody not signed in."""
    its = route.door
    assert its is not None, f"{route.view} has no door"
    if method not in its.methods:
        return NO_METHOD
    if its.opens is PUBLIC:
        return IN
    if by is None:
        return SIGN_IN
    study = place.study if "study" in route.parts else None
    if study is not None and study.id not in by.studies and its.refuses(by, study):
        return NOT_FOUND
    if its.refuses(by, study, method=method):
        return REFUSED
    return IN if _holds(route, place, by, filled) else NOT_FOUND


def _holds(route: Route, place: Place, by: Actor, filled: Tenants) -> bool:
    """Whether somebody may know that the object exists: it is of the address's study, and of a share they hold."""
    if "nomination" in route.parts:
        # Proposed in the first study, whatever the address names.
        first = filled.world.first.id
        return any(one.study == first and Ability.MEMBERS_AGREE in one.role.may for one in by.held)
    if place.tenant != place.study and _OBJECTS & set(route.parts):
        return False
    if "submission" in route.parts:
        return any(one.study_id == place.tenant.id and one.label == place.label for one in by.shares)
    if {"memo", "briefing", "freezing", "sent", "brought", "proposal"} & set(route.parts):
        return any(one.kind == ShareKind.RESEARCH for one in by.shares_of(place.tenant.id))
    return True
