"""Sites."""

from datetime import datetime

from django.db import transaction

from fivefold.records.accounts.access import Actor, Installation, Refusal, Refused, refuse, require
from fivefold.records.accounts.models import Site
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb


@transaction.atomic
def add(name: str, *, by: Actor | Installation, at: datetime) -> Site:
    """A new site. Refuses whoever opens no studies, and a name in use."""
    require(refuse(by, Ability.STUDY_OPEN))
    if Site.objects.filter(name__iexact=name.strip()).exists():
        raise Refused(Refusal.NAME_TAKEN)
    site = Site.objects.create(name=name.strip())
    events.record(Verb.SITE_ADDED, by=by.person, at=at, subject=site.id)
    return site
