"""Read one completed Word form: every word of it ends in exactly one place."""

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms.outcomes import FormReading, RefusalReason, RefusedFormError


def read_form(docx: bytes, *, file: str, instrument: Instrument) -> FormReading:
    """Read an unprotected .docx in this process.

    docx: the whole file. file: its name, for messages only.
    Raises RefusedFormError (an InputError with a reason) for anything that is not a form that can be read safely.
    For files from outside use worker.read_files, which isolates this and opens protected files.
    """
    raise RefusedFormError(
        RefusalReason.NOT_THIS_FORM, "reading is being written", where=file, next_step="Wait for the next commit."
    )
