"""Second factors: set up, shown, taken away. allauth acts on the session's own person alone."""

import json
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.http import Http404

from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import pages
from fivefold.web.accounts.our_pages import Asking, Changing, Ours
from fivefold.web.accounts.pages import ACCOUNT, CodesPage, FactorPage
from fivefold.web.page import Page


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


class RemoveApp(Asking, app.DeactivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """An authenticator app taken away."""

    verb = Verb.FACTOR_REMOVED
    changed = "totp"
    asks = "Remove the authenticator app?"
    means = "Codes it shows will no longer sign you in."


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


class RemovePasskey(Asking, passkeys.RemoveWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """A passkey taken away; another's is not found."""

    verb = Verb.FACTOR_REMOVED
    changed = "passkey"
    asks = "Remove this passkey?"

    def get_object(self, queryset: Any = None) -> Authenticator:
        """One's own passkey, unless it is the last second factor."""
        found: Authenticator = super().get_object(queryset)
        if not get_adapter().can_delete_authenticator(found):
            raise Http404
        return found

    def get_success_url(self) -> str:
        """Back to the account."""
        return "/account/"

    @property
    def means(self) -> str:  # type: ignore[override]  # it names the passkey
        """What saying yes means."""
        return f"{self.object.wrap().name} will no longer sign you in."


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


class NewRecoveryCodes(Asking, recovery.GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth is untyped
    """New recovery codes instead of the old ones."""

    verb = Verb.FACTOR_ADDED
    changed = "recovery_codes"
    kind = "Recovery codes"
    asks = "Make new recovery codes?"
    button = "Make new codes"
    means = "The codes you have now will no longer work."
