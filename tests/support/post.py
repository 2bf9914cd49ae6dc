"""Letters as a test reads them: what the worker has sent so far."""

from typing import Any

from django.core import mail
from django.utils import timezone

from fivefold.records.accounts.actions import letters


def sent() -> list[Any]:
    """Send what is due, and return every e-mail that went, oldest first."""
    letters.send_due(at=timezone.now())
    found: list[Any] = mail.outbox
    return found
