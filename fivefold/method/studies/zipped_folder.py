"""A study folder that comes as a ZIP: checked before anything is unpacked, and unpacked into memory alone."""

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from fivefold.method.common.errors import InputError
from fivefold.method.common.held_files import HeldPath
from fivefold.method.common.zip_directory import within
from fivefold.method.studies.layout import PROTOCOL

_MB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted. packed, unpacked: bytes. ratio: how far a file of more than a megabyte may unpack."""

    packed: int = 20 * _MB
    unpacked: int = 200 * _MB
    members: int = 2_000
    ratio: int = 100


UPLOAD: Final = Limits()

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
"""What the standard library raises on damaged containers."""
_HOSTILE = "It was not opened further. Pack the study's folder again."
_AGAIN = "Pack the study's folder again, and send the new file."
_ENCRYPTED = 1


def open_zip(data: bytes, *, file: str, limits: Limits = UPLOAD) -> HeldPath:
    """The folder in a ZIP, in memory; a single folder around everything is passed over.

    Raises InputError for what is no plain, honest ZIP within the limits.
    """
    if len(data) > limits.packed:
        raise InputError(
            f"the file has {len(data) // _MB} MB; at most {limits.packed // _MB} MB are accepted",
            where=file,
            next_step="Bring larger studies in by the command `fivefold study import`.",
        )
    if not within(io.BytesIO(data), members=limits.members):
        raise _many("far too many", file=file, limits=limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            infos = [info for info in bundle.infolist() if not (info.is_dir() or _of_a_file_manager(info.filename))]
            _check(infos, file=file, limits=limits)
            files = {_plain(info): _read(bundle, info) for info in infos}
    except InputError:
        raise
    except _DAMAGE as error:
        raise InputError("the ZIP is damaged, or no ZIP", where=file, next_step=_AGAIN) from error
    if len(files) < len(infos):
        raise InputError("two files in the ZIP have the same name", where=file, next_step=_HOSTILE)
    return HeldPath(_without_wrapper(files))


def _many(members: str, *, file: str, limits: Limits) -> InputError:
    return InputError(
        f"the ZIP holds {members} files; at most {limits.members} are accepted",
        where=file,
        next_step="Bring larger studies in by the command `fivefold study import`.",
    )


def _check(infos: list[zipfile.ZipInfo], *, file: str, limits: Limits) -> None:
    if len(infos) > limits.members:
        raise _many(str(len(infos)), file=file, limits=limits)
    if sum(info.file_size for info in infos) > limits.unpacked:
        what = f"the ZIP would unpack to more than {limits.unpacked // _MB} MB"
        raise InputError(what, where=file, next_step=_HOSTILE)
    for info in infos:
        trouble = _trouble(info, limits)
        if trouble:
            raise InputError(trouble, where=file, next_step=_HOSTILE)


def _trouble(info: zipfile.ZipInfo, limits: Limits) -> str:
    name = info.filename.replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or "\0" in info.orig_filename:
        return "a file in the ZIP would land outside it"
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "the ZIP holds a link or a device instead of a file"
    if info.flag_bits & _ENCRYPTED:
        return "files in the ZIP are protected by a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "a file in the ZIP is packed in a way that is not accepted"
    if info.file_size > max(_MB, limits.ratio * info.compress_size):
        return f"a file in the ZIP unpacks to more than {limits.ratio} times its size"
    return ""


def _read(bundle: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with bundle.open(info) as stream:
        # One byte more than declared: the library then compares its check sum, and a member that lies is caught.
        return stream.read(info.file_size + 1)


def _plain(info: zipfile.ZipInfo) -> str:
    return "/".join(part for part in info.filename.replace("\\", "/").split("/") if part not in ("", "."))


def _of_a_file_manager(name: str) -> bool:
    """Whether a desktop left this beside the real files when a person packed the folder."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.partition("/")[0] for name in files}
    if PROTOCOL in files or len(tops) != 1 or f"{next(iter(tops))}/{PROTOCOL}" not in files:
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}
