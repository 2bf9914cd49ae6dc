"""A study folder as one protected file: a ZIP under AES-256 that 7-Zip and its like open, with a ZIP in it.

The inner ZIP is there because a ZIP tells the names of its files to anybody, and they are references of frameworks.
docs/decisions/0022-import-and-export.md says why this container.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import IO, Final

import pyzipper

from fivefold.method.common.errors import InputError
from fivefold.method.common.zip_directory import within
from fivefold.method.frameworks.references import ALPHABET

INNER: Final = "study.zip"
PASSWORD_BYTES: Final = 25
"""Random bytes a password is made of; each gives one of 29 characters: 121 bits, against which the container's weak
derivation of its key does not matter."""
_GROUP: Final = 5
_WHEN: Final = (1980, 1, 1, 0, 0, 0)


def password(random: bytes) -> str:
    """The password these random bytes stand for, in groups that can be read out; ValueError for another number."""
    if len(random) != PASSWORD_BYTES:
        raise ValueError(f"a password is made from {PASSWORD_BYTES} random bytes")
    letters = [ALPHABET[byte % len(ALPHABET)] for byte in random]
    groups = ("".join(letters[start : start + _GROUP]) for start in range(0, len(letters), _GROUP))
    return "-".join(groups)


def is_protected(data: bytes, *, members: int) -> bool:
    """Whether these bytes are a file that `write` made, or another ZIP under a password.

    members: how many files are accepted; a ZIP that names far more is not looked at, and refused when it is opened.
    """
    if not within(io.BytesIO(data), members=members):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outer:
            return any(info.flag_bits & 1 for info in outer.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read(data: bytes, *, password: str, file: str) -> bytes:
    """The ZIP within a protected file. InputError for another password, or a file that is none of ours."""
    try:
        with pyzipper.AESZipFile(io.BytesIO(data)) as outer:
            outer.setpassword(password.strip().encode())
            info = outer.getinfo(INNER)
            if info.file_size > len(data):
                raise InputError("this is no study taken out of Fivefold", where=file)
            inner: bytes = outer.read(info)
            return inner
    except KeyError:
        raise InputError("this is no study taken out of Fivefold", where=file) from None
    except (RuntimeError, zipfile.BadZipFile, pyzipper.BadZipFile, ValueError, OSError, EOFError):
        raise InputError(
            "the password is another, or the file is damaged",
            where=file,
            next_step="Copy the password as it was shown, with its hyphens.",
        ) from None


def write(file: IO[bytes], files: Iterable[tuple[str, bytes]], *, password: str) -> int:
    """Write the files into `file`, encrypted as they come; how many there were. Nothing clear reaches `file`."""
    count = 0
    with pyzipper.AESZipFile(file, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as outer:
        outer.setpassword(password.encode())
        with outer.open(INNER, "w", force_zip64=True) as member, zipfile.ZipFile(member, "w") as inner:
            for name, content in files:
                inner.writestr(zipfile.ZipInfo(name, _WHEN), content, compress_type=zipfile.ZIP_DEFLATED)
                count += 1
    return count
