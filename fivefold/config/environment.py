"""What the environment says, read with types; a wrong value stops the start and names its variable."""

import difflib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fivefold.method.common.errors import InputError

_PREFIX = "FIVEFOLD_"
_TRUE = frozenset({"1", "yes", "true", "on"})
_FALSE = frozenset({"0", "no", "false", "off"})


@dataclass(frozen=True, slots=True)
class Environment:
    """Typed readers over the variables whose names begin with FIVEFOLD_.

    known: the full names that were asked for so far; a variable beside them is a slip (`refuse_unknown`).
    """

    variables: Mapping[str, str]
    known: set[str] = field(default_factory=set, repr=False)

    @classmethod
    def of_process(cls) -> "Environment":
        """This process's own."""
        return cls(os.environ)

    def text(self, name: str, default: str | None = None) -> str:
        """A text. InputError when it is not set and has no default."""
        value = self._said(name)
        if value:
            return value
        if default is None:
            raise InputError(f"{_full(name)} is not set", next_step="docs/how-to/deploy.md says what it is for.")
        return default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self._said(name).lower()
        if not value:
            return default
        if value in _TRUE | _FALSE:
            return value in _TRUE
        raise InputError(f'{_full(name)} is "{value}"', next_step="Write yes or no.")

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number, at least `least`."""
        value = self._said(name) or str(default)
        if value.isdecimal() and int(value) >= least:
            return int(value)
        raise InputError(f'{_full(name)} is "{value}"', next_step=f"Write a whole number from {least} up.")

    def one_of(self, name: str, words: tuple[str, ...], *, default: str) -> str:
        """One of these words, however its letters are written."""
        value = self._said(name).upper() or default
        if value in words:
            return value
        raise InputError(f'{_full(name)} is "{value}"', next_step=f"Write one of: {', '.join(words)}.")

    def path(self, name: str, default: Path) -> Path:
        """A file or folder; "~" is the home folder, and anything else that is not absolute stands in this one.

        Raises InputError where "~" is meant and whoever runs this has no home folder.
        """
        try:
            path = (Path(self._said(name)) if self._said(name) else default).expanduser()
        except RuntimeError:
            raise InputError(
                f"{_full(name)} is not set, and there is no home folder",
                next_step="Name a folder; docs/reference/settings.md says for what.",
            ) from None
        # A relative one would mean another place for a server, a timer and a person who started in different folders.
        return path if path.is_absolute() else Path.cwd() / path

    def listed(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Texts between commas."""
        value = self._said(name)
        return tuple(part.strip() for part in value.split(",") if part.strip()) or default

    def address(self, name: str, default: str) -> str:
        """Where people find the application: scheme, host and port if need be, without a path.

        Raises InputError for anything else.
        """
        value = self._said(name) or default
        try:
            parts = urlsplit(value)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            fits = False
        if not fits or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
            raise InputError(
                f'{_full(name)} is "{value}"', next_step="Write an address such as https://records.example."
            )
        return f"{parts.scheme}://{parts.netloc}"

    def refuse_unknown(self, *, besides: Collection[str] = ()) -> None:
        """Raise InputError for a FIVEFOLD_ variable that nobody reads: a slip would otherwise do nothing in silence.

        besides: full names that others than the settings read.
        """
        readable = self.known | set(besides)
        for name in sorted(self.variables):
            if name.startswith(_PREFIX) and name not in readable:
                near = difflib.get_close_matches(name, readable, n=1)
                raise InputError(
                    f"{name} is no setting of Fivefold",
                    next_step=f"Did you mean {near[0]}?" if near else "docs/reference/settings.md lists every one.",
                )

    def _said(self, name: str) -> str:
        self.known.add(_full(name))
        return self.variables.get(_full(name), "").strip()


# recursive_triggers: without it INSERT OR REPLACE deletes a row past the triggers that keep the log append-only.
# trusted_schema stays on: SQLite before 3.41 takes the JSON checks of Django's and allauth's own tables for unsafe.
# secure_delete: what was deleted is overwritten. synchronous=FULL: what was acknowledged is on disk.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=20000",
    "secure_delete=ON",
    "cell_size_check=ON",
    "recursive_triggers=ON",
)


def database(url: str) -> dict[str, object]:
    """Django's connection settings for "sqlite:///PATH" or "postgresql://USER:PASSWORD@HOST:PORT/NAME".

    Raises InputError for any other address; the message never repeats it, since it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _unknown_database() from None
    name = unquote(parts.path)[1:]
    if parts.scheme == "sqlite" and name:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": ";".join(f"PRAGMA {pragma}" for pragma in _PRAGMAS),
            },
        }
    if parts.scheme in ("postgresql", "postgres") and name:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(_host(parts.netloc)),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    raise _unknown_database()


def email(url: str) -> dict[str, object]:
    """Django's e-mail settings for "smtp://USER:PASSWORD@HOST:PORT" (with STARTTLS if there is a user) or "smtps://...".

    Raises InputError for any other address; the message never repeats it, since it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise InputError(
            "FIVEFOLD_EMAIL is no address of a mail server",
            next_step="Write smtp://USER:PASSWORD@HOST:587, or smtps://USER:PASSWORD@HOST:465.",
        )
    whole = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if whole else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": whole,
        # A password never goes out in clear: with a user, the connection is turned to TLS or refused.
        "EMAIL_USE_TLS": bool(parts.username) and not whole,
        "EMAIL_TIMEOUT": 5,
    }


def _host(netloc: str) -> str:
    """The host as it was written: urlsplit turns it to lower case, which a socket's folder does not survive."""
    host = netloc.rpartition("@")[2]
    return host[1 : host.index("]")] if host.startswith("[") else host.partition(":")[0]


def _unknown_database() -> InputError:
    return InputError(
        "FIVEFOLD_DATABASE is no address of a database",
        next_step="Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME.",
    )


def _full(name: str) -> str:
    return f"{_PREFIX}{name}"
