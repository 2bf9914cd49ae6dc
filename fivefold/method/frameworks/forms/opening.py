"""Open a file as it was sent: take the password off, in memory, or say what the file is instead."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

import olefile  # type: ignore[import-untyped]

from fivefold.method.frameworks.forms import protecting
from fivefold.method.frameworks.forms.gate import CURE, ZIP, Kind, damaged, kind_of, refuse
from fivefold.method.frameworks.forms.outcomes import RefusalReason, RefusedFormError

MOST_PASSWORDS: Final = 20
"""Each takes a good tenth of a second by design; more is a guessing game."""
_OLD_FORMATS: Final = (
    ("WordDocument", RefusalReason.OLD_WORD, "a Word 97-2003 document (.doc)"),
    ("Workbook", RefusalReason.OTHER_FORMAT, "an Excel 97-2003 workbook"),
    ("Book", RefusalReason.OTHER_FORMAT, "an Excel 97-2003 workbook"),
    ("PowerPoint Document", RefusalReason.OTHER_FORMAT, "a PowerPoint 97-2003 presentation"),
    ("__properties_version1.0", RefusalReason.OTHER_FORMAT, "an Outlook e-mail"),
)


def open_file(content: bytes, *, passwords: Sequence[str] = ()) -> bytes:
    """The unprotected .docx in a file.

    passwords: tried in turn if the file is protected; the content is decrypted in memory only.
    Raises RefusedFormError for whatever is no Word document, needs a password that is not given, or is damaged.
    """
    if kind_of(content) == Kind.ZIP:
        return content
    _check_container(content)
    return _decrypt(content, passwords)


def _check_container(content: bytes) -> None:
    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            streams = {name for names in container.listdir() for name in names[:1]}
    # What olefile stumbles over is anything: it follows offsets in a file that may have been made up.
    except Exception as error:
        raise damaged() from error
    for stream, reason, name in _OLD_FORMATS:
        if stream in streams:
            raise refuse(reason, f"this is {name}, which is not read", next_step=CURE)
    if "EncryptedPackage" not in streams:
        raise refuse(RefusalReason.OTHER_FORMAT, "this is not a Word document", next_step=CURE)
    if "EncryptionInfo" not in streams:
        raise refuse(
            RefusalReason.RIGHTS_MANAGED,
            "the document is protected by rights management, not by a password",
            next_step="Ask the sender to remove the restriction (File, Info, Protect Document) and use a password.",
        )


def _decrypt(content: bytes, passwords: Sequence[str]) -> bytes:
    tried = list(dict.fromkeys(word for word in passwords if word))[:MOST_PASSWORDS]
    if not tried:
        raise refuse(
            RefusalReason.PASSWORD_NEEDED,
            "the document is protected by a password and none was given",
            next_step="Name a file with its password (--password-file).",
        )
    for password in tried:
        try:
            opened = protecting.unprotect(content, password)
            # The protection of Word 2007 has no integrity code: a wrong password shows only in what comes out.
            if opened.startswith(ZIP):
                return opened
        except RefusedFormError as error:
            if error.reason is not RefusalReason.WRONG_PASSWORD:
                raise
    raise refuse(
        RefusalReason.WRONG_PASSWORD,
        "the password given does not open the document"
        if len(tried) == 1
        else "none of the passwords given opens the document",
        next_step="Ask the sender for the password; capitals and spaces count.",
    )
