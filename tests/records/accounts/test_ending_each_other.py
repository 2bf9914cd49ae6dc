"""Two who end each other's role or account at one moment: one is refused, and somebody stays."""

import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum

import pytest
from django.db import connection

from fivefold.records.accounts.access import Actor, Refusal, Refused, actor
from fivefold.records.accounts.acting import acting
from fivefold.records.accounts.actions import members, people
from fivefold.records.accounts.models import Membership, Person, PersonState
from tests.support.standing import NOW, give, person, study

# Each waits a second for the other to be where it is. On SQLite one of them comes after the other in any case.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _role(of: Person, by: Actor) -> None:
    members.end(Membership.objects.get(person=of), by=by, at=NOW)


def _account(of: Person, by: Actor) -> None:
    people.end(of, by=by, at=NOW)


def _both(first: Callable[[Actor], None], second: Callable[[Actor], None], by: tuple[Actor, Actor]) -> list[StrEnum]:
    """Do both at one moment, each in a connection of its own; what was refused."""
    refused: list[StrEnum] = []

    def run(does: Callable[[Actor], None], who: Actor) -> None:
        try:
            with acting(who):
                does(who)
        except Refused as error:
            refused.append(error.refusal)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=each) for each in zip((first, second), by, strict=True)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return refused


@pytest.fixture
def operators(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    """The only two; whoever is refused nothing waits a second for the other to be refused nothing either."""
    together = threading.Barrier(2)

    def require(refusal: Refusal | None) -> None:
        if refusal is not None:
            raise Refused(refusal)
        with suppress(threading.BrokenBarrierError):  # The other waits for this one's transaction.
            together.wait(1)

    for module in (members, people):
        monkeypatch.setattr(module, "require", require)
    found = person("First operator"), person("Second operator")
    for one in found:
        give(one, "operator")
    return found


@pytest.mark.parametrize("ends", [(_role, _role), (_account, _account), (_role, _account)])
def test_of_two_operators_one_stays(
    operators: tuple[Person, Person], ends: tuple[Callable[[Person, Actor], None], Callable[[Person, Actor], None]]
) -> None:
    one, other = operators
    refused = _both(lambda by: ends[0](other, by), lambda by: ends[1](one, by), (actor(one), actor(other)))
    assert refused == [Refusal.LAST_OPERATOR]
    stay = Membership.objects.filter(role="operator", ended__isnull=True, person__state=PersonState.ACTIVE)
    assert stay.count() == 1


def test_of_two_leads_whose_accounts_are_ended_one_stays(operators: tuple[Person, Person]) -> None:
    place, leads = study(), (person("First lead"), person("Second lead"))
    for one in leads:
        give(one, "research_lead", of=place)
    by = actor(operators[0]), actor(operators[1])
    refused = _both(lambda who: _account(leads[0], who), lambda who: _account(leads[1], who), by)
    assert refused == [Refusal.LAST_LEAD]
    assert Membership.objects.filter(study=place, ended__isnull=True).count() == 1
