"""Roles as data (roles.toml): what each may do and which shares it opens."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Ability(StrEnum):
    """What a role may allow; the value is its key in roles.toml, which says it in words."""

    STUDY_SEE = "study.see"
    SUBMISSIONS_READ = "submissions.read"
    SUBMISSIONS_CLASSIFY = "submissions.classify"
    UNPLACED_RESOLVE = "unplaced.resolve"
    CODINGS_READ = "codings.read"
    MEMOS_WRITE = "memos.write"
    TABLES_READ = "tables.read"
    CLAIMS_READ = "claims.read"
    BRIEFING_WRITE = "briefing.write"
    FREEZES_MAKE = "freezes.make"
    FINDINGS_RELEASE = "findings.release"
    FINDINGS_CONFIRM = "findings.confirm"
    FINDINGS_READ = "findings.read"
    STUDY_IMPORT = "study.import"
    STUDY_EXPORT = "study.export"
    LABELS_READ = "labels.read"
    AUDIT_READ = "audit.read"
    MEMBERS_READ = "members.read"
    MEMBERS_CHANGE = "members.change"
    MEMBERS_AGREE = "members.agree"
    PEOPLE_INVITE = "people.invite"
    STUDY_OPEN = "study.open"
    SITE_AGGREGATES = "site.aggregates"

    @property
    def says(self) -> str:
        """The ability in words."""
        return str(_table()["abilities"][self])


class Reach(StrEnum):
    """Which shares a role opens: a kind of the whole study, or only those of the membership's own site.

    OWN_TRAIL opens a site's events without opening its submissions: no key, only the log.
    """

    COMMON = "common"
    SITE = "site"
    OWN = "own"
    OWN_TRAIL = "own_trail"
    RESEARCH = "research"
    RELEASED = "released"


class At(StrEnum):
    """Where a role is held."""

    SITE = "site"
    STUDY = "study"
    INSTANCE = "instance"


@dataclass(frozen=True, slots=True)
class Role:
    """One role. does: its job, as the end of a sentence about the person.

    agreed: an operator can only propose it where somebody answers for the place already.
    """

    key: str
    name: str
    at: At
    does: str
    shares: frozenset[Reach]
    may: frozenset[Ability]
    agreed: bool


@cache
def roles() -> dict[str, Role]:
    """Every role by key, in the order of the file."""
    return {key: _role(key, row) for key, row in _table()["roles"].items()}


def role(key: str) -> Role:
    """The role with this key; KeyError when there is none."""
    return roles()[key]


def _role(key: str, row: dict[str, Any]) -> Role:
    return Role(
        key,
        row["name"],
        At(row["at"]),
        row["does"],
        frozenset(Reach(one) for one in row["shares"]),
        frozenset(Ability(one) for one in row["may"]),
        bool(row.get("agreed", False)),
    )


@cache
def for_two_people() -> frozenset[Ability]:
    """What takes a second person, or could make one: not for whoever is named by a command."""
    return frozenset(Ability(one) for one in _table()["two_people"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("roles.toml").read_text(encoding="utf-8"))
