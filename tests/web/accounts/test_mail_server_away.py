"""A mail server that is away: nobody learns by it who has an account, and nothing is undone."""

import pytest
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from pytest_django import Settings

from tests.support.standing import person

pytestmark = pytest.mark.django_db


class Away(BaseEmailBackend):
    """A server that refuses every connection."""

    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError(111, "connection refused by mail.example")


def test_a_forgotten_password_is_answered_alike_with_and_without_an_account(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    known = person("Somebody Standing")
    client = Client(raise_request_exception=False)
    answers = [
        client.post("/account/password/reset/", {"email": address}) for address in (known.email, "nobody@example.org")
    ]
    assert [(one.status_code, one.get("Location")) for one in answers] == [(302, "/account/password/reset/sent/")] * 2
    assert "an e-mail could not be sent" in caplog.text
    assert known.email not in caplog.text
