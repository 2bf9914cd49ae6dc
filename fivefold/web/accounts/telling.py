"""Events about signing in, outside any study: told by the installation, with kinds and counts alone."""

from collections.abc import Mapping

from django.utils import timezone

from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.models import Person
from fivefold.records.audit import events
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb


def told(verb: Verb, person: Person, *, facts: Mapping[str, Fact] | None = None) -> None:
    """Something somebody did with their own account."""
    with installation():
        events.record(verb, by=person.id, at=timezone.now(), subject=person.id, facts=facts)


def sign_in_refused(person: Person | None, *, step: str) -> None:
    """A sign-in was refused; person: whose account was tried, None for an address that has none."""
    with installation():
        subject = person.id if person is not None else None
        events.record(Verb.SIGN_IN_REFUSED, by=None, at=timezone.now(), subject=subject, facts={"step": step})
