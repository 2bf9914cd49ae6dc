"""Written forms as people return them: after Word, LibreOffice, retyping, merging, tracking and commenting.

The demonstration study's forms come back in these manners, and the reader's tests use the same code.
"""

from collections.abc import Callable
from enum import StrEnum
from random import Random

from fivefold.method.demonstration import returned_programs, returned_tables, returned_words
from fivefold.method.demonstration.returned_document import Document, open_document


class Manner(StrEnum):
    """How a form comes back. Every word stays in its cell except where a manner is in STRAYING."""

    WORD = "word"
    LIBREOFFICE = "libreoffice"
    RELABELLED = "relabelled"
    BROKEN_TABLE = "broken_table"
    NO_CORNER = "no_corner"
    CORNER_BESIDE = "corner_beside"
    MERGED_CELLS = "merged_cells"
    TYPED_BULLETS = "typed_bullets"
    NUMBERED = "numbered"
    SOFT_BREAKS = "soft_breaks"
    SPLIT_RUNS = "split_runs"
    TRACKED_CHANGES = "tracked_changes"
    COMMENTS = "comments"
    FOOTNOTES = "footnotes"
    CONTENT_CONTROLS = "content_controls"
    TEXT_BOX = "text_box"
    NESTED_TABLES = "nested_tables"
    BLANK_ROWS = "blank_rows"
    FIELDS_IN_PAGE_HEADER = "fields_in_page_header"
    FIELDS_IN_LINES = "fields_in_lines"


STRAYING = frozenset({Manner.TEXT_BOX})
"""An entry leaves its cell for a text box that hangs on it."""

ADDING = frozenset({Manner.COMMENTS, Manner.FOOTNOTES})
"""Words are added that belong to no cell."""

_CHANGES: dict[Manner, Callable[[Document, Random], None]] = {
    Manner.WORD: returned_programs.save_in_word,
    Manner.LIBREOFFICE: returned_programs.save_in_libreoffice,
    Manner.RELABELLED: returned_words.relabel,
    Manner.BROKEN_TABLE: returned_tables.break_table,
    Manner.NO_CORNER: returned_tables.drop_corner,
    Manner.CORNER_BESIDE: returned_tables.set_corner_beside,
    Manner.MERGED_CELLS: returned_tables.merge_empty,
    Manner.TYPED_BULLETS: returned_words.type_bullets,
    Manner.NUMBERED: returned_words.number_entries,
    Manner.SOFT_BREAKS: returned_words.break_softly,
    Manner.SPLIT_RUNS: returned_words.split_runs,
    Manner.TRACKED_CHANGES: returned_words.track_changes,
    Manner.COMMENTS: returned_words.comment,
    Manner.FOOTNOTES: returned_words.add_footnotes,
    Manner.CONTENT_CONTROLS: returned_tables.wrap_in_controls,
    Manner.TEXT_BOX: returned_words.box_an_entry,
    Manner.NESTED_TABLES: returned_tables.nest_tables,
    Manner.BLANK_ROWS: returned_tables.add_blank_rows,
    Manner.FIELDS_IN_PAGE_HEADER: returned_tables.move_fields_to_page_header,
    Manner.FIELDS_IN_LINES: returned_tables.move_fields_to_lines,
}


def return_form(docx: bytes, *, manner: Manner, rng: Random) -> bytes:
    """A form that `write_form` wrote, as it comes back in one manner; the same seed gives the same bytes.

    Typed marks (TYPED_BULLETS, SOFT_BREAKS) keep an entry apart only while its own words hold no line that begins
    with such a mark.
    """
    document = open_document(docx)
    _CHANGES[manner](document, rng)
    return document.close()
