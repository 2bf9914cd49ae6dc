"""The log as a test reads it: every event, whoever it concerns."""

from fivefold.records.accounts.acting import overseeing
from fivefold.records.audit.models import Event


def told() -> list[Event]:
    """Every event, oldest first."""
    with overseeing():
        return list(Event.everywhere.order_by("number"))


def verbs() -> list[str]:
    """What happened, oldest first."""
    return [one.verb for one in told()]
