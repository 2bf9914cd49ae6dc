"""Keys made for the first time while others make them too, or while the root key changes."""

from pathlib import Path
from uuid import UUID

import pytest

from fivefold.method.common.errors import InputError
from fivefold.records.vault import keystore
from fivefold.records.vault.keystore import KeyStore
from fivefold.records.vault.scopes import Purpose, Scope

ROOT, NEW_ROOT = bytes(range(32)), bytes(range(1, 33))
STUDY = UUID(int=1)
FIRST, SECOND = (Scope(Purpose.SUB, STUDY, UUID(int=share)) for share in (2, 3))


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    made = KeyStore(tmp_path / "keys.sqlite3", ROOT)
    made.make()
    return made


def test_two_processes_that_need_a_scopes_first_key_at_once_get_the_same(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_elsewhere = []
    identifier = keystore.uuid4

    def while_another_makes_it() -> UUID:
        if not made_elsewhere:
            made_elsewhere.append(None)
            made_elsewhere[0] = KeyStore(store.path, ROOT).newest(FIRST)
        return identifier()

    monkeypatch.setattr(keystore, "uuid4", while_another_makes_it)
    key = store.newest(FIRST)

    assert (key.id, key.secret) == (made_elsewhere[0].id, made_elsewhere[0].secret)
    assert store.every(FIRST) == (key,)


def test_no_key_is_made_under_a_root_that_was_changed_meanwhile(store: KeyStore) -> None:
    store.newest(FIRST)
    renewed = store.destroy(FIRST, new_root=NEW_ROOT)

    with pytest.raises(InputError, match="another root key"):
        store.newest(SECOND)

    assert renewed.every(FIRST) == renewed.every(SECOND) == ()
    assert renewed.newest(SECOND) == renewed.newest(SECOND)
