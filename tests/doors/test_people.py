"""People from the terminal: invited, listed, and the roles there are."""

import json
import re

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from fivefold.cli.main import Exit, main
from fivefold.records.accounts.access import INSTALLATION
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.demonstration import ACCOUNTS, PASSWORD, code, enrol
from fivefold.records.accounts.models import Membership, Nomination, Person
from fivefold.records.accounts.queries import open_invitations
from fivefold.records.accounts.roles import roles
from tests.support.log import verbs
from tests.support.signing_in import by_password, forget_used_codes
from tests.support.standing import NOW, World, site, study

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["people", *words])


def test_an_invitation_is_a_link_that_works_once(world: World) -> None:
    told = run("invite", "new@example.org", "--name", "New Person", "--role", "coder", "--at", "first")
    assert told.exit_code == 0, told.output
    token = re.search(r"/account/invitation/(\S+)/", told.stdout)
    assert token
    assert open_invitations(token[1], at=timezone.now()).get().person.email == "new@example.org"
    # The study has its lead, who has to agree: a command makes nobody a second person.
    assert "proposed" in told.stderr
    assert Nomination.objects.get(person__email="new@example.org").study == world.first
    assert not Membership.objects.filter(person__email="new@example.org").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ["standing.coder@example.org", "--name", "Again"],
        ["new@example.org", "--name", "New", "--role", "king"],
        ["new@example.org", "--name", "New", "--role", "coder", "--at", "nowhere"],
        ["new@example.org", "--name", "New", "--role", "coder"],
    ],
)
def test_what_cannot_be_used_changes_nothing(world: World, wrong: list[str]) -> None:
    before = verbs()
    told = run("invite", *wrong)
    assert told.exit_code == Exit.UNUSABLE
    assert verbs() == before
    assert not Person.objects.filter(name="New").exists()


def test_everybody_is_listed_with_state_and_roles(world: World) -> None:
    listed = json.loads(run("list", "--json").stdout)["people"]
    (coder,) = [one for one in listed if one["email"] == "standing.coder@example.org"]
    assert (coder["state"], coder["roles"]) == ("active", [{"role": "coder", "at": "first"}])
    assert "standing.coder@example.org  active  coder first" in run("list").stdout


def test_every_role_says_what_it_may_do() -> None:
    listed = json.loads(run("roles", "--json").stdout)["roles"]
    assert {one["key"]: set(one["may"]) for one in listed} == {key: set(one.may) for key, one in roles().items()}
    assert all(f"{key}: " in run("roles").stdout for key in roles())


def test_the_demonstration_has_somebody_in_each_role_who_can_sign_in(world: World) -> None:
    assert {one.role for one in ACCOUNTS} == set(roles())
    with installation():
        far = site("Far partnership")
        new = study("third", labels={"A": far})
        made = enrol(study=new, site=far, at=NOW)
        before = verbs()
        assert enrol(study=new, site=far, at=NOW) == made
    assert verbs() == before
    assert INSTALLATION.person is None
    for account, person in zip(ACCOUNTS, made, strict=True):
        client = by_password(person, PASSWORD)
        forget_used_codes()
        sent = client.post("/account/factor/", {"code": code(account.secret, at=timezone.now())})
        assert sent.headers["Location"] == "/", account.email
        forget_used_codes()
    assert {one.person for one in Membership.objects.filter(person__in=made)} == set(made)
