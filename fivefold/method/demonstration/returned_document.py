"""A written form taken apart, so that it can be changed as people and programs change it."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

Element = etree._Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = {
    "w": WORD,
    "r": RELATIONSHIPS,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{WORD}}}{name}"


def fragment(xml: str) -> Element:
    """One element from its text, with the prefixes of Word's own files."""
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in _NAMESPACES.items())
    return etree.fromstring(f"<root {declared}>{xml}</root>")[0]


def make(name: str, /, *children: Element, **attributes: str) -> Element:
    """A w: element with w: attributes and children."""
    made = etree.Element(w(name), {w(key): value for key, value in attributes.items()}, nsmap={"w": WORD})
    made.extend(children)
    return made


_CELL_PROPERTIES = ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "textDirection", "vAlign")
"""The order in which they must stand; Word calls a file damaged that has them in another."""


def set_cell_property(cell: Element, made: Element) -> None:
    """Put one property into a cell's w:tcPr, in the place of one of the same name."""
    properties = cell.find(w("tcPr"))
    assert properties is not None, "every cell of a written form has its width"
    for old in properties.findall(made.tag):
        properties.remove(old)
    order = [w(name) for name in _CELL_PROPERTIES]
    before = [each for each in properties if order.index(each.tag) < order.index(made.tag)]
    properties.insert(len(before), made)


def remove(element: Element) -> None:
    """Take an element out of its parent."""
    parent = element.getparent()
    assert parent is not None, "the root of a document is never taken out"
    parent.remove(element)


def make_run(text: str) -> Element:
    """A run of plain words without line breaks or tabs."""
    words = make("t")
    words.text = text
    words.set(_SPACE, "preserve")
    return make("r", words)


def make_paragraph(text: str = "") -> Element:
    """A paragraph of one run, or an empty one."""
    made = make("p")
    if text:
        made.append(make_run(text))
    return made


def words_of(element: Element) -> str:
    """The words in an element as they are shown; a tab or a line break becomes a space."""
    return "".join(text.text or "" if text.tag == w("t") else " " for text in element.iter(w("t"), w("tab"), w("br")))


@dataclass(slots=True)
class Document:
    """The parts of a .docx, its main part as a tree that may be changed.

    body: the w:body, which holds the header table and the form's table.
    """

    parts: dict[str, bytes]
    root: Element

    @property
    def body(self) -> Element:
        return self.root[0]

    @property
    def header_table(self) -> Element:
        """The table of header fields."""
        return next(self.body.iter(w("tbl")))

    @property
    def form_table(self) -> Element:
        """The table of the form: the last one of the body."""
        return [child for child in self.body if child.tag == w("tbl")][-1]

    def rows(self) -> list[Element]:
        """The rows of the form, the heading row first."""
        return list(self.form_table.iterchildren(w("tr")))

    def answers(self) -> Iterator[list[Element]]:
        """For every row but the heading row, its cells without the label cell."""
        for row in self.rows()[1:]:
            yield list(row.iterchildren(w("tc")))[1:]

    def entries(self) -> list[Element]:
        """The paragraphs that hold an entry, in form order."""
        return [
            paragraph
            for cells in self.answers()
            for cell in cells
            for paragraph in cell.iterchildren(w("p"))
            if is_entry(paragraph)
        ]

    def fields(self) -> list[tuple[str, str]]:
        """The header fields: label and value, each in one line."""
        texts = [words_of(cell) for cell in self.header_table.iter(w("tc"))]
        return list(zip(texts[::2], texts[1::2], strict=True))

    def labels(self) -> list[Element]:
        """The texts of all labels: columns, rows, header fields."""
        cells = list(self.header_table.iter(w("tc")))[::2]
        cells += [next(row.iter(w("tc"))) for row in self.rows()[1:]]
        first = [next(cell.iter(w("t"))) for cell in cells]
        return [*self.rows()[0].iter(w("t")), *first]

    def add_part(self, name: str, content: Element, *, kind: str) -> str:
        """Add word/NAME, of the kind "header", "comments" or "footnotes"; the id of its relationship."""
        self.parts[f"word/{name}"] = etree.tostring(content, xml_declaration=True, encoding="UTF-8", standalone=True)
        types = etree.fromstring(self.parts["[Content_Types].xml"])
        override = {"PartName": f"/word/{name}", "ContentType": f"{_MAIN}.{kind}+xml"}
        etree.SubElement(types, f"{{{_PACKAGE}/content-types}}Override", override)
        self.parts["[Content_Types].xml"] = etree.tostring(types)
        path = "word/_rels/document.xml.rels"
        links = etree.fromstring(self.parts[path])
        link = {"Id": f"rId{len(links) + 100}", "Type": f"{RELATIONSHIPS}/{kind}", "Target": name}
        etree.SubElement(links, f"{{{_PACKAGE}/relationships}}Relationship", link)
        self.parts[path] = etree.tostring(links)
        return link["Id"]

    def close(self) -> bytes:
        """The document as a file; the same parts always give the same bytes."""
        main = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as package:
            for name, part in {**self.parts, "word/document.xml": main}.items():
                member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                member.create_system = 0
                member.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(member, part)
        return content.getvalue()


def open_document(docx: bytes) -> Document:
    """A form that `write_form` wrote, or `return_form` changed."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return Document(parts, etree.fromstring(parts["word/document.xml"]))


def is_entry(paragraph: Element) -> bool:
    """Whether a paragraph is written as an entry."""
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return style is not None and style.get(w("val")) == "Entry"


def is_empty(cell: Element) -> bool:
    """Whether nothing is written in a cell."""
    return not words_of(cell)
