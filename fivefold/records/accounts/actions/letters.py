"""E-mails: written in the transaction of what they tell of, sent by the worker, and destroyed once they are gone.

Nobody waits for a mail server, and nothing is locked while one answers.
"""

import json
import logging
import sqlite3
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.core.mail import EmailMessage
from django.db import transaction

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.models import Letter
from fivefold.records.accounts.sealed import ACCOUNT
from fivefold.records.vault import keyring
from fivefold.records.vault.opening import key_store
from fivefold.records.vault.sealing import Place, Unreadable

_log = logging.getLogger(__name__)

NOBODY: Final = ""
"""The address of a letter that is destroyed unsent. Writing one takes as long as writing to somebody."""

BACKING_OFF: Final = tuple(timedelta(minutes=one) for one in (1, 2, 5, 15, 30, 60, 120, 240, 480))
"""How long to wait after each failed try; with the last the letter is given up. No link lives much longer."""

KEPT: Final = timedelta(days=7)
"""How long it stays to be seen that a letter was given up."""


def write(*, to: str, subject: str, body: str, at: datetime) -> None:
    """Put a letter in the queue, sealed. It goes with the transaction it is written in, or not at all."""
    letter = Letter(written=at, due=at)
    plain = json.dumps({"to": to, "subject": subject, "body": body}).encode()
    with keyring.held(key_store(), {ACCOUNT}) as ring:
        letter.sealed = ring.seal(plain, scope=ACCOUNT, place=_place(letter))
    letter.save(force_insert=True)


def send_due(*, at: datetime) -> int:
    """Send every letter that is due and return how many went. A worker that dies with one leaves it to the next try.

    What goes wrong is told to the log by its kind alone: a mail server's answer may repeat an address.
    """
    due = Letter.objects.filter(due__lte=at, given_up__isnull=True).order_by("due")
    return sum(_send(letter, at=at) for letter in due if _taken(letter, at=at))


def forget_given_up(*, at: datetime) -> None:
    """Delete what is left of letters that were given up long ago."""
    Letter.objects.filter(given_up__lte=at - KEPT).delete()


@transaction.atomic
def _taken(letter: Letter, *, at: datetime) -> bool:
    """Whether this worker took the letter, and no other. What it is due next is decided before it is tried."""
    mine = Letter.objects.filter(id=letter.id, tries=letter.tries, given_up__isnull=True)
    wait = BACKING_OFF[min(letter.tries, len(BACKING_OFF) - 1)]
    letter.tries += 1
    return bool(mine.update(tries=letter.tries, due=at + wait))


def _send(letter: Letter, *, at: datetime) -> bool:
    """Outside any transaction."""
    try:
        with keyring.held(key_store(), {ACCOUNT}) as ring:
            told = json.loads(ring.unseal(bytes(letter.sealed or b""), scope=ACCOUNT, place=_place(letter)))
        if told["to"] != NOBODY:
            EmailMessage(told["subject"], told["body"], to=[told["to"]]).send()
    except (OSError, SMTPException, sqlite3.Error, InputError) as error:
        # A mail server or a key store that is away may come back.
        return _failed(letter, error, last=letter.tries >= len(BACKING_OFF), at=at)
    except (Unreadable, LookupError, ValueError) as error:
        # Its key is gone, or what it says is not what was written: another try finds no more.
        return _failed(letter, error, last=True, at=at)
    letter.delete()
    return bool(told["to"])


def _failed(letter: Letter, error: Exception, *, last: bool, at: datetime) -> bool:
    _log.error("an e-mail could not be sent", extra={"told": {"error": type(error).__name__, "try": letter.tries}})
    if last:
        Letter.objects.filter(id=letter.id).update(sealed=None, given_up=at)
    return False


def _place(letter: Letter) -> Place:
    return Place("letter", letter.id, "sealed")
