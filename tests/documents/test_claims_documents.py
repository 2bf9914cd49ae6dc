"""The check of published figures in each format: marked for a page's script, and whole in Word and PDF without it."""

import datetime
import io

import pytest
from lxml import html

from fivefold.method.analysis.queries import ask
from fivefold.method.reporting import claims_page, to_docx, to_html, to_pdf
from fivefold.method.reporting.blocks import Row
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import words
from tests.support.published_claims import COHORTS, checked, demonstration

pytestmark = pytest.mark.slow
"""The demonstration study is made and counted, and 255 figures are set."""


@pytest.fixture(scope="module")
def document() -> Document:
    coded, found = demonstration()
    meta = Meta(coded.study.protocol.title, found.freeze, "1", datetime.date(2026, 1, 2))
    return claims_page.document(checked(), meta=meta, sizes=ask(found, COHORTS))


def test_a_page_marks_its_rows_and_says_which_may_be_narrowed_down(document: Document) -> None:
    page = html.document_fromstring(to_html.render_page(document))
    (section,) = page.xpath("//section[@data-filtered]")
    assert section.get("data-filtered") == "published figures"
    marks = section.xpath(".//tr/@data-mark")
    assert {mark: marks.count(mark) for mark in set(marks)} == {"agrees": 202, "differs": 3, "cannot-be-asked": 50}
    headline = page.xpath("//dl[@class='ff-headline']//dd")
    assert [one.text_content() for one in headline] == ["202", "3", "0", "50"]


def test_a_mark_is_a_plain_word() -> None:
    with pytest.raises(ValueError, match="Can't be asked"):
        Row(words("Head"), (), mark="Can't be asked")


def test_word_holds_every_figure(document: Document) -> None:
    from docx import Document as Word

    read = Word(io.BytesIO(to_docx.render(document)))
    heads = {row.cells[0].text for table in read.tables for row in table.rows}
    assert {f"{one.claim.statement} (line\u00a0{one.claim.line})" for one in checked()} <= heads


def test_pdf_holds_every_figure(document: Document) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(to_pdf.render(document)))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    missing = [one.claim.line for one in checked() if f"line {one.claim.line}" not in text.replace("\u00a0", " ")]
    assert missing == []
