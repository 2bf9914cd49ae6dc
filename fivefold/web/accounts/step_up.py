"""Showing one's second factor again, before what must not be done from somebody else's unlocked screen."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

WITHIN = 600
"""Seconds. A second factor shown that long ago, on signing in or since, is recent enough; a password is not."""


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """None when the person has shown a second factor lately; else the way there, from which this request goes on."""
    records = get_authentication_records(request, request.user)
    shown = [float(one["at"]) for one in records if one["method"] == "mfa"]
    if shown and time.time() - max(shown) < WITHIN:
        return None
    has_app = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
    way = "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
    answer: HttpResponseBase = suspend_request(request, reverse(way))
    return answer
