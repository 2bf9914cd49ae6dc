"""Confirming who one is again, before what must not be done from somebody else's unlocked screen."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

WITHIN = 600
"""Seconds. Signing in, or confirming, that long ago is recent enough."""


def ask(request: HttpRequest) -> HttpResponseBase | None:
    """None when the person has shown who they are lately; else the way there, from which this request goes on."""
    shown = [float(one["at"]) for one in get_authentication_records(request, request.user)]
    if shown and time.time() - max(shown) < WITHIN:
        return None
    answer: HttpResponseBase = suspend_request(request, reverse("account_reauthenticate"))
    return answer
