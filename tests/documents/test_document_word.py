"""A document as a Word file: its structure as Word keeps it, and as LibreOffice opens it."""

import datetime
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml import etree
from pypdf import PdfReader

from fivefold.method.reporting import document as tree
from fivefold.method.reporting import to_docx
from fivefold.method.reporting.blocks import Block, Contents, EveryNumber, Items, Section
from fivefold.method.reporting.inlines import plain, words
from tests.documents import sample
from tests.documents.test_blank_form import convert

pytestmark = pytest.mark.slow
"""Each file is written whole, its charts drawn; LibreOffice takes seconds to start."""

DOCUMENT = sample.document()
LABELS = tree.labels(DOCUMENT)


@pytest.fixture(scope="module")
def packed() -> bytes:
    return to_docx.render(DOCUMENT)


@pytest.fixture(scope="module")
def word(packed: bytes) -> WordFile:
    return docx.Document(BytesIO(packed))


def instructions(word: WordFile) -> list[str]:
    return [" ".join((element.text or "").split()) for element in word.element.body.iter(qn("w:instrText"))]


def test_headings_are_real_headings_in_order(word: WordFile) -> None:
    headings = [
        (str(paragraph.style.name), paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
    ]
    wanted = [
        (f"Heading {heading.level - 1}", f"{heading.label}  {plain(heading.words, LABELS)}")
        for heading in tree.outline(DOCUMENT)
    ]
    assert [heading for heading in headings if heading in wanted] == wanted
    register = [("Heading 2", title) for title in ("Counts", "Results computed from counts", "Stated, not computed")]
    assert [heading for heading in headings if heading not in wanted] == register


def test_the_file_names_its_title_language_and_date(word: WordFile, packed: bytes) -> None:
    properties = word.core_properties
    assert properties.title == "What was recorded, and what was done"
    assert properties.author == "The study team"
    assert properties.language == "en-GB"
    assert properties.created == datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    spoken = {element.get(qn("w:val")) for element in word.styles.element.iter(qn("w:lang"))}
    assert spoken == {"en-GB"}
    with ZipFile(BytesIO(packed)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2026, 11, 22, 0, 0, 0)}


def test_every_table_repeats_its_head_and_keeps_its_rows_whole(word: WordFile) -> None:
    assert len(word.tables) == 2 + 5 + 3
    for table in word.tables:
        marks = [[child.tag for child in row._tr.get_or_add_trPr()] for row in table.rows]
        assert qn("w:tblHeader") in marks[0]
        assert not any(qn("w:tblHeader") in row for row in marks[1:])
        assert all(qn("w:cantSplit") in row for row in marks)
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert look is not None
        assert look.get(qn("w:firstRow")) == look.get(qn("w:firstColumn")) == "1"


def test_captions_count_by_themselves(word: WordFile) -> None:
    counted = [instruction for instruction in instructions(word) if instruction.startswith("SEQ")]
    assert counted.count("SEQ Table \\* ARABIC") == 2
    assert counted.count("SEQ Figure \\* ARABIC") == 5
    captions = [
        paragraph.text for paragraph in word.paragraphs if paragraph.style and paragraph.style.name == "Caption"
    ]
    assert "Table 2  Factors recorded in each cohort" in captions
    assert "Figure 1  Factors recorded, by cohort" in captions


def test_the_contents_are_a_field_with_its_entries_filled_in(word: WordFile) -> None:
    assert [instruction for instruction in instructions(word) if instruction.startswith("TOC")] == [
        'TOC \\o "1-3" \\h \\z \\u'
    ]
    entries = [
        "".join(element.text or "" for element in paragraph._p.iter(qn("w:t")))
        for paragraph in word.paragraphs
        if paragraph.style is not None and str(paragraph.style.name).lower().startswith("toc ")
    ]
    assert entries == [f"{heading.label}  {plain(heading.words, LABELS)}" for heading in tree.outline(DOCUMENT)]
    begun, ended = (
        [element.get(qn("w:fldCharType")) for element in word.element.body.iter(qn("w:fldChar"))].count(kind)
        for kind in ("begin", "end")
    )
    assert begun == ended


def test_pages_are_numbered(word: WordFile) -> None:
    footer = word.sections[0].footer._element
    fields = [" ".join((element.text or "").split()) for element in footer.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_every_chart_says_what_it_shows_and_is_a_picture(word: WordFile) -> None:
    pictures = list(word.element.body.iter(qn("wp:docPr")))
    assert [picture.get("title") for picture in pictures] == [
        plain(block.title, LABELS) for block in tree.blocks(DOCUMENT) if type(block).__name__ == "Chart"
    ]
    assert all(len(picture.get("descr") or "") > 80 for picture in pictures)
    assert len(word.inline_shapes) == 5
    assert all(shape.width.mm == pytest.approx(160, abs=0.1) for shape in word.inline_shapes)


def test_every_link_in_the_file_leads_to_a_bookmark_that_is_there_once(word: WordFile) -> None:
    body = word.element.body
    names = [element.get(qn("w:name")) for element in body.iter(qn("w:bookmarkStart"))]
    numbers = [element.get(qn("w:id")) for element in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert len(numbers) == len(set(numbers))
    anchors = {element.get(qn("w:anchor")) for element in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= set(names)
    assert len(anchors) > 100


def test_ordered_lists_each_count_from_one() -> None:
    block = Section("lists", words("Lists"), (Items((words("a"),), ordered=True),) * 2)
    word = docx.Document(BytesIO(to_docx.render(with_blocks(block))))
    numbered = [element.get(qn("w:val")) for element in word.element.body.iter(qn("w:numId"))]
    assert len(set(numbered)) == 2
    starts = word.part.numbering_part.element.findall(f".//{qn('w:startOverride')}")
    assert [start.get(qn("w:val")) for start in starts] == ["1", "1"]


def with_blocks(*blocks: Block) -> tree.Document:
    return tree.Document(DOCUMENT.title, (), DOCUMENT.meta, blocks)


def test_a_document_needs_neither_headings_nor_results() -> None:
    bare = docx.Document(BytesIO(to_docx.render(with_blocks(Contents(), EveryNumber()))))
    assert bare.tables == []
    assert [instruction for instruction in instructions(bare) if "TOC" in instruction] == []


def test_every_count_and_every_awkward_word_is_there(word: WordFile) -> None:
    text = "\n".join("".join(element.itertext(qn("w:t"))) for element in word.element.body.iter(qn("w:p")))
    for figure in tree.figures(DOCUMENT).values():
        assert figure.title in text
        assert figure.definition in text
        for count in figure.counts.values():
            assert f"{count.numerator}" + (f" of {count.base}" if count.base is not None else "") in text
    assert sample.HOSTILE in text


def test_parts_stand_in_the_order_the_format_asks(packed: bytes) -> None:
    order = {
        "pPr": ["pStyle", "keepNext", "keepLines", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "rPr"],
        "tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption"],
    }
    with ZipFile(BytesIO(packed)) as parts:
        roots = [etree.fromstring(parts.read(name)) for name in ("word/document.xml", "word/styles.xml")]
    for name, wanted in order.items():
        found = [element for root in roots for element in root.iter(qn(f"w:{name}"))]
        assert found
        for element in found:
            tags = [etree.QName(child).localname for child in element]
            known = [tag for tag in tags if tag in wanted]
            assert known == sorted(known, key=wanted.index), tags


def test_the_same_document_is_always_the_same_file(packed: bytes) -> None:
    assert to_docx.render(sample.document()) == packed


def test_libreoffice_opens_it_with_its_structure_intact(packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "document.docx").write_bytes(packed)
    convert(
        tmp_path, 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}', tmp_path / "document.docx"
    )
    pdf = PdfReader(tmp_path / "document.pdf")
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for heading in tree.outline(DOCUMENT):
        assert f"{heading.label} {plain(heading.words, LABELS)}" in text
    assert "Table 2 Factors recorded in each cohort" in text
    structure = subprocess.run(
        ["pdfinfo", "-struct", str(tmp_path / "document.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert structure.count("\n  Table") + structure.count("Table (block)") >= 10
    assert "H1" in structure
    assert "H2" in structure
    assert structure.count("Figure") >= 5
