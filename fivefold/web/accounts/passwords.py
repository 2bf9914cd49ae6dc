"""Passwords: changed, forgotten, chosen anew."""

from typing import Any

from allauth.account import views as account
from django.http import HttpResponse

from fivefold.records.accounts.models import Person
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts.our_pages import Changing, Ours
from fivefold.web.accounts.pages import ACCOUNT, FormPage, WordsPage
from fivefold.web.page import Page, show

_RESET_WORDS = "Signing in still takes your second factor as well."


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
