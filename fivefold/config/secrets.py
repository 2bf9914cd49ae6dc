"""The key that signs sessions and forms: a file of its own, made on first use."""

import os
import secrets
from pathlib import Path

from fivefold.method.common.errors import InputError
from fivefold.records.vault.private_files import open_to_others


def signing_key(path: Path) -> str:
    """The key in the file, made if there is none.

    Raises InputError where it cannot be made or read, is too short, or others can read it.
    """
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the signing key can be neither read nor made ({getattr(error, 'strerror', None) or 'it is no text'})",
            where=str(path),
            next_step="FIVEFOLD_HOME names a folder that is yours; FIVEFOLD_SIGNING_KEY a file of its own.",
        ) from None
    if open_to_others(path):
        raise InputError("others can read the signing key", where=str(path), next_step="Run chmod 600 on it.")
    if len(key) < 50:
        raise InputError(
            "the signing key is too short", where=str(path), next_step="Delete it: a new one is made at the next start."
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass  # Another process of the same start made it.
