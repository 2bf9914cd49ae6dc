"""A mail server that is away, or slow: nobody learns by it who has an account, nobody waits, and nothing is undone."""

import re
import statistics
import time

import pytest
from django.core.cache import cache
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from fivefold.records.accounts.actions import letters
from fivefold.records.accounts.models import Letter
from tests.support.log_lines import log_lines
from tests.support.standing import person

pytestmark = pytest.mark.django_db

NOBODY = "nobody@example.org"


class Away(BaseEmailBackend):
    """A server that refuses every connection."""

    def send_messages(self, email_messages: object) -> int:
        raise ConnectionRefusedError(111, "connection refused by mail.example")


def ask(address: str) -> CaptureQueriesContext:
    """Ask for a new password, and say what that asked of the database."""
    cache.clear()
    client = Client(raise_request_exception=False)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/account/password/reset/", {"email": address})
    assert (answer.status_code, answer.get("Location")) == (302, "/account/password/reset/sent/")
    return asked


def test_a_forgotten_password_is_answered_alike_with_and_without_an_account(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    known = person("Somebody Standing")
    for address in (known.email, NOBODY):
        ask(address)
    assert letters.send_due(at=timezone.now()) == 0
    assert {one["error"] for one in log_lines(caplog, name=letters.__name__)} == {"ConnectionRefusedError"}
    assert known.email not in caplog.text
    assert "mail.example" not in caplog.text


def test_both_ask_the_same_of_the_database_and_leave_a_letter_of_one_size() -> None:
    known = person("Somebody Standing")
    ask(known.email)  # What is asked for once a process is asked for here.
    Letter.objects.all().delete()
    with_account, without = ask(known.email), ask(NOBODY)

    def kinds(asked: CaptureQueriesContext) -> list[str]:
        # Names that count up (savepoints, cursors) are no difference.
        return [re.sub(r"\d+", "", " ".join(one["sql"].split()[:3])) for one in asked if "SAVEPOINT" not in one["sql"]]

    assert kinds(with_account) == kinds(without)
    sizes = [len(bytes(one.sealed or b"")) for one in Letter.objects.all()]
    assert len(sizes) == 2
    assert max(sizes) - min(sizes) <= len(known.email)


@pytest.mark.slow  # Forty times each, for a median that a loaded machine does not move.
def test_neither_is_answered_sooner_than_the_other() -> None:
    known = person("Somebody Standing")
    taken: dict[str, list[float]] = {known.email: [], NOBODY: []}
    for _ in range(40):
        for address, times in taken.items():
            began = time.perf_counter()
            ask(address)
            times.append(time.perf_counter() - began)
    first, second = (statistics.median(times) for times in taken.values())
    assert abs(first - second) < 0.25 * max(first, second)


def test_only_the_account_gets_one(mailoutbox: list[object]) -> None:
    known = person("Somebody Standing")
    for address in (known.email.upper(), NOBODY):
        ask(address)
    assert letters.send_due(at=timezone.now()) == 1
    assert [one.to for one in mailoutbox] == [[known.email]]  # type: ignore[attr-defined]
    assert not Letter.objects.exists()
