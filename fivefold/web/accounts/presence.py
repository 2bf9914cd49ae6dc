"""Middleware: a session ends in time, nobody works without a second factor, and an idle one confirms who they are."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import limits, step_up, telling
from fivefold.web.accounts.adapters import has_factor

_CONFIRMING = frozenset({"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
_ALWAYS = _CONFIRMING | {"account_logout"}
_ENROLLING = _ALWAYS | {"mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "accounts_here"}
_ENROLLED = "enrolled"


class Presence:
    """Stands after the check of forms' tokens: a request it keeps for later has passed that check."""

    def __init__(self, answering: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answering = answering

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answering(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, parts: Any
    ) -> HttpResponseBase | None:
        """Django calls this with the view it found, before the view."""
        if not request.user.is_authenticated:
            return None
        match = request.resolver_match
        name = match.url_name if match else None
        if limits.over(request):
            return _end(request)
        if name in _ALWAYS:
            return None
        # Before anything is kept: what goes on after a confirmation does not pass here again.
        if name not in _ENROLLING and not _enrolled(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if limits.idle(request):
            if name == "accounts_here":
                return HttpResponse(status=401)
            return step_up.suspend(request, reverse("account_reauthenticate"))
        limits.note(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Django calls this with what a view raised. allauth's pages ask so who is there, and it would answer next."""
        if isinstance(exception, ReauthenticationRequired):
            return step_up.suspend(request, reverse("account_reauthenticate"))
        return None


def _end(request: HttpRequest) -> HttpResponseBase:
    person = request.user
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    telling.told(Verb.SESSION_ENDED, person, facts={"sessions": 1, "why": "time"})  # type: ignore[arg-type]  # signed in
    back = f"?{urlencode({'next': request.path})}" if request.method == "GET" else ""
    return HttpResponseRedirect(f"{settings.LOGIN_URL}{back}")


def _enrolled(request: HttpRequest) -> bool:
    """Whether the person has a second factor; asked once a session, since the last one is never removed from one."""
    if not request.session.get(_ENROLLED):
        if not has_factor(request.user):
            return False
        request.session[_ENROLLED] = True
    return True
