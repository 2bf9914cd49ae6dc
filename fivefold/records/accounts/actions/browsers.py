"""Sessions that are over: forgotten, with the address and browser they were begun from."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete sessions that had run out by `at`, and what was noted of them; return how many there were.

    Without it every sign-in page that anybody ever opened would keep a row. No event: nobody did anything.
    """
    over, _ = Session.objects.filter(expire_date__lte=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return over
