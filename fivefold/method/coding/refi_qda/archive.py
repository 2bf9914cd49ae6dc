"""The container: a ZIP with one project file and a flat folder of sources, checked before anything is unpacked."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import unquote

from fivefold.method.common.errors import InputError
from fivefold.method.common.zip_directory import within

_MB = 1024 * 1024
_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted before unpacking. Sizes in bytes.

    unpacked: sum over the members that are read (the project file and plain texts); recordings and pictures are
    never unpacked. ratio: how much larger a member may be than its packed form, once it is larger than a megabyte.
    free: what may be unpacked of any file. growth: beyond that, how many times the whole file; so a large study is
    read and a small file that unpacks to as much, in however many members, is not. Honest projects grow four- to
    tenfold.
    """

    packed: int
    unpacked: int
    members: int
    ratio: int = 100
    free: int = 200 * _MB
    growth: int = 20

    def room(self, packed: int) -> int:
        """How much a file of this size may unpack to."""
        return min(self.unpacked, max(self.free, self.growth * packed))


UPLOAD = Limits(packed=20 * _MB, unpacked=200 * _MB, members=2_000)
"""For a file that comes in over the web: a study of some 2,000 frameworks."""

LOCAL = Limits(packed=2_048 * _MB, unpacked=2_048 * _MB, members=100_000)
"""For a file a person names on their own machine: real projects carry recordings and pictures, and a study of 10,000
frameworks (73 MB) unpacks to 316 MB. The format itself allows 2 GB for one file."""

_NAMED_IN_UTF_8 = 0x800
_PLAIN_MODES = (0, stat.S_IFREG, stat.S_IFDIR)
_NESTED = re.compile(r"\.(?:zip|7z|rar|tar|tgz|gz|bz2|xz|jar|qdpx|iso)", re.IGNORECASE)
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the standard library raises on damaged containers, found by damaging many."""

_ASK_AGAIN = "Export the project again from the program it was made with."
_HOSTILE = "It was not opened further. Ask whoever sent it for a fresh export."


@dataclass(frozen=True, slots=True)
class Archive:
    """Names of the members by what they are, and how to read one. Nothing is ever written to disk.

    read_member: a member's bytes. pieces: the same from its start to its end, so that a large one is never held whole.
    A member may be read again; it counts once for how much may be unpacked.
    """

    file: str
    project: str
    sources: tuple[str, ...]
    read_member: Callable[[str], bytes]
    pieces: Callable[[str], Iterator[bytes]]
    _exact: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, str | None] = field(default_factory=dict)

    def find(self, path: str) -> str | None:
        """The member a source's path means, or None: with a scheme or bare, in `sources/` or not, in any case.

        `relative://` and `absolute://` mean a file outside the container, which is never opened; if the container
        holds one of that name, it is the same one.
        """
        scheme, separator, rest = path.partition("://")
        outside = bool(separator) and scheme.casefold() != "internal"
        written = (rest if separator else path).replace("\\", "/").strip().strip("/")
        for wanted in dict.fromkeys((_plain(written), _plain(unquote(written)))):
            inside = None if outside else self._exact.get(wanted) or self._exact.get(f"sources/{wanted}")
            found = inside or self._by_name.get(_last(wanted))
            if found:
                return found
        return None


def holds_archive(stream: IO[bytes]) -> bool:
    """Whether a container begins here (else a bare project file)."""
    stream.seek(0)
    return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def open_archive(stream: IO[bytes], *, file: str, limits: Limits = LOCAL) -> Archive:
    """Check a container and list it. The stream must stay open while members are read.

    Raises InputError for anything that is not a plain, honest ZIP with exactly one project file.
    """
    size = check_size(stream, file=file, limits=limits)
    if not within(stream, members=limits.members):
        raise _many("far too many", file=file, limits=limits)
    try:
        bundle = zipfile.ZipFile(stream)
        infos = [info for info in bundle.infolist() if not (info.is_dir() or _of_a_file_manager(info.filename))]
    except _DAMAGE as error:
        raise InputError("the container is damaged", where=file, next_step=_ASK_AGAIN) from error
    _check_members(infos, file=file, limits=limits)
    projects = list(dict.fromkeys(info.filename for info in infos if info.filename.casefold().endswith(".qde")))
    if len(projects) != 1:
        what = "the container holds no project file (*.qde)"
        if projects:
            what = f"the container holds {len(projects)} project files (*.qde) where one is allowed"
        raise InputError(what, where=file, next_step=_ASK_AGAIN)
    return _Reader(bundle, infos, file=file, limits=limits, room=limits.room(size)).archive(projects[0])


def check_size(stream: IO[bytes], *, file: str, limits: Limits) -> int:
    """The file's bytes; refuses what is too large to be looked at."""
    size = stream.seek(0, io.SEEK_END)
    if size > limits.packed:
        raise InputError(
            f"the file has {size // _MB} MB; at most {limits.packed // _MB} MB are accepted",
            where=file,
            next_step="Export the project without recordings and pictures.",
        )
    return size


def _many(members: str, *, file: str, limits: Limits) -> InputError:
    return InputError(
        f"the container holds {members} files; at most {limits.members} are accepted",
        where=file,
        next_step="Export the project in parts.",
    )


def _check_members(infos: list[zipfile.ZipInfo], *, file: str, limits: Limits) -> None:
    if len(infos) > limits.members:
        raise _many(str(len(infos)), file=file, limits=limits)
    for info in infos:
        trouble = _trouble(info)
        if trouble:
            raise InputError(trouble, where=file, next_step=_HOSTILE)
    held = {info.filename: (info.CRC, info.file_size) for info in infos}
    if any(held[info.filename] != (info.CRC, info.file_size) for info in infos):
        raise InputError("two different files in the container have the same name", where=file, next_step=_HOSTILE)


def _trouble(info: zipfile.ZipInfo) -> str:
    """What is wrong with a member before it is read, or ""."""
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or "\0" in info.orig_filename:
        return "a file in the container would land outside it"
    if info.create_system == 3 and stat.S_IFMT(info.external_attr >> 16) not in _PLAIN_MODES:
        return "the container holds a link or a device instead of a file"
    if info.flag_bits & 1:
        return "a file in the container is encrypted by itself, which the format does not know"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "a file in the container is packed in a way the format does not know"
    if _NESTED.fullmatch(name[name.rfind(".") :]) and "." in name:
        return "the container holds another container"
    return ""


class _Reader:
    """Unpacks members one by one within the limits, whatever sizes they declare."""

    def __init__(
        self, bundle: zipfile.ZipFile, infos: Iterable[zipfile.ZipInfo], *, file: str, limits: Limits, room: int
    ) -> None:
        self.bundle = bundle
        self.infos = {info.filename: info for info in infos}
        self.file = file
        self.limits = limits
        self.room = self.left = room
        self.counted: set[str] = set()

    def archive(self, project: str) -> Archive:
        exact: dict[str, str] = {}
        for name in self.infos:
            exact.setdefault(_plain(name.replace("\\", "/")), name)
        for name, info in self.infos.items():
            if not info.flag_bits & _NAMED_IN_UTF_8:
                exact.setdefault(_plain(_as_utf_8(name).replace("\\", "/")), name)
        by_name: dict[str, str | None] = {}
        for path, name in exact.items():
            # A bare name that two folders share says nothing.
            by_name[_last(path)] = None if _last(path) in by_name else name
        sources = tuple(name for name in self.infos if name != project)
        return Archive(self.file, project, sources, self.read, self.pieces, exact, by_name)

    def read(self, name: str) -> bytes:
        """The bytes of a member; InputError when it is damaged, or larger than it says or than is accepted."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The same, piece by piece."""
        info = self.infos[name]
        if name not in self.counted:
            self._check(info.file_size, info.compress_size)
            self.left -= info.file_size
            self.counted.add(name)
        try:
            with self.bundle.open(info) as stream:
                # To its end, where the library compares the check sum: a member that lies about its size is caught.
                while piece := stream.read(_CHUNK):
                    yield piece
        except _DAMAGE as error:
            raise InputError("a file in the container is damaged", where=self.file, next_step=_ASK_AGAIN) from error

    def _check(self, size: int, packed: int) -> None:
        if size > self.left:
            raise InputError(
                f"the container would unpack to more than {self.room // _MB} MB of text",
                where=self.file,
                next_step=_HOSTILE,
            )
        if size > _MB and size > self.limits.ratio * max(packed, 1):
            raise InputError(
                f"a file in the container unpacks to more than {self.limits.ratio} times its size",
                where=self.file,
                next_step=_HOSTILE,
            )


def _of_a_file_manager(name: str) -> bool:
    """Whether a desktop left this beside the real members when a person packed the folder again."""
    return name.startswith("__MACOSX/") or _last(name).startswith("._")


def _plain(path: str) -> str:
    """A path for comparing: without regard to case, and to how a file system takes accents apart."""
    return unicodedata.normalize("NFC", path).casefold()


def _as_utf_8(name: str) -> str:
    """A name as it was meant, where a program wrote UTF-8 and forgot to say so."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _last(path: str) -> str:
    return path.rpartition("/")[2]
