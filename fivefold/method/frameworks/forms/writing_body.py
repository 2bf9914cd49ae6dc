"""The body of a form: header fields, and the table with what is recorded in it."""

from collections.abc import Callable, Iterable
from itertools import chain

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import Column, HeaderField, Instrument, Row
from fivefold.method.frameworks.entries import Cell, CellStatus, Entry, Framework
from fivefold.method.frameworks.forms import annotations, furniture, statuses
from fivefold.method.frameworks.forms.writing_characters import run
from fivefold.method.frameworks.forms.writing_layout import (
    FIELDS,
    HEADING_ROW,
    Layout,
    cell,
    paragraph,
    row,
    row_height,
    section,
    table,
)

NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
"""Said in each paragraph besides the style, so that an entry stays a list item when its style is lost."""


def document(framework: Framework, *, instrument: Instrument, below: Iterable[str] = ()) -> str:
    """word/document.xml. below: texts that stand below the table, a paragraph each."""
    loose = "".join(paragraph("FieldValue", run(text, where="below the table")) for text in below)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
        f"{paragraph('Title', run(instrument.title, where='title'))}"
        f"{paragraph('Subtitle', run(instrument.subtitle, where='subtitle'))}"
        f"{_header_table(framework, instrument)}"
        f"{paragraph('Spacer')}"
        f"{_form_table(framework, instrument)}"
        # Word puts a paragraph after a last table in any case; ours is too low to start a page of its own.
        f"{paragraph('Spacer')}{loose}"
        f"{section()}</w:body></w:document>"
    )


def _header_table(framework: Framework, instrument: Instrument) -> str:
    cells = chain.from_iterable(_field(field, framework) for field in instrument.header)
    widths = FIELDS * len(instrument.header)
    return table(
        [row(cells)], widths=widths, title="Header", description="Who and what this form is about.", ruled=False
    )


def _field(field: HeaderField, framework: Framework) -> Iterable[str]:
    label, value = FIELDS
    words = getattr(framework.header, field.key)
    yield cell(paragraph("FieldLabel", run(f"{field.label}:", where=field.label)), width=label, at_foot=True)
    yield cell(paragraph("FieldValue", run(words, where=field.label)), width=value, at_foot=True, underlined=True)


def _form_table(framework: Framework, instrument: Instrument) -> str:
    blank = framework.cells == instrument.blank().cells
    layout = Layout(len(instrument.columns), row_height(rows=len(instrument.rows), blank=blank))
    rows = (_context_row(context, framework, instrument, layout) for context in instrument.rows)
    return table(
        [_heading_row(instrument, layout), *rows],
        widths=layout.widths,
        title=instrument.title,
        description=(
            f"One row for each context and one column for each question. {instrument.corner}. "
            "The heading row repeats on every page."
        ),
    )


def _heading_row(instrument: Instrument, layout: Layout) -> str:
    # The printed original sets the corner's words beside the rows, in a cell merged down over all five. Here they
    # stand above them: LibreOffice 7.4 never ends laying out such a cell once it runs over a page.
    labels = (instrument.corner, *(column.label for column in instrument.columns))
    return row(
        (
            cell(paragraph("ColumnLabel", run(label, where="heading row")), width=width, shaded=True)
            for label, width in zip(labels, layout.widths, strict=True)
        ),
        properties=HEADING_ROW,
    )


def _context_row(context: Row, framework: Framework, instrument: Instrument, layout: Layout) -> str:
    cells = [cell(_row_label(context, framework), width=layout.label, shaded=True)]
    longest = 0
    for column, width in zip(instrument.columns, layout.answers, strict=True):
        answer = framework.cell(context.context, column.key)
        cells.append(cell(_answer(answer, context, column, _looks_otherwise(instrument)), width=width))
        longest = max(longest, sum(len(entry.text) for entry in answer.entries))
    return row(cells, height=layout.row_height, longest=longest)


def _row_label(context: Row, framework: Framework) -> str:
    label = paragraph("RowLabel", run(context.label, where="row label"))
    place = framework.places.get(context.context, "")
    if not (place or context.specify):
        return label
    return label + paragraph("Place", run(place, where=f"{context.label}, place"))


def _answer(answer: Cell, context: Row, column: Column, looks_otherwise: Callable[[str], bool]) -> str:
    where = f"{context.label} / {column.label}"
    if answer.entries and answer.status is not None:
        raise InputError("a cell has either entries or a status, and this has both", where=where)
    if answer.entries:
        return "".join(
            _entry(entry, answer, f"{where}, entry {number}", looks_otherwise)
            for number, entry in enumerate(answer.entries, start=1)
        )
    words = _status_words(answer, where)
    return paragraph("Status" if words else "CellText", run(words, where=f"{where}, status"))


def _entry(entry: Entry, answer: Cell, where: str, looks_otherwise: Callable[[str], bool]) -> str:
    text = annotations.write(entry, stands_in=answer.key, mark=looks_otherwise(entry.text))
    details = run(text[len(entry.text) :], where=where, properties='<w:rStyle w:val="Details"/>')
    return paragraph("Entry", run(entry.text, where=where) + details, properties=NUMBERED)


def _looks_otherwise(instrument: Instrument) -> Callable[[str], bool]:
    """Whether an entry's words alone would be read as a status or as the form's own words."""

    def looks_otherwise(text: str) -> bool:
        return statuses.status_of(text) is not None or furniture.is_own(text, instrument=instrument)

    return looks_otherwise


def _status_words(answer: Cell, where: str) -> str:
    """The words recorded for a status, if they read back as that status, else after its own; "" for a blank cell."""
    if answer.status is None or (answer.status is CellStatus.UNEXPLAINED and not answer.status_text):
        return ""
    if not answer.status_text:
        return statuses.words(answer.status)
    for words in (answer.status_text, f"{statuses.words(answer.status)}: {answer.status_text}"):
        if statuses.status_of(words) is answer.status:
            return words
    raise InputError("the words of a status end in an entry's details", where=where, next_step="Take the bracket off.")
