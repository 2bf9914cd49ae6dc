"""What a form looks like once a program has saved it, without any change a person would see."""

from random import Random

from fivefold.method.demonstration.returned_document import Document, Element, make, remove, set_cell_property, w
from fivefold.method.demonstration.returned_words import split_runs

_PARAGRAPH_STYLES = {"Entry": "TableContents", "CellText": "TableContents", "Status": "TableContents"}
"""LibreOffice's own style for what stands in a table."""
_TABLE_CONTENTS = (
    b'<w:style w:type="paragraph" w:customStyle="1" w:styleId="TableContents"><w:name w:val="Table Contents"/>'
    b'<w:basedOn w:val="Normal"/><w:pPr><w:suppressLineNumbers/></w:pPr></w:style></w:styles>'
)


def save_in_word(document: Document, rng: Random) -> None:
    """Revision identifiers everywhere, bookmarks, and runs cut by the spell checker."""
    session = f"00{rng.randrange(16**6):06X}"
    for paragraph in document.root.iter(w("p")):
        paragraph.set(w("rsidR"), session)
        paragraph.set(w("rsidRDefault"), f"00{rng.randrange(16**6):06X}")
    for row in document.root.iter(w("tr")):
        row.set(w("rsidR"), session)
    first = next(document.root.iter(w("p")))
    first.append(make("bookmarkStart", id="0", name="_GoBack"))
    first.append(make("bookmarkEnd", id="0"))
    split_runs(document, rng)


def save_in_libreoffice(document: Document, _rng: Random) -> None:
    """No names for styles of ours, formatting said in every place, empty properties, tables without their look."""
    parts = document.parts
    parts["word/numbering.xml"] = parts["word/numbering.xml"].replace(b'<w:pStyle w:val="Entry"/>', b"")
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", _TABLE_CONTENTS)
    for style in document.root.iter(w("pStyle")):
        style.set(w("val"), _PARAGRAPH_STYLES.get(style.get(w("val")) or "", "Normal"))
    for run in document.root.iter(w("r")):
        properties = run.find(w("rPr"))
        if properties is None:
            run.insert(0, make("rPr"))
        else:
            _clear(properties)
    for look in list(document.root.iter(w("tblLook"), w("tblCaption"), w("tblDescription"))):
        remove(look)
    for cell in document.root.iter(w("tc")):
        set_cell_property(cell, make("tcBorders", make("top", val="single", sz="4", space="0", color="000000")))
    for properties in document.root.iter(w("pPr")):
        properties.insert(1, make("widowControl", val="false"))
        properties.append(make("rPr"))


def _clear(properties: Element) -> None:
    for each in list(properties):
        properties.remove(each)
