"""Forms about accounts. Words of fields stand here; how they look is the templates' business."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator

from fivefold.web.accounts import telling


class SignIn(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["login"].error_messages["required"] = "Enter your e-mail address"
        self.fields["password"].label = "Password"
        self.fields["password"].error_messages["required"] = "Enter your password"
        self.fields["password"].help_text = ""


class SecondFactor(AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self)

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        telling.sign_in_refused(self.user, step="second_factor")
        super()._emit_authentication_failed(authenticator)


class SecondFactorAgain(ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The same, to confirm who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self)

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        telling.sign_in_refused(self.user, step="confirming")
        super()._emit_authentication_failed(authenticator)


def _word(form: Any) -> None:
    form.fields["code"].label = "Code"
    form.fields["code"].help_text = "The six digits your authenticator app shows, or one of your recovery codes."
    form.fields["code"].error_messages["required"] = "Enter the code"
