"""How long a session lasts: ten hours in all, fifteen minutes without a sign of life."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

WHOLE = 10 * 3600
IDLE = 15 * 60
NOTED_EVERY = 60
"""Seconds. A sign of life is noted once a minute, so that reading pages writes little; the limit errs to the short."""

_BEGAN, _SEEN = "began", "seen"


def begin(request: HttpRequest) -> None:
    """Start both clocks."""
    request.session[_BEGAN] = request.session[_SEEN] = time.time()


def over(request: HttpRequest) -> bool:
    """Whether the session has lasted as long as any may, or has no beginning."""
    return time.time() - float(request.session.get(_BEGAN, 0)) > WHOLE


def idle(request: HttpRequest) -> bool:
    """Whether nobody was there for too long; confirming who one is again is a sign of life."""
    records = get_authentication_records(request, request.user)
    seen = [float(request.session.get(_SEEN, 0)), *(float(one["at"]) for one in records)]
    return time.time() - max(seen) > IDLE


def note(request: HttpRequest) -> None:
    """Note a sign of life, at most once a minute."""
    now = time.time()
    if now - float(request.session.get(_SEEN, 0)) > NOTED_EVERY:
        request.session[_SEEN] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
