"""People of an installation, from its own terminal: invited, listed, and the roles there are."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from fivefold.cli import present
from fivefold.cli.ops import on_installation
from fivefold.method.common.errors import InputError

if TYPE_CHECKING:
    from fivefold.records.accounts.models import Site, Study


@click.group(name="people")
def group() -> None:
    """People and their roles: invite somebody, list everybody, see what each role may do.

    For whoever runs the installation; in the browser an operator does the same under People.
    """


@group.command(name="invite")
@click.argument("email")
@click.option("--name", required=True, help="The name colleagues know.")
@click.option("--role", "key", help="A first role, by its key in `fivefold people roles`.")
@click.option("--at", "where", help="The study or the site the role is held at; none for the installation's own.")
@on_installation
def invite(*, email: str, name: str, key: str | None, where: str | None) -> None:
    """Print the link that lets one person in, once, for three days. It is printed here alone: hand it over safely.

    \b
    fivefold people invite someone@example.org --name "Some One" --role coder --at demonstration
    """
    from django.conf import settings
    from django.db import transaction
    from django.urls import reverse

    from fivefold.records.accounts.access import INSTALLATION, Refused
    from fivefold.records.accounts.acting import installation
    from fivefold.records.accounts.actions import members, people
    from fivefold.records.accounts.models import Nomination

    now = datetime.now(UTC)
    given, place = None, _place(where)
    try:
        with installation(), transaction.atomic():
            made = people.invite(email=email, name=name, by=INSTALLATION, at=now)
            if key is not None:
                given = members.give(made.person, _known(key), where=place, by=INSTALLATION, at=now)
    except Refused as refused:
        raise InputError(str(refused.refusal).rstrip("."), where=email, next_step="Nothing was changed.") from None
    click.echo(f"{settings.ADDRESS}{reverse('accounts_invitation', kwargs={'token': made.token})}")
    present.note(f"It works once, until {made.expires:%d %B %Y, %H:%M} UTC.")
    if isinstance(given, Nomination):
        present.note(
            "The role is proposed. It opens nothing before somebody who answers for the place agrees, signed in."
        )


@group.command(name="list")
@present.json_option
@on_installation
def list_(*, as_json: bool) -> None:
    """Everybody with an account, and the roles they hold.

    \b
    fivefold people list --json
    """
    from fivefold.records.accounts.queries import people_with_roles

    found = [
        {
            "name": one.name,
            "email": one.email,
            "state": one.state,
            "roles": [{"role": held.role, "at": str(held.study or held.site or "")} for held in one.open_roles],  # type: ignore[attr-defined]  # the query puts it there
        }
        for one in people_with_roles()
    ]
    if as_json:
        present.write_json({"people": found})
        return
    for one in found:
        held = ", ".join(" ".join(filter(None, each.values())) for each in one["roles"])  # type: ignore[attr-defined]
        click.echo(f"{one['email']}  {one['state']}  {held or 'no role'}")
    present.note(f"{len(found)} accounts")


@group.command(name="roles")
@present.json_option
def roles_(*, as_json: bool) -> None:
    """Every role there is: where it is held, its job, and what it may do.

    \b
    fivefold people roles
    """
    from fivefold.records.accounts.roles import roles

    if as_json:
        present.write_json({"roles": list(roles().values())})
        return
    for one in roles().values():
        click.echo(f"{one.key}: {one.name}, held {_AT[str(one.at)]}; {one.does}.")
        for line in _lines(sorted(one.may)):
            click.echo(f"    {line}")


_AT = {"site": "at a site", "study": "in a study", "instance": "in the installation"}


def _lines(abilities: list[str]) -> Iterator[str]:
    if not abilities:
        yield "Opens nothing yet: what it is for comes with meetings."
    for start in range(0, len(abilities), 5):
        yield "  ".join(abilities[start : start + 5])


def _known(key: str) -> str:
    from fivefold.records.accounts.roles import roles

    if key not in roles():
        raise InputError(f'there is no role "{key}"', where="--role", next_step=f"There are: {', '.join(roles())}.")
    return key


def _place(where: str | None) -> "Study | Site | None":
    from fivefold.records.accounts.models import Site, Study

    if where is None:
        return None
    found = Study.objects.filter(name=where).first() or Site.objects.filter(name=where).first()
    if found is None:
        raise InputError(
            f'there is no study or site "{where}"',
            where="--at",
            next_step="Write its name as the application shows it.",
        )
    return found
