"""Sessions in the database, sealed: during enrolment a session holds the seed of a second factor."""

import json
from typing import Any

from django.contrib.sessions.backends import db

from fivefold.records.accounts import sealed
from fivefold.records.vault.sealing import Unreadable


class SessionStore(db.SessionStore):
    """Django's own, but for what is written: ciphertext instead of signed clear text."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sealed JSON."""
        return sealed.seal(json.dumps(session_dict), table="django_session", column="session_data")

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The session; an empty one where it was altered, or its key is gone: the person signs in again."""
        text = session_data.decode() if isinstance(session_data, bytes) else session_data
        try:
            read: dict[str, Any] = json.loads(sealed.unseal(text, table="django_session", column="session_data"))
        except (Unreadable, ValueError):
            return {}
        return read
