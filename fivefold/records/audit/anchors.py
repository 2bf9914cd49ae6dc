"""Copies of the log's head outside the database: whoever rewrites the log, or cuts it off, cannot rewrite them with it.

One file beside the key store, a line for each copy: the event's number and its mac in hexadecimal. At most one is
taken a minute, after the commit, so that a rolled-back event never stands in it. Keep copies of the file elsewhere.
"""

import logging
import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fivefold.method.common.errors import InputError
from fivefold.records.audit.models import Head

EVERY = timedelta(minutes=1)

_TORN = re.compile(r"(\d*( [0-9a-f]{0,63})?\n?)|(\d+ [0-9a-f]{64})")
"""What a crash leaves of a line: less than the whole of it, or all but its end."""

_log = logging.getLogger(__name__)
_taken: dict[Path, datetime] = {}


def file() -> Path:
    """Where the copies are."""
    return Path(settings.KEY_STORE).parent / "anchors" / "heads.txt"


def take_after_commit(number: int, mac: bytes, *, at: datetime) -> None:
    """Copy this head once its transaction has committed, unless one was taken within the minute.

    A copy that cannot be written is told to the log of the server: the write it follows stands, and was acknowledged.
    """
    transaction.on_commit(lambda: _take_if_due(number, mac, at=at))


def take() -> int:
    """Copy the head as it is now and return its number; 0, and no copy, where nothing was ever recorded."""
    head = Head.objects.get(only=1)
    if head.number:
        _append(head.number, bytes(head.mac))
    return head.number


def taken() -> dict[int, bytes]:
    """Every copy: macs by number. Where a number stands twice the first counts: it is the older witness.

    A line that a crash cut off is left out. Raises InputError for any other line that is no copy.
    """
    path = file()
    if not path.exists():
        return {}
    found: dict[int, bytes] = {}
    for index, line in enumerate(path.read_text(encoding="ascii").splitlines(keepends=True), start=1):
        if _TORN.fullmatch(line):
            continue
        number, _, mac = line.strip().partition(" ")
        try:
            found.setdefault(int(number), bytes.fromhex(mac))
        except ValueError:
            raise InputError(
                "not a copy of the log's head",
                where=f"{path}, line {index}",
                next_step="Somebody changed the file; compare it with a copy kept elsewhere.",
            ) from None
    return found


def newest_number() -> int:
    """The number of the newest copy; 0 where there is none. Reads the end of the file alone."""
    try:
        with file().open("rb") as copies:
            copies.seek(max(0, copies.seek(0, os.SEEK_END) - 200))
            lines = copies.read().decode("ascii", "replace").splitlines()
        return int(lines[-1].partition(" ")[0])
    except (OSError, ValueError, IndexError):
        return 0


def _take_if_due(number: int, mac: bytes, *, at: datetime) -> None:
    path = file()
    last = _taken.get(path)
    if last is not None and abs(at - last) < EVERY:
        return
    try:
        _append(number, mac)
    except OSError:
        _log.exception("a copy of the log's head could not be written")
    else:
        _taken[path] = at


def _append(number: int, mac: bytes) -> None:
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # One write of a whole line at the end: several workers write to the file, and none into another's line. A line
    # that a crash cut off is ended first, or this one would become part of it.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        end = b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""
        os.write(descriptor, end + f"{number} {mac.hex()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
