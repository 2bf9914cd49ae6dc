"""Backup archives: what is in one, and what this installation remembers of them."""

import json
import os
import shutil
import tarfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyrage
from django.conf import settings
from django.db import DatabaseError

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.acting import overseeing
from fivefold.records.audit.models import Event

FORMAT = "fivefold-backup/1"
_MANIFEST = "manifest.json"


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder beside the records that is gone afterwards. Never the machine's own for temporary files."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(prefix=".at-work-", dir=settings.HOME) as folder:
        yield Path(folder)


def recipients_of(words: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The age recipients of these words; of FIVEFOLD_BACKUP_TO where there are none. InputError for what is none."""
    told = tuple(words) or settings.BACKUP_TO
    if not told:
        raise InputError(
            "nobody is named who could open the backup",
            next_step="Give --to age1... or set FIVEFOLD_BACKUP_TO; `age-keygen` makes a pair.",
        )
    found = []
    for word in told:
        try:
            found.append(pyrage.x25519.Recipient.from_str(word.strip()))
        except pyrage.RecipientError:
            secret = word.strip().upper().startswith("AGE-SECRET-KEY")
            raise InputError(
                "that is the secret half of a pair, which belongs on no server"
                if secret
                else f'"{word}" is no age recipient',
                next_step="A recipient begins with age1.",
            ) from None
    return found


def identities_in(path: Path) -> list[pyrage.x25519.Identity]:
    """The age identities of a file as `age-keygen` writes it. InputError where there is none."""
    lines = path.read_text("utf-8", errors="replace").splitlines()
    try:
        found = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise InputError("no age identity is in it", where=str(path), next_step="It holds a line AGE-SECRET-KEY-1...")
    return found


def write(out: Path, files: dict[str, Path], *, manifest: dict[str, Any], to: list[pyrage.x25519.Recipient]) -> None:
    """Write an encrypted archive of files by name. It appears whole or not at all; nothing stands in clear."""
    part = out.with_name(out.name + ".part")
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def pack() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, tarfile.open(mode="w|", fileobj=pipe) as archive:
                text = json.dumps(manifest | {"format": FORMAT}, indent=1).encode()
                head = tarfile.TarInfo(_MANIFEST)
                head.size, head.mode = len(text), 0o600
                archive.addfile(head, BytesIO(text))
                for name, path in files.items():
                    archive.add(path, arcname=name, recursive=False, filter=_plain)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            failed.append(error)

    packer = threading.Thread(target=pack)
    packer.start()
    try:
        with os.fdopen(reading, "rb") as pipe, part.open("xb") as file:
            pyrage.encrypt_io(pipe, file, to)
            file.flush()
            os.fsync(file.fileno())
        packer.join()
        if failed:
            raise failed[0]
        part.rename(out)
    finally:
        packer.join()
        part.unlink(missing_ok=True)


def opened(path: Path, into: Path, *, identity: Path) -> dict[str, Any]:
    """Decrypt an archive into a folder and return its manifest. InputError where it cannot be opened or is none."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, path.open("rb") as file:
                pyrage.decrypt_io(file, pipe, identities)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            failed.append(error)

    identities = identities_in(identity)
    decrypter = threading.Thread(target=decrypt)
    decrypter.start()
    try:
        with os.fdopen(reading, "rb") as pipe, tarfile.open(mode="r|", fileobj=pipe) as archive:
            for entry in archive:
                _take(archive, entry, into)
            # To the very end: what comes after the last file is proved to be whole as well.
            while pipe.read(1 << 16):
                pass
        manifest: dict[str, Any] = json.loads((into / _MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, OSError, ValueError):
        manifest = {}
    finally:
        decrypter.join()
    # Its reader going away is no fault of the file, but of what was in it.
    if failed and not isinstance(failed[0], BrokenPipeError):
        raise InputError(
            "it does not open", where=str(path), next_step="It is for another identity, or it was changed or cut off."
        )
    if failed or manifest.get("format") != FORMAT:
        raise InputError("not a backup of Fivefold", where=str(path), next_step="`fivefold ops backup` writes them.")
    return manifest


def _take(archive: tarfile.TarFile, entry: tarfile.TarInfo, into: Path) -> None:
    """Write one file of an archive. Whatever is no file with a plain name is in no backup of ours: ValueError."""
    # Not extractall with a filter: Debian 12's own Python, 3.11.2, is older than filters are.
    content = archive.extractfile(entry)
    if content is None or not entry.isreg() or entry.name != Path(entry.name).name:
        raise ValueError(entry.name)
    with (into / entry.name).open("xb") as file:
        shutil.copyfileobj(content, file, 1 << 20)


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without whose file it was on the machine it came from."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def remembered() -> dict[str, datetime]:
    """When the last backup was made and the last drill passed, as far as this installation knows."""
    path = settings.HOME / "backups.json"
    if not path.exists():
        return {}
    return {name: datetime.fromisoformat(when) for name, when in json.loads(path.read_text("ascii")).items()}


def remember(name: str, at: datetime) -> None:
    """Keep when something was done."""
    path = settings.HOME / "backups.json"
    kept = {one: when.isoformat() for one, when in (remembered() | {name: at}).items()}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(kept), "ascii")
    part.replace(path)


def newest_event() -> datetime | None:
    """When the newest event happened; None where there is none, or no table."""
    try:
        with overseeing():
            newest = Event.everywhere.order_by("-number").values_list("at", flat=True).first()
    except (DatabaseError, InputError):
        return None
    return newest.astimezone(UTC) if newest else None
