"""Read one completed Word form: every word of it ends in exactly one place."""

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms import second_count
from fivefold.method.frameworks.forms.collecting import Collection
from fivefold.method.frameworks.forms.document import Document, Tally
from fivefold.method.frameworks.forms.gate import refuse
from fivefold.method.frameworks.forms.loose import Reader
from fivefold.method.frameworks.forms.outcomes import FormReading, RefusalReason, Unplaced
from fivefold.method.frameworks.forms.package import open_package
from fivefold.method.frameworks.forms.plain_text import letters
from fivefold.method.frameworks.forms.tables import State
from fivefold.method.frameworks.forms.walking import walk

_FEWEST_ROWS, _FEWEST_COLUMNS = 2, 3
"""What a document must show of the form to be taken for one."""


def read_form(docx: bytes, *, file: str, instrument: Instrument) -> FormReading:
    """Read an unprotected .docx in this process.

    docx: the whole file. file: its name, for messages only.
    Raises RefusedFormError (an InputError with a reason) for anything that is not a form that can be read safely.
    For files from outside use worker.read_files, which isolates this and opens protected files.
    """
    try:
        document, counted = walk(open_package(docx))
    except RecursionError as error:
        raise refuse(
            RefusalReason.UNSAFE_XML, "the file is not built as Word builds documents: it is nested too deeply"
        ) from error
    collection, state = _collect(document, instrument)
    _check_form(state)
    reading = collection.reading(file)
    return _complete(reading, collection, counted, [*_missing(state, instrument), *_tallied(document.tally)])


def _collect(document: Document, instrument: Instrument) -> tuple[Collection, State]:
    reader = Reader()
    collection = Collection(instrument, reader.read)
    for story in document.stories:
        collection.read_story(story, host="")
    return collection, reader.state


def _check_form(state: State) -> None:
    if len(state.contexts) < _FEWEST_ROWS or len(state.columns) < _FEWEST_COLUMNS:
        raise refuse(
            RefusalReason.NOT_THIS_FORM,
            "the document does not hold the table of the contextual framework",
            next_step="Check that it is the completed form. If its words were moved out of the table, copy them back "
            "into a blank form (`fivefold frameworks form --out form.docx`).",
        )


def _complete(reading: FormReading, collection: Collection, counted: list[str], notes: list[str]) -> FormReading:
    """The reading, with any word that only the second count has found among the unplaced.

    Raises RefusedFormError when the two counts cannot be made to agree: no reading is better than a wrong one.
    """
    unplaced = reading.unplaced
    if letters("".join(counted)) != letters("".join(collection.taken)):
        missed = second_count.missed(counted, collection.taken)
        if missed is None:
            raise refuse(RefusalReason.READER_STOPPED, "the words read and the words counted in the file do not agree")
        unplaced = (*unplaced, Unplaced(missed, "found by the second count; look for it in the document"))
    notes = [*reading.notes, *notes]
    if _is_blank(reading) and not unplaced:
        notes.append("The form is blank: nothing is recorded in it.")
    return FormReading(reading.file, reading.framework, reading.labels, unplaced, tuple(notes))


def _is_blank(reading: FormReading) -> bool:
    header = reading.framework.header
    said = header.reference or header.signature or header.offence or reading.framework.places
    return not said and all(cell.status is CellStatus.UNEXPLAINED for cell in reading.framework.cells)


def _missing(state: State, instrument: Instrument) -> list[str]:
    rows = [row.label for row in instrument.rows if row.context not in state.contexts]
    columns = [column.label for column in instrument.columns if column.key not in state.columns]
    return [
        *(f'The row "{label}" was not found.' for label in rows),
        *(f'The column "{label}" was not found.' for label in columns),
        *([f"{state.tables} tables were read as one form."] if state.tables > 1 else []),
    ]


def _tallied(tally: Tally) -> list[str]:
    counts = (
        (tally.deleted_words, "{} that had been deleted with changes tracked {} left out.", "word"),
        (tally.struck_words, "{} {} struck through and read all the same.", "word"),
        (tally.pictures, "{} {} not read: words in it must be typed in.", "picture"),
        (tally.links, "{} to web pages or files {} not followed.", "link"),
        (tally.templates, "{} kept elsewhere {} not fetched.", "template"),
    )
    return [
        sentence.format(f"{count} {noun}" + "s" * (count != 1), "was" if count == 1 else "were")
        for count, sentence, noun in counts
        if count
    ]
