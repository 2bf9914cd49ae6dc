"""The key that signs sessions and forms: a file of its own, made on first use."""

import os
import secrets
from pathlib import Path

from fivefold.method.common.errors import InputError


def signing_key(path: Path) -> str:
    """The key in the file, made if there is none. InputError where it is too short or others can read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # Another process of the same start made it.
    if path.stat().st_mode & 0o077:
        raise InputError("others can read the signing key", where=str(path), next_step="Run chmod 600 on it.")
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise InputError(
            "the signing key is too short", where=str(path), next_step="Delete it: a new one is made at the next start."
        )
    return key
