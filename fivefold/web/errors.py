"""Pages for what did not work: what happened and what to do next. None repeats what somebody wrote or asked for."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from fivefold.method.common.errors import InputError, InputErrors
from fivefold.records.revisions.changes import Change
from fivefold.records.revisions.lines import Conflict
from fivefold.web import page
from fivefold.web.chrome import NOBODY
from fivefold.web.declarations import Door, door_of, visitor
from fivefold.web.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Page):
    """what: what happened, a paragraph each. next_steps: what the person can do, one or more."""

    what: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage(Page):
    """yours: what was sent and not saved, by field. theirs: what somebody saved meanwhile, oldest first."""

    yours: tuple[tuple[str, str], ...]
    theirs: tuple[tuple[str, str], ...]
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage(Page):
    """words: fields with what was written; besides: other fields. action: where the form is sent to again."""

    words: tuple[tuple[str, str], ...]
    besides: tuple[tuple[str, str], ...]
    action: str
    signed_in: bool


BAD_REQUEST = ErrorPage(
    kind="Not understood",
    heading="That request could not be understood",
    what=("Something in what your browser sent is not as it should be. Nothing was saved.",),
    next_steps=("Go back, load the page again and repeat what you did.",),
)
STALE_FORM = ErrorPage(
    kind="Form out of date",
    heading="This form is out of date",
    what=("The page had been open for long, or you signed in again meanwhile. Nothing was saved.",),
    next_steps=("Go back, copy anything you had written, load the page again and send it once more.",),
)
FORBIDDEN = ErrorPage(
    kind="Not open to you",
    heading="This is not open to you",
    what=("None of your roles here allows this.",),
    next_steps=("See under My access what your roles open, and why.", "Ask the study's lead if you need more."),
)
NOT_FOUND = ErrorPage(
    kind="Not found",
    heading="There is nothing here",
    what=("The address leads nowhere, or to something that you cannot see.",),
    next_steps=("Check the address if you typed it.", "Start again from My work."),
)
WRONG_METHOD = ErrorPage(
    kind="Not possible here",
    heading="That cannot be done here",
    what=("The page exists, but does not answer this kind of request. Nothing was saved.",),
    next_steps=("Go back and use the buttons and links of the page.",),
)
TOO_LARGE = ErrorPage(
    kind="Too large",
    heading="That is too large to send",
    what=("What you sent is larger than this page takes. Nothing was saved.",),
    next_steps=("Send a smaller file, or send it in parts.",),
)
BROKEN = ErrorPage(
    kind="Something went wrong",
    heading="Something went wrong on our side",
    what=("It is not your doing. What had been saved before is safe; the last step was not saved.",),
    next_steps=("Try again in a minute.", "If it happens again, tell whoever runs Fivefold here what time it was."),
)
UNAVAILABLE = ErrorPage(
    kind="Not available",
    heading="Fivefold cannot reach its records just now",
    what=("What had been saved before is safe; the last step was not saved.",),
    next_steps=("Leave this page open and try again in a few minutes.",),
)


def refused(request: HttpRequest, refusal: StrEnum) -> HttpResponse:
    """403, with the reason."""
    told = ErrorPage(
        kind=FORBIDDEN.kind, heading=FORBIDDEN.heading, what=(str(refusal),), next_steps=FORBIDDEN.next_steps
    )
    return _shown(request, told, 403)


def conflict(request: HttpRequest, met: Conflict) -> HttpResponse:
    """409: what this person sent and what somebody else saved meanwhile, side by side. Nothing was overwritten."""
    told = ConflictPage(
        kind="Changed meanwhile",
        heading="Somebody else changed this meanwhile",
        yours=tuple(
            (name.rpartition("-")[2].replace("_", " "), value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken" and name.rpartition("-")[2] not in ("against", "number")
            for value in values
        ),
        theirs=tuple(text for told in met.theirs for text in _texts(told.change)),
        back=request.path,
    )
    return page.show(request, "errors/conflict.html", told, status=409)


def unusable(request: HttpRequest, error: InputError) -> HttpResponse:
    """400: what cannot be used, where, and what to do."""
    problems = error.problems if isinstance(error, InputErrors) else (error,)
    told = ErrorPage(
        kind="Cannot be used",
        heading="That cannot be used as it stands",
        what=tuple(f"{one.where}: {one.what}." if one.where else f"{one.what}." for one in problems),
        next_steps=tuple(one.next_step for one in problems if one.next_step) or ("Go back and put it right.",),
    )
    return _shown(request, told, 400)


def wrong_method(request: HttpRequest, *, allowed: Iterable[str]) -> HttpResponse:
    """405, naming the methods that are answered."""
    answer = _shown(request, WRONG_METHOD, 405)
    answer["Allow"] = ", ".join(allowed)
    return answer


def too_large(request: HttpRequest) -> HttpResponse:
    """413. The body is not read."""
    return _bare(TOO_LARGE, 413)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, for what Django itself turns away. It may have no session yet: nobody is asked who they are."""
    return _bare(BAD_REQUEST, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for what Django itself refuses."""
    return _shown(request, FORBIDDEN, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form without its token. Words that its door keeps come back with it."""
    match = request.resolver_match
    its = door_of(match.func) if match else None
    return (signed_out(request, its) if its else None) or _shown(request, STALE_FORM, 403)


def signed_out(request: HttpRequest, its: Door) -> HttpResponse | None:
    """403 with what was written in a form whose session has ended, ready to be sent again; None for other requests.

    Only for a form of our own pages: another site must not have its words shown here.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    written = tuple((name, request.POST[name]) for name in its.keeps if name in request.POST)
    if not written:
        return None
    told = KeptPage(
        kind=STALE_FORM.kind,
        heading="Your words are not saved yet, and still here",
        words=tuple(one for one in written if not one[1].isdecimal()),
        besides=tuple(one for one in written if one[1].isdecimal()),
        action=request.get_full_path(),
        signed_in=visitor(request) is not None,
    )
    return page.show(request, "errors/kept.html", told, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is not there and for what is another tenant's."""
    return _shown(request, NOT_FOUND, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer. Asks nothing of the database."""
    error = sys.exc_info()[1]
    return unavailable(request) if isinstance(error, DatabaseError | InterfaceError) else _bare(BROKEN, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, with when to try again."""
    answer = _bare(UNAVAILABLE, 503)
    answer["Retry-After"] = "60"
    return answer


def _shown(request: HttpRequest, told: ErrorPage, status: int) -> HttpResponse:
    try:
        return page.show(request, "errors/error.html", told, status=status)
    except (DatabaseError, InterfaceError, AttributeError):
        # Before the session was read, or without a database, there is nobody to greet.
        return _bare(told, status)


def _bare(told: ErrorPage, status: int) -> HttpResponse:
    return HttpResponse(
        render_to_string("errors/error.html", {"page": told, "chrome": NOBODY, "above": ()}), status=status
    )


_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


def _texts(change: Change) -> Iterable[tuple[str, str]]:
    """Every text in a change, with the name of what it is a part of."""
    yield from _walk("", change)


def _walk(name: str, value: Any) -> Iterable[tuple[str, str]]:
    if isinstance(value, str):
        # A person's or an entry's identifier says nothing to whoever reads this.
        if not _IDENTIFIER.fullmatch(value):
            yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(str(key), inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(name, inner)
