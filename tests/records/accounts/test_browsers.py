"""Sessions that are over are forgotten, and no other."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from fivefold.records.accounts.actions import browsers
from tests.support.standing import person

pytestmark = pytest.mark.django_db


def test_a_session_that_has_run_out_goes_with_what_was_noted_of_it() -> None:
    somebody, now = person("research_lead"), timezone.now()
    for key, left in (("over", timedelta(0)), ("lasting", timedelta(minutes=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=now + left)
        UserSession.objects.create(user=somebody, session_key=key, ip="127.0.0.1", user_agent="a browser")
    assert browsers.forget_expired(at=now) == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasting"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["lasting"]
