"""The parts of a Word file that python-docx has no words for: fields, bookmarks, links, repeated heads, languages."""

import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element: element("fldChar", fldCharType="begin")."""
    made: Any = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field with the result it shows until Word works it out anew (SEQ, PAGE, NUMPAGES)."""
    paragraph._p.append(_run(element("fldChar", fldCharType="begin")))
    paragraph._p.append(_instruction(instruction))
    paragraph._p.append(_run(element("fldChar", fldCharType="separate")))
    paragraph.add_run(shown)
    paragraph._p.append(_run(element("fldChar", fldCharType="end")))


def open_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field whose result spans paragraphs (the table of contents); `close_field` ends it."""
    paragraph._p.append(_run(element("fldChar", fldCharType="begin")))
    paragraph._p.append(_instruction(instruction))
    paragraph._p.append(_run(element("fldChar", fldCharType="separate")))


def close_field(paragraph: Paragraph) -> None:
    """End the field that `open_field` began, in its last paragraph."""
    paragraph._p.append(_run(element("fldChar", fldCharType="end")))


def _instruction(instruction: str) -> Any:
    text = element("instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    return _run(text)


def _run(content: Any) -> Any:
    run = element("r")
    run.append(content)
    return run


def add_link(paragraph: Paragraph, *, anchor: str = "", address: str = "") -> Any:
    """An empty hyperlink to a bookmark of the document or to an address; runs are put into it with `add_run_to`."""
    link = element("hyperlink", history="1")
    if anchor:
        link.set(qn("w:anchor"), anchor)
    else:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        link.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    paragraph._p.append(link)
    return link


def add_run_to(paragraph: Paragraph, link: Any, words: str) -> Run:
    """A run with these words, in the link when there is one."""
    run = paragraph.add_run(words)
    if link is not None:
        link.append(run._r)
    return run


def add_bookmark(paragraph: Paragraph, *, number: int, name: str) -> None:
    """Mark the paragraph as the place this bookmark names. number: unique in the file."""
    start = element("bookmarkStart", id=str(number), name=name)
    paragraph._p.insert_element_before(start, "w:r", "w:hyperlink")
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def number(paragraph: Paragraph, numbering: int) -> None:
    """Count the paragraph by this numbering of the file instead of its style's."""
    properties = element("numPr")
    properties.append(element("ilvl", val="0"))
    properties.append(element("numId", val=str(numbering)))
    layout = paragraph._p.get_or_add_pPr()
    layout.insert_element_before(properties, "w:spacing", "w:ind", "w:jc", "w:rPr")


def repackage(packed: bytes, *, dated: datetime.date) -> bytes:
    """The same package with every part dated alike, so that the same document gives the same bytes."""
    out = BytesIO()
    with ZipFile(BytesIO(packed)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            info = ZipInfo(part.filename, (dated.year, dated.month, dated.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, source.read(part))
    return out.getvalue()
