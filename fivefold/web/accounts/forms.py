"""Forms about accounts. What their fields are called stands here; how they look is the templates' business."""

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from fivefold.records.accounts.models import Person, Site, Study
from fivefold.records.accounts.roles import At, roles
from fivefold.web.accounts import telling

_CHOOSE = "15 characters or more. Four or five unrelated words are easy to remember and hard to guess."
_CODE = "The six digits that your authenticator app shows, or one of your recovery codes."


class SignIn(account.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "login", "E-mail address", missing="Enter your e-mail address")
        _word(self, "password", "Password", missing="Enter your password")


class Confirm(account.ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """One's password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "password", "Your password", missing="Enter your password")


class ChangePassword(account.ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The password one has, and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "oldpassword", "The password you have now", missing="Enter the password you have now")
        _word_new(self)


class NewPassword(account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth is untyped
    """A new password, by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_new(self)


class ForgotPassword(account.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Where to send a link."""

    users: list[Person]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "email", "E-mail address", missing="Enter your e-mail address")

    def clean_email(self) -> str:
        """Find who has this address. Nobody is somebody too: the same letter is then written to nobody.

        Both take the same time, so that nobody learns by it who has an account.
        """
        typed: str = super().clean_email()
        self.users = self.users or [Person()]
        return typed


class SecondFactor(AuthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "Code", hint=_CODE, missing="Enter the code")

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        telling.sign_in_refused(self.user, step="second_factor")
        super()._emit_authentication_failed(authenticator)


class ConfirmByCode(ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The same, to confirm who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "Code", hint=_CODE, missing="Enter the code")

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        telling.sign_in_refused(self.user, step="confirming")
        super()._emit_authentication_failed(authenticator)


class SetUpApp(ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "code", "Code", hint="The six digits that the app shows now.", missing="Enter the code")


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey and what to call it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, "name", "Name", hint="So that you know it again: the device it is on.")


class Join(forms.Form):
    """Accepting an invitation: a name and a password."""

    name = forms.CharField(
        label="Your name",
        help_text="As colleagues know you. They see it beside what you do.",
        max_length=120,
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        help_text=_CHOOSE,
        strip=False,
        max_length=200,
        error_messages={"required": "Choose a password"},
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={"name": person.name})
        self.person = person

    def clean_password(self) -> str:
        """Long enough, not a common one, not the name or the address."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password


class GiveAnywhere(forms.Form):
    """A role at a site, in a study or in the installation."""

    role = forms.ChoiceField(
        label="Role", widget=forms.Select, error_messages={"required": "Choose a role"}, choices=[]
    )

    def __init__(self, data: Any, sites: Iterable[Site], studies: Iterable[Study]) -> None:
        super().__init__(data)
        self.places: dict[str, Site | Study | None] = {}
        choices = [("", "")]
        for where in (*studies, *sites, None):
            for one in roles().values():
                if one.at is _kind(where):
                    value = f"{one.key}@{where.id if where is not None else ''}"
                    self.places[value] = where
                    choices.append((value, f"{one.name}, {_said(where)}"))
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def given(self) -> tuple[str, Site | Study | None]:
        """The role's key and where it is held; call it where one was chosen."""
        value = str(self.cleaned_data["role"])
        return value.partition("@")[0], self.places[value]


class Invite(GiveAnywhere):
    """Somebody new, and their first role."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter a name"}, widget=forms.TextInput()
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there. It works once, for three days.",
        error_messages={"required": "Enter an e-mail address", "invalid": "Enter an address like name@example.org"},
        widget=forms.EmailInput({"spellcheck": "false", "autocomplete": "off"}),
    )
    field_order = ("name", "email", "role")

    def __init__(self, data: Any, sites: Iterable[Site], studies: Iterable[Study]) -> None:
        super().__init__(data, sites, studies)
        self.fields["role"].required = False
        self.fields["role"].label = "First role"
        self.fields["role"].help_text = "More can be given later."


class Give(forms.Form):
    """A role in a study for somebody who has an account."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="Of somebody who has been invited to Fivefold.",
        error_messages={"required": "Enter an e-mail address", "invalid": "Enter an address like name@example.org"},
        widget=forms.EmailInput({"spellcheck": "false", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
        choices=[(key, f"{one.name}: {one.does}") for key, one in roles().items() if one.at is At.STUDY],
    )

    def person(self) -> Person | None:
        """Whose address it is; None, and an error on the field, where it is nobody's.

        Asked once whoever sent the form may give roles: who has an account is not for everybody to try.
        """
        found = Person.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if found is None:
            words = "Nobody has been invited with this address. Ask an operator to invite them first."
            self.add_error("email", words)
        return found


class NewSite(forms.Form):
    """A site."""

    name = forms.CharField(
        label="Name",
        help_text="The partnership's own name. In research it goes by a label alone.",
        max_length=120,
        error_messages={"required": "Enter a name"},
        widget=forms.TextInput(),
    )


def _kind(where: Site | Study | None) -> At:
    if where is None:
        return At.INSTANCE
    return At.STUDY if isinstance(where, Study) else At.SITE


def _said(where: Site | Study | None) -> str:
    if where is None:
        return "the installation"
    return f"study {where}" if isinstance(where, Study) else str(where)


def _word(form: Any, name: str, label: str, *, hint: str = "", missing: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, hint
    if missing:
        field.error_messages["required"] = missing


def _word_new(form: Any) -> None:
    _word(form, "password1", "New password", hint=_CHOOSE, missing="Choose a new password")
    _word(form, "password2", "New password again", missing="Enter the new password again")
