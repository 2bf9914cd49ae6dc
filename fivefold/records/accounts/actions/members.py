"""Roles given, proposed and ended. All act at once: what somebody may do is read anew at every request."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fivefold.records.accounts.access import (
    Actor,
    Installation,
    Refusal,
    only_proposes,
    refuse_agree,
    refuse_decide,
    refuse_end,
    refuse_give,
    require,
)
from fivefold.records.accounts.actions.telling import tell
from fivefold.records.accounts.models import Membership, Nomination, Outcome, Person, Site, Study
from fivefold.records.accounts.roles import role
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb


@transaction.atomic
def give(
    person: Person, key: str, *, where: Study | Site | None, by: Actor | Installation, at: datetime
) -> Membership | Nomination:
    """Give a person a role (a key of roles.toml) in a study, at a site, or with None in the whole installation.

    Returns a nomination where an operator can only propose it: nobody holds the role before somebody who answers for
    the place agrees. Refuses an own role, a role that is not held at such a place or is held or proposed there already,
    one that does not go with another they hold, and an account that is suspended or has ended.
    """
    given = role(key)
    # Two operators who name a first lead at one moment would name two: the place's row is the queue.
    if where is not None:
        type(where).objects.select_for_update(no_key=True).get(id=where.id)
    person = Person.objects.select_for_update().get(id=person.id)
    require(refuse_give(by, person, given, where))
    if only_proposes(by, given, where):
        return _propose(person, key, where=where, by=by, at=at)
    return _give(person, key, where, by=by, at=at, facts={})


@transaction.atomic
def agree(nomination: Nomination, *, by: Actor, at: datetime) -> Membership:
    """Agree to a role that was proposed, which gives it. Refuses whoever proposed it, and whom it is for."""
    Person.objects.select_for_update().get(id=nomination.person_id)
    held = _held(nomination)
    require(refuse_agree(by, held))
    _decide(held, Outcome.AGREED, by=by, at=at)
    return _give(held.person, held.role, held.where, by=by, at=at, facts={"proposed": True})


@transaction.atomic
def decline(nomination: Nomination, *, by: Actor, at: datetime) -> None:
    """Say no to a role that was proposed."""
    held = _held(nomination)
    require(refuse_decide(by, held))
    _decide(held, Outcome.DECLINED, by=by, at=at)
    _tell(Verb.MEMBERSHIP_DECLINED, held, by=by, at=at)


@transaction.atomic
def end(membership: Membership, *, by: Actor | Installation, at: datetime) -> Membership:
    """End a role. Refuses an own role, one that has ended, and the last lead of a study or operator."""
    queue([membership])
    held = Membership.objects.select_for_update(of=("self",)).select_related("person").get(id=membership.id)
    require(refuse_end(by, held))
    held.ended = at
    held.save(update_fields=["ended"])
    _tell(Verb.MEMBERSHIP_ENDED, held, by=by, at=at)
    return held


def queue(ending: Iterable[Membership]) -> None:
    """Wait for whoever else ends roles where these are held. Part of an action, before it asks who else holds one.

    Two leads, or two operators, who end each other's role at one moment would leave none. A study's row is its queue;
    the installation has no row, so the open roles in it are. Always in one order, or two would wait for each other.
    """
    held = list(ending)
    studies = {one.study_id for one in held if one.study_id is not None}
    list(Study.objects.select_for_update(no_key=True).filter(id__in=studies).order_by("id"))
    if any(one.study_id is None and one.site_id is None for one in held):
        everywhere = Membership.objects.filter(study=None, site=None, ended__isnull=True)
        list(everywhere.select_for_update().order_by("id"))


def _give(
    person: Person,
    key: str,
    where: Study | Site | None,
    *,
    by: Actor | Installation,
    at: datetime,
    facts: dict[str, Fact],
) -> Membership:
    membership = Membership.objects.create(
        person=person,
        role=key,
        site=where if isinstance(where, Site) else None,
        study=where if isinstance(where, Study) else None,
        began=at,
    )
    _tell(Verb.MEMBERSHIP_GIVEN, membership, by=by, at=at, facts=facts)
    return membership


def _propose(
    person: Person, key: str, *, where: Study | Site | None, by: Actor | Installation, at: datetime
) -> Nomination:
    wanted = {
        "person": person,
        "role": key,
        "site": where if isinstance(where, Site) else None,
        "study": where if isinstance(where, Study) else None,
    }
    waits = Nomination.objects.filter(**wanted, outcome=Outcome.OPEN).exists()
    require(Refusal.PROPOSED_ALREADY if waits else None)
    made = Nomination.objects.create(**wanted, by=by.person, at=at)
    _tell(Verb.MEMBERSHIP_PROPOSED, made, by=by, at=at)
    return made


def _held(nomination: Nomination) -> Nomination:
    found = Nomination.objects.select_for_update(of=("self",)).select_related("person", "site", "study")
    return found.get(id=nomination.id)


def _decide(nomination: Nomination, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    nomination.outcome, nomination.decided, nomination.decided_by = outcome, at, by.person
    nomination.save(update_fields=["outcome", "decided", "decided_by"])


def _tell(
    verb: Verb,
    told: Membership | Nomination,
    *,
    by: Actor | Installation,
    at: datetime,
    facts: dict[str, Fact] | None = None,
) -> None:
    tell(verb, told.person_id, places=[told], by=by.person, at=at, facts={"role": told.role, **(facts or {})})
