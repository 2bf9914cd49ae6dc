"""The keys a request may use: its own person's and no others.

A query that reaches another tenant's row by mistake finds ciphertext and raises an alarm, not text.
"""

import hmac
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from fivefold.records.vault.keystore import KeyStore
from fivefold.records.vault.scopes import Scope
from fivefold.records.vault.sealing import DataKey, Place, Unreadable, key_id, seal, unseal

_alarm = logging.getLogger("fivefold.alarm")


class NotOnKeyring(Exception):
    """The current person holds no key for this value. A bug or an attack, never an everyday refusal."""


@dataclass(slots=True)
class Keyring:
    """Scopes somebody may open, and their keys once fetched."""

    store: KeyStore
    scopes: frozenset[Scope]
    _oldest: dict[Scope, DataKey] = field(default_factory=dict, repr=False)
    _newest: dict[Scope, DataKey] = field(default_factory=dict, repr=False)
    _by_id: dict[bytes, DataKey] = field(default_factory=dict, repr=False)

    def seal(self, plaintext: bytes, *, scope: Scope, place: Place) -> bytes:
        """Seal under a scope's newest key. NotOnKeyring when the scope is not this person's."""
        if scope not in self.scopes:
            self._refuse(place)
        if scope not in self._newest:
            self._newest[scope] = self.store.newest(scope)
        return seal(plaintext, key=self._newest[scope], place=place)

    def unseal(self, sealed: bytes, *, scope: Scope, place: Place) -> bytes:
        """Open a value of a scope. NotOnKeyring when it is not this person's; Unreadable when its key is gone."""
        if scope not in self.scopes:
            self._refuse(place)
        wanted = key_id(sealed)
        if wanted not in self._by_id:
            self._by_id |= {key.id.bytes: key for key in self.store.every(scope)}
        if wanted not in self._by_id:
            raise Unreadable("the key of this value was destroyed")
        return unseal(sealed, key=self._by_id[wanted], place=place)

    def require(self, scope: Scope) -> None:
        """Raise NotOnKeyring where a scope is not this person's: for what was opened before and is kept in memory."""
        if scope not in self.scopes:
            self._refuse(Place("kept", UUID(int=0), str(scope.purpose)))

    def mac(self, message: bytes, *, scope: Scope) -> bytes:
        """HMAC-SHA-256 of a message under a scope's oldest key, so that it stays the same when a newer one is made."""
        if scope not in self.scopes:
            self._refuse(Place("mac", UUID(int=0), str(scope.purpose)))
        if scope not in self._oldest:
            self._oldest[scope] = (self.store.every(scope) or (self.store.newest(scope),))[-1]
        # A key of its own derived from the scope's: one secret never serves both AES-GCM and HMAC.
        own = hmac.digest(self._oldest[scope].secret, b"fivefold mac key", "sha256")
        return hmac.digest(own, message, "sha256")

    def _refuse(self, place: Place) -> None:
        # Table and column only: a row's identifier in a log would say which record was sought.
        told = {"table": place.table, "column": place.column}
        _alarm.error("a value was reached without its key", extra={"told": told})
        raise NotOnKeyring(f"{place.table}.{place.column}")


_current: ContextVar[Keyring | None] = ContextVar("keyring", default=None)


@contextmanager
def held(store: KeyStore, scopes: Iterable[Scope]) -> Iterator[Keyring]:
    """Hold a keyring for the length of a request, command or test, and drop it after."""
    keyring = Keyring(store, frozenset(scopes))
    token = _current.set(keyring)
    try:
        yield keyring
    finally:
        _current.reset(token)


def current() -> Keyring:
    """The keyring held now. NotOnKeyring where none is: code that reads text must run for somebody."""
    keyring = _current.get()
    if keyring is None:
        raise NotOnKeyring("no keyring is held")
    return keyring
