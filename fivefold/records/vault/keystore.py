"""The key store: a small database of its own, outside the records and their backups.

Each data key is wrapped under the root key, bound to its scope and version. Destroying a scope deletes its entries
and changes the root key, so that old copies of the store are noise. The file uses a rollback journal with secure
deletion: in write-ahead mode a deleted entry would stay in the log.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fivefold.method.common.errors import InputError
from fivefold.records.vault.private_files import open_to_others
from fivefold.records.vault.scopes import Scope
from fivefold.records.vault.sealing import DataKey

_SCHEMA = """
CREATE TABLE keys (
    id TEXT PRIMARY KEY, scope TEXT NOT NULL, version INTEGER NOT NULL, wrapped BLOB NOT NULL, UNIQUE (scope, version)
);
CREATE TABLE root (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), check_value BLOB NOT NULL);
"""
_Row = tuple[str, int, bytes]
"""A key as it is stored: identifier, version, wrapped."""

_PRAGMAS = ("journal_mode=DELETE", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF")


class KeyGone(LookupError):
    """No such key is held: it was destroyed, or never made."""


@dataclass(frozen=True, slots=True)
class KeyStore:
    """Wrapped data keys in one file, and the root key that opens them.

    path: the store's file. root: 32 bytes; never in the records' database, nor in a backup of it.
    """

    path: Path
    root: bytes

    def __repr__(self) -> str:
        return f"KeyStore({self.path})"

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        # Never made by looking: keys of a store that came about so would be gone when the real one is back.
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=20, isolation_level="IMMEDIATE")) as connection:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            with connection:
                yield connection

    def make(self) -> None:
        """Make the file, readable by its owner alone, for this root key. FileExistsError rather than replace one."""
        # Under another name until it is whole: half a store would be taken for one.
        half = self.path.with_name(f"{self.path.name}.{uuid4().hex}")
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with KeyStore(half, self.root)._connect() as connection:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    connection.execute(statement)
                connection.execute("INSERT INTO root VALUES (1, ?)", (_check_value(self.root),))
            _name_once(half, self.path)
        finally:
            half.unlink(missing_ok=True)

    def check(self) -> None:
        """Raise InputError where there is no store, one that cannot be read, or one made under another root key.

        Going on would write unreadable records. sqlite3.OperationalError where others keep it locked: it may be sound.
        """
        if not self.path.is_file():
            raise InputError(
                "there is no key store",
                where=str(self.path),
                next_step="Where its disk is not mounted, mount it; bring a lost one back with `fivefold ops restore`. "
                "A new installation gets its own from `fivefold ops prepare`.",
            )
        try:
            with self._connect() as connection:
                self._refuse_other_root(connection)
        except sqlite3.Error as error:
            if _is_locked(error):
                raise
            raise InputError(
                f"the key store cannot be read ({error})",
                where=str(self.path),
                next_step="See that its disk is whole and the file yours. Move a broken one away, and bring it back "
                "with `fivefold ops restore`. An empty one on a new installation can be removed: "
                "`fivefold ops prepare` makes another.",
            ) from None

    def newest(self, scope: Scope) -> DataKey:
        """The key to seal with now, made on first use: the same one, however many processes use it first at once."""
        with self._connect() as connection:
            row = _newest(connection, scope)
        if row is None:
            row = self._make(scope)
        return self._unwrap(UUID(row[0]), row[2], scope, row[1])

    def _make(self, scope: Scope) -> _Row:
        """A first key for a scope, or the one that another process made a moment earlier.

        Raises InputError where the root key was changed meanwhile: a key under the old one would never open again.
        """
        key = DataKey(uuid4(), os.urandom(32))
        with self._connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._refuse_other_root(connection)
            connection.execute(
                "INSERT OR IGNORE INTO keys VALUES (?, ?, 1, ?)", (str(key.id), str(scope), self._wrap(key, scope, 1))
            )
            row = _newest(connection, scope)
        assert row is not None  # It was made, or stood there.
        return row

    def every(self, scope: Scope) -> tuple[DataKey, ...]:
        """Every key of a scope that is still held, newest first; none once destroyed."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT id, version, wrapped FROM keys WHERE scope = ? ORDER BY version DESC", (str(scope),)
            ).fetchall()
        return tuple(self._unwrap(UUID(key), wrapped, scope, version) for key, version, wrapped in rows)

    def destroy(self, scope: Scope, *, new_root: bytes) -> "KeyStore":
        """Delete a scope's keys for good, wrap the rest under a new root key, and return the store under it.

        Copies of the file made before stay wrapped under the old root; destroy that with its escrow copies.
        Raises KeyGone when no key of the scope is held. One transaction: all of it happens, or none.
        """
        renewed = KeyStore(self.path, new_root)
        with self._connect() as connection:
            # Before it is read: a key that another process makes meanwhile would stay under the old root for good.
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.execute("SELECT id, scope, version, wrapped FROM keys").fetchall()
            if not any(row[1] == str(scope) for row in rows):
                raise KeyGone(f"no key is held for {scope}")
            connection.execute("DELETE FROM keys WHERE scope = ?", (str(scope),))
            for key, held, version, wrapped in rows:
                if held != str(scope):
                    opened = self._unwrap(UUID(key), wrapped, Scope.parse(held), version)
                    rewrapped = renewed._wrap(opened, Scope.parse(held), version)
                    connection.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (rewrapped, key))
            connection.execute("UPDATE root SET check_value = ?", (_check_value(new_root),))
        return renewed

    def _refuse_other_root(self, connection: sqlite3.Connection) -> None:
        held = connection.execute("SELECT check_value FROM root").fetchone()
        if held != (_check_value(self.root),):
            raise InputError(
                "the key store was made under another root key",
                where=str(self.path),
                next_step="Restore the root key that belongs to it; nothing was changed.",
            )

    def _wrap(self, key: DataKey, scope: Scope, version: int) -> bytes:
        nonce = os.urandom(12)
        return nonce + AESGCM(self.root).encrypt(nonce, key.secret, _bound(key.id, scope, version))

    def _unwrap(self, key: UUID, wrapped: bytes, scope: Scope, version: int) -> DataKey:
        try:
            secret = AESGCM(self.root).decrypt(wrapped[:12], wrapped[12:], _bound(key, scope, version))
        except InvalidTag as error:
            raise KeyGone(f"the key of {scope} does not open under this root key") from error
        return DataKey(key, secret)


def _name_once(half: Path, path: Path) -> None:
    """Give a finished file its name, or raise FileExistsError where something has it: one of several at once wins."""
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links. Whoever makes the empty file owns the name, and may write over that alone.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            half.replace(path)
        except OSError:
            path.unlink()
            raise


def _is_locked(error: sqlite3.Error) -> bool:
    # The low byte is the kind; above it stands which of its kind.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _newest(connection: sqlite3.Connection, scope: Scope) -> _Row | None:
    row: _Row | None = connection.execute(
        "SELECT id, version, wrapped FROM keys WHERE scope = ? ORDER BY version DESC LIMIT 1", (str(scope),)
    ).fetchone()
    return row


def _bound(key: UUID, scope: Scope, version: int) -> bytes:
    return f"{key} {scope} {version}".encode()


def _check_value(root: bytes) -> bytes:
    """A keyed value, not a hash of the key: it says whether a root fits and nothing else."""
    made = hmac.HMAC(root, hashes.SHA256())
    made.update(b"fivefold key store")
    return made.finalize()


def read_root(path: Path) -> bytes:
    """The root key in a file of 64 hexadecimal digits. InputError where it is missing, malformed or open to others."""
    where = str(path)
    if not path.is_file():
        raise InputError(
            "there is no root key", where=where, next_step="Run `fivefold ops prepare` once; it makes one."
        )
    if open_to_others(path):
        raise InputError("others can read the root key", where=where, next_step="Run chmod 600 on it.")
    try:
        root = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        root = b""
    if len(root) != 32:
        raise InputError("not a root key", where=where, next_step="It holds 64 hexadecimal digits.")
    return root


def make_root(path: Path) -> None:
    """Write a new root key, readable by its owner alone. FileExistsError rather than replace one."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(os.urandom(32).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
