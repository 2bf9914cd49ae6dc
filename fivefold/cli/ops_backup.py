"""Backing up: the records and, apart from them, their keys; and the root key handed to its officers."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyrage
from django.conf import settings
from django.db import connection

import fivefold
from fivefold.cli import ops_archive
from fivefold.cli.ops_prepare import copy_database, copy_sqlite, unapplied
from fivefold.method.common.errors import InputError
from fivefold.records.accounts.acting import overseeing
from fivefold.records.audit.models import Head
from fivefold.records.vault.keystore import read_root
from fivefold.records.vault.opening import key_store


def backup(*, out: Path, keys_out: Path, recipients: Sequence[str], at: datetime) -> Iterator[str]:
    """Write two encrypted archives, and yield a sentence for each.

    Raises InputError where both would stand in one folder, nobody could open them, or the tables are of another
    version. Keys are copied after the records, so that every key a record needs is in the copy.
    """
    to = ops_archive.recipients_of(recipients)
    _refuse_one_place(out, keys_out)
    if unapplied():
        raise InputError("the tables are of another version", next_step="Run `fivefold ops prepare` first.")
    for folder in (out, keys_out):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = f"{at:%Y-%m-%dT%H-%M-%SZ}"
    with overseeing():
        head = Head.objects.get(only=1)
    manifest = {
        "made": at.isoformat(),
        "version": fivefold.__version__,
        "database": connection.vendor,
        # An anchor: whatever is restored must hold this event with this mac.
        "head": {"number": head.number, "mac": bytes(head.mac).hex()},
    }
    with ops_archive.private_folder() as folder:
        name, file = _records(folder)
        made = out / f"records-{stamp}.age"
        ops_archive.write(made, {name: file}, manifest=manifest | {"holds": "records"}, to=to)
        yield f"Records: {made}"
        keys = folder / "keys.sqlite3"
        key_store()
        copy_sqlite(settings.KEY_STORE, keys)
        held = {"keys.sqlite3": keys, "signing.key": settings.SIGNING_KEY}
        made = keys_out / f"keys-{stamp}.age"
        ops_archive.write(made, held, manifest=manifest | {"holds": "keys"}, to=to)
        yield f"Keys:    {made}"
    ops_archive.remember("backup", at)


def escrow(out: Path, *, recipients: Sequence[str]) -> None:
    """Encrypt the root key to its officers. Never writes over a file."""
    to = ops_archive.recipients_of(recipients)
    root = read_root(settings.ROOT_KEY)
    sealed: bytes = pyrage.encrypt(root.hex().encode() + b"\n", to)
    try:
        with out.open("xb") as file:
            file.write(sealed)
    except FileExistsError:
        raise InputError("something is there already", where=str(out), next_step="Name another file.") from None


def postgresql(program: str, *options: str, url: dict[str, object] | None = None) -> None:
    """Run one of PostgreSQL's own programs on the installation's database. InputError says what it said.

    url: connection settings as Django has them; the installation's where none are given.
    """
    held = url or connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    variables = {name: str(held[key]) for name, key in named.items() if held.get(key)}
    # Whoever backs up sees every row, sealed as it is; the policies of row-level security let that through by name.
    variables["PGOPTIONS"] = "-c fivefold.every=yes"
    path = str(Path(settings.POSTGRESQL_PROGRAMS, program)) if settings.POSTGRESQL_PROGRAMS else program
    try:
        done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's, the options are ours
            [path, *options], env=os.environ | variables, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise InputError(
            f"{program} cannot be run ({error.strerror})",
            where=path,
            next_step="Install PostgreSQL's client programs; FIVEFOLD_POSTGRESQL_PROGRAMS names their folder.",
        ) from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise InputError(f"{program} failed: {said[0] if said else done.returncode}", next_step="Nothing was kept.")


def _records(folder: Path) -> tuple[str, Path]:
    if connection.vendor == "sqlite":
        file = folder / "records.sqlite3"
        copy_database(file)
    else:
        file = folder / "records.dump"
        postgresql(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--enable-row-security", f"--file={file}"
        )
    return file.name, file


def _refuse_one_place(out: Path, keys_out: Path) -> None:
    if out.resolve() == keys_out.resolve():
        raise InputError(
            "records and keys would stand in one folder",
            where=str(out),
            next_step="Keep them apart: whoever finds both, and the root key, can read everything.",
        )
