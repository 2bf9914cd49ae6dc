"""Confirming who one is, after a while away or before what asks for it."""

import json
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpResponseBase

from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import step_up, telling
from fivefold.web.accounts.our_pages import Ours
from fivefold.web.accounts.pages import FactorPage, FormPage
from fivefold.web.page import Page


class Confirming(Ours):
    """Shows once more who somebody is: what they were doing goes on afterwards."""

    shown: str
    words: tuple[str, ...] = ()

    def ways(self, context: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """The other ways. From a second factor none leads to the password, which would not be enough."""
        others = context["reauthentication_alternatives"]
        return tuple((_ALTERNATIVES[one["id"]], one["url"]) for one in others if one["id"] in _ALTERNATIVES)

    def said(self) -> tuple[str, ...]:
        """Why they are asked, and what is kept for them."""
        return tuple(filter(None, (*self.words, step_up.kept(self.request, to=self.goes()))))

    def page(self, context: dict[str, Any]) -> Page:
        """The form."""
        return FormPage(
            kind="Confirm it is you",
            heading="Confirm it is you",
            form=context["form"],
            button="Confirm",
            goes=self.goes(),
            words=self.said(),
            ways=self.ways(context),
        )

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Tell it, and go on."""
        telling.told(Verb.CONFIRMED_AGAIN, self.request.user, facts={"with": self.shown})
        answer: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]  # the next class has it
        return step_up.go_on(self.request, to=self.goes()) or answer


class Confirm(Confirming, account.ReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    """One's password once more."""

    shown = "password"
    words = ("You were away for a while, or want to do something that asks for this.",)


_ALTERNATIVES = {
    "mfa_reauthenticate": "Use your authenticator app or a recovery code instead",
    "mfa_reauthenticate:webauthn": "Use a passkey instead",
}


class ConfirmByCode(Confirming, factors.ReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    """A code once more."""

    shown = "code"


class ConfirmByPasskey(Confirming, passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """A passkey once more."""

    template = "accounts/passkey.html"
    shown = "passkey"

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """Ask again: allauth would lead to sign-in, and forget what somebody was doing."""
        return self.render_to_response({**self.get_context_data(), "form": form})

    def page(self, context: dict[str, Any]) -> Page:
        """The button, and what the browser asks the passkey."""
        return FactorPage(
            kind="Confirm it is you",
            heading="Confirm it is you",
            form=context["form"],
            button="Use your passkey",
            options=json.dumps(context["js_data"]["request_options"]),
            words=self.said(),
            goes=self.goes(),
            ways=self.ways(context),
            codes=False,
        )
