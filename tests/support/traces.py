"""Words looked for in every byte of a folder, however a program may have written them down."""

import base64
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MOST = 64 * 2**20
"""Bytes that something packed is unpacked to at most."""

_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_DEFLATED_IN_BASE64 = re.compile(rb"(?:e[AFJN]|H4sI)[A-Za-z0-9+/_-]{20,}")
_OF_ADDRESSES = bytes.maketrans(b"+/", b"-_")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, order=True)
class Trace:
    """A word that was found. how: written in which way. around: the bytes beside it, to see what wrote it."""

    word: str
    file: str
    how: str
    around: bytes


def written(word: str) -> Mapping[str, bytes]:
    """The ways in which a word may stand among bytes, by name. word: ASCII, at least nine characters.

    The bytes of UTF-8 and hexadecimal are in lower case, as `traces` looks for them.
    """
    plain = word.lower().encode("ascii")
    ways = {
        "UTF-8": plain,
        # Big-endian has the same bytes, from its second on.
        "UTF-16": word.lower().encode("utf-16-le")[:-1],
        "hexadecimal": plain.hex().encode(),
        "per cent": "".join(f"%{byte:02x}" for byte in plain).encode(),
    }
    for name, text in (("as written", word), ("in lower case", word.lower())):
        for offset in range(3):
            coded = base64.b64encode(bytes(offset) + text.encode())
            # What the bytes before and after have a part in is left away.
            inner = coded[(offset * 8 + 5) // 6 : len(coded) - 4]
            ways[f"base64, {name}, {offset} along"] = inner
            ways[f"base64 of addresses, {name}, {offset} along"] = inner.translate(_OF_ADDRESSES)
    return ways


def traces(words: Iterable[str], *folders: Path) -> list[Trace]:
    """Every word found in files of the folders: in their names, their bytes, and what is packed in these."""
    ways = {word: written(word) for word in words}
    found = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            for piece, packed in ((name.encode(), "in its name"), (content, ""), *unpacked(content)):
                found |= set(_in(piece, ways, file=name, packed=packed))
    return sorted(found)


def unpacked(content: bytes, *, deep: int = 3) -> Iterator[tuple[bytes, str]]:
    """Everything packed among the bytes, and how: streams of zlib and gzip wherever they begin, members of ZIPs."""
    if deep == 0:
        return
    for run in _DEFLATED_IN_BASE64.findall(content):
        whole = run.translate(bytes.maketrans(b"-_", b"+/"))
        coded = base64.b64decode(whole[: len(whole) // 4 * 4])
        yield from _opened(zlib.decompressobj(wbits=zlib.MAX_WBITS | 32), coded, "deflated in base64", deep)
    for begun in _DEFLATED.finditer(content):
        stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        yield from _opened(stream, content[begun.start() :], "deflated", deep)
    start = content.find(_ZIP)
    while start >= 0:
        header = content[start : start + 30]
        inner = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        if header[8:10] == b"\x08\x00":
            yield from _opened(zlib.decompressobj(wbits=-zlib.MAX_WBITS), content[inner:], "zipped", deep)
        start = content.find(_ZIP, start + 4)


def _opened(stream: "zlib._Decompress", content: bytes, how: str, deep: int) -> Iterator[tuple[bytes, str]]:
    held = io.BytesIO()
    try:
        # A part at a time: of a stream that breaks off, what came before is still read.
        for first in range(0, len(content), 4096):
            held.write(stream.decompress(content[first : first + 4096], MOST))
            if stream.eof or held.tell() > MOST:
                break
    except zlib.error:
        pass
    if len(made := held.getvalue()) > 8:
        yield made, how
        yield from ((piece, f"{how}, {packed}") for piece, packed in unpacked(made, deep=deep - 1))


def _in(piece: bytes, ways: Mapping[str, Mapping[str, bytes]], *, file: str, packed: str) -> Iterator[Trace]:
    lower = piece.lower()
    for word, forms in ways.items():
        for name, form in forms.items():
            looked_in = piece if name.startswith("base64") else lower
            place = looked_in.find(form)
            if place >= 0:
                around = piece[max(0, place - 60) : place + len(form) + 60]
                yield Trace(word, file, ", ".join(filter(None, (packed, name))), around)
