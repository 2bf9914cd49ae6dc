"""A document as a page: what a reader without script, and a machine, finds in it."""

import dataclasses
import re
from importlib.resources import files
from itertools import pairwise

import pytest
from lxml import html

from fivefold.cli.assets import briefing_assets
from fivefold.method.common.errors import InputError
from fivefold.method.reporting import document as tree
from fivefold.method.reporting import to_html
from fivefold.method.reporting.blocks import Appendix, EveryNumber, Paragraph
from fivefold.method.reporting.inlines import Number, words
from tests.documents import sample

DOCUMENT = sample.document()
TEXT = to_html.render_page(DOCUMENT)
PAGE = html.document_fromstring(TEXT)


def said(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_every_link_in_the_page_has_a_target_and_every_id_is_unique() -> None:
    ids = [str(name) for name in PAGE.xpath("//@id")]
    assert len(ids) == len(set(ids))
    inner = {href[1:] for href in PAGE.xpath("//a/@href") if href.startswith("#")}
    assert inner <= set(ids)
    named = {name for value in PAGE.xpath("//@aria-labelledby") for name in value.split()}
    assert named <= set(ids)


def test_the_page_asks_for_nothing_but_its_two_files() -> None:
    asked = {*PAGE.xpath("//link/@href"), *PAGE.xpath("//script/@src"), *PAGE.xpath("//img/@src")}
    assert asked == {"assets/briefing.css", "assets/briefing.js"}
    outside = {href for href in PAGE.xpath("//a/@href") if not href.startswith("#")}
    assert outside == {"https://www.qdasoftware.org/"}
    # The name of the SVG language is no address that is asked for.
    assert set(re.findall(r"https?://[^\s\"'<]+", TEXT)) == {
        "https://www.qdasoftware.org/",
        "http://www.w3.org/2000/svg",
    }


def test_the_page_lies_with_its_two_files_and_is_not_made_without_them() -> None:
    assets = briefing_assets()
    made = to_html.render(DOCUMENT, assets=assets, page="first.html")
    assert made == {"first.html": TEXT.encode()} | {f"assets/{name}": assets[name] for name in assets}
    with pytest.raises(KeyError):
        to_html.render(DOCUMENT, assets={})


def test_nothing_in_the_page_needs_a_policy_to_be_loosened() -> None:
    assert PAGE.xpath("//@style | //style | //*[starts-with(name(@*), 'on')]") == []
    assert PAGE.xpath("//script[not(@src)]") == []
    policy = PAGE.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_page_has_one_title_and_headings_without_a_gap() -> None:
    levels = [int(heading.tag[1]) for heading in PAGE.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert PAGE.findtext(".//title") == said(PAGE.find(".//h1")) == "What was recorded, and what was done"
    assert PAGE.get("lang") == "en-GB"


def test_landmarks_and_a_way_past_the_contents() -> None:
    assert len(PAGE.xpath("//main")) == len(PAGE.xpath("//body/header")) == len(PAGE.xpath("//body/footer")) == 1
    first = PAGE.xpath("(//a)[1]")[0]
    assert (said(first), first.get("href")) == ("Skip to the text", "#main")
    contents = [said(link) for link in PAGE.xpath("//nav//a")]
    assert contents[:3] == ["1 The sample", "1.1 Terms", "2 Findings"]
    assert contents[-1] == "Appendix A Every number"


@pytest.mark.parametrize("table", PAGE.xpath("//table"))
def test_a_table_keeps_its_meaning_when_it_is_set_as_blocks(table: html.HtmlElement) -> None:
    assert said(table.find("caption"))
    columns = table.xpath("./thead/tr/th[@scope='col'][@role='columnheader']")
    for row in table.xpath("./tbody/tr"):
        assert row.get("role") == "row"
        assert len(row.xpath("./th[@scope='row'][@role='rowheader']")) == 1
        cells = row.xpath("./td[@role='cell']")
        assert [cell.get("data-head") for cell in cells] == [said(column) for column in columns[1:]] or [
            cell.get("data-head").replace("\u00a0", " ") for cell in cells
        ] == [said(column) for column in columns[1:]]


def test_a_number_opens_onto_what_it_counts_and_back() -> None:
    link = next(link for link in PAGE.xpath("//p//a[@class='ff-number ff-short']") if said(link) == "13 of 15")
    entry = PAGE.get_element_by_id(link.get("href")[1:])
    assert said(entry.find("h4")) == "Friends who hold harmful attitudes towards girls and women"
    words_of = {said(pair.find("dt")): said(pair.find("dd")) for pair in entry.xpath("./dl/div")}
    assert words_of["Unit"] == "frameworks"
    assert words_of["Group"].startswith("13 of 15")
    assert all(code in words_of["Group"] for code in sample.FACTOR_FIGURES[2].counts[sample.Group.GROUP].references)
    assert words_of["Left out"] == "nothing"
    assert words_of["Freeze"] == f"{sample.FREEZE.digest}, 49 frameworks"
    back = {said(use): use.get("href") for use in entry.xpath("./p[@class='ff-uses']/a")}
    assert back["section 2.1"] == f"#{link.get('id')}"


def test_what_is_stated_opens_onto_who_states_it() -> None:
    link = next(link for link in PAGE.xpath("//a[contains(@class, 'ff-stated')]") if said(link) == "10 to 17")
    entry = PAGE.get_element_by_id(link.get("href")[1:])
    assert said(entry.find("h4")) == "Stated by the protocol"
    assert "Not computed here" in said(entry)


def test_every_count_of_the_document_stands_in_the_page() -> None:
    register = said(PAGE.get_element_by_id("every-number").getparent())
    for figure in tree.figures(DOCUMENT).values():
        for count in figure.counts.values():
            assert f"{count.numerator}" + (f" of {count.base}" if count.base is not None else "") in register
            assert all(code in register for code in count.references)


def test_charts_are_drawn_for_both_widths_and_their_numbers_unfold() -> None:
    for figure in PAGE.xpath("//figure"):
        assert len(figure.xpath("./div/*[local-name()='svg'][@role='img']")) == 2
        assert len(figure.xpath("./details/summary")) == 1
        assert len(figure.xpath("./details//table")) == 1


def test_awkward_words_stay_words() -> None:
    assert sample.HOSTILE in PAGE.text_content()


def test_files_of_a_folder_share_their_assets() -> None:
    related = (to_html.Related("As a Word file", "briefing.docx"),)
    files = to_html.render(DOCUMENT, assets=briefing_assets(), page="claims.html", related=related)
    assert set(files) == {"claims.html", "assets/briefing.css", "assets/briefing.js"}
    page = html.document_fromstring(files["claims.html"].decode())
    assert [(said(link), link.get("href")) for link in page.xpath("//header//nav//a")] == [
        ("As a Word file", "briefing.docx")
    ]


def test_a_page_without_contents_or_authors_leaves_them_out() -> None:
    bare = dataclasses.replace(
        DOCUMENT,
        subtitle=(),
        meta=dataclasses.replace(DOCUMENT.meta, authors=()),
        blocks=(
            Paragraph(words(Number(sample.SAMPLE))),
            Appendix("every-number", words("Every number"), (EveryNumber(),)),
        ),
    )
    page = html.document_fromstring(to_html.render_page(bare))
    assert page.xpath("//nav") == []
    assert [said(term) for term in page.xpath("//header//dt")] == ["Issued", "Version", "Data"]


def test_the_same_document_is_always_the_same_page() -> None:
    assert to_html.render_page(sample.document()) == TEXT


def test_a_document_with_a_typed_number_has_no_page() -> None:
    with pytest.raises(InputError, match="a number typed as plain words"):
        to_html.render_page(dataclasses.replace(DOCUMENT, subtitle=words("The 49")))


def test_the_stylesheet_has_the_colours_of_every_other_page() -> None:
    def tokens(name: str) -> dict[str, str]:
        text = files("fivefold").joinpath(f"web/assets/{name}").read_text("utf-8")
        return dict(re.findall(r"(--ff-[a-z-]+): (#[0-9a-f]{6});", text))

    ours, theirs = tokens("briefing.css"), tokens("fivefold.css")
    shared = set(ours) & set(theirs)
    assert len(shared) >= 8
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}
