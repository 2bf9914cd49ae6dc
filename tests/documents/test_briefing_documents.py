"""The demonstration's briefing in each format: the same words and numbers, headings, tables, alternative text."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html
from pypdf import PdfReader

from fivefold.method.reporting import document as tree
from fivefold.method.reporting import provenance, to_docx, to_html, to_pdf
from fivefold.method.reporting.blocks import Chart, Paragraph, Table
from fivefold.method.reporting.document import Document
from fivefold.method.reporting.inlines import Number, plain
from tests.support.demonstration_briefing import document as made

pytestmark = pytest.mark.slow
"""The demonstration study is made and counted, and its briefing set three times."""


@pytest.fixture(scope="module")
def document() -> Document:
    return made()


@pytest.fixture(scope="module")
def page(document: Document) -> Any:
    return html.document_fromstring(to_html.render_page(document))


@pytest.fixture(scope="module")
def word(document: Document) -> docx.document.Document:
    return docx.Document(BytesIO(to_docx.render(document)))


@pytest.fixture(scope="module")
def pdf(document: Document) -> PdfReader:
    return PdfReader(BytesIO(to_pdf.render(document)))


def squeezed(text: str) -> str:
    """Text without the spaces and hyphens that a line's end adds or takes."""
    return "".join(text.split()).replace("-", "").replace("\N{SOFT HYPHEN}", "").replace("\N{HYPHEN}", "")


def passages(document: Document) -> Iterator[str]:
    """What every format must print: each paragraph, and each row of each table as one run."""
    names = tree.labels(document)
    for block in tree.blocks(document):
        if isinstance(block, Paragraph):
            yield plain(block.inlines, names)
        if isinstance(block, Table):
            yield from ("".join(plain(cell, names) for cell in (row.head, *row.cells)) for row in block.rows)


def test_it_may_be_printed(document: Document) -> None:
    assert provenance.check(document) == ()


def test_it_tells_what_the_published_study_told(document: Document) -> None:
    figures = tree.figures(document)
    words = " ".join(passages(document))
    assert "49 frameworks from four sites" in words
    assert figures["vulnerability/family/domestic-abuse-between-parents-or-carers"].title in words
    opening = " ".join(
        plain(passage.inlines, tree.labels(document)) for passage in tree.passages(document) if not passage.place
    )
    assert "was recorded in 22 of 49 frameworks; in 19 of 22 no response to it was recorded." in opening
    assert "domestic abuse service referral (3)" in opening
    assert "21 of 24 against" in opening


def test_the_page_prints_every_passage(document: Document, page: Any) -> None:
    text = squeezed(page.text_content())
    assert [one for one in passages(document) if squeezed(one) not in text] == []


def test_word_prints_every_passage(document: Document, word: docx.document.Document) -> None:
    text = squeezed("".join(one.text or "" for one in word.element.body.iter(qn("w:t"))))
    assert [one for one in passages(document) if squeezed(one) not in text] == []


def test_the_pdf_prints_every_passage(document: Document, pdf: PdfReader) -> None:
    title = squeezed(plain(document.title, {}))
    pages = []
    for number, one in enumerate(pdf.pages, start=1):
        # A paragraph may go on overleaf, after the foot of its page.
        foot = f"{title}{number}/{len(pdf.pages)}"
        pages.append(squeezed(one.extract_text()).replace(foot, ""))
    text = "".join(pages)
    assert [one for one in passages(document) if squeezed(one) not in text] == []


def test_every_number_of_the_page_opens_onto_its_entry(document: Document, page: Any) -> None:
    said = [one.text_content() for one in page.xpath("//main//a[contains(@class, 'ff-number')]")]
    wanted = [leaf.words for _place, leaf in tree.uses(document) if isinstance(leaf, Number)]
    assert sorted(set(wanted) - set(said)) == []
    targets = {str(one)[1:] for one in page.xpath("//a/@href") if str(one).startswith("#")}
    assert targets - set(page.xpath("//*/@id")) == set()


def test_headings_are_the_outline_in_every_format(
    document: Document, page: Any, word: docx.document.Document, pdf: PdfReader
) -> None:
    names = tree.labels(document)
    wanted = [squeezed(f"{one.label}{plain(one.words, names)}") for one in tree.outline(document)]
    headings = page.xpath("//main//*[self::h2 or self::h3 or self::h4][not(ancestor::article)]")
    on_page = [squeezed(one.text_content()) for one in headings]
    in_word = [squeezed(one.text) for one in word.paragraphs if one.style and str(one.style.name).startswith("Heading")]
    bookmarks = [squeezed(title) for title in _titles(pdf.outline)]
    for found in (on_page, in_word, bookmarks):
        assert [one for one in found if one in wanted] == wanted


def _titles(items: Any) -> Iterator[str]:
    for item in items:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield str(item["/Title"])


def test_every_chart_has_its_words_and_its_numbers(document: Document, page: Any, word: docx.document.Document) -> None:
    charts = [block for block in tree.blocks(document) if isinstance(block, Chart)]
    assert {chart.kind.value for chart in charts} == {"comparison", "matrix", "misplacement", "completeness", "gap"}
    drawn = page.xpath("//figure[contains(@class, 'ff-chart')]")
    assert [one.get("id") for one in drawn] == [chart.id for chart in charts]
    assert all(one.xpath(".//details//table//tbody/tr") for one in drawn)
    told = [one.get("descr") for one in word.element.body.iter(qn("wp:docPr"))]
    assert len(told) == len(charts)
    assert all(told)


@pytest.mark.parametrize("unwanted", ["None", "nan", "1 frameworks from", "Group.", "{{", "freeze None"])
def test_nothing_of_the_machinery_shows(document: Document, unwanted: str) -> None:
    allowed: Callable[[str], str] = lambda one: one.replace("None of", "").replace("None recorded of", "")  # noqa: E731
    assert [one for one in passages(document) if unwanted in allowed(one)] == []
