"""Roles given and ended. Both act at once: what somebody may do is read anew at every request."""

from datetime import datetime

from django.db import transaction

from fivefold.records.accounts.access import Actor, Installation, refuse_end, refuse_give, require
from fivefold.records.accounts.models import Membership, Person, Share, ShareKind, Site, Study
from fivefold.records.accounts.roles import role
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb


@transaction.atomic
def give(person: Person, key: str, *, where: Study | Site | None, by: Actor | Installation, at: datetime) -> Membership:
    """Give a person a role (a key of roles.toml) in a study, at a site, or with None in the whole installation.

    Refuses an own role, a role that is not held at such a place or is held there already, and an account that is
    suspended or has ended.
    """
    given = role(key)
    person = Person.objects.select_for_update().get(id=person.id)
    require(refuse_give(by, person, given, where))
    membership = Membership.objects.create(
        person=person,
        role=given.key,
        site=where if isinstance(where, Site) else None,
        study=where if isinstance(where, Study) else None,
        began=at,
    )
    _tell(Verb.MEMBERSHIP_GIVEN, membership, by=by, at=at)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: Actor | Installation, at: datetime) -> Membership:
    """End a role. Refuses an own role, one that has ended, and the last research lead of a study."""
    if membership.study_id is not None:
        # Two leads who end each other's role at one moment would leave none: the study's row is the queue.
        Study.objects.select_for_update().get(id=membership.study_id)
    held = Membership.objects.select_for_update().get(id=membership.id)
    require(refuse_end(by, held))
    held.ended = at
    held.save(update_fields=["ended"])
    _tell(Verb.MEMBERSHIP_ENDED, held, by=by, at=at)
    return held


def _tell(verb: Verb, membership: Membership, *, by: Actor | Installation, at: datetime) -> None:
    common = Share.objects.filter(study=membership.study_id, kind=ShareKind.COMMON).first()
    events.record(
        verb,
        by=by.person,
        at=at,
        share=common.id if common is not None else None,
        subject=membership.person_id,
        facts={"role": membership.role},
    )
