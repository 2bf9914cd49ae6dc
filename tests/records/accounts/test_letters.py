"""Letters: sealed, sent once, tried again ever later, and in the end destroyed and told of."""

import sqlite3
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.actions import letters
from fivefold.records.accounts.actions.letters import BACKING_OFF, KEPT, NOBODY
from fivefold.records.accounts.models import Letter
from fivefold.records.vault.keystore import KeyGone
from tests.support.log_lines import log_lines
from tests.support.standing import NOW

pytestmark = pytest.mark.django_db

TO, CANARY = "somebody@example.org", "CANARY-7f3a"


def write(to: str = TO) -> Letter:
    letters.write(to=to, subject="Your account", body=f"Open {CANARY}\n", at=NOW)
    return Letter.objects.get()


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsent(message: EmailMessage) -> int:
        raise SMTPServerDisconnected(f"gone, with {message.to}")

    monkeypatch.setattr(EmailMessage, "send", unsent)


def test_a_letter_is_sealed_until_it_is_sent_and_gone_then(mailoutbox: list[Any]) -> None:
    held = bytes(write().sealed or b"")
    assert CANARY.encode() not in held
    assert TO.encode() not in held
    assert letters.send_due(at=NOW) == 1
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == ([TO], "Your account", f"Open {CANARY}\n")
    assert not Letter.objects.exists()
    assert letters.send_due(at=NOW) == 0


def test_a_letter_goes_with_its_transaction_or_not_at_all() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


def test_a_letter_to_nobody_is_destroyed_unsent(mailoutbox: list[Any]) -> None:
    write(NOBODY)
    assert letters.send_due(at=NOW) == 0
    assert not mailoutbox
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("error", "given_up"),
    [
        (KeyGone("no key"), True),
        (sqlite3.OperationalError("disk I/O error"), False),
        (InputError("there is no key store"), False),
    ],
)
def test_a_letter_whose_key_is_gone_is_given_up_and_one_whose_key_store_is_away_waits(
    monkeypatch: pytest.MonkeyPatch, error: Exception, given_up: bool
) -> None:
    write()

    def away() -> None:
        raise error

    monkeypatch.setattr(letters, "key_store", away)
    assert letters.send_due(at=NOW) == 0
    letter = Letter.objects.get()
    assert (letter.given_up is not None, letter.sealed is None) == (given_up, given_up)


def test_it_is_tried_again_ever_later_then_given_up_and_its_words_destroyed(
    away: None, caplog: pytest.LogCaptureFixture
) -> None:
    write()
    at = NOW
    for number, wait in enumerate(BACKING_OFF, start=1):
        letters.send_due(at=at)
        letters.send_due(at=at + wait - timedelta(seconds=1))
        held = Letter.objects.get()
        assert held.tries == number
        at += wait
    assert (held.sealed, held.given_up is not None) == (None, True)
    letters.send_due(at=at)
    assert Letter.objects.get().tries == len(BACKING_OFF)
    lines = log_lines(caplog, name=letters.__name__)
    tries = range(1, len(BACKING_OFF) + 1)
    assert [(one["error"], one["try"]) for one in lines] == [("SMTPServerDisconnected", each) for each in tries]
    assert TO not in caplog.text
    letters.forget_given_up(at=at + KEPT - timedelta(days=1))
    assert Letter.objects.exists()
    letters.forget_given_up(at=at + KEPT)
    assert not Letter.objects.exists()


def test_one_that_was_put_in_anothers_place_is_not_sent(mailoutbox: list[Any]) -> None:
    moved = write()
    letters.write(to="other@example.org", subject="Another", body="x\n", at=NOW + timedelta(days=1))
    other = Letter.objects.exclude(id=moved.id).get()
    Letter.objects.filter(id=moved.id).update(sealed=bytes(other.sealed or b""))
    assert letters.send_due(at=NOW) == 0
    assert not mailoutbox
    assert Letter.objects.get(id=moved.id).given_up == NOW


def test_nothing_is_locked_while_the_mail_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    depth = len(connection.savepoint_ids)
    seen: list[int] = []

    def slow(message: EmailMessage) -> int:
        seen.append(len(connection.savepoint_ids) - depth)
        # Another worker that looks now does not send it once more.
        assert letters.send_due(at=NOW) == 0
        return 1

    write()
    monkeypatch.setattr(EmailMessage, "send", slow)
    assert letters.send_due(at=NOW) == 1
    assert seen == [0]
