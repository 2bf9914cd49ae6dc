"""A document as a tagged PDF (PDF/UA-1): headings, bookmarks, table headers, alternative text, links."""

import datetime
import json
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from itertools import islice
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from fivefold.method.reporting.document import Document
from fivefold.method.reporting.layout import lay_out


def render(document: Document) -> bytes:
    """The PDF. The same document gives the same bytes: it is dated by its own issue, in typefaces Typst carries itself.

    Raises InputError when the document may not be printed.
    """
    midnight = datetime.datetime.combine(document.meta.issued, datetime.time(), tzinfo=datetime.UTC)
    template = files("fivefold.method.reporting").joinpath("templates/document.typ").read_bytes()
    printed = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=True,
        # Data, not a string of markup: whatever a name or a label holds stays words.
        sys_inputs={"document": json.dumps(lay_out(document))},
        pdf_standards=["ua-1"],
        timestamp=int(midnight.timestamp()),
    )
    return _with_row_heads(printed)


def _with_row_heads(printed: bytes) -> bytes:
    """The same PDF with each first cell of a table's body tagged as the head of its row.

    Typst tags column heads only, unless a switch is set that its Python package does not offer; without row heads a
    screen reader says a count without saying of what.
    """
    reader = PdfReader(BytesIO(printed))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    structure = writer.root_object["/StructTreeRoot"].get_object()
    for body in _elements(structure, "/TBody"):
        for row in _elements(body, "/TR"):
            head = DictionaryObject({NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Row")})
            for first in islice(_elements(row, "/TD"), 1):
                first[NameObject("/S")] = NameObject("/TH")
                first[NameObject("/A")] = ArrayObject([*_listed(first.get("/A")), head])
    out = BytesIO()
    writer.write(out)
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
