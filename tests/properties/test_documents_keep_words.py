"""Whatever the words are, a page says exactly those words, and a drawing stays well formed."""

import dataclasses
from xml.etree.ElementTree import fromstring

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from fivefold.method.reporting import drawing, provenance, to_html
from fivefold.method.reporting.blocks import Appendix, EveryNumber, Items, Paragraph, Row, Section, Table
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import Emphasis, Stated, Strong, words
from tests.documents import sample

WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=60,
).filter(str.strip)


def document(said: str) -> Document:
    # Stated, because these words may well hold digits, and nothing here computed them.
    stated = Stated(said, said)
    table = Table("t", words(stated), (words(stated), words(stated)), (Row(words(stated), (words(stated),)),))
    blocks = (
        Section(
            "s", words(stated), (Paragraph(words("a ", Emphasis((Strong((stated,)),)))), Items((words(stated),)), table)
        ),
        Appendix("every-number", words("Every number"), (EveryNumber(),)),
    )
    meta = Meta(said, sample.FREEZE, said, sample.document().meta.issued, (said,))
    return Document(words(stated), words(stated), meta, blocks)


@given(WORDS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_page_says_exactly_the_words_of_its_document(said: str) -> None:
    whole = document(said)
    assert provenance.check(whole) == ()
    page = html.document_fromstring(to_html.render_page(whole))
    stated = [link.text_content() for link in page.xpath("//a[contains(@class, 'ff-stated')]")]
    assert stated == [said] * 10
    assert page.xpath("//td/@data-head") == [said]
    assert page.xpath("//script[not(@src)] | //style | //*[@style] | //*[@onclick]") == []


@given(WORDS)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_drawing_says_exactly_the_words_of_its_chart(said: str) -> None:
    chart = sample.gap()
    grid = dataclasses.replace(chart.grid, rows=(words(said), *chart.grid.rows[1:]))
    named = dataclasses.replace(chart, title=words(said), grid=grid)
    for layout in drawing.Layout:
        drawn = fromstring(drawing.draw(named, layout=layout, names={}))
        texts = [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]
        assert " ".join(said.split()) in " ".join(texts)
        assert drawn[0].text == said or any(element.text == said for element in drawn)
