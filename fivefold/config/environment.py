"""What the environment says, read with types; a wrong value stops the start and names its variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fivefold.method.common.errors import InputError

_TRUE = frozenset({"1", "yes", "true", "on"})
_FALSE = frozenset({"0", "no", "false", "off", ""})


@dataclass(frozen=True, slots=True)
class Environment:
    """Typed readers over the variables whose names begin with FIVEFOLD_."""

    variables: Mapping[str, str]

    @classmethod
    def of_process(cls) -> "Environment":
        """This process's own."""
        return cls(os.environ)

    def text(self, name: str, default: str | None = None) -> str:
        """A text. InputError when it is not set and has no default."""
        value = self.variables.get(_full(name), "").strip()
        if value:
            return value
        if default is None:
            raise InputError(f"{_full(name)} is not set", next_step="docs/how-to/deploy.md says what it is for.")
        return default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Yes or no."""
        value = self.variables.get(_full(name))
        if value is None:
            return default
        if value.strip().lower() in _TRUE | _FALSE:
            return value.strip().lower() in _TRUE
        raise InputError(f'{_full(name)} is "{value}"', next_step="Write yes or no.")

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number, at least `least`."""
        value = self.variables.get(_full(name), "").strip() or str(default)
        if value.isdecimal() and int(value) >= least:
            return int(value)
        raise InputError(f'{_full(name)} is "{value}"', next_step=f"Write a whole number from {least} up.")

    def path(self, name: str, default: Path) -> Path:
        """A file or folder; "~" is the home folder."""
        value = self.variables.get(_full(name), "").strip()
        return Path(value).expanduser() if value else default

    def listed(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Texts between commas."""
        value = self.variables.get(_full(name), "")
        return tuple(part.strip() for part in value.split(",") if part.strip()) or default


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
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite" and name:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"/{name}" if parts.path.startswith("//") else name,
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
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    raise _unknown_database()


def _unknown_database() -> InputError:
    return InputError(
        "FIVEFOLD_DATABASE is no address of a database",
        next_step="Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME.",
    )


def _full(name: str) -> str:
    return f"FIVEFOLD_{name}"
