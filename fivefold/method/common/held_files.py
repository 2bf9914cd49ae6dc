"""A folder that is held in memory, for content that must not reach a disk. Read like a path; nothing can be written."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath
from typing import IO, Any, Literal, Protocol


class Folder(Protocol):
    """Where a study lies, or a place in it: the part of `pathlib.Path` that reading a study uses."""

    @property
    def name(self) -> str:
        """The last part of the path."""

    @property
    def suffix(self) -> str:
        """The name's ending, with its dot."""

    @property
    def parent(self) -> "Folder":
        """The folder it lies in."""

    def __lt__(self, other: Any, /) -> bool:
        """Whether it comes before another."""

    def __truediv__(self, key: str, /) -> "Folder":
        """A place below."""

    def is_file(self) -> bool:
        """Whether there is a file here."""

    def is_dir(self) -> bool:
        """Whether there is a folder here."""

    def is_symlink(self) -> bool:
        """Whether this is a link."""

    def read_bytes(self) -> bytes:
        """The file's content."""

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """The file to be read piece by piece."""

    def iterdir(self) -> Iterable["Folder"]:
        """What lies in this folder."""

    def rglob(self, pattern: str) -> Iterable["Folder"]:
        """Every file below this folder."""

    def relative_to(self, other: Any) -> PurePath:
        """This place as seen from another above it."""


@dataclass(frozen=True, slots=True)
class HeldPath:
    """A place in a folder held in memory.

    files: content by path within the folder, in forward slashes. at: the place.
    """

    files: Mapping[str, bytes] = field(repr=False)
    at: PurePosixPath = field(default_factory=PurePosixPath)

    @property
    def name(self) -> str:
        """The last part of the path; "" of the folder itself."""
        return self.at.name

    @property
    def suffix(self) -> str:
        """The name's ending, with its dot."""
        return self.at.suffix

    @property
    def parent(self) -> "HeldPath":
        """The folder it lies in."""
        return HeldPath(self.files, self.at.parent)

    def __str__(self) -> str:
        return str(self.at)

    def __lt__(self, other: "HeldPath") -> bool:
        return self.at < other.at

    def __truediv__(self, name: str) -> "HeldPath":
        return HeldPath(self.files, self.at / name)

    def is_file(self) -> bool:
        """Whether there is a file here."""
        return str(self.at) in self.files

    def is_dir(self) -> bool:
        """Whether there is a folder here: one that holds something, and the whole in any case."""
        return self.at == PurePosixPath() or any(True for _ in self._below())

    def is_symlink(self) -> bool:
        """Never."""
        return False

    def read_bytes(self) -> bytes:
        """The file's content; KeyError where there is none."""
        return self.files[str(self.at)]

    def open(self, mode: Literal["rb"], /) -> IO[bytes]:
        """The file to be read piece by piece; KeyError where there is none."""
        return io.BytesIO(self.read_bytes())

    def iterdir(self) -> Iterator["HeldPath"]:
        """What lies in this folder."""
        depth = len(self.at.parts)
        for name in dict.fromkeys(path.parts[depth] for path in self._below()):
            yield self / name

    def rglob(self, pattern: str) -> Iterator["HeldPath"]:
        """Every file below this folder. Any pattern means all of them."""
        return (HeldPath(self.files, path) for path in self._below())

    def relative_to(self, other: "HeldPath") -> PurePosixPath:
        """This place as seen from another above it."""
        return self.at.relative_to(other.at)

    def _below(self) -> Iterator[PurePosixPath]:
        for name in self.files:
            path = PurePosixPath(name)
            if self.at in path.parents:
                yield path
