"""Write the form for Word: blank, or with a framework in it.

The XML is put together as text from the package's own parts. Through python-docx one form takes some 60 ms,
and its template brings styles, a theme and a creator's name that are not ours.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import Framework
from fivefold.method.frameworks.forms import furniture, writing_body, writing_package
from fivefold.method.frameworks.forms.writing_characters import run
from fivefold.method.frameworks.forms.writing_layout import WIDTH, paragraph


def write_form(framework: Framework, *, instrument: Instrument, below: Sequence[str] = ()) -> bytes:
    """The framework as a .docx: A3 landscape, the original labels, one real table.

    What is written reads back as the same framework (docs/reference/form-grammar.md). The same framework always
    gives the same bytes. `instrument.blank()` gives the blank form. below: texts without a place on the form, a
    paragraph each below the table; reading finds them as words to be placed.
    Raises InputError, naming the cell, for a text with a character that a Word file cannot hold, for a cell with
    both entries and a status, and for a framework that was recorded on another version.
    """
    if framework.instrument != instrument.key:
        raise InputError(
            f'the framework was recorded on "{framework.instrument}" and cannot be written on "{instrument.key}"',
            next_step="Write it on the version it was recorded on.",
        )
    return writing_package.pack(
        {
            "word/document.xml": writing_body.document(framework, instrument=instrument, below=below),
            "word/footer1.xml": _footer(instrument),
            "docProps/core.xml": _properties(instrument),
        }
    )


def _footer(instrument: Instrument) -> str:
    right = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'
    words = furniture.page_line(0, 0).split("0")
    number = "".join(
        run(piece, where="footer") + field
        for piece, field in zip(words, (_field("PAGE"), _field("NUMPAGES"), ""), strict=True)
    )
    line = run(f"{furniture.version_line(instrument)}\t", where="footer") + number
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"{paragraph('Footer', run(furniture.hint(), where='footer'))}"
        f"{paragraph('Footer', line, properties=right)}</w:ftr>"
    )


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _properties(instrument: Instrument) -> str:
    # The title names the form and never the young person's reference: it shows in window titles and file lists.
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        "<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(instrument.title)}</dc:title><dc:subject>{escape(instrument.subtitle)}</dc:subject>"
        f"<dc:language>en-GB</dc:language><cp:version>{escape(instrument.key)}</cp:version></cp:coreProperties>"
    )
