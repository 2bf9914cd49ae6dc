"""How many members a ZIP names, before anything takes its directory apart."""

import io
import struct
from typing import IO, Final

_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_MEMBER: Final = b"PK\x01\x02"
_LONGEST_COMMENT: Final = 2**16
_CHUNK: Final = 2**20
_OTHERS: Final = 4


def within(file: IO[bytes], *, members: int) -> bool:
    """Whether a ZIP may be listed where so many files are accepted.

    Folders and what a desktop leaves beside every file are no files, and are counted here: four times as many pass.
    """
    return most_members(file) <= _OTHERS * members


def most_members(file: IO[bytes]) -> int:
    """At least as many as the standard library would find; 0 in what is no ZIP to it. The file's place is lost.

    `zipfile` makes an object of every member its directory holds before anybody can count them, whatever number the
    ZIP states: 20 MB of directory is 400,000 of them. Every member begins with the same four bytes, and those are
    counted here, from where `zipfile` would read.
    """
    start, size = _directory(file)
    file.seek(start)
    found, kept = 0, b""
    while chunk := file.read(min(_CHUNK, size)):
        size -= len(chunk)
        found += (kept + chunk).count(_MEMBER)
        # Less than a whole signature, so that none is counted twice.
        kept = chunk[-(len(_MEMBER) - 1) :]
    return found


def _directory(file: IO[bytes]) -> tuple[int, int]:
    """Where the directory begins and how many bytes it has, as `zipfile` finds them; (0, 0) where it finds none."""
    length = file.seek(0, io.SEEK_END)
    begins = max(length - _END.size - _LONGEST_COMMENT, 0)
    file.seek(begins)
    tail = file.read()
    at = len(tail) - _END.size
    if at < 0 or not (tail.startswith(b"PK\x05\x06", at) and tail.endswith(b"\0\0")):
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0, 0
    end, size = begins + at, _END.unpack_from(tail, at)[5]
    size_64 = _size_64(file, end)
    if size_64 is not None:
        end, size = end - _LOCATOR.size - _END_64.size, size_64
    return (end - size, size) if size <= end else (0, 0)


def _size_64(file: IO[bytes], end: int) -> int | None:
    """The directory's size as a large ZIP states it; None where none is stated."""
    before = end - _LOCATOR.size - _END_64.size
    if before < 0:
        return None
    file.seek(before)
    record = file.read(_END_64.size)
    if file.read(4) != b"PK\x06\x07" or not record.startswith(b"PK\x06\x06"):
        return None
    size: int = _END_64.unpack(record)[8]
    return size
