"""Doors: every view declares who may come in and what is told of it; what is not declared is not opened.

    @door(Ability.SUBMISSIONS_READ, tells=Verb.SUBMISSION_READ)
    def overview(request: Request, study: Study, submission: UUID) -> HttpResponse: ...

A door finds the study of the address (404 to whom it does not exist, 403 with the reason to whom it is closed), runs
the view inside `acting`, and after a good answer records the one event that the view declares. Errors an action raises
become pages here: Refused 403, Conflict 409, InputError 400.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Literal, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.module_loading import import_string

from fivefold.method.common.errors import InputError
from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor, Refused
from fivefold.records.accounts.acting import acting, installation
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit import events
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions.lines import Conflict
from fivefold.web import errors
from fivefold.web.declarations import ORDINARY, PUBLIC, SIGNED_IN, Door, Open, door_of, visitor

__all__ = ["ORDINARY", "PUBLIC", "SIGNED_IN", "Door", "Open", "Request", "door", "door_of", "see", "visitor"]

View = Callable[..., HttpResponseBase]

_SHOWING = (200, 422)
"""Answers that show something: a page, a file, a form again with what is wrong in it."""


@dataclass(slots=True)
class Telling:
    """What the event after this view will say; a view calls it to name the object it showed.

    share: whose record it was, the study's common share if the view names none. verb: instead of the declared one,
    where one address answers in two ways (a list and a search). facts: counts and keys, never words.
    """

    verb: Verb | None = None
    share: UUID | None = None
    subject: UUID | None = None
    facts: dict[str, Fact] = field(default_factory=dict)

    def __call__(
        self,
        *,
        share: Share | UUID | None = None,
        subject: UUID | None = None,
        facts: Mapping[str, Fact] | None = None,
        verb: Verb | None = None,
    ) -> None:
        self.verb = verb or self.verb
        self.share = share.id if isinstance(share, Share) else share or self.share
        self.subject = subject or self.subject
        self.facts.update(facts or {})


class Request(HttpRequest):
    """A request as a view meets it. For typing alone: at run time these are set on Django's own request.

    actor: who is signed in; on a PUBLIC door only if somebody is, so a public view asks `visitor`, which may be None.
    now: the time of the request, aware, UTC. tell: names what was shown, for the event.
    """

    actor: Actor
    visitor: Actor | None
    now: datetime
    tell: Telling
    study: Study | None


def door(
    opens: Ability | Open,
    *,
    tells: Verb | None = None,
    silent: str = "",
    methods: tuple[str, ...] = ("GET",),
    step_up: bool | Literal["POST"] = False,
    most: int = ORDINARY,
    keeps: tuple[str, ...] = (),
    sends: Ability | None = None,
) -> Callable[[View], View]:
    """Declare who may use a view. A GET in a study that shows no record says so in `silent`, with the reason.

    A view that answers POST calls one action, which records its own event, and redirects with `see`.
    """
    return _declare(Door(opens, tells, silent, methods, step_up, most, keeps, sends))


def _declare(declared: Door) -> Callable[[View], View]:

    def declare(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
            return _enter(declared, view, cast(Request, request), args, parts)

        entered.door = declared  # type: ignore[attr-defined]  # how introspection finds it
        return entered

    return declare


def see(address: str) -> HttpResponseRedirect:
    """After an action: look there (303), so that going back or loading again repeats nothing."""
    answer = HttpResponseRedirect(address)
    answer.status_code = 303
    return answer


def _enter(its: Door, view: View, request: Request, args: tuple[Any, ...], parts: dict[str, Any]) -> HttpResponseBase:
    if request.method not in its.methods and not (request.method == "HEAD" and "GET" in its.methods):
        return errors.wrong_method(request, allowed=its.methods)
    request.now, request.tell, request.study = timezone.now(), Telling(), None
    try:
        by = visitor(request)
    except Refused as refused:
        logout(request)
        request.visitor = None
        return errors.refused(request, refused.refusal)
    if by is not None:
        return _enter_as(by, its, view, request, args, parts)
    if its.opens is not PUBLIC:
        return errors.signed_out(request, its) or _sign_in(request)
    try:
        with installation():
            return view(request, *args, **parts)
    except Refused as refused:
        return errors.refused(request, refused.refusal)


def _enter_as(
    by: Actor, its: Door, view: View, request: Request, args: tuple[Any, ...], parts: dict[str, Any]
) -> HttpResponseBase:
    request.actor = by
    try:
        if "study" in parts:
            request.study = parts["study"] = _study(by, its, str(parts["study"]))
        access.require(its.refuses(by, request.study, method=request.method or ""))
        if its.asks_again(request.method or "") and (ask := _step_up(request)) is not None:
            return ask
        return _run(by, its, view, request, args, parts)
    except Http404:
        _note_refusal(request)
        raise
    except Refused as refused:
        _note_refusal(request)
        return errors.refused(request, refused.refusal)
    except Conflict as conflict:
        return _conflict(its, request, conflict)
    except InputError as error:
        return errors.unusable(request, error)


def _run(
    by: Actor, its: Door, view: View, request: Request, args: tuple[Any, ...], parts: dict[str, Any]
) -> HttpResponseBase:
    with acting(by):
        answer = view(request, *args, **parts)
        if isinstance(answer, StreamingHttpResponse):
            raise TypeError("a streamed answer would open its records after the walls came down")
        if its.tells is not None and answer.status_code in _SHOWING:
            _tell(its.tells, request)
        return answer


def _conflict(its: Door, request: Request, met: Conflict) -> HttpResponseBase:
    # The page shows what somebody else wrote meanwhile: that is a reading like any other.
    with acting(request.actor):
        if its.tells is not None:
            request.tell(share=met.line.share_id, subject=met.line.subject)
            _tell(its.tells, request)
        return errors.conflict(request, met)


def _study(by: Actor, its: Door, name: str) -> Study:
    """The study of an address. Who has no role in it is told what anybody is told of a study that does not exist."""
    found = Study.objects.filter(name=name).first()
    if found is None or (found.id not in by.studies and its.refuses(by, found)):
        raise Http404
    return found


def _step_up(request: Request) -> HttpResponseBase | None:
    ask: Callable[[HttpRequest], HttpResponseBase | None] = import_string(settings.STEP_UP)
    return ask(request)


def _tell(verb: Verb, request: Request) -> None:
    told = request.tell
    events.record(
        told.verb or verb,
        by=request.actor.person,
        at=request.now,
        share=told.share or _share(request.actor, request.study),
        subject=told.subject or (request.study.id if request.study else None),
        facts=told.facts,
    )


def _share(by: Actor, study: Study | None) -> UUID | None:
    """The part of a study an event belongs to when its view names none: the common one, or what this person has."""
    if study is None:
        return None
    theirs = by.shares_of(study.id, ShareKind.COMMON) or by.shares_of(study.id)
    return theirs[0].id if theirs else None


def _note_refusal(request: Request) -> None:
    by = request.actor
    match = request.resolver_match
    facts: dict[str, Fact] = {"door": match.view_name if match else "", "method": request.method or ""}
    with acting(by):
        events.record(
            Verb.REFUSED,
            by=by.person,
            at=request.now,
            share=_share(by, request.study),
            subject=request.study.id if request.study else None,
            facts=facts,
        )


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to where they wanted to go, if they only wanted to look."""
    way = settings.LOGIN_URL
    if request.method in ("GET", "HEAD") and request.path != "/":
        way = f"{way}?{urlencode({'next': request.path})}"
    return see(way)
