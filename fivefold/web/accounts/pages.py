"""What the pages about accounts show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import qrcode
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.forms.forms import BaseForm

from fivefold.records.accounts.models import Person
from fivefold.web.page import Crumb, Page

ACCOUNT = Crumb("Account", "/account/")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage(Page):
    """A form with words before it. button: what sending it does. goes: a hidden "next" address. ways: links below."""

    form: BaseForm
    button: str
    words: tuple[str, ...] = ()
    goes: str = ""
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage(Page):
    """Words alone, and where to go from here."""

    words: tuple[str, ...]
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorPage(FormPage):
    """A code, or a passkey. options: what the browser asks the passkey, JSON; "" where the person has none."""

    options: str = ""
    codes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPage(FormPage):
    """Setting an authenticator app up. secret: in groups of four. path, size: the QR code as one SVG path."""

    secret: str
    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesPage(Page):
    """Recovery codes. codes: shown this once; () when they were shown before. left: how many still work."""

    codes: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor as its owner sees it. remove: where it is removed; "" for the last one."""

    name: str
    added: datetime
    used: datetime | None
    remove: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    """One's own account. app: whether an authenticator app is set up."""

    name: str
    email: str
    factors: tuple[Factor, ...]
    app: bool
    codes_left: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Session:
    """A place where somebody is signed in. browser: in plain words, as far as it says what it is."""

    browser: str
    network: str
    began: datetime
    seen: datetime
    this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPage(Page):
    """Where somebody is signed in."""

    sessions: tuple[Session, ...]


def account(person: Person, held: Iterable[Authenticator], *, sessions: int) -> AccountPage:
    """One's own account, from the factors it has."""
    every = list(held)
    firm = [one for one in every if one.type != Authenticator.Type.RECOVERY_CODES]
    codes = [one for one in every if one.type == Authenticator.Type.RECOVERY_CODES]
    return AccountPage(
        kind="Account",
        heading="Your account",
        name=person.name,
        email=person.email,
        factors=tuple(_factor(one, last=len(firm) == 1) for one in firm),
        app=any(one.type == Authenticator.Type.TOTP for one in firm),
        codes_left=sum(len(one.wrap().get_unused_codes()) for one in codes),
        sessions=sessions,
    )


def app(form: BaseForm, *, link: str, secret: str, first: bool) -> AppPage:
    """Setting an authenticator app up. link: what the QR code holds."""
    path, size = drawn(link)
    first_words = "Signing in to Fivefold takes a password and a second factor. Set one up now." if first else ""
    return AppPage(
        kind="Authenticator app",
        heading="Set up an authenticator app",
        crumbs=() if first else (ACCOUNT,),
        form=form,
        button="Set up",
        words=tuple(filter(None, [first_words])),
        ways=(("Use a passkey instead", "/account/factors/passkeys/add/"),),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        path=path,
        size=size,
    )


def sessions(held: Iterable[UserSession], *, current: str) -> SessionsPage:
    """Where somebody is signed in, the newest first."""
    newest = sorted(held, key=lambda one: one.last_seen_at, reverse=True)
    shown = tuple(
        Session(browser(one.user_agent), one.ip, one.created_at, one.last_seen_at, one.session_key == current)
        for one in newest
    )
    return SessionsPage(kind="Sessions", heading="Where you are signed in", crumbs=(ACCOUNT,), sessions=shown)


def drawn(text: str) -> tuple[str, int]:
    """A QR code as one SVG path on a square of so many units, quiet zone included."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows: list[list[bool]] = code.get_matrix()
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return "".join(dots), len(rows)


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """ "Chrome on Windows", from what a browser says of itself."""
    program = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((f" on {name}" for mark, name in _SYSTEMS if mark in agent), "")
    return program + system


def _factor(one: Authenticator, *, last: bool) -> Factor:
    passkey = one.type == Authenticator.Type.WEBAUTHN
    remove = f"/account/factors/passkeys/{one.pk}/remove/" if passkey else "/account/factors/app/remove/"
    name: Any = one.wrap().name if passkey else "Authenticator app"
    return Factor(str(name), one.created_at, one.last_used_at, "" if last else remove)
