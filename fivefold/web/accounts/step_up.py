"""Showing once more who one is before something goes on, and the form that waits meanwhile."""

import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import deserialize_request, serialize_request
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import resolve, reverse

from fivefold.web import errors
from fivefold.web.declarations import Door, door_of

WITHIN = 600
"""Seconds. A second factor shown that long ago, on signing in or since, is recent enough; a password is not.

As long waits a form that was sent: whoever comes later may be somebody else, or may no longer want it.
"""

WAITING, _LAPSED = "waiting", "lapsed"
"""In the session, sealed: the form that goes on after a confirmation, and the one that never will."""


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """None when the person has shown a second factor lately; else the way there, from which this request goes on."""
    records = get_authentication_records(request, request.user)
    shown = [float(one["at"]) for one in records if one["method"] == "mfa"]
    if shown and time.time() - max(shown) < WITHIN:
        return None
    has_app = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
    return suspend(request, reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"))


def suspend(request: HttpRequest, way: str) -> HttpResponseBase:
    """Lead to where somebody shows who they are. A form that was sent waits; one that waited before does no longer.

    Not allauth's own: there a form waits as long as the session lasts, is carried out when somebody only looks at its
    page again, and is lost when its address has a query.
    """
    _lapse(request)
    to = request.get_full_path()
    if request.method == "POST":
        request.session[WAITING] = {
            "to": to,
            "path": request.path_info,
            "at": time.time(),
            "request": serialize_request(request),
            "files": bool(request.FILES),
        }
    return HttpResponseRedirect(f"{way}?{urlencode({'next': to})}")


def kept(request: HttpRequest, *, to: str) -> str:
    """What to say of the form that waits for this address; "" where none does. Never what stands in the form."""
    waiting = _waiting(request, to)
    if waiting is None:
        return ""
    files = " Its files are not kept: you will choose them again." if waiting["files"] else ""
    return (
        f"You sent a form under {_part(waiting['path'])}. What you sent is kept for ten minutes, and goes on as soon as"
        f" you confirm.{files}"
    )


def go_on(request: HttpRequest, *, to: str) -> HttpResponseBase | None:
    """The answer to the form that waited for this address, now that its sender is known; None where none did.

    A form that lapsed is not carried out: its words come back to be sent again, or a notice says that it was not done.
    """
    held = request.session.get(WAITING)
    if held and held["to"] == to:
        if _waiting(request, to) is not None:
            del request.session[WAITING]
            _lapsed(request, to)
            return _carried_out(_restored(request, held))
        _lapse(request)
    lapsed = _lapsed(request, to)
    return _not_done(request, lapsed) if lapsed else None


def _waiting(request: HttpRequest, to: str) -> dict[str, Any] | None:
    held: dict[str, Any] | None = request.session.get(WAITING)
    return held if held and held["to"] == to and time.time() - float(held["at"]) < WITHIN else None


def _lapse(request: HttpRequest) -> None:
    """Nothing that waits will be carried out. Words that its door keeps stay, to be handed back; nothing else does."""
    held = request.session.pop(WAITING, None)
    if held:
        its = _door(held["path"])
        request.session[_LAPSED] = held if its and its.keeps else held | {"request": ""}


def _lapsed(request: HttpRequest, to: str) -> dict[str, Any] | None:
    """Take out what lapsed on the same page, whatever its query: it is not carried out."""
    held: dict[str, Any] | None = request.session.get(_LAPSED)
    if not held or urlsplit(held["to"]).path != urlsplit(to).path:
        return None
    del request.session[_LAPSED]
    return held


def _restored(request: HttpRequest, held: dict[str, Any]) -> HttpRequest:
    """The request as it was sent. It is the same object, so what logs and tells of it names the door it came to."""
    its: HttpRequest = deserialize_request(held["request"], request)
    vars(its).pop("headers", None)  # Django read these once, from the request that confirmed.
    its.resolver_match = resolve(its.path_info)
    return its


def _carried_out(its: HttpRequest) -> HttpResponseBase:
    match = its.resolver_match
    assert match is not None
    try:
        answer: HttpResponseBase = match.func(its, *match.args, **match.kwargs)
    except Http404:
        # Its own door told of it; the door of the confirming page would tell of it once more.
        return errors.not_found(its)
    return answer


def _not_done(request: HttpRequest, held: dict[str, Any]) -> HttpResponseBase | None:
    its = _door(held["path"])
    if its and held["request"]:
        handed_back = errors.signed_out(_restored(request, held), its)
        if handed_back is not None:
            return handed_back
    said = "was not carried out: it waited for more than ten minutes, or you went to another page before you confirmed."
    messages.warning(
        request, f"The form you sent under {_part(held['path'])} {said} Send it again if it is to be done."
    )
    # Where forms are only sent to there is nothing to look at.
    return None if its and "GET" in its.methods else HttpResponseRedirect("/")


def _door(path: str) -> Door | None:
    return door_of(resolve(path).func)


def _part(path: str) -> str:
    """ "Memos", for a page of memos: from our own words in the address, never from what it names."""
    route = resolve(path).route.removeprefix("studies/<slug:study>/")
    word = next((part for part in route.split("/") if part and "<" not in part), "the study")
    return word.replace("-", " ").capitalize()
