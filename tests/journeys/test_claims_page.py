"""The check of published figures in a browser: read, narrowed down, printed, on a phone, without script."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from fivefold.cli.assets import briefing_assets
from fivefold.method.analysis.queries import ask
from fivefold.method.reporting import claims_page, to_html
from fivefold.method.reporting.document import Meta
from tests.support.axe import simplify, violations
from tests.support.published_claims import COHORTS, checked, demonstration

pytestmark = pytest.mark.slow
"""A browser starts, and lays out a page of 255 figures with every number behind them."""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page as a folder on a disk, opened as a person opens what they were sent."""
    folder = tmp_path_factory.mktemp("claims")
    coded, found = demonstration()
    meta = Meta(coded.study.protocol.title, found.freeze, "1", datetime.date(2026, 1, 2))
    page = claims_page.document(checked(), meta=meta, sizes=ask(found, COHORTS))
    for name, content in to_html.render(page, assets=briefing_assets()).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return Path(folder, "index.html").as_uri()


@pytest.fixture
def claims(page: Page, address: str) -> Iterator[Page]:
    """The page open at a desk; the browser complains of nothing, or the test fails."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(address)
    yield page
    assert said == []


def rows(page: Page) -> Locator:
    """The figures that are to be seen."""
    return page.locator("section[data-filtered] tbody tr:visible")


def test_axe_finds_nothing(claims: Page) -> None:
    simplify(claims)
    assert violations(claims) == []


def test_axe_finds_nothing_on_a_phone_with_the_figures_narrowed_down(claims: Page) -> None:
    claims.set_viewport_size(PHONE)  # type: ignore[arg-type]
    claims.get_by_role("combobox", name="Verdict").select_option("Differs")
    expect(rows(claims)).to_have_count(3)
    simplify(claims)
    assert violations(claims) == []


def test_nothing_reaches_over_the_side_of_a_phone(claims: Page) -> None:
    claims.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert claims.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    over = claims.evaluate(
        """() => [...document.querySelectorAll('main *, header *')].filter((element) => {
            const box = element.getBoundingClientRect();
            const hidden = element.closest('.ff-hidden')
                || (element.closest('thead') && getComputedStyle(element.closest('thead')).position === 'absolute');
            return box.width && !hidden && (box.right > innerWidth + 1 || box.left < -1);
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert over == []


def test_a_sum_stays_a_sum_on_a_phone(claims: Page) -> None:
    claims.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sums = claims.locator("#claim-fam-abuse-22-sums")
    ends = sums.locator("td").evaluate_all(
        "(cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().right))"
    )
    assert len(ends) == 6
    assert len(set(ends)) == 1
    assert sums.locator("thead").evaluate("(head) => head.getBoundingClientRect().height") > 10


def test_the_figures_are_narrowed_down_by_verdict_section_and_words_together(claims: Page) -> None:
    status = claims.get_by_role("search", name="Filter the published figures").get_by_role("status")
    expect(status).to_have_text("Showing 255 of 255 published figures.")
    claims.get_by_role("combobox", name="Verdict").select_option("Cannot be asked")
    expect(rows(claims)).to_have_count(50)
    claims.get_by_role("combobox", name="Verdict").select_option("Agrees")
    expect(rows(claims)).to_have_count(202)
    claims.get_by_role("combobox", name="Section").select_option(label="3.16 Peer factors")
    claims.get_by_role("searchbox", name="Words").fill("  WRONG   base ")
    expect(rows(claims)).to_have_count(8)
    expect(claims.locator("section[data-filtered] > .ff-section:visible")).to_have_count(1)
    expect(status).to_have_text("Showing 8 of 255 published figures.")
    claims.get_by_role("searchbox", name="Words").fill("nothing says this")
    expect(status).to_have_text("Showing 0 of 255 published figures.")


def test_words_are_typed_and_entered_without_leaving_the_page(claims: Page, address: str) -> None:
    claims.get_by_role("searchbox", name="Words").fill("stairwell")
    claims.keyboard.press("Enter")
    assert claims.url == address


def test_a_link_to_a_figure_that_is_not_shown_brings_it_back(claims: Page) -> None:
    claims.get_by_role("combobox", name="Verdict").select_option("Cannot be asked")
    back = claims.locator("article.ff-entry .ff-uses a", has_text="Table 22").first
    back.click()
    expect(rows(claims)).to_have_count(255)
    expect(claims.locator(":target")).to_be_in_viewport()
    expect(claims.get_by_role("combobox", name="Verdict")).to_have_value("")


def test_a_contradiction_is_reached_from_its_figure_and_opened_to_its_frameworks(claims: Page) -> None:
    claims.get_by_role("combobox", name="Verdict").select_option("Differs")
    rows(claims).first.get_by_role("link", name="section 1.1").click()
    expect(claims.locator("#claim-fam-abuse-22")).to_be_in_viewport()
    counted = claims.locator("#claim-fam-abuse-22-sums").get_by_role("row").filter(has_text="Counted")
    counted.get_by_role("link", name="31").click()
    panel = claims.get_by_role("dialog")
    expect(panel).to_contain_text("31 of 49")
    expect(panel).to_contain_text("Reference codes")


def test_without_script_every_figure_stands_and_opens(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    expect(rows(page)).to_have_count(255)
    assert page.get_by_role("search").count() == 0
    page.get_by_role("link", name="202", exact=True).click()
    assert page.url.endswith("#number-claims-agree")
    expect(page.locator("#number-claims-agree")).to_be_in_viewport()
    context.close()


def test_on_paper_every_figure_is_printed_and_the_filter_is_not(claims: Page) -> None:
    claims.emulate_media(media="print")
    expect(rows(claims)).to_have_count(255)
    assert claims.locator(".ff-filter:visible").count() == 0
    tops = claims.locator(".ff-headline > div").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().top)"
    )
    assert len(tops) == 4
    assert len(set(tops)) == 1
