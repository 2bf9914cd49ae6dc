"""Standing people: two sites, two studies with their shares, and somebody in each role."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model

from fivefold.records.accounts.access import Actor, actor
from fivefold.records.accounts.acting import acting, overseeing
from fivefold.records.accounts.models import Membership, Person, PersonState, Share, ShareKind, Site, Study
from fivefold.records.accounts.roles import At, role, roles
from fivefold.records.audit.models import Event

Row = TypeVar("Row", bound=Model)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PASSWORD = "a passphrase of five plain words"


def site(name: str = "North partnership") -> Site:
    """A site."""
    return Site.objects.create(name=name)


def study(name: str = "first", *, labels: Mapping[str, Site] | None = None) -> Study:
    """A study with its common, research and released share, and one share for each site by its label."""
    made = Study.objects.create(name=name, opened=NOW)
    for kind in (ShareKind.COMMON, ShareKind.RESEARCH, ShareKind.RELEASED):
        Share.objects.create(study=made, kind=kind)
    for label, place in (labels or {}).items():
        Share.objects.create(study=made, kind=ShareKind.SITE, site=place, label=label)
    return made


def person(name: str) -> Person:
    """Somebody with an active account, the password PASSWORD and an address made of the name; no role yet."""
    made = Person(
        email=f"{name.lower().replace(' ', '.')}@example.org", name=name, state=PersonState.ACTIVE, joined=NOW
    )
    made.set_password(PASSWORD)
    made.save()
    return made


def give(to: Person, key: str, *, at: Site | None = None, of: Study | None = None) -> Membership:
    """The role with this key, at a site or of a study or, for an operator, of neither."""
    wanted = role(key).at
    assert (wanted is At.SITE, wanted is At.STUDY) == (at is not None, of is not None), f"{key} is held at a {wanted}"
    return Membership.objects.create(person=to, role=key, site=at, study=of, began=NOW)


def share(of: Study, kind: ShareKind, label: str = "") -> Share:
    """One share of a study."""
    return Share.objects.select_related("study").get(study=of, kind=kind, label=label)


@dataclass(frozen=True)
class World:
    """Two sites and two studies. first: label A is north, B is south. second: label A is south.

    people: by role key for each role (site roles at north, study roles in first), and besides "other_site_lead"
    (south), "other_coder" and "other_research_lead" (second), "nobody" (no role at all).
    """

    north: Site
    south: Site
    first: Study
    second: Study
    people: dict[str, Person]

    def actor(self, who: str) -> Actor:
        """The person as an actor, with what they hold now."""
        return actor(self.people[who])

    @contextmanager
    def acting(self, who: str) -> Iterator[Actor]:
        """Act as one of the people, behind all three walls."""
        with acting(self.actor(who)) as by:
            yield by


def two_studies() -> World:
    """The world as it stands before anything is brought in."""
    north, south = site("North partnership"), site("South partnership")
    first, second = study("first", labels={"A": north, "B": south}), study("second", labels={"A": south})
    people = {key: person(f"Standing {key.replace('_', ' ')}") for key in roles()}
    for key, held in roles().items():
        give(people[key], key, at=north if held.at is At.SITE else None, of=first if held.at is At.STUDY else None)
    for who, key, where in (
        ("other_site_lead", "site_lead", {"at": south}),
        ("other_coder", "coder", {"of": second}),
        ("other_research_lead", "research_lead", {"of": second}),
    ):
        people[who] = person(f"Standing {who.replace('_', ' ')}")
        give(people[who], key, **where)  # type: ignore[arg-type]
    people["nobody"] = person("Standing nobody")
    return World(north, south, first, second, people)


def told() -> list[Event]:
    """Every event so far, oldest first, whoever's it is."""
    with overseeing():
        return list(Event.everywhere.order_by("number"))


def rows(of: type[Row], **where: object) -> list[Row]:
    """Every row of a kind that answers to this, whoever's it is."""
    with overseeing():
        return list(of._base_manager.filter(**where))
