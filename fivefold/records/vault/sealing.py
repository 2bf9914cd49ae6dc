"""Sealing one value: AES-256-GCM, bound to the place it is stored in and to its key."""

import os
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12
_KEY_ID = 16
_SIXTEEN = (16).to_bytes(2, "big")
_HEAD = len(_VERSION) + _KEY_ID


class Unreadable(Exception):
    """A sealed value that cannot be opened: another place's, altered, or under a key that is gone."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key and the identifier that sealed values carry. Never printed."""

    id: UUID
    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise ValueError("a data key has 32 bytes")

    def __repr__(self) -> str:
        return f"DataKey({self.id})"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value is stored. A value moved to another place does not open."""

    table: str
    row: UUID
    column: str


def seal(plaintext: bytes, *, key: DataKey, place: Place) -> bytes:
    """Ciphertext of a value: version, key id, nonce, then AES-GCM with table, row, column and key id bound in.

    A fresh random nonce a call. One key stays far below the 2**32 values at which random nonces would worry.
    """
    nonce = os.urandom(_NONCE)
    return _VERSION + key.id.bytes + nonce + AESGCM(key.secret).encrypt(nonce, plaintext, _bound(place, key.id.bytes))


def key_id(sealed: bytes) -> bytes:
    """The identifier of the key a value was sealed with, in 16 bytes. Unreadable for what is no sealed value."""
    if len(sealed) < _HEAD + _NONCE + 16 or not sealed.startswith(_VERSION):
        raise Unreadable("not a sealed value")
    return sealed[len(_VERSION) : _HEAD]


def unseal(sealed: bytes, *, key: DataKey, place: Place) -> bytes:
    """The value. Unreadable when the key, the place or a single bit is another."""
    its = key_id(sealed)
    if its != key.id.bytes:
        raise Unreadable("sealed with another key")
    nonce, body = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    try:
        return AESGCM(key.secret).decrypt(nonce, body, _bound(place, its))
    except InvalidTag as error:
        raise Unreadable("altered, or moved from another place") from error


def _bound(place: Place, key: bytes) -> bytes:
    # Lengths first, so that ("ab", "c") and ("a", "bc") never give the same bytes.
    return b"".join((_named(place.table), _SIXTEEN, place.row.bytes, _named(place.column), _SIXTEEN, key))


@cache
def _named(name: str) -> bytes:
    """The name of a table or a column behind its length. They are the program's own, and few."""
    plain = name.encode()
    return len(plain).to_bytes(2, "big") + plain
