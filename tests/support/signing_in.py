"""Walking through the sign-in pages as a person does: password, then the code of an app with a known secret."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page

from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import people
from fivefold.records.accounts.demonstration import code
from fivefold.records.accounts.models import Person
from tests.support.standing import NOW, PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def now_code(secret: str = SECRET) -> str:
    """The code an app shows now."""
    return code(secret, at=datetime.now(UTC))


def wrong_code(secret: str = SECRET) -> str:
    """A code that is right neither now nor half a minute before or after."""
    now = datetime.now(UTC)
    right = {code(secret, at=now + timedelta(seconds=30 * step)) for step in range(-2, 3)}
    return next(digits for number in range(9) if (digits := f"{number:06}") not in right)


def with_app(person: Person) -> Person:
    """The person, with an authenticator app of SECRET."""
    with installation():
        return people.add_app(person, SECRET, at=NOW)


def by_password(person: Person, password: str = PASSWORD) -> Client:
    """A browser after the first step."""
    client = Client()
    client.post("/account/login/", {"login": person.email, "password": password})
    return client


def entered(person: Person) -> Client:
    """A browser in which the person, who has an app, is signed in. A second one within half a minute is let in too."""
    client = by_password(person)
    forget_used_codes()
    answer = client.post("/account/factor/", {"code": now_code()})
    assert answer.status_code == 302, answer.content.decode()
    return client


def forget_used_codes() -> None:
    """As if half a minute had gone by: a code works once, and tests have no time to wait for the next."""
    cache.clear()


def virtual_passkeys(page: Page) -> None:
    """Give a page a passkey of its own, which says yes whenever it is asked."""
    session: Any = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
