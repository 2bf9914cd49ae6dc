"""People: invited, joined, suspended, ended. There is no other way in than an invitation."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.db import transaction

from fivefold.records.accounts.access import (
    Actor,
    Installation,
    Refusal,
    Refused,
    refuse,
    refuse_end_account,
    refuse_suspend,
    require,
)
from fivefold.records.accounts.actions.members import queue
from fivefold.records.accounts.actions.telling import tell
from fivefold.records.accounts.models import Invitation, Membership, Nomination, Outcome, Person, PersonState
from fivefold.records.accounts.queries import digest, open_invitations
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb

VALID_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the token of their invitation, which is kept nowhere: it goes into one e-mail."""

    person: Person
    token: str = field(repr=False)
    expires: datetime


@transaction.atomic
def invite(*, email: str, name: str, by: Actor | Installation, at: datetime) -> Invited:
    """Invite somebody by e-mail address. Refuses whoever may not, and an address that has an account."""
    require(refuse(by, Ability.PEOPLE_INVITE))
    address = email.strip().lower()
    if Person.objects.filter(email__iexact=address).exists():
        raise Refused(Refusal.ADDRESS_TAKEN)
    person = Person(email=address, name=name.strip())
    person.set_unusable_password()
    person.save(force_insert=True)
    return _invitation(person, by=by, at=at, again=False)


@transaction.atomic
def invite_again(person: Person, *, by: Actor | Installation, at: datetime) -> Invited:
    """A new invitation for somebody who has not joined; the ones before it no longer work."""
    require(refuse(by, Ability.PEOPLE_INVITE))
    person = Person.objects.select_for_update().get(id=person.id)
    if person.state != PersonState.INVITED:
        raise Refused(Refusal.NOT_INVITED)
    Invitation.objects.filter(person=person, used__isnull=True).update(used=at)
    return _invitation(person, by=by, at=at, again=True)


@transaction.atomic
def join(token: str, *, name: str, password: str, at: datetime) -> Person:
    """Make an invited person's account theirs, once. The token says who acts, so there is no `by`.

    Refuses a token that was used, was replaced by a newer one, has run out, or never was.

    password: checked by the form against the rules; kept as an Argon2 hash.
    """
    invitation = open_invitations(token, at=at).select_for_update(of=("self",)).first()
    if invitation is None:
        raise Refused(Refusal.INVITATION_GONE)
    person = invitation.person
    person.name, person.state, person.joined = name.strip(), PersonState.ACTIVE, at
    person.set_password(password)
    person.save(update_fields=["name", "state", "joined", "password"])
    invitation.used = at
    invitation.save(update_fields=["used"])
    events.record(Verb.JOINED, by=person.id, at=at, subject=person.id)
    return person


@transaction.atomic
def suspend(person: Person, *, by: Actor | Installation, at: datetime) -> Person:
    """Shut somebody out at once: every session ends, and no sign-in succeeds until they are let back in."""
    person = Person.objects.select_for_update().get(id=person.id)
    require(refuse_suspend(by, person))
    return _put(person, PersonState.SUSPENDED, by=by, at=at)


@transaction.atomic
def let_back(person: Person, *, by: Actor | Installation, at: datetime) -> Person:
    """Let a suspended person back in; one who had not joined is invited again."""
    person = Person.objects.select_for_update().get(id=person.id)
    require(refuse_suspend(by, person))
    return _put(person, PersonState.ACTIVE if person.joined else PersonState.INVITED, by=by, at=at)


@transaction.atomic
def end(person: Person, *, by: Actor | Installation, at: datetime) -> Person:
    """End an account for good, with its sessions and every role it holds. The row stays: events name it."""
    # Before the person: whoever gives a role waits for its place first, and then for them.
    queue(Membership.objects.filter(person=person, ended__isnull=True))
    person = Person.objects.select_for_update().get(id=person.id)
    require(refuse_end_account(by, person))
    held = list(Membership.objects.filter(person=person, ended__isnull=True))
    put = _put(person, PersonState.ENDED, by=by, at=at)
    Membership.objects.filter(id__in=[one.id for one in held]).update(ended=at)
    waiting = Nomination.objects.filter(person=person, outcome=Outcome.OPEN)
    waiting.update(outcome=Outcome.LAPSED, decided=at, decided_by=by.person)
    return put


@transaction.atomic
def add_app(person: Person, secret: str, *, at: datetime) -> Person:
    """Set up an authenticator app for somebody whose secret is chosen: the demonstration's people, and tests.

    secret: base32. Everybody else sets theirs up themselves, and nobody but their app knows it.
    """
    if not person.is_active:
        raise Refused(Refusal.NOT_ACTIVE)
    TOTP.activate(person, secret)
    events.record(Verb.FACTOR_ADDED, by=person.id, at=at, subject=person.id, facts={"kind": "totp"})
    return person


@transaction.atomic
def remove_factors(person: Person, *, by: Actor | Installation, at: datetime) -> Person:
    """Take every second factor and recovery code of somebody who lost theirs; they set up new ones.

    An operator may take a factor away, and can neither read nor set one up.
    """
    require(refuse_suspend(by, person))
    gone, _ = Authenticator.objects.filter(user=person).delete()
    facts: dict[str, events.Fact] = {"kind": "every", "factors": gone, "sessions_ended": end_sessions(person)}
    _tell(Verb.FACTOR_REMOVED, person, by=by, at=at, facts=facts)
    return person


def _put(person: Person, state: PersonState, *, by: Actor | Installation, at: datetime) -> Person:
    person.state = state
    person.save(update_fields=["state"])
    ended = 0
    if state is not PersonState.ACTIVE:
        Invitation.objects.filter(person=person, used__isnull=True).update(used=at)
        ended = end_sessions(person)
    facts: dict[str, events.Fact] = {"state": str(state), "sessions_ended": ended}
    _tell(Verb.STATE_CHANGED, person, by=by, at=at, facts=facts)
    return person


def _tell(
    verb: Verb, person: Person, *, by: Actor | Installation, at: datetime, facts: Mapping[str, events.Fact]
) -> None:
    held = Membership.objects.filter(person=person, ended__isnull=True)
    tell(verb, person.id, places=held, by=by.person, at=at, facts=facts)


def end_sessions(person: Person) -> int:
    """End every session of somebody; how many there were. Part of an action, never one of its own."""
    held = list(UserSession.objects.filter(user=person))
    for session in held:
        session.end()
    return len(held)


def _invitation(person: Person, *, by: Actor | Installation, at: datetime, again: bool) -> Invited:
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(person=person, digest=digest(token), made=at, expires=at + VALID_FOR)
    events.record(Verb.INVITED, by=by.person, at=at, subject=person.id, facts={"again": again})
    return Invited(person, token, made.expires)
