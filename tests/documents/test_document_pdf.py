"""A document as a PDF: its tags, its outline, its words."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from fivefold.method.reporting import document as tree
from fivefold.method.reporting import to_pdf
from fivefold.method.reporting.blocks import Appendix, EveryNumber, Paragraph, Row, Section, Table
from fivefold.method.reporting.document import Document
from fivefold.method.reporting.inlines import Number, Stated, words
from tests.documents import sample

pytestmark = pytest.mark.slow
"""Each file is set whole, charts and all, and read again."""

DOCUMENT = sample.document()


@pytest.fixture(scope="module")
def printed() -> bytes:
    return to_pdf.render(DOCUMENT)


@pytest.fixture(scope="module")
def pdf(printed: bytes) -> PdfReader:
    return PdfReader(BytesIO(printed))


def elements(node: Any) -> Iterator[Any]:
    """Every structure element below a node, in reading order."""
    children = node.get("/K")
    if children is None:
        return
    held = children.get_object()
    for child in held if isinstance(held, list) else [held]:
        element = child.get_object()
        if isinstance(element, DictionaryObject) and "/S" in element:
            yield element
            yield from elements(element)


def structure(pdf: PdfReader) -> list[Any]:
    return list(elements(pdf.root_object["/StructTreeRoot"].get_object()))


def scope(element: Any) -> set[str]:
    attributes = element.get("/A", [])
    held = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    return {str(one.get_object().get("/Scope")) for one in (held if isinstance(held, list) else [held])}


def test_the_file_says_it_is_tagged_in_which_language_and_by_what_title(pdf: PdfReader) -> None:
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF boolean, which is never Python's own
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert pdf.metadata is not None
    assert pdf.metadata.title == "What was recorded, and what was done"
    assert pdf.metadata.author == "The study team"
    assert str(pdf.metadata.creation_date).startswith("2026-11-22")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_headings_are_tagged_and_bookmarked(pdf: PdfReader) -> None:
    kinds = Counter(str(element["/S"]) for element in structure(pdf))
    assert kinds["/Title"] == 1
    assert kinds["/H1"] == 4 + 1  # the sections and appendices, and the contents' own
    bookmarks: list[str] = []

    def read(items: list[Any]) -> None:
        for item in items:
            if isinstance(item, list):
                read(item)
            else:
                bookmarks.append(" ".join(str(item.title).split()))

    read(pdf.outline)
    wanted = [f"{heading.label} {heading.words[0].words}" for heading in tree.outline(DOCUMENT)]  # type: ignore[union-attr]
    assert [bookmark for bookmark in bookmarks if bookmark in wanted] == wanted


def test_every_table_has_heads_of_its_columns_and_of_its_rows(pdf: PdfReader) -> None:
    tables = [element for element in structure(pdf) if element["/S"] == "/Table"]
    assert len(tables) == 2 + 5
    for table in tables:
        rows = [
            [cell for cell in elements(row) if cell["/S"] in ("/TH", "/TD")]
            for row in elements(table)
            if row["/S"] == "/TR"
        ]
        assert all(cell["/S"] == "/TH" and "/Column" in scope(cell) for cell in rows[0])
        for row in rows[1:]:
            assert [cell["/S"] for cell in row] == ["/TH", *["/TD"] * (len(row) - 1)]
            assert "/Row" in scope(row[0])


def test_every_chart_says_what_it_shows(pdf: PdfReader) -> None:
    figures = [element for element in structure(pdf) if element["/S"] == "/Figure"]
    assert len(figures) == 5
    assert all(len(str(figure["/Alt"])) > 80 for figure in figures)


def test_numbers_lead_to_their_entries(pdf: PdfReader) -> None:
    links = [note.get_object() for page in pdf.pages for note in page.get("/Annots", [])]
    inner = [link for link in links if link["/Subtype"] == "/Link" and "/URI" not in link.get("/A", {})]
    assert len(inner) > 100
    assert all("/StructParent" in link for link in links)


def test_every_count_is_printed(pdf: PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for figure in tree.figures(DOCUMENT).values():
        for count in figure.counts.values():
            assert f"{count.numerator}" + (f" of {count.base}" if count.base is not None else "") in text


def test_a_checker_of_the_standard_finds_nothing(printed: bytes, tmp_path: Path) -> None:
    pdfua = pytest.importorskip("pdfua", reason="the checker is not installed here")
    file = tmp_path / "document.pdf"
    file.write_bytes(printed)
    assert list(pdfua.validate(file).findings) == []


def test_the_same_document_is_always_the_same_file(printed: bytes) -> None:
    assert to_pdf.render(sample.document()) == printed


def test_a_document_without_a_table_has_no_heads_to_tag() -> None:
    plain_words = Document(words("Title"), words("Subtitle"), sample.document().meta, (Paragraph(words("Words.")),))
    assert text_of(to_pdf.render(plain_words)).count("Words.") == 1


def with_text(said: str) -> Document:
    table = Table("t", words(said), (words(said), words(said)), (Row(words(said), (words(Stated(said, said)),)),))
    return dataclasses.replace(
        DOCUMENT,
        title=words(said),
        meta=dataclasses.replace(DOCUMENT.meta, study=said, authors=(said,)),
        blocks=(
            Section("s", words(said), (Paragraph(words(said)), table)),
            Paragraph(words(Number(sample.SAMPLE))),
            Appendix("every-number", words(said), (EveryNumber(),)),
        ),
    )


def text_of(printed: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).split())


@pytest.mark.parametrize(
    "said",
    [
        "#panic()",
        "$x$",
        "[a](b) *b* _c_ `d`",
        "\\u{ab}",
        '"quoted"',
        "@label <label>",
        "= heading",
        "#let a = b",
        "/* a */ //",
    ],
)
def test_no_words_are_ever_read_as_markup(said: str) -> None:
    assert "".join(said.split()) in text_of(to_pdf.render(with_text(said)))


@pytest.mark.parametrize(("said", "spelled"), [("a 中文 b", "[U+4E2D][U+6587]"), ("a 🙂 b", "[U+1F642]")])
def test_a_character_without_a_drawing_is_named_and_not_lost(said: str, spelled: str) -> None:
    assert spelled in text_of(to_pdf.render(with_text(said)))


def test_any_other_failure_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_named: object) -> bytes:
        raise typst.TypstError("the machine is on fire", "", [], [])

    monkeypatch.setattr(typst, "compile", fail)
    with pytest.raises(typst.TypstError, match="on fire"):
        to_pdf.render(DOCUMENT)
