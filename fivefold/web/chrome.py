"""What stands around every page: who is signed in, where they can go, what was just done.

A link is shown only where the door it leads to would open, and it is the door's own declaration that is asked.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import Resolver404, URLResolver, get_resolver

from fivefold.records.accounts.access import Actor, Refused
from fivefold.records.accounts.models import Study
from fivefold.web.declarations import Door, Open, door_of, visitor


@dataclass(frozen=True, slots=True)
class Link:
    """One way to go. here: whether it leads to the page that is shown, or to one it belongs to."""

    text: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Chrome:
    """name: of who is signed in, "" for nobody. ways: of the service. study: its name, with its ways; "" for none."""

    name: str
    ways: tuple[Link, ...]
    account: tuple[Link, ...]
    study: str
    study_ways: tuple[Link, ...]
    notices: tuple[str, ...]


NOBODY = Chrome("", (), (), "", (), ())
"""Around a page that is shown although nothing works: it asks nothing of the database."""


def around(request: HttpRequest) -> Chrome:
    """The chrome of this request. Nothing of it is shown to somebody who is not signed in."""
    try:
        by = visitor(request)
    except Refused:
        by = None
    said = tuple(str(one) for one in messages.get_messages(request))
    if by is None:
        return Chrome("", (), (), "", (), said)
    study: Study | None = getattr(request, "study", None)
    return Chrome(
        by.name,
        _links("service", by, request),
        _links("account", by, request),
        study.name if study else "",
        _links("study", by, request, study) if study else (),
        said,
    )


def _links(part: str, by: Actor, request: HttpRequest, study: Study | None = None) -> tuple[Link, ...]:
    found = []
    for way in _ways()[part]:
        address = way["address"].format(study=study.name if study else "")
        its = _door(get_resolver(), way["address"])
        if its is not None and (isinstance(its.opens, Open) or its.refuses(by, study) is None):
            found.append(Link(way["text"], address, _here(address, request.path, exact=way.get("exact", False))))
    return tuple(found)


def _here(address: str, path: str, *, exact: bool) -> bool:
    return path == address if exact else path.startswith(address)


@cache
def _door(addresses: URLResolver, way: str) -> Door | None:
    """The door that a way's address leads to, which is the same in every study."""
    try:
        return door_of(addresses.resolve(way.format(study="any")).func)
    except Resolver404:
        return None


@cache
def _ways() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("ways.toml").read_text(encoding="utf-8"))
