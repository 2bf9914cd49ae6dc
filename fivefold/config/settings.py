"""Django's settings, read from the environment (docs/reference/settings.md lists every variable).

Without any variable the records stand in a folder of this user's own (FIVEFOLD_HOME), on an embedded database, and
are served to this machine only.
"""

from pathlib import Path
from urllib.parse import quote, urlsplit

from fivefold.config.environment import Environment, database
from fivefold.config.secrets import signing_key
from fivefold.config.signing_in import *  # noqa: F403 - Django reads settings as names of this module

_env = Environment.of_process()

HOME = _env.path("HOME", Path("~/.local/share/fivefold").expanduser())
KEY_STORE = _env.path("KEY_STORE", HOME / "keys" / "keys.sqlite3")
ROOT_KEY = _env.path("ROOT_KEY", HOME / "keys" / "root.key")
ADDRESS = _env.address("ADDRESS", "http://localhost:8000")
_HOST = urlsplit(ADDRESS).hostname or ""
LOOPBACK = _HOST in ("localhost", "127.0.0.1", "::1")

DEBUG = False
SIGNING_KEY = _env.path("SIGNING_KEY", HOME / "keys" / "signing.key")
SIGNING_KEY_IS_NEW = not SIGNING_KEY.exists()
SECRET_KEY = signing_key(SIGNING_KEY)
ALLOWED_HOSTS = list(_env.listed("HOSTS", tuple(dict.fromkeys((_HOST, "localhost", "127.0.0.1")))))
DATABASES = {"default": database(_env.text("DATABASE", f"sqlite:///{quote(str(HOME / 'records.sqlite3'))}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "fivefold.records.audit",
    "fivefold.records.accounts",
    "fivefold.records.revisions",
    "fivefold.records.studies",
    "fivefold.records.coding",
    "fivefold.records.analysis",
    "fivefold.records.reporting",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "fivefold.config.urls"
WSGI_APPLICATION = "fivefold.config.wsgi.application"
AUTH_USER_MODEL = "accounts.Person"

# A passkey is bound to the address it was made at; browsers offer passkeys over HTTPS, and on this machine without.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ADDRESS.partition(":")[0]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"

# Django writes uploads above a size to the temp folder in clear: memory only, and a cap before it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# What others than these settings read. Last, when every setting was asked for.
_env.refuse_unknown(besides=("FIVEFOLD_CHROMIUM", "FIVEFOLD_NODE", "FIVEFOLD_TEST_DATABASE", "FIVEFOLD_TEST_SERVER"))
