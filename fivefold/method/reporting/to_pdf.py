"""A document as a tagged PDF (PDF/UA-1): headings, bookmarks, table headers, alternative text, links."""

import datetime
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from itertools import islice
from typing import Any

import typst
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from fivefold.method.reporting.document import Document
from fivefold.method.reporting.layout import lay_out

_TRAILER = ("/Size", "/Root", "/Info", "/ID")
_UNDRAWN = re.compile(r'the text `"(.*?)"` could not be displayed')


def render(document: Document) -> bytes:
    """The PDF. The same document gives the same bytes: it is dated by its own issue, in typefaces Typst carries itself.

    Raises InputError when the document may not be printed.
    """
    return _with_row_heads(_compile(json.dumps(lay_out(document), ensure_ascii=False), issued=document.meta.issued))


def _compile(laid_out: str, *, issued: datetime.date) -> bytes:
    midnight = datetime.datetime.combine(issued, datetime.time(), tzinfo=datetime.UTC)
    template = files("fivefold.method.reporting").joinpath("templates/document.typ").read_bytes()
    while True:
        try:
            return typst.compile(
                template,
                format="pdf",
                ignore_system_fonts=True,
                # Data, not a string of markup: whatever a name or a label holds stays words.
                sys_inputs={"document": laid_out},
                pdf_standards=["ua-1"],
                timestamp=int(midnight.timestamp()),
            )
        except typst.TypstError as error:
            laid_out = _spelled_out(laid_out, error)


def _spelled_out(laid_out: str, error: typst.TypstError) -> str:
    """The same with the characters that no carried typeface can draw named by their code point: "[U+4E2D]".

    They must neither stop the document nor vanish from it. Raises the error again when it is another one.
    """
    refused = _UNDRAWN.search(str(error))
    characters = {character for character in refused[1] if character > "\x7f"} if refused else set()
    if not characters:
        raise error
    # Most typefaces stop well before the scripts and pictures that begin here; one by one would take long.
    characters |= {character for character in laid_out if character >= "\u2e80"}
    for character in sorted(characters):
        laid_out = laid_out.replace(character, f"[U+{ord(character):04X}]")
    return laid_out


def _with_row_heads(printed: bytes) -> bytes:
    """The same PDF with each first cell of a table's body tagged as the head of its row.

    Typst tags column heads only, unless a switch is set that its Python package does not offer; without row heads a
    screen reader says a count without saying of what.
    """
    reader = PdfReader(BytesIO(printed))
    heads = []
    for body in _elements(reader.root_object["/StructTreeRoot"], "/TBody"):
        for row in _elements(body, "/TR"):
            head = DictionaryObject({NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Row")})
            for first in islice(_elements(row, "/TD"), 1):
                first[NameObject("/S")] = NameObject("/TH")
                first[NameObject("/A")] = ArrayObject([*_listed(first.get("/A")), head])
                heads.append(first)
    return _updated(printed, heads, reader)


def _updated(printed: bytes, changed: list[DictionaryObject], reader: PdfReader) -> bytes:
    """The file with its changed objects appended, as PDF has it of an update (ISO 32000-1, 7.5.6).

    Writing every object again would take three times as long as setting the type.
    """
    if not changed:
        return printed
    out = BytesIO()
    out.write(printed)
    where = {}
    for element in changed:
        number = element.indirect_reference.idnum  # type: ignore[union-attr]
        where[number] = out.tell()
        out.write(b"%d 0 obj\n" % number)
        element.write_to_stream(out)
        out.write(b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n")
    out.writelines(b"%d 1\n%010d 00000 n \n" % entry for entry in sorted(where.items()))
    trailer = DictionaryObject({NameObject(name): reader.trailer.raw_get(name) for name in _TRAILER})
    trailer[NameObject("/Prev")] = NumberObject(printed[printed.rindex(b"startxref") :].split()[1])
    out.write(b"trailer\n")
    trailer.write_to_stream(out)
    out.write(b"\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _elements(node: Any, kind: str) -> Iterator[Any]:
    """The structure elements of a kind below a node, in reading order; not those inside one of that kind."""
    for child in _listed(node.get("/K")):
        element = child.get_object()
        if not isinstance(element, DictionaryObject):
            continue
        if element.get("/S") == kind:
            yield element
        else:
            yield from _elements(element, kind)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    held = value.get_object()
    return list(held) if isinstance(held, ArrayObject) else [value]
