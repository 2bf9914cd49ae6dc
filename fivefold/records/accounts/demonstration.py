"""The demonstration's people: one for each role, with a password and a second factor that everybody may know.

They are for synthetic studies on this machine alone. Building them anew leaves those that exist as they are.
"""

import struct
from base64 import b32decode
from dataclasses import dataclass
from datetime import datetime
from hmac import digest

from fivefold.records.accounts import duties
from fivefold.records.accounts.access import INSTALLATION, actor
from fivefold.records.accounts.actions import members, people
from fivefold.records.accounts.models import Nomination, Person, Site, Study
from fivefold.records.accounts.roles import At, role
from fivefold.records.audit.terminal import commanded

PASSWORD = "a demonstration only"  # noqa: S105 - printed for everybody; guarded by the loopback address
_PERIOD, _DIGITS = 30, 6


@dataclass(frozen=True, slots=True)
class Account:
    """One of the demonstration's people. secret: of the authenticator app, base32."""

    email: str
    name: str
    role: str
    secret: str


ACCOUNTS = (
    Account("contributor@example.org", "Demo Contributor", "contributor", "DEMOCONTRIBUTORAAAAAAAAAAAAAAAAA"),
    Account("chair@example.org", "Demo Chair", "chair", "DEMOCHAIRAAAAAAAAAAAAAAAAAAAAAAA"),
    Account("site.lead@example.org", "Demo Site Lead", "site_lead", "DEMOSITELEADAAAAAAAAAAAAAAAAAAAA"),
    Account("governance@example.org", "Demo Governance", "site_governance", "DEMOGOVERNANCEAAAAAAAAAAAAAAAAAA"),
    Account("coder@example.org", "Demo Coder", "coder", "DEMOCODERAAAAAAAAAAAAAAAAAAAAAAA"),
    Account("research.lead@example.org", "Demo Research Lead", "research_lead", "DEMORESEARCHLEADAAAAAAAAAAAAAAAA"),
    Account("commissioner@example.org", "Demo Commissioner", "commissioner", "DEMOCOMMISSIONERAAAAAAAAAAAAAAAA"),
    Account("operator@example.org", "Demo Operator", "operator", "DEMOOPERATORAAAAAAAAAAAAAAAAAAAA"),
)
"""In the order of roles.toml, one each."""


def enrol(*, study: Study, site: Site, at: datetime) -> tuple[Person, ...]:
    """Everybody of ACCOUNTS with their role in the study, at the site or in the installation; none is made twice."""
    return tuple(_one(account, study=study, site=site, at=at) for account in ACCOUNTS)


def code(secret: str, *, at: datetime) -> str:
    """The six digits that an authenticator app with this secret shows at a time (RFC 6238, SHA-1, 30 seconds)."""
    made = digest(b32decode(secret), struct.pack(">Q", int(at.timestamp()) // _PERIOD), "sha1")
    start = made[-1] & 0x0F
    number = int.from_bytes(made[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def _one(account: Account, *, study: Study, site: Site, at: datetime) -> Person:
    found = Person.objects.filter(email=account.email).first()
    if found is not None:
        return found
    where = {At.STUDY: study, At.SITE: site, At.INSTANCE: None}[role(account.role).at]
    made = people.invite(email=account.email, name=account.name, by=INSTALLATION, at=at)
    given = members.give(made.person, account.role, where=where, by=INSTALLATION, at=at)
    if isinstance(given, Nomination):
        _agree(given, at=at)
    person = people.join(made.token, name=account.name, password=PASSWORD, at=at)
    people.add_app(person, account.secret, at=at)
    return person


def _agree(nomination: Nomination, *, at: datetime) -> None:
    """Somebody of the demonstration who answers for the place agrees, as they would in their browser."""
    with commanded(False):
        by = actor(duties.deciding(nomination.where)[0].person)
        members.agree(nomination, by=by, at=at)
