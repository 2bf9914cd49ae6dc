"""Sealing what accounts keep outside any study: seeds of second factors, and sessions."""

from base64 import b64decode, b64encode
from uuid import UUID

from fivefold.records.vault import keyring
from fivefold.records.vault.opening import key_store
from fivefold.records.vault.scopes import Purpose, Scope
from fivefold.records.vault.sealing import Place

ACCOUNT = Scope(Purpose.ACCOUNT)

# allauth and Django hand over the value alone, without the row it will stand in: table and column are bound, not it.
_ANY_ROW = UUID(int=0)


def seal(text: str, *, table: str, column: str) -> str:
    """Ciphertext of a text as base64, under the installation's key for accounts."""
    with keyring.held(key_store(), {ACCOUNT}) as ring:
        return b64encode(ring.seal(text.encode(), scope=ACCOUNT, place=Place(table, _ANY_ROW, column))).decode()


def unseal(sealed: str, *, table: str, column: str) -> str:
    """The text. Raises sealing.Unreadable, or ValueError where it is no base64 at all."""
    with keyring.held(key_store(), {ACCOUNT}) as ring:
        return ring.unseal(b64decode(sealed), scope=ACCOUNT, place=Place(table, _ANY_ROW, column)).decode()
