"""Everybody tries every address in every way: who gets in is who should, and nobody meets another tenant's words."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.roles import roles
from fivefold.records.audit.models import Event, Head
from fivefold.records.audit.verbs import Verb
from fivefold.records.studies import listing
from tests.access.matrix import (
    ANONYMOUS,
    IN,
    METHODS,
    MISSING,
    NO_METHOD,
    NOT_FOUND,
    QUERIES,
    REFUSED,
    SIGN_IN,
    STATE,
    Place,
    Route,
    concerned,
    expected,
    places,
    routes,
    values_of,
)
from tests.access.tenants import EVERY_CANARY, Tenants
from tests.support.visiting import confirmed, signed_in

PEOPLE = {
    "at sites": ("contributor", "chair", "site_lead", "site_governance", "other_site_lead"),
    "in studies": ("coder", "research_lead", "commissioner"),
    "elsewhere": ("operator", "other_coder", "other_research_lead", "nobody", ANONYMOUS),
}
"""Everybody, in three parts that can be tried side by side."""

READERS = {"site_lead", "coder", "research_lead", "other_site_lead", "other_coder", "other_research_lead"}
"""Those who meet every word that is theirs to read."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
)


def test_everybody_is_tried() -> None:
    tried = {who for several in PEOPLE.values() for who in several}
    assert tried == {*roles(), "other_site_lead", "other_coder", "other_research_lead", "nobody", ANONYMOUS}


@pytest.mark.slow  # some six hundred requests for each of them
@pytest.mark.parametrize("several", PEOPLE)
def test_nobody_gets_where_they_should_not(filled: Tenants, several: str) -> None:
    wrong = [fault for who in PEOPLE[several] for fault in _tried(filled, who)]
    assert not wrong, "\n".join(wrong)


def _tried(filled: Tenants, who: str) -> Iterator[str]:
    by = None if who == ANONYMOUS else filled.world.actor(who)
    # Somebody who has just shown a second factor, so that what asks for it again is reached.
    client = Client() if by is None else confirmed(signed_in(filled.world.people[who]))
    cookies = client.cookies.output()
    met: set[str] = set()
    for route, method, place in _cases(filled):
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
        wanted = expected(route, method, place, by, filled)
        with _without_trace():
            before = Head.objects.get(only=1).number
            answer = _ask(client, route, method, place, filled)
            verbs = _verbs_since(before) if "study" in route.parts else []
            faults = list(_faults(route, method, answer, wanted, verbs))
        words = _words(answer)
        met |= {one for one in EVERY_CANARY if one in words}
        if strange := {one for one in EVERY_CANARY if one in words} - filled.canaries_of(by):
            faults.append(f"met the words of another tenant {sorted(strange)}")
        yield from (f"{who}: {method} {route.address} ({place.name}): {fault}" for fault in faults)
    # What is looked for above is there to be found.
    if who in READERS and met != filled.canaries_of(by):
        yield f"{who}: did not meet {sorted(filled.canaries_of(by) - met)}"


def _cases(filled: Tenants) -> Iterator[tuple[Route, str, Place]]:
    for route in routes():
        for method in METHODS:
            for place in places(filled):
                if concerned(route, place) and (method in ("GET", "POST") or place.name == "own"):
                    yield route, method, place


@contextmanager
def _without_trace() -> Iterator[None]:
    """Every case begins as the first did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    listing._seen.clear()


def _verbs_since(number: int) -> list[str]:
    with overseeing():
        return list(Event.everywhere.filter(number__gt=number).order_by("number").values_list("verb", flat=True))


def _ask(client: Client, route: Route, method: str, place: Place, filled: Tenants) -> HttpResponse:
    address = route.filled(values_of(place, filled)) + (_query(route, filled) if method == "GET" else "")
    client.raise_request_exception = False
    answer: HttpResponse = client.generic(method, address, content_type="application/x-www-form-urlencoded")  # type: ignore[assignment]
    return answer


def _query(route: Route, filled: Tenants) -> str:
    if route.name != "analysis-figure":
        return QUERIES.get(route.name, "")
    # A number of the tables, as its own link names it.
    with _without_trace():
        tables = confirmed(signed_in(filled.world.people["research_lead"])).get(
            f"/studies/{filled.world.first.name}/analysis/"
        )
    links = re.findall(r'href="[^"]*figures/(\?[^"]*)"', tables.content.decode())
    return unescape(links[0])


def _faults(route: Route, method: str, answer: HttpResponse, wanted: str, verbs: list[str]) -> Iterator[str]:
    got = _outcome(answer)
    allowed = {wanted}
    if wanted == IN:
        allowed |= {NOT_FOUND} if route.name in MISSING else set()
        allowed |= {REFUSED} if route.name in STATE and method == "POST" else set()
    if got not in allowed:
        yield f"expected {wanted}, got {answer.status_code}"
    for name, value in HEADERS.items():
        if answer.headers.get(name) != value:
            yield f"{name} is {answer.headers.get(name)}"
    if "no-store" not in answer.headers.get("Cache-Control", ""):
        yield "a browser may keep it"
    policy = answer.headers.get("Content-Security-Policy", "")
    if missing := [part for part in POLICY if part not in policy]:
        yield f"the content policy lacks {missing}"
    if "study" in route.parts:
        yield from _told(route, method, answer, wanted, verbs)


def _told(route: Route, method: str, answer: HttpResponse, wanted: str, verbs: list[str]) -> Iterator[str]:
    its = route.door
    assert its is not None
    if wanted in (NO_METHOD, SIGN_IN):
        enough = not verbs
    elif answer.status_code in (403, 404):
        enough = verbs == [Verb.REFUSED]
    elif answer.status_code in (200, 422) and (method == "GET" or its.tells):
        enough = len(verbs) == (1 if its.tells else 0)
    elif method == "POST" and answer.status_code == 303:
        enough = len(verbs) <= 1
    else:
        enough = not verbs
    if not enough:
        yield f"answered {answer.status_code} and told {verbs}"


def _outcome(answer: HttpResponse) -> str:
    if answer.status_code in (403, 404, 405):
        return {403: REFUSED, 404: NOT_FOUND, 405: NO_METHOD}[answer.status_code]
    if answer.status_code == 303 and answer.headers["Location"].startswith("/account/login/"):
        return SIGN_IN
    return IN if answer.status_code < 500 else str(answer.status_code)


def _words(answer: HttpResponse) -> str:
    """What an answer says: its text without markup between letters, its address, and what lies in an archive."""
    content = answer.content
    found = [content.decode("utf-8", "replace"), str(answer.headers)]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join([*found, *(re.sub(r"<[^>]*>", "", one) for one in found)])
