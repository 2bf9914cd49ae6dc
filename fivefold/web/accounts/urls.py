"""Addresses about accounts. allauth's are named as allauth names them; those it has besides do not exist here."""

from django.urls import URLPattern, URLResolver, path, re_path

from fivefold.web.accounts import (
    confirming,
    factors,
    labels,
    members,
    passwords,
    people,
    proposed,
    signing_in,
    studies,
    views,
)
from fivefold.web.declarations import PUBLIC, SIGNED_IN, Open
from fivefold.web.doors import View, door

_FORM = ("GET", "POST")


def _behind(opens: Open, view: type, *, methods: tuple[str, ...] = _FORM) -> View:
    """One of allauth's views, as we show it, behind a door. Its adapter tells the log what is done."""
    answering: View = view.as_view()  # type: ignore[attr-defined]  # a view of Django's
    return door(opens, silent="told by the adapter when something is done", methods=methods)(answering)


urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", views.account, name="account"),
    path("account/here/", views.here, name="accounts_here"),
    path("account/signup/", views.no_sign_up, name="account_signup"),
    path("account/invitation/<str:token>/", views.invitation, name="accounts_invitation"),
    path("account/join/", views.join, name="accounts_join"),
    path("account/login/", _behind(PUBLIC, signing_in.SignIn), name="account_login"),
    path("account/logout/", _behind(SIGNED_IN, signing_in.SignOut, methods=("POST",)), name="account_logout"),
    path("account/inactive/", _behind(PUBLIC, signing_in.Inactive, methods=("GET",)), name="account_inactive"),
    path("account/reauthenticate/", _behind(SIGNED_IN, confirming.Confirm), name="account_reauthenticate"),
    path("account/password/", _behind(SIGNED_IN, passwords.ChangePassword), name="account_change_password"),
    path("account/password/reset/", _behind(PUBLIC, passwords.ForgotPassword), name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        _behind(PUBLIC, passwords.LinkSent, methods=("GET",)),
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _behind(PUBLIC, passwords.NewPassword),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/saved/",
        _behind(PUBLIC, passwords.PasswordSaved, methods=("GET",)),
        name="account_reset_password_from_key_done",
    ),
    path("account/factor/", _behind(PUBLIC, signing_in.SecondFactor), name="mfa_authenticate"),
    path("account/reauthenticate/code/", _behind(SIGNED_IN, confirming.ConfirmByCode), name="mfa_reauthenticate"),
    path(
        "account/reauthenticate/passkey/",
        _behind(SIGNED_IN, confirming.ConfirmByPasskey),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/factors/", views.account, name="mfa_index"),
    path("account/factors/app/", _behind(SIGNED_IN, factors.SetUpApp), name="mfa_activate_totp"),
    path("account/factors/app/remove/", _behind(SIGNED_IN, factors.RemoveApp), name="mfa_deactivate_totp"),
    path("account/factors/passkeys/", views.account, name="mfa_list_webauthn"),
    path("account/factors/passkeys/add/", _behind(SIGNED_IN, factors.AddPasskey), name="mfa_add_webauthn"),
    path(
        "account/factors/passkeys/<int:pk>/remove/",
        _behind(SIGNED_IN, factors.RemovePasskey),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/factors/codes/",
        _behind(SIGNED_IN, factors.RecoveryCodes, methods=("GET",)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/factors/codes/new/",
        _behind(SIGNED_IN, factors.NewRecoveryCodes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/sessions/", _behind(SIGNED_IN, signing_in.SessionList), name="usersessions_list"),
    path("me/access/", views.seeing_what, name="my_access"),
    path("studies/<slug:study>/members/", members.members, name="members"),
    path("studies/<slug:study>/members/labels/", labels.labels, name="site_labels"),
    path("studies/<slug:study>/members/labels/<uuid:site_nomination>/", labels.decide, name="site_label_decide"),
    path("studies/<slug:study>/members/<uuid:membership>/end/", members.end, name="member_end"),
    path("people/", people.people, name="people"),
    path("people/<uuid:person>/", people.person, name="person"),
    path("people/<uuid:person>/end/", people.end, name="person_end"),
    path("people/<uuid:person>/roles/<uuid:membership>/end/", people.end_role, name="person_role_end"),
    path("roles/", proposed.roles, name="roles"),
    path("roles/<uuid:nomination>/", proposed.decide, name="role_decide"),
    path("sites/", people.sites, name="sites"),
    path("studies/", studies.studies, name="studies"),
]
