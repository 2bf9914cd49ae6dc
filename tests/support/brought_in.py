"""The demonstration study as a folder, and brought into a study of the records."""

import io
import zipfile
from pathlib import Path

import pyzipper

from fivefold.method.demonstration import delivery
from fivefold.method.frameworks.forms.opening import open_file
from fivefold.method.studies.layout import PASSWORDS
from fivefold.method.studies.lists import read_passwords


def demonstration(place: Path) -> Path:
    """The demonstration study as partners return it; only its passwords are taken off, since they cost seconds."""
    list(delivery.deliver(place, frameworks=49, seed=2016, force=False))
    passwords = read_passwords((place / PASSWORDS).read_text(encoding="utf-8"), file=PASSWORDS)
    for form in place.glob("site-*/*.docx"):
        words = passwords.of(form.relative_to(place).as_posix())
        if words:
            form.write_bytes(open_file(form.read_bytes(), passwords=words))
    (place / PASSWORDS).unlink()
    return place


def unpacked(protected: bytes, password: str, place: Path) -> Path:
    """What whoever received an export and its password finds in it."""
    with pyzipper.AESZipFile(io.BytesIO(protected)) as outer:
        outer.setpassword(password.encode())
        (name,) = outer.namelist()
        with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
            inner.extractall(place)
    return place
