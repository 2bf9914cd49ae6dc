"""Restoring a backup into an empty installation, or rehearsing that."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import pyrage
from django.conf import settings
from django.db import DatabaseError, connection

from fivefold.cli import ops_archive
from fivefold.cli.ops_backup import postgresql
from fivefold.cli.ops_prepare import set_aside
from fivefold.method.common.errors import InputError
from fivefold.records.audit import anchors, checked
from fivefold.records.vault.keystore import KeyStore, read_root

_VERIFY = "from fivefold.cli.main import main; main()"


@dataclass(frozen=True, slots=True)
class _Opened:
    """An opened backup in a private folder."""

    folder: Path
    records: Path
    keys: Path
    manifest: dict[str, Any]


def restore(
    records: Path, *, keys: Path, identity: Path, root_key: Path | None, drill: bool, at: datetime
) -> Iterator[str]:
    """Restore, verify, and yield a sentence for each step. Raises InputError with nothing put in place.

    But on PostgreSQL: where what was restored is not sound, the database holds it, and has to be made anew.
    drill: into a place of its own that is taken away again.
    """
    with ops_archive.private_folder() as folder:
        opened = _open(folder, records, keys=keys, identity=identity)
        made = datetime.fromisoformat(opened.manifest["made"])
        yield f"Opened the backup of {made:%Y-%m-%d %H:%M} UTC, made by version {opened.manifest['version']}."
        root = _root(folder, root_key, identity=identity)
        KeyStore(opened.keys, read_root(root)).check()
        yield "The root key opens its keys."
        if drill:
            yield _rehearse(opened, root)
            ops_archive.remember("drill", at)
            yield "The drill passed; what it restored is gone again."
        else:
            _refuse_full(opened)
            yield from _put_in_place(opened, root, at=at)


def _open(folder: Path, records: Path, *, keys: Path, identity: Path) -> _Opened:
    found = {}
    for path, holds in ((records, "records"), (keys, "keys")):
        place = folder / holds
        place.mkdir()
        manifest = ops_archive.opened(path, place, identity=identity)
        if manifest["holds"] != holds:
            raise InputError(f"it holds {manifest['holds']}, not {holds}", where=str(path), next_step="Name the other.")
        found[holds] = manifest
    if found["keys"]["made"] < found["records"]["made"]:
        raise InputError(
            "the keys are older than the records: some may be missing",
            where=str(keys),
            next_step="Take the keys of the same backup, or of a later one.",
        )
    (file,) = [one for one in (folder / "records").iterdir() if one.name.startswith("records.")]
    return _Opened(folder, file, folder / "keys" / "keys.sqlite3", found["records"])


def _root(folder: Path, given: Path | None, *, identity: Path) -> Path:
    """The root key's file: the one given (plain, or escrowed to the identity), else the installation's."""
    if given is None:
        if settings.ROOT_KEY.exists():
            held: Path = settings.ROOT_KEY
            return held
        raise InputError("there is no root key here", next_step="Name the escrowed one with --root-key.")
    content = given.read_bytes()
    if content.startswith(b"age-encryption.org/"):
        try:
            content = pyrage.decrypt(content, ops_archive.identities_in(identity))
        except pyrage.DecryptError:
            raise InputError("it does not open under this identity", where=str(given)) from None
    path = folder / "root.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def _rehearse(opened: _Opened, root: Path) -> str:
    if opened.records.suffix == ".sqlite3":
        return _verified(opened, root, database=f"sqlite:///{quote(str(opened.records))}")
    if connection.vendor != "postgresql":
        raise InputError(
            "the backup is of PostgreSQL", next_step="Set FIVEFOLD_DATABASE to a PostgreSQL server to rehearse on."
        )
    name = f"fivefold_drill_{token_hex(4)}"
    settled = {**connection.settings_dict, "NAME": name}
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    except DatabaseError:
        raise InputError(
            "the database role may make no database to rehearse in",
            next_step="Rehearse with the owner's role and CREATEDB, or restore into an empty installation elsewhere.",
        ) from None
    try:
        _load(opened.records, url=settled)
        return _verified(opened, root, database=_url(settled))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _load(file: Path, *, url: dict[str, object]) -> None:
    named = f"--dbname={url['NAME']}"
    postgresql("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", named, str(file), url=url)


def _refuse_full(opened: _Opened) -> None:
    wanted = "sqlite" if opened.records.suffix == ".sqlite3" else "postgresql"
    if connection.vendor != wanted:
        raise InputError(
            f"the backup is of {wanted}, and FIVEFOLD_DATABASE names {connection.vendor}",
            next_step="Name a database of the same kind.",
        )
    if connection.introspection.table_names():
        # The key store is put in place last: where there is none, these may be of a restore that got no further.
        left = "" if settings.KEY_STORE.exists() else " A restore that was broken off may have left these."
        raise InputError(
            "there are records here already",
            next_step=f"Restore into an empty database.{left} To restore here, {set_aside()} first.",
        )
    if settings.KEY_STORE.exists():
        raise InputError(
            "there is a key store here already",
            where=str(settings.KEY_STORE),
            next_step="Restore where there is none. Where the database alone was lost, move the key store away first, "
            "and keep it: the backup brings its own. Leave the anchors beside it.",
        )


def _put_in_place(opened: _Opened, root: Path, *, at: datetime) -> Iterator[str]:
    """The key store last: nothing works on the rest without it.

    What can be said is said before anything is put in place: a restore that is broken off then has no more to tell.
    """
    here = anchors.taken()
    noted = (anchors.file(), checked.file())
    for path in (settings.ROOT_KEY, settings.KEY_STORE, settings.SIGNING_KEY, *noted):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if connection.vendor == "postgresql":
        # It reads nothing in a folder: records are loaded before they are verified, and stay where they are not sound.
        _load(opened.records, url=connection.settings_dict)
    last = _last_event(opened)
    kept = {number: mac for number, mac in here.items() if number <= last}
    # A root key that is here stays: it is the one that must open the keys.
    yield _verified_apart(opened, settings.ROOT_KEY if settings.ROOT_KEY.exists() else root, kept=kept)
    if len(kept) < len(here):
        yield _newer_set_aside(last, max(here), at=at)
    if not settings.ROOT_KEY.exists():
        _move(root, settings.ROOT_KEY)
    if settings.SIGNING_KEY_IS_NEW:
        _move(opened.folder / "keys" / "signing.key", settings.SIGNING_KEY)
    for path in noted:
        if (beside := _beside_keys(opened, path)).exists():
            _move(beside, path)
    if connection.vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        target.unlink(missing_ok=True)  # Empty: asking it for its tables made it.
        _move(opened.records, target)
    _move(opened.keys, settings.KEY_STORE)
    yield "Restored. Run `fivefold ops prepare`, then `fivefold ops check`."


def _newer_set_aside(last: int, newest: int, *, at: datetime) -> str:
    """Keep the anchors of what is lost under another name. Their numbers are given again: to other events."""
    path = anchors.file()
    aside = path.with_name(f"{path.name}.before-restore-{at:%Y-%m-%dT%H-%M-%SZ}")
    _move(path, aside)
    # An anchor is taken once a minute at most: nobody can tell how many events followed the newest.
    if newest == last + 1:
        told = f"Event {newest} came after this backup and is lost, and so is whatever followed it; its anchor is"
    else:
        told = (
            f"Events {last + 1} to {newest} came after this backup and are lost, and so is whatever followed them; "
            "their anchors are"
        )
    return f"{told} kept in {aside}."


def _last_event(opened: _Opened) -> int:
    """The newest event in the records of a backup, by their own head, and at least the one the backup noted.

    People go on working while a backup is made, so there may be more in it than was noted.
    """
    asked, noted = "SELECT number FROM event_head", int(opened.manifest["head"]["number"])
    try:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(f"{opened.records.absolute().as_uri()}?mode=ro", uri=True)) as records:
                (number,) = records.execute(asked).fetchone()
        else:
            with connection.cursor() as cursor:
                cursor.execute(asked)
                (number,) = cursor.fetchone()
    except (sqlite3.Error, DatabaseError, TypeError):
        return noted  # Verifying finds what is wrong with them, and says it.
    return max(noted, int(number))


def _verified_apart(opened: _Opened, root: Path, *, kept: Mapping[int, bytes]) -> str:
    """Verify against these copies of a head too: macs by number, none newer than the backup."""
    lines = (f"{number} {mac.hex()}\n" for number, mac in sorted(kept.items()))
    _beside_keys(opened, anchors.file()).write_text("".join(lines), "ascii")
    if connection.vendor == "sqlite":
        return _verified(opened, root, database=f"sqlite:///{quote(str(opened.records))}")
    try:
        return _verified(opened, root, database=os.environ["FIVEFOLD_DATABASE"])
    except InputError as error:
        raise InputError(
            f"{error.what}; the database holds it", next_step=f"Make the database anew. {error.next_step}"
        ) from None


def _beside_keys(opened: _Opened, path: Path) -> Path:
    """Where a file of the folder of anchors stands while a backup is verified."""
    folder = opened.keys.parent / path.parent.name
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / path.name


def _move(source: Path, target: Path) -> None:
    """Copy across disks if need be, so that the target appears whole."""
    part = target.with_name(target.name + ".part")
    with source.open("rb") as reading, part.open("wb") as writing:
        while block := reading.read(1 << 20):
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    part.replace(target)


def _verified(opened: _Opened, root: Path, *, database: str) -> str:
    """Verify the restored records in a process of their own, against the head that the backup noted."""
    head = opened.manifest["head"]
    if head["number"]:
        with _beside_keys(opened, anchors.file()).open("a", encoding="ascii") as file:
            file.write(f"{head['number']} {head['mac']}\n")
    variables = {
        "FIVEFOLD_KEY_STORE": str(opened.keys),
        "FIVEFOLD_ROOT_KEY": str(root),
        "FIVEFOLD_SIGNING_KEY": str(settings.SIGNING_KEY),
        "FIVEFOLD_DATABASE": database,
    }
    done = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-c", _VERIFY, "ops", "verify"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise InputError(
            f"the backup is not sound: {(done.stdout + done.stderr).strip().rstrip('.')}",
            next_step="Take another backup, and keep this one to find out what happened.",
        )
    return done.stdout.strip()


def _url(held: dict[str, object]) -> str:
    user, password = quote(str(held["USER"]), safe=""), quote(str(held["PASSWORD"]), safe="")
    host, port = quote(str(held["HOST"]), safe=""), f":{held['PORT']}" if held["PORT"] else ""
    return f"postgresql://{user}:{password}@{host}{port}/{quote(str(held['NAME']), safe='')}"
