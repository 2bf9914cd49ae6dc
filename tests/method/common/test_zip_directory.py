"""Members of a ZIP, counted before its directory is taken apart: never fewer than the standard library finds."""

import io
import struct
import zipfile

import pytest

from fivefold.method.common import zip_directory
from fivefold.method.common.zip_directory import most_members


def packed(count: int, *, comment: bytes = b"", content: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for number in range(count):
            bundle.writestr(str(number), content)
        bundle.comment = comment
    return buffer.getvalue()


def large(count: int) -> bytes:
    """A ZIP with the end records of one that is too large for the plain ones."""
    data = packed(count)
    end = data.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<2L", data, end + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    plain = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + locator + plain


@pytest.mark.parametrize(
    "data",
    [
        packed(0),
        packed(3),
        packed(3, comment=b"packed by hand"),
        packed(2, comment=b"PK\x05\x06"),
        packed(2, content=packed(5)),
        large(4),
        packed(3)[:-1] + b"\x01",
        b"",
        b"no zip at all, and longer than an end record",
        b"PK\x05\x06" + b"\xff" * 16 + b"\0\0",
        packed(3).replace(b"PK\x05\x06", b"PK\x05\x07"),
    ],
)
def test_as_many_are_counted_as_the_library_lists(data: bytes):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            listed = len(bundle.infolist())
    except zipfile.BadZipFile:
        listed = 0
    assert most_members(io.BytesIO(data)) == listed


def test_a_directory_that_states_fewer_than_it_holds_is_counted_whole():
    data = bytearray(packed(9))
    end = data.rindex(b"PK\x05\x06")
    data[end + 8 : end + 12] = b"\x01\0\x01\0"
    assert most_members(io.BytesIO(bytes(data))) == 9


@pytest.mark.parametrize("chunk", range(4, 60, 7))
def test_no_member_is_missed_where_two_pieces_meet(chunk: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zip_directory, "_CHUNK", chunk)
    assert most_members(io.BytesIO(packed(40))) == 40
