"""A letter about a role or an account and what it tells of are one transaction: killed between them, neither stays."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from fivefold.records.accounts.access import INSTALLATION
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import letters, members, people
from fivefold.records.accounts.models import Letter, Membership, Nomination, Person
from tests.support.log import verbs
from tests.support.standing import NOW, World, person
from tests.support.visiting import confirmed, signed_in

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What ends a process ends a view as this does."""


@pytest.fixture
def waiting(world: World) -> Nomination:
    """Somebody who is proposed as a coder, by the installation."""
    cache.clear()
    with installation():
        made = members.give(world.people["nobody"], "coder", where=world.first, by=INSTALLATION, at=NOW)
    assert isinstance(made, Nomination)
    return made


def visit(world: World, who: str) -> Client:
    return confirmed(signed_in(world.people[who]))


def state() -> list[object]:
    """Everything that these actions write."""
    changing: dict[type, tuple[str, ...]] = {
        Person: ("id", "state"),
        Membership: ("id", "person", "role", "ended"),
        Nomination: ("id", "outcome"),
        Authenticator: ("id",),
        Letter: ("id",),
    }
    rows = [sorted(map(str, kind.objects.values_list(*names))) for kind, names in changing.items()]  # type: ignore[attr-defined]
    return [*rows, verbs()]


@pytest.mark.parametrize(
    ("who", "address", "form"),
    [
        ("research_lead", "/studies/first/members/", {"email": "standing.other.coder@example.org", "role": "coder"}),
        ("research_lead", "/studies/first/members/{membership}/end/", {}),
        ("research_lead", "/roles/{nomination}/", {"decision": "agree"}),
        ("research_lead", "/roles/{nomination}/", {"decision": "decline"}),
        ("operator", "/people/", {"name": "New", "email": "n@example.org"}),
        ("operator", "/people/{nobody}/", {"role": "chair@{north}"}),
        ("operator", "/people/{coder}/roles/{membership}/end/", {}),
        ("operator", "/people/{coder}/end/", {}),
        ("operator", "/people/{coder}/", {"step": "suspend"}),
        ("operator", "/people/{shut_out}/", {"step": "let_back"}),
        ("operator", "/people/{coder}/", {"step": "remove_factors"}),
        ("operator", "/people/{invited}/", {"step": "invite_again"}),
    ],
)
def test_killed_before_the_letter_is_written_nothing_was_done(
    world: World, waiting: Nomination, monkeypatch: pytest.MonkeyPatch, who: str, address: str, form: dict[str, str]
) -> None:
    coder, shut_out = world.people["coder"], person("Shut out")
    with installation():
        people.add_app(coder, "A" * 32, at=NOW)
        invited = people.invite(email="i@example.org", name="Invited", by=INSTALLATION, at=NOW).person
        members.give(shut_out, "chair", where=world.north, by=INSTALLATION, at=NOW)
        people.suspend(shut_out, by=INSTALLATION, at=NOW)
    named = {"nobody": world.people["nobody"].id, "coder": coder.id, "shut_out": shut_out.id, "invited": invited.id}
    named |= {"membership": Membership.objects.get(person=coder).id, "nomination": waiting.id, "north": world.north.id}
    client, sent = visit(world, who), []

    def killed(**letter: object) -> None:
        sent.append(letter)
        raise Killed

    before = state()
    with monkeypatch.context() as patch:
        patch.setattr(letters, "write", killed)
        with pytest.raises(Killed):
            client.post(address.format(**named), {name: one.format(**named) for name, one in form.items()})
    assert len(sent) == 1
    assert state() == before
