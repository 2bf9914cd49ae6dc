"""What reading one file comes to: a reading, or one clear refusal."""

from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.entries import Framework


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words of the document that have no place on the form.

    text: verbatim.
    where: where they stand, in words a person can follow ("footnote 1, in School(s) / Strengths").
    """

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class FormReading:
    """Everything one document says. Each of its words is in exactly one of framework, labels and unplaced.

    file: the name the caller gave.
    framework: header fields, places and the cells with their entries or status.
    labels: the form's own words as they stand in this document, in document order.
    unplaced: words a person must look at.
    notes: what the reader decided or could not read, as sentences; they hold no words of an entry.
    """

    file: str
    framework: Framework
    labels: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    notes: tuple[str, ...] = ()


class RefusalReason(StrEnum):
    """Why a file was not read."""

    UNREADABLE = "unreadable"
    NOT_A_FILE = "not_a_file"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_WORD = "old_word"
    OTHER_FORMAT = "other_format"
    DAMAGED = "damaged"
    PASSWORD_NEEDED = "password_needed"  # noqa: S105 - a reason, not a secret
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a reason, not a secret
    RIGHTS_MANAGED = "rights_managed"
    MACROS = "macros"
    EMBEDDED_FILE = "embedded_file"
    LINKED_CONTENT = "linked_content"
    UNSAFE_ARCHIVE = "unsafe_archive"
    UNSAFE_XML = "unsafe_xml"
    NOT_THIS_FORM = "not_this_form"
    TOO_SLOW = "too_slow"
    READER_STOPPED = "reader_stopped"


@dataclass(frozen=True, slots=True)
class FormRefusal:
    """One file that was not read: its name, what is wrong, and what to do."""

    file: str
    reason: RefusalReason
    message: str
    next_step: str


class RefusedFormError(InputError):
    """Raised inside the reader; the folder reader turns it into a FormRefusal and goes on."""

    def __init__(self, reason: RefusalReason, what: str, *, next_step: str, where: str = "") -> None:
        self.reason = reason
        super().__init__(what, where=where, next_step=next_step)

    def refusal(self, *, file: str) -> FormRefusal:
        """The same refusal as a value, for the file it belongs to."""
        return FormRefusal(file, self.reason, self.what, self.next_step)
