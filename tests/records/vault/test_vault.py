"""Sealed values, the key store and the keyring."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivefold.method.common.errors import InputError
from fivefold.records.vault import keyring
from fivefold.records.vault.keyring import NotOnKeyring
from fivefold.records.vault.keystore import KeyGone, KeyStore, make_root, read_root
from fivefold.records.vault.scopes import Purpose, Scope
from fivefold.records.vault.sealing import DataKey, Place, Unreadable, seal, unseal
from tests.support.log_lines import log_lines

ROOT = bytes(range(32))
STUDY, SITE, SHARE = UUID(int=1), UUID(int=2), UUID(int=3)
SUB = Scope(Purpose.SUB, STUDY, SHARE)
WORK = Scope(Purpose.WORK, STUDY, SITE)
PLACE = Place("entry", UUID(int=7), "text")


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    made = KeyStore(tmp_path / "keys.sqlite3", ROOT)
    made.make()
    return made


@settings(derandomize=True, max_examples=60)
@given(st.binary(max_size=500))
def test_a_sealed_value_opens_to_itself(plaintext: bytes) -> None:
    key = DataKey(UUID(int=3), ROOT)
    assert unseal(seal(plaintext, key=key, place=PLACE), key=key, place=PLACE) == plaintext


@pytest.mark.parametrize(
    "other",
    [Place("note", PLACE.row, "text"), Place("entry", UUID(int=8), "text"), Place("entry", PLACE.row, "title")],
)
def test_a_value_moved_to_another_place_does_not_open(other: Place) -> None:
    key = DataKey(uuid4(), ROOT)
    with pytest.raises(Unreadable, match="moved"):
        unseal(seal(b"canary", key=key, place=PLACE), key=key, place=other)


def test_no_single_altered_byte_goes_unnoticed() -> None:
    key = DataKey(uuid4(), ROOT)
    sealed = seal(b"canary", key=key, place=PLACE)
    for index in range(len(sealed)):
        altered = bytearray(sealed)
        altered[index] ^= 1
        with pytest.raises(Unreadable):
            unseal(bytes(altered), key=key, place=PLACE)


def test_the_same_words_are_sealed_differently_each_time() -> None:
    key = DataKey(uuid4(), ROOT)
    assert seal(b"canary", key=key, place=PLACE) != seal(b"canary", key=key, place=PLACE)


def test_keys_are_not_printed(store: KeyStore) -> None:
    key = store.newest(SUB)
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
    assert ROOT.hex() not in repr(store)


@pytest.mark.parametrize("purpose", [Purpose.SUB, Purpose.STAT, Purpose.REG])
def test_a_key_of_a_study_needs_its_study(purpose: Purpose) -> None:
    with pytest.raises(ValueError, match="needs its study"):
        Scope(purpose, None, SITE)


def test_every_key_but_the_log_s_needs_a_site_or_share() -> None:
    with pytest.raises(ValueError, match="needs a site or share"):
        Scope(Purpose.WORK, STUDY)
    with pytest.raises(ValueError, match="has no site or share"):
        Scope(Purpose.LOG, None, SITE)


@pytest.mark.parametrize("scope", [SUB, WORK, Scope(Purpose.WORK, None, SITE), Scope(Purpose.LOG)])
def test_a_scope_is_read_back_from_its_words(scope: Scope) -> None:
    assert Scope.parse(str(scope)) == scope


def test_a_key_is_made_once_and_kept(store: KeyStore) -> None:
    assert store.newest(SUB) == store.newest(SUB)
    assert store.newest(SUB) != store.newest(WORK)
    assert store.every(SUB) == (store.newest(SUB),)


def test_the_store_is_readable_by_its_owner_alone(store: KeyStore) -> None:
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_secrets_are_nowhere_in_the_file(store: KeyStore) -> None:
    secret = store.newest(SUB).secret
    assert secret not in store.path.read_bytes()


def test_another_root_key_is_refused_and_changes_nothing(store: KeyStore) -> None:
    store.newest(SUB)
    before = store.path.read_bytes()
    with pytest.raises(InputError, match="another root key"):
        KeyStore(store.path, bytes(32)).check()
    assert store.path.read_bytes() == before
    with pytest.raises(KeyGone):
        KeyStore(store.path, bytes(32)).newest(SUB)


def test_a_destroyed_scope_stays_destroyed_in_old_copies_too(store: KeyStore, tmp_path: Path) -> None:
    sealed = seal(b"canary", key=store.newest(SUB), place=PLACE)
    kept = store.newest(WORK)
    old_copy = tmp_path / "copy.sqlite3"
    old_copy.write_bytes(store.path.read_bytes())
    renewed = store.destroy(SUB, new_root=bytes(reversed(range(32))))
    assert renewed.every(SUB) == ()
    assert renewed.every(WORK) == (kept,)
    with pytest.raises(KeyGone):
        KeyStore(old_copy, renewed.root).every(SUB)
    with keyring.held(renewed, [SUB]) as ring, pytest.raises(Unreadable, match="destroyed"):
        ring.unseal(sealed, scope=SUB, place=PLACE)


def test_the_deleted_entry_leaves_no_copy_in_the_store_or_beside_it(store: KeyStore) -> None:
    store.newest(SUB)
    with sqlite3.connect(store.path) as connection:
        (wrapped,) = connection.execute("SELECT wrapped FROM keys").fetchone()
    connection.close()
    store.destroy(SUB, new_root=bytes(32))
    for file in store.path.parent.iterdir():
        assert wrapped not in file.read_bytes()


def test_a_store_that_is_gone_is_said_and_never_made_by_looking(store: KeyStore) -> None:
    store.path.unlink()
    with pytest.raises(InputError, match="no key store"):
        store.check()
    with pytest.raises(sqlite3.OperationalError):
        store.newest(SUB)
    assert not list(store.path.parent.iterdir())


def test_a_store_is_made_whole_once_and_for_its_owner_alone(store: KeyStore) -> None:
    before = store.path.read_bytes()
    with pytest.raises(FileExistsError):
        store.make()
    assert [path.name for path in store.path.parent.iterdir()] == [store.path.name]
    assert (store.path.read_bytes(), store.path.stat().st_mode & 0o777) == (before, 0o600)


def test_a_store_is_made_once_where_the_file_system_has_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _no_links)
    made = KeyStore(tmp_path / "keys.sqlite3", ROOT)
    made.make()
    made.check()
    before = made.path.read_bytes()
    with pytest.raises(FileExistsError):
        KeyStore(made.path, bytes(32)).make()
    assert [path.name for path in tmp_path.iterdir()] == ["keys.sqlite3"]
    assert (made.path.read_bytes(), made.path.stat().st_mode & 0o777) == (before, 0o600)


def test_of_two_that_make_a_store_at_once_without_links_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (KeyStore(tmp_path / "keys.sqlite3", root) for root in (ROOT, bytes(32)))
    replace, lost = Path.replace, []

    def while_another_makes_it(half: Path, target: Path) -> Path:
        if not lost:
            lost.append(second.path)
            with pytest.raises(FileExistsError):
                second.make()
        return replace(half, target)

    monkeypatch.setattr(os, "link", _no_links)
    monkeypatch.setattr(Path, "replace", while_another_makes_it)
    first.make()
    assert lost
    first.check()
    assert [path.name for path in tmp_path.iterdir()] == ["keys.sqlite3"]


def test_a_store_that_could_not_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _no_links)
    monkeypatch.setattr(Path, "replace", _no_links)
    with pytest.raises(PermissionError):
        KeyStore(tmp_path / "keys.sqlite3", ROOT).make()
    assert list(tmp_path.iterdir()) == []


def _no_links(*_: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("size", [0, 10, 100, 4096, 5000])
def test_a_store_that_is_cut_off_is_told_with_its_place_and_what_to_do(store: KeyStore, size: int) -> None:
    store.newest(SUB)
    whole = store.path.read_bytes()
    assert len(whole) > size
    store.path.write_bytes(whole[:size])
    with pytest.raises(InputError, match="cannot be read") as told:
        store.check()
    assert told.value.where == str(store.path)
    assert "`fivefold ops restore`" in told.value.next_step
    assert store.path.read_bytes() == whole[:size]


def test_a_store_that_others_keep_locked_is_not_said_to_be_broken(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", partial(_without_waiting, sqlite3.connect))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            store.check()


def _without_waiting(connect: Callable[..., sqlite3.Connection], address: str, **named: Any) -> sqlite3.Connection:
    return connect(address, **named | {"timeout": 0})


def test_destroying_what_is_not_held_changes_nothing(store: KeyStore) -> None:
    store.newest(WORK)
    with pytest.raises(KeyGone):
        store.destroy(SUB, new_root=bytes(32))
    store.check()


def test_a_keyring_opens_its_own_scopes_and_no_others(store: KeyStore, caplog: pytest.LogCaptureFixture) -> None:
    with keyring.held(store, [SUB]) as ring:
        sealed = ring.seal(b"canary", scope=SUB, place=PLACE)
        assert keyring.current().unseal(sealed, scope=SUB, place=PLACE) == b"canary"
        with pytest.raises(NotOnKeyring):
            ring.seal(b"canary", scope=WORK, place=PLACE)
    with keyring.held(store, [WORK]) as ring, pytest.raises(NotOnKeyring):
        ring.unseal(sealed, scope=SUB, place=PLACE)
    lines = log_lines(caplog, name="fivefold.alarm")
    assert [(one["table"], one["column"]) for one in lines] == [("entry", "text")] * 2
    assert str(PLACE.row) not in str(lines)


def test_a_value_under_another_scope_does_not_open_by_claiming_mine(store: KeyStore) -> None:
    with keyring.held(store, [SUB, WORK]) as ring:
        sealed = ring.seal(b"canary", scope=SUB, place=PLACE)
        with pytest.raises(Unreadable):
            ring.unseal(sealed, scope=WORK, place=PLACE)


def test_without_a_keyring_nothing_can_be_read() -> None:
    with pytest.raises(NotOnKeyring, match="no keyring"):
        keyring.current()


def test_a_root_key_is_made_once_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "root"
    make_root(path)
    assert len(read_root(path)) == 32
    with pytest.raises(FileExistsError):
        make_root(path)


def test_a_root_key_that_is_missing_open_or_malformed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "root"
    with pytest.raises(InputError, match="no root key"):
        read_root(path)
    path.write_text("zz", encoding="ascii")
    path.chmod(0o644)
    with pytest.raises(InputError, match="others can read"):
        read_root(path)
    path.chmod(0o600)
    with pytest.raises(InputError, match="not a root key"):
        read_root(path)


def test_a_data_key_has_32_bytes_and_a_sealed_value_its_head() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(uuid4(), b"short")
    with pytest.raises(Unreadable, match="not a sealed value"):
        unseal(b"short", key=DataKey(uuid4(), ROOT), place=PLACE)
    with pytest.raises(Unreadable, match="another key"):
        unseal(seal(b"x", key=DataKey(uuid4(), ROOT), place=PLACE), key=DataKey(uuid4(), ROOT), place=PLACE)
