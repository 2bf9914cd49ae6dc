"""What Fivefold does differently from django-allauth: seeds sealed, no sign-up, plain e-mails, every step told."""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from fivefold.records.accounts import sealed
from fivefold.records.accounts.actions import letters
from fivefold.records.accounts.models import Person
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import limits, telling

FACTORS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})
"""What counts as a second factor. Recovery codes stand in for one and are none themselves."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Passwords, sign-in, e-mails."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right",
        "incorrect_password": "The password is not right",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again",
        "enter_current_password": "Enter the password you have now",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse | None:
        """Refuse whoever is suspended, and tell it. Only somebody who knows the password gets this far."""
        if not user.is_active:
            telling.sign_in_refused(user, step="state")
        answer: HttpResponse | None = super().pre_login(request, user, **hooks)
        return answer

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session, and its clocks."""
        super().login(request, user)
        limits.begin(request)
        telling.told(Verb.SIGNED_IN, user, facts={"second_factor": has_factor(user)})

    def logout(self, request: HttpRequest) -> None:
        """End the session, and forget that it was."""
        person, key = request.user, request.session.session_key
        super().logout(request)
        UserSession.objects.filter(session_key=key).delete()
        if isinstance(person, Person):
            telling.told(Verb.SIGNED_OUT, person)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tell that a password was refused."""
        person = Person.objects.filter(email__iexact=credentials.get("email", "")).first()
        telling.sign_in_refused(person, step="password")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts by the host that a request names as well: each name this server answers to would give five
        # tries more.
        return f"account:{str(credentials.get('email', '')).lower()}"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened; there are no passing messages."""

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person that something about their account changed, at the one address they have."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the person's password. By the one address each has; allauth would look for a list of them."""
        found = self.authenticate(allauth_context.request, email=user.email, password=password)
        return found is not None and bool(found.pk == user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One of our own plain texts, in the queue of letters: no answer waits for a mail server or tells of one."""
        send(_name(template_prefix), email, context)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """To the address of the account, however it was typed; nobody's account has none."""
        super().send_password_reset_mail(user, user.email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the address the installation is known by, whatever a request says its host is."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.ADDRESS + str(path.removesuffix("UID-KEY/")) + key + "/"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Second factors: sealed, never the last one removed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Codes change every half minute; enter the newest",
        "cannot_delete_authenticator": "An account needs a second factor. Add another one first",
    }

    def encrypt(self, text: str) -> str:
        """A seed as it is stored."""
        return sealed.seal(text, table="mfa_authenticator", column="data")

    def decrypt(self, encrypted_text: str) -> str:
        """A stored seed opened."""
        return sealed.unseal(encrypted_text, table="mfa_authenticator", column="data")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether another factor stays."""
        others: bool = (
            Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
            .exclude(pk=authenticator.pk)
            .exists()
        )
        return others

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party: this installation by its address, not by whatever host a request names."""
        return {"id": settings.ADDRESS.split("//")[1].partition(":")[0].partition("/")[0], "name": "Fivefold"}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """What a passkey is called until its owner says otherwise."""
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class Sessions(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth is untyped
    """Sessions ended from another one."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End them, and tell it once."""
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            telling.told(Verb.SESSION_ENDED, ended[0].user, facts={"sessions": len(ended)})


def has_factor(user: Any) -> bool:
    """Whether somebody has a second factor. One query."""
    found: bool = Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
    return found


def send(name: str, email: str, context: Mapping[str, Any]) -> None:
    """Write one of the texts in templates/accounts/mail: the first line is the subject, the rest the words.

    It goes with the transaction it is written in; the worker sends it.
    """
    words = render_to_string(f"accounts/mail/{name}.txt", {**context, "address": settings.ADDRESS})
    subject, _, body = words.strip().partition("\n")
    letters.write(to=email, subject=subject, body=body.strip() + "\n", at=timezone.now())


def _name(template_prefix: str) -> str:
    return template_prefix.rpartition("/")[2]
