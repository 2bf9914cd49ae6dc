"""Django's settings, read from the environment (docs/reference/settings.md lists every variable).

Without any variable the records stand in a folder of this user's own (FIVEFOLD_HOME), on an embedded database, and
are served to this machine only.
"""

from pathlib import Path
from urllib.parse import quote, urlsplit

from fivefold.config.environment import Environment, database, email
from fivefold.config.secrets import signing_key
from fivefold.config.signing_in import *  # noqa: F403 - Django reads settings as names of this module

_env = Environment.of_process()

HOME = _env.path("HOME", Path("~/.local/share/fivefold"))
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
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "fivefold.records.audit",
    "fivefold.records.accounts",
    "fivefold.records.jobs",
    "fivefold.records.revisions",
    "fivefold.records.studies",
    "fivefold.records.coding",
    "fivefold.records.analysis",
    "fivefold.records.reporting",
]
MIDDLEWARE = [
    "fivefold.web.guard.visits",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "fivefold.web.guard.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "fivefold.web.guard.Declared",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fivefold.web.accounts.presence.Presence",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "fivefold.web.jinja.environment"},
    },
    # For other packages' own texts, such as e-mails, where we have none of the same name.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
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
STATIC_ROOT = Path(__file__).parent.parent / "web" / "static"
# Pages ask for files by an address that changes with their content (fivefold/web/jinja.py).
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
# Asks who somebody is once more; returns None once they have shown it lately.
STEP_UP = "fivefold.web.accounts.step_up.ask"

# Browsers take a __Host- cookie over HTTPS alone; without it only this machine is served.
SECURE = ADDRESS.startswith("https://")
SESSION_COOKIE_NAME = "__Host-fivefold" if SECURE else "fivefold"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "fivefold.web.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with every form, and the check against forged forms refuses it.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{
            kind: ["'self'"]
            for kind in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action")
        },
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # No script of ours makes markup out of text, and the browser holds us to it.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_content": {"()": "fivefold.web.logs.WithoutContent"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "without_content"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "fivefold": {"level": _env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")},
        # Django's own handlers would write paths and send mail: everything goes up to ours.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Every answer has its own line (fivefold/web/guard.py).
        "django.request": {"level": "ERROR"},
    },
}

# Whoever stands before the application: an address with TLS is served by a proxy, since the server itself has none.
# A proxy says which scheme and which machine a request came from; without one, nobody's word is taken for it.
PROXIES = _env.whole("PROXIES", 1 if SECURE else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CSRF_TRUSTED_ORIGINS = [ADDRESS]

# Without a server to send e-mail, a demonstration shows it in its terminal, and an installation for others fails aloud.
EMAIL_SET = bool(_env.text("EMAIL", ""))
globals().update(email(_env.text("EMAIL", "") or "smtp://localhost:25"))
if LOOPBACK and not EMAIL_SET:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _env.text("EMAIL_FROM", f"fivefold@{_HOST}")

# Who can open a backup: age recipients, whose secret halves are kept elsewhere.
BACKUP_TO = _env.listed("BACKUP_TO")
POSTGRESQL_PROGRAMS = _env.text("POSTGRESQL_PROGRAMS", "")

# Django writes uploads above a size to the temp folder in clear: memory only, and a cap before it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# Above this Django's handler drops a file without a word; each door says before that what it takes.
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 2**20

# What others than these settings read. Last, when every setting was asked for.
_env.refuse_unknown(
    besides=("FIVEFOLD_AS", "FIVEFOLD_CHROMIUM", "FIVEFOLD_NODE", "FIVEFOLD_TEST_DATABASE", "FIVEFOLD_TEST_SERVER")
)
