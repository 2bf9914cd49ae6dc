"""Signing in and out, and one's own sessions: allauth's views behind our doors, with our pages."""

import json
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.usersessions import views as sessions
from allauth.usersessions.models import UserSession

from fivefold.web.accounts import pages
from fivefold.web.accounts.our_pages import Ours
from fivefold.web.accounts.pages import FactorPage, FormPage, WordsPage
from fivefold.web.page import Page


class SignIn(Ours, account.LoginView):  # type: ignore[misc]  # allauth is untyped
    """E-mail address and password."""

    def page(self, context: dict[str, Any]) -> Page:
        """The form, and what to do without a password or an account."""
        return FormPage(
            kind="Sign in",
            heading="Sign in",
            form=context["form"],
            button="Sign in",
            goes=self.goes(),
            ways=(
                ("I forgot my password", "/account/password/reset/"),
                ("I have no account", "/account/signup/"),
            ),
        )


class SecondFactor(Ours, factors.AuthenticateView):  # type: ignore[misc]  # allauth is untyped
    """The second step of signing in."""

    template = "accounts/factor.html"

    def page(self, context: dict[str, Any]) -> Page:
        """A code, a recovery code or a passkey, as far as the person has them."""
        person = self.stage.login.user
        return _factor_page(person, context, heading="Show that it is you", button="Sign in")


class Inactive(Ours, account.AccountInactiveView):  # type: ignore[misc]  # allauth is untyped
    """For somebody who is suspended and knows the password."""

    template = "accounts/words.html"

    def page(self, context: dict[str, Any]) -> Page:
        """Whom to ask."""
        return WordsPage(
            kind="Sign in",
            heading="This account is not open",
            words=("It is suspended or has ended. Ask whoever runs Fivefold where you work.",),
        )


class SignOut(account.LogoutView):  # type: ignore[misc]  # allauth is untyped
    """The end of a session."""


class SessionList(Ours, sessions.ListUserSessionsView):  # type: ignore[misc]  # allauth is untyped
    """One's own sessions, and ending the others."""

    template = "accounts/sessions.html"

    def page(self, context: dict[str, Any]) -> Page:
        """The list."""
        held: list[UserSession] = context["sessions"]
        return pages.sessions(held, current=self.request.session.session_key)


def signed_in_by_invitation(request: Any, person: Any) -> None:
    """Note that somebody who just chose a password need not repeat it to set a second factor up."""
    record_authentication(request, person, method="password", reauthenticated=True)


def _factor_page(person: Any, context: dict[str, Any], *, heading: str, button: str) -> FactorPage:
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    options = json.dumps(context["js_data"]["request_options"]) if Authenticator.Type.WEBAUTHN in kinds else ""
    return FactorPage(
        kind="Second factor",
        heading=heading,
        form=context["form"],
        button=button,
        options=options,
        ways=(("Start again", "/account/login/"),),
    )
