"""allauth's views behind our doors, with our pages: signing in, confirming, second factors, passwords, sessions."""

import json
from abc import ABC, abstractmethod
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import Http404, HttpResponse

from fivefold.records.accounts.models import Person
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import pages, telling
from fivefold.web.accounts.pages import ACCOUNT, CodesPage, FactorPage, FormPage, WordsPage
from fivefold.web.page import Page, show

_RESET_WORDS = "Signing in still takes your second factor as well."


class Ours(ABC):
    """Shows our own page instead of allauth's template; 422 where a form comes back with errors."""

    template = "accounts/form.html"
    request: Any

    @abstractmethod
    def page(self, context: dict[str, Any]) -> Page:
        """The page, from what allauth would have given its template."""

    def render_to_response(self, context: dict[str, Any], **_: Any) -> HttpResponse:
        """allauth and Django call this to answer."""
        forms = [context.get(name) for name in ("form", "webauthn_form")]
        wrong = any(one is not None and one.is_bound and one.errors for one in forms)
        return show(self.request, self.template, self.page(context), status=422 if wrong else 200)

    def goes(self) -> str:
        """Where to afterwards, if that is an address of ours; allauth refuses others."""
        return str(self.request.POST.get("next", "") or self.request.GET.get("next", ""))


class Changing(Ours):
    """Changes how somebody signs in: the change and its event are one transaction."""

    verb: Verb
    changed: str

    def person(self) -> Person:
        """Whose account it is: always the session's own."""
        found: Person = self.request.user
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it and tell it."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the next class has it
            telling.told(self.verb, self.person(), facts={"kind": self.changed})
        return answer


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


class Confirm(Ours, account.ReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    """One's password once more."""

    def page(self, context: dict[str, Any]) -> Page:
        """The form; what was being done goes on afterwards."""
        return FormPage(
            kind="Confirm it is you",
            heading="Confirm it is you",
            form=context["form"],
            button="Confirm",
            goes=self.goes(),
            words=("You were away for a while, or want to do something that asks for this. What you sent is kept.",),
            ways=tuple((_ALTERNATIVES[one["id"]], one["url"]) for one in context["reauthentication_alternatives"]),
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Tell it, and go on."""
        telling.told(Verb.CONFIRMED_AGAIN, self.request.user, facts={"with": "password"})
        answer: HttpResponse = super().form_valid(form)
        return answer


_ALTERNATIVES = {
    "reauthenticate": "Use your password instead",
    "mfa_reauthenticate": "Use your authenticator app or a recovery code instead",
    "mfa_reauthenticate:webauthn": "Use a passkey instead",
}


class ConfirmByCode(Ours, factors.ReauthenticateView):  # type: ignore[misc]  # allauth is untyped
    """A code once more."""

    def page(self, context: dict[str, Any]) -> Page:
        """The form."""
        return FormPage(
            kind="Confirm it is you",
            heading="Confirm it is you",
            form=context["form"],
            button="Confirm",
            goes=self.goes(),
            ways=tuple((_ALTERNATIVES[one["id"]], one["url"]) for one in context["reauthentication_alternatives"]),
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Tell it, and go on."""
        telling.told(Verb.CONFIRMED_AGAIN, self.request.user, facts={"with": "code"})
        answer: HttpResponse = super().form_valid(form)
        return answer


class ConfirmByPasskey(Ours, passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """A passkey once more."""

    template = "accounts/passkey.html"

    def page(self, context: dict[str, Any]) -> Page:
        """The button, and what the browser asks the passkey."""
        return FactorPage(
            kind="Confirm it is you",
            heading="Confirm it is you",
            form=context["form"],
            button="Use your passkey",
            options=json.dumps(context["js_data"]["request_options"]),
            goes=self.goes(),
            ways=(("Use your password instead", "/account/reauthenticate/"),),
            codes=False,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Tell it, and go on."""
        telling.told(Verb.CONFIRMED_AGAIN, self.request.user, facts={"with": "passkey"})
        answer: HttpResponse = super().form_valid(form)
        return answer


class SetUpApp(Changing, app.ActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """An authenticator app."""

    verb = Verb.FACTOR_ADDED
    changed = "totp"

    template = "accounts/app.html"

    def page(self, context: dict[str, Any]) -> Page:
        """The QR code, the same key to type, and the field for the first code."""
        first = not Authenticator.objects.filter(user=self.request.user).exists()
        form = context["form"]
        return pages.app(form, link=context["totp_url"], secret=form.secret, first=first)


class RemoveApp(Changing, app.DeactivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """An authenticator app taken away."""

    verb = Verb.FACTOR_REMOVED
    changed = "totp"

    def page(self, context: dict[str, Any]) -> Page:
        """A question."""
        return FormPage(
            kind="Remove a factor",
            heading="Remove the authenticator app?",
            crumbs=(ACCOUNT,),
            form=context["form"],
            button="Remove",
            words=("Codes it shows will no longer sign you in.",),
        )


class AddPasskey(Changing, passkeys.AddWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """A new passkey."""

    verb = Verb.FACTOR_ADDED
    changed = "passkey"

    template = "accounts/passkey.html"

    def page(self, context: dict[str, Any]) -> Page:
        """A name, and what the browser asks the passkey."""
        first = not Authenticator.objects.filter(user=self.request.user).exists()
        return FactorPage(
            kind="Passkey",
            heading="Add a passkey",
            crumbs=() if first else (ACCOUNT,),
            form=context["form"],
            button="Add the passkey",
            words=("A passkey is your device's own way of knowing you: a fingerprint, your face, a PIN or a key.",),
            options=json.dumps(context["js_data"]["creation_options"]),
            ways=(("Use an authenticator app instead", "/account/factors/app/"),) if first else (),
        )


class RemovePasskey(Changing, passkeys.RemoveWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """A passkey taken away; another's is not found."""

    verb = Verb.FACTOR_REMOVED
    changed = "passkey"

    def get_object(self, queryset: Any = None) -> Authenticator:
        """One's own passkey, unless it is the last second factor."""
        found: Authenticator = super().get_object(queryset)
        if not get_adapter().can_delete_authenticator(found):
            raise Http404
        return found

    def get_success_url(self) -> str:
        """Back to the account."""
        return "/account/"

    def page(self, context: dict[str, Any]) -> Page:
        """A question."""
        return FormPage(
            kind="Remove a factor",
            heading="Remove this passkey?",
            crumbs=(ACCOUNT,),
            form=context["form"],
            button="Remove",
            words=(f"{self.object.wrap().name} will no longer sign you in.",),
        )


class RecoveryCodes(Ours, recovery.ViewRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    """Recovery codes, shown once."""

    template = "accounts/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For somebody who has none, none; allauth would say there is no such page."""
        try:
            context: dict[str, Any] = super().get_context_data(**kwargs)
        except Http404:
            return {}
        return context

    def page(self, context: dict[str, Any]) -> Page:
        """The codes, or how many are left."""
        unused = context.get("unused_codes", [])
        return CodesPage(
            kind="Recovery codes",
            heading="Your recovery codes",
            crumbs=(ACCOUNT,),
            codes=tuple(unused) if context.get("can_view_codes") else (),
            left=len(unused),
        )


class NewRecoveryCodes(Changing, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    """New recovery codes instead of the old ones."""

    verb = Verb.FACTOR_ADDED
    changed = "recovery_codes"

    def page(self, context: dict[str, Any]) -> Page:
        """A question."""
        return FormPage(
            kind="Recovery codes",
            heading="Make new recovery codes?",
            crumbs=(ACCOUNT,),
            form=context["form"],
            button="Make new codes",
            words=("The codes you have now will no longer work.",),
        )


class ChangePassword(Changing, account.PasswordChangeView):  # type: ignore[misc]  # allauth is untyped
    """A new password; every other session ends."""

    verb = Verb.PASSWORD_CHANGED
    changed = "known"

    success_url = "/account/"

    def get_default_success_url(self) -> str:
        """Back to the account."""
        return "/account/"

    def page(self, context: dict[str, Any]) -> Page:
        """The form."""
        return FormPage(
            kind="Password",
            heading="Change your password",
            crumbs=(ACCOUNT,),
            form=context["form"],
            button="Change password",
            words=("Everywhere else you are signed in, you will be asked to sign in again.",),
        )


class ForgotPassword(Ours, account.PasswordResetView):  # type: ignore[misc]  # allauth is untyped
    """A link by e-mail; the answer is the same whether or not there is such an account."""

    def page(self, context: dict[str, Any]) -> Page:
        """The form."""
        return FormPage(
            kind="Password",
            heading="Choose a new password",
            form=context["form"],
            button="Send me a link",
            words=("We send a link to your e-mail address.", _RESET_WORDS),
        )


class LinkSent(Ours, account.PasswordResetDoneView):  # type: ignore[misc]  # allauth is untyped
    """After asking for a link."""

    template = "accounts/words.html"

    def page(self, context: dict[str, Any]) -> Page:
        """Words that do not say whether there is such an account."""
        words = ("If there is an account with this address, a link is on its way to it.", "It works for one hour.")
        return WordsPage(kind="Password", heading="Look at your e-mail", words=words)


class NewPassword(Changing, account.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth is untyped
    """A new password by the link."""

    verb = Verb.PASSWORD_CHANGED
    changed = "link"

    def person(self) -> Person:
        """Whom the link was sent to."""
        found: Person = self.reset_user
        return found

    def render_to_response(self, context: dict[str, Any], **kept: Any) -> HttpResponse:
        """A link that does not work says so."""
        if context.get("token_fail"):
            page = WordsPage(
                kind="Password",
                heading="This link no longer works",
                words=("It was used, or has run out.",),
                ways=(("Ask for another link", "/account/password/reset/"),),
            )
            return show(self.request, "accounts/words.html", page, status=410)
        return super().render_to_response(context, **kept)

    def page(self, context: dict[str, Any]) -> Page:
        """The form."""
        return FormPage(
            kind="Password",
            heading="Choose a new password",
            form=context["form"],
            button="Save the password",
            words=(_RESET_WORDS,),
        )


class PasswordSaved(Ours, account.PasswordResetFromKeyDoneView):  # type: ignore[misc]  # allauth is untyped
    """After a new password."""

    template = "accounts/words.html"

    def page(self, context: dict[str, Any]) -> Page:
        """Where to go."""
        return WordsPage(
            kind="Password",
            heading="Your password is changed",
            words=("Every session of yours has ended.",),
            ways=(("Sign in", "/account/login/"),),
        )


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
