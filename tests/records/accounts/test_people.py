"""Invited, joined, suspended, ended: one way in, and out at once."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction

from fivefold.records.accounts.access import INSTALLATION, Refusal, Refused, actor
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import members, people
from fivefold.records.accounts.models import Invitation, Membership, Person, PersonState
from fivefold.records.accounts.queries import open_invitations, people_with_roles
from fivefold.records.accounts.sessions import SessionStore
from fivefold.records.audit.verbs import Verb
from tests.support.log import told, verbs
from tests.support.standing import NOW, World

pytestmark = pytest.mark.django_db

ADDRESS, WORDS = "somebody@example.org", "five plain words in a row"


@pytest.fixture(autouse=True)
def at_the_terminal() -> Iterator[None]:
    with installation():
        yield


def invite() -> people.Invited:
    return people.invite(email=ADDRESS, name="Somebody New", by=INSTALLATION, at=NOW)


def joined() -> Person:
    return people.join(invite().token, name="Somebody", password=WORDS, at=NOW)


def signed_in(person: Person, *, sessions: int) -> None:
    for _ in range(sessions):
        store = SessionStore()
        store["_auth_user_id"] = str(person.id)
        store.save()
        assert store.session_key is not None
        UserSession.objects.create(user=person, ip="127.0.0.1", session_key=store.session_key, user_agent="Firefox")


def test_an_invited_person_joins_once_and_then_may_sign_in() -> None:
    invited = invite()
    assert not invited.person.is_active
    person = people.join(invited.token, name=" Somebody ", password=WORDS, at=NOW)
    assert (person.name, person.state, person.joined) == ("Somebody", PersonState.ACTIVE, NOW)
    assert person.is_active
    assert person.check_password(WORDS)
    assert verbs() == [Verb.INVITED, Verb.JOINED]
    with pytest.raises(Refused) as refused:
        people.join(invited.token, name="Again", password=WORDS, at=NOW)
    assert refused.value.refusal is Refusal.INVITATION_GONE


def test_an_invitation_runs_out() -> None:
    invited = invite()
    assert open_invitations(invited.token, at=invited.expires - timedelta(seconds=1)).exists()
    with pytest.raises(Refused) as refused:
        people.join(invited.token, name="Late", password=WORDS, at=invited.expires)
    assert refused.value.refusal is Refusal.INVITATION_GONE


def test_the_token_of_an_invitation_stands_nowhere_in_the_database() -> None:
    invited = invite()
    kept = Invitation.objects.get()
    assert invited.token.encode() not in bytes(kept.digest)
    assert len(bytes(kept.digest)) == 32
    assert invited.token not in str([vars(one) for one in told()]) + repr(invited)


def test_a_newer_invitation_replaces_the_one_before() -> None:
    first = invite()
    second = people.invite_again(first.person, by=INSTALLATION, at=NOW)
    assert not open_invitations(first.token, at=NOW).exists()
    assert open_invitations(second.token, at=NOW).exists()


def test_nobody_is_invited_twice_whatever_the_case_of_the_address() -> None:
    invite()
    with pytest.raises(Refused) as refused:
        people.invite(email=ADDRESS.upper(), name="Somebody", by=INSTALLATION, at=NOW)
    assert refused.value.refusal is Refusal.ADDRESS_TAKEN
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email=ADDRESS.upper(), name="Past the action")


def test_somebody_who_has_joined_is_not_invited_again() -> None:
    person = joined()
    with pytest.raises(Refused) as refused:
        people.invite_again(person, by=INSTALLATION, at=NOW)
    assert refused.value.refusal is Refusal.NOT_INVITED


def test_suspending_ends_every_session_and_refuses_at_once() -> None:
    person = joined()
    signed_in(person, sessions=2)
    people.suspend(person, by=INSTALLATION, at=NOW)
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    with pytest.raises(Refused) as refused:
        actor(Person.objects.get(id=person.id))
    assert refused.value.refusal is Refusal.NOT_ACTIVE
    assert told()[-1].verb == Verb.STATE_CHANGED
    assert told()[-1].facts == {"state": "suspended", "sessions_ended": 2}


def test_a_suspended_person_is_let_back_and_one_who_never_joined_is_invited_again() -> None:
    person, never = joined(), people.invite(email="never@example.org", name="Never", by=INSTALLATION, at=NOW)
    for one in (person, never.person):
        people.suspend(one, by=INSTALLATION, at=NOW)
    assert people.let_back(person, by=INSTALLATION, at=NOW).state == PersonState.ACTIVE
    assert people.let_back(never.person, by=INSTALLATION, at=NOW).state == PersonState.INVITED
    assert not open_invitations(never.token, at=NOW).exists()


def test_an_ended_account_loses_every_role_and_stays_ended(world: World) -> None:
    person = world.people["coder"]
    people.end(person, by=INSTALLATION, at=NOW)
    assert not Membership.objects.filter(person=person, ended__isnull=True).exists()
    assert Membership.objects.filter(person=person).exists()
    for step in (people.suspend, people.let_back, people.end):
        with pytest.raises(Refused) as refused:
            step(person, by=INSTALLATION, at=NOW)
        assert refused.value.refusal is Refusal.ACCOUNT_ENDED


def test_nobody_suspends_or_ends_an_account_of_their_own(world: World) -> None:
    by = world.actor("operator")
    for step in (people.suspend, people.end, people.remove_factors):
        with pytest.raises(Refused) as refused:
            step(world.people["operator"], by=by, at=NOW)
        assert refused.value.refusal is Refusal.OWN_ACCOUNT


def test_the_last_research_lead_can_be_suspended_and_not_ended(world: World) -> None:
    by, lead = world.actor("operator"), world.people["research_lead"]
    with pytest.raises(Refused) as refused:
        people.end(lead, by=by, at=NOW)
    assert refused.value.refusal is Refusal.LAST_LEAD
    assert people.suspend(lead, by=by, at=NOW).state == PersonState.SUSPENDED


def test_the_last_operator_stays(world: World) -> None:
    with pytest.raises(Refused) as refused:
        people.end(world.people["operator"], by=INSTALLATION, at=NOW)
    assert refused.value.refusal is Refusal.LAST_OPERATOR


@pytest.mark.parametrize("who", ["coder", "research_lead", "site_lead", "commissioner", "nobody"])
def test_whoever_runs_no_installation_invites_and_suspends_nobody(world: World, who: str) -> None:
    by, other = world.actor(who), world.people["chair"]
    for attempt in (
        lambda: people.invite(email=ADDRESS, name="Somebody", by=by, at=NOW),
        lambda: people.invite_again(other, by=by, at=NOW),
        lambda: people.suspend(other, by=by, at=NOW),
        lambda: people.let_back(other, by=by, at=NOW),
        lambda: people.end(other, by=by, at=NOW),
        lambda: people.remove_factors(other, by=by, at=NOW),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.refusal is Refusal.NOT_YOUR_ROLE
    assert verbs() == []


def test_an_operator_takes_factors_away_and_ends_the_sessions(world: World) -> None:
    person = people.add_app(world.people["coder"], "A" * 32, at=NOW)
    signed_in(person, sessions=1)
    people.remove_factors(person, by=world.actor("operator"), at=NOW)
    assert not Authenticator.objects.filter(user=person).exists()
    assert not UserSession.objects.filter(user=person).exists()
    assert verbs() == [Verb.FACTOR_ADDED, Verb.FACTOR_REMOVED]


def test_an_app_is_set_up_for_nobody_who_may_not_sign_in() -> None:
    with pytest.raises(Refused) as refused:
        people.add_app(invite().person, "A" * 32, at=NOW)
    assert refused.value.refusal is Refusal.NOT_ACTIVE


def test_a_step_that_fails_half_way_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(people.events, "record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        invite()
    assert not Person.objects.exists()
    assert not Invitation.objects.exists()


def test_a_seed_stands_in_the_database_sealed(world: World) -> None:
    secret = "CANARYCANARYCANARYCANARYCANARYAA"
    people.add_app(world.people["coder"], secret, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mfa_authenticator")
        rows = str(cursor.fetchall())
    assert "CANARY" not in rows
    from allauth.mfa.utils import decrypt

    assert decrypt(Authenticator.objects.get().data["secret"]) == secret


def test_a_session_stands_in_the_database_sealed_and_an_altered_one_is_empty() -> None:
    store = SessionStore()
    store["seed"] = "CANARY-7f3a"
    store.save()
    row = Session.objects.get()
    assert "CANARY" not in row.session_data
    assert SessionStore(row.session_key)["seed"] == "CANARY-7f3a"
    for spoilt in ("no base64!", row.session_data[:-8] + "AAAAAAA="):
        assert SessionStore().decode(spoilt) == {}
    assert SessionStore().decode(row.session_data.encode()) == {"seed": "CANARY-7f3a"}


def test_everybody_is_listed_with_their_roles_in_two_queries(world: World, django_assert_num_queries: object) -> None:
    members.give(world.people["nobody"], "commissioner", where=world.first, by=INSTALLATION, at=NOW)
    with ExitStack() as counted:
        counted.enter_context(django_assert_num_queries(2))  # type: ignore[operator]  # the fixture is a function
        listed = {one.name: [each.role for each in one.open_roles] for one in people_with_roles()}  # type: ignore[attr-defined]
    assert listed["Standing nobody"] == ["commissioner"]
    assert len(listed) == len(world.people)
