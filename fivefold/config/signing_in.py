"""Settings of django-allauth and of sessions: invitation only, a password and a second factor, limits for everybody.

docs/decisions/0020-signing-in-with-allauth.md says why. Names are Django's and allauth's own.
"""

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "fivefold.records.accounts.passwords.NotRepeated"},
]

ACCOUNT_ADAPTER = "fivefold.web.accounts.adapters.Accounts"
MFA_ADAPTER = "fivefold.web.accounts.adapters.Factors"
USERSESSIONS_ADAPTER = "fivefold.web.accounts.adapters.Sessions"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # An invitation comes to the address and back: it is known to be theirs.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "fivefold.web.accounts.forms.SignIn",
    "reauthenticate": "fivefold.web.accounts.forms.Confirm",
    "change_password": "fivefold.web.accounts.forms.ChangePassword",
    "reset_password": "fivefold.web.accounts.forms.ForgotPassword",
    "reset_password_from_key": "fivefold.web.accounts.forms.NewPassword",
}
ACCOUNT_RATE_LIMITS = {
    # login counts every try from one machine; login_failed the failed ones, by machine and by account.
    "login": "30/5m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "reauthenticate": "5/5m/user",
    "change_password": "5/5m/user",
    "reset_password": "10/5m/ip,3/1h/key",
    "reset_password_from_key": "10/5m/ip",
}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "fivefold.web.accounts.forms.SecondFactor",
    "reauthenticate": "fivefold.web.accounts.forms.ConfirmByCode",
    "activate_totp": "fivefold.web.accounts.forms.SetUpApp",
    "add_webauthn": "fivefold.web.accounts.forms.AddPasskey",
}
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Fivefold"
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TRUST_ENABLED = False
USERSESSIONS_TRACK_ACTIVITY = False  # Ours notes it once a minute instead of at every request.

PASSWORD_RESET_TIMEOUT = 3600
# allauth's own would look for, and keep, a second list of addresses; each account has the one it is signed in with.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "fivefold.records.accounts.sessions"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True

# Limits and used codes are shared by every worker and outlive a restart: a table, not each process's memory.
# allauth uses the cache named "default"; nothing else may, so that nothing pushes a limit out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sign_in_limit",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
