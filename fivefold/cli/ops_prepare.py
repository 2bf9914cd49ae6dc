"""Making what an installation needs, once and again after each upgrade."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fivefold.method.common.errors import InputError
from fivefold.records.vault.keystore import KeyStore, make_root, read_root
from fivefold.records.vault.opening import key_store


def prepare(*, at: datetime) -> Iterator[str]:
    """Make folder, root key, key store and tables where they are missing; yields a sentence for each thing done.

    Raises InputError rather than make a second root key beside a key store that has one.
    """
    yield from _folder()
    yield from _keys()
    yield from _tables(at)


def unapplied() -> list[str]:
    """Migrations that the tables have not been through, in order; each as "app.name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _folder() -> Iterator[str]:
    home: Path = settings.HOME
    known = home.is_dir() and not settings.SIGNING_KEY_IS_NEW
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    if not known:
        yield f"The installation's folder is {home}."
    if settings.SIGNING_KEY_IS_NEW:
        yield f"Made the signing key {settings.SIGNING_KEY}: whoever is signed in stays so as long as it is kept."
        settings.SIGNING_KEY_IS_NEW = False


def _keys() -> Iterator[str]:
    root, store = settings.ROOT_KEY, settings.KEY_STORE
    if not root.exists():
        if store.exists() or _has_records():
            raise InputError(
                "the root key is missing, and there are records under it",
                where=str(root),
                next_step="Bring it back from escrow (docs/how-to/deploy.md, 7); a new one could not open them. "
                f"If a restore that was broken off left the records, {set_aside()}, and restore again.",
            )
        root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_root(root)
        yield f"Made the root key {root}: without it no record can be read. `fivefold ops escrow` hands copies on."
    if not store.exists():
        if _has_records():
            raise InputError(
                "the key store is missing, and there are records under its keys",
                where=str(store),
                next_step="Mount its disk if it has one. If it is lost, or a restore was broken off before it came, "
                f"{set_aside()}, and restore records and keys (`fivefold ops restore --help`).",
            )
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        KeyStore(store, read_root(root)).make()
        yield f"Made the key store {store}."
    key_store()


def set_aside() -> str:
    """What a person does with the records that are here so that a restore has room, to be put into a sentence.

    Nothing is thrown away: they may be newer than every backup.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"move {name} away together with any {Path(name).name}-wal and -shm beside it"
    return f'rename the database "{name}" and make an empty one of that name'


def _has_records() -> bool:
    return "event" in connection.introspection.table_names()


def _tables(at: datetime) -> Iterator[str]:
    waiting = unapplied()
    if waiting:
        if connection.vendor == "sqlite" and _has_records():
            yield f"Copied the database to {_snapshot(at)} before changing its tables."
        call_command("migrate", interactive=False, verbosity=0)
        yield f"Brought the tables up to date: {len(waiting)} step{'s' * (len(waiting) != 1)}."
    before = set(connection.introspection.table_names())
    call_command("createcachetable", verbosity=0)
    made = set(connection.introspection.table_names()) - before
    if made and not waiting:
        yield f"Made the table{'s' * (len(made) != 1)} {', '.join(sorted(made))}."


def _snapshot(at: datetime) -> Path:
    """A consistent copy of the embedded database. Sealed values stay sealed in it; it is as private as the original."""
    folder: Path = settings.HOME / "snapshots"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"records-{at:%Y-%m-%dT%H-%M-%SZ}.sqlite3"
    copy_database(copy)
    return copy


def copy_database(copy: Path) -> None:
    """Write a consistent copy of the embedded database while others go on writing to it."""
    copy_sqlite(Path(str(connection.settings_dict["NAME"])), copy)


def copy_sqlite(source: Path, copy: Path) -> None:
    """Write a consistent copy of an SQLite file, readable by its owner alone."""
    with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as opened:
        opened.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
