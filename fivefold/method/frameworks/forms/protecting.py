"""Password protection of Word files, both ways, in memory only (ECMA-376 agile encryption: AES-256, SHA-512)."""

import io
import re
from typing import BinaryIO

import olefile  # type: ignore[import-untyped]
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # type: ignore[import-untyped]
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.forms.outcomes import RefusalReason, RefusedFormError

_LONGEST_PASSWORD = 255
_MOST_SPINS = 1_000_000
"""Ten times what Office writes. The format allows ten million, which holds a reader up for ten seconds a try."""

_DECLARATION = re.compile(rb"<\x00?!")
_SPINS = re.compile(rb'spinCount="(\d{1,20})"')
_SAVE_AGAIN = "Open it in Word, save it again with its password, and send the new file."


def protect(docx: bytes, password: str) -> bytes:
    """The Word file under a password, as Word itself protects it. Takes about a quarter of a second on purpose.

    The salts are random, as they must be: protecting the same file twice gives different bytes.
    Raises InputError for a password that Word would not take.
    """
    if not 0 < len(password) <= _LONGEST_PASSWORD:
        raise InputError(
            f"a password has from 1 to {_LONGEST_PASSWORD} characters, and this has {len(password)}",
            next_step="Choose another one.",
        )
    protected = io.BytesIO()
    OOXMLFile(io.BytesIO(docx)).encrypt(password, protected)
    return protected.getvalue()


def is_protected(content: bytes) -> bool:
    """Whether the content is a password-protected Office file; opens nothing but its directory."""
    if not olefile.isOleFile(data=content):
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            return bool(container.exists("EncryptedPackage"))
    except Exception:  # noqa: BLE001 - the library raises whatever a broken directory makes it stumble over
        return False


def unprotect(protected: bytes, password: str) -> bytes:
    """The Word file inside, opened in memory and checked against its own integrity code.

    Raises RefusedFormError (a reason, and what to do): PASSWORD_NEEDED for an empty password, WRONG_PASSWORD,
    RIGHTS_MANAGED, UNSAFE_XML or DAMAGED.
    """
    if not password:
        raise RefusedFormError(
            RefusalReason.PASSWORD_NEEDED, "the file is protected by a password", next_step="Name its password."
        )
    try:
        with olefile.OleFileIO(io.BytesIO(protected)) as container:
            _refuse_tricks(container.openstream("EncryptionInfo"))
        return _opened(protected, password)
    except (RefusedFormError, MemoryError):
        raise
    except InvalidKeyError as error:
        raise RefusedFormError(
            RefusalReason.WRONG_PASSWORD,
            "this password does not open the file",
            next_step="Ask the sender for the password, and check capitals and spaces.",
        ) from error
    except DecryptionError as error:
        raise RefusedFormError(
            RefusalReason.RIGHTS_MANAGED,
            "it is protected by something other than a password",
            next_step="Ask the sender to save it with a password instead.",
        ) from error
    except Exception as error:  # the library raises whatever a broken container makes it stumble over
        raise RefusedFormError(
            RefusalReason.DAMAGED, "its protection is damaged, so that it cannot be opened", next_step=_SAVE_AGAIN
        ) from error


def _opened(protected: bytes, password: str) -> bytes:
    file = OOXMLFile(io.BytesIO(protected))
    # Checking the password first would derive its key a second time, which is the slow part by design: a wrong
    # key fails the integrity check just as surely.
    file.load_key(password=password)
    opened = io.BytesIO()
    file.decrypt(opened, verify_integrity=True)
    return opened.getvalue()


def _refuse_tricks(info: BinaryIO) -> None:
    """Refuse what the library would fall for: entities in its XML, and a key that takes minutes to derive."""
    content = info.read()
    if _DECLARATION.search(content):
        raise RefusedFormError(
            RefusalReason.UNSAFE_XML, "its protection holds declarations that no Word file has", next_step=_SAVE_AGAIN
        )
    if any(int(spins) > _MOST_SPINS for spins in _SPINS.findall(content)):
        raise RefusedFormError(
            RefusalReason.DAMAGED, "its protection would take minutes to open", next_step=_SAVE_AGAIN
        )
