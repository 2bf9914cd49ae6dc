"""A briefing in a browser: at every width, by keyboard, without script, from a disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fivefold.cli.assets import briefing_assets
from fivefold.method.reporting import to_html
from tests.documents import sample
from tests.support.axe import DRAWN, simplify, violations

pytestmark = pytest.mark.slow
"""A browser starts, and lays out a long page."""

DESKTOP = {"width": 1280, "height": 900}
ZOOMED = {"width": 640, "height": 450}
"""What is left of a desktop window at 200 %."""
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The sample as a folder on a disk, opened as a person opens what they were sent."""
    folder = tmp_path_factory.mktemp("briefing")
    for name, content in to_html.render(sample.document(), assets=briefing_assets()).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return Path(folder, "index.html").as_uri()


@pytest.fixture
def faults(page: Page) -> Iterator[list[str]]:
    """What the browser complains of; nothing, or the test fails."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    yield said
    assert said == []


@pytest.mark.parametrize("size", [DESKTOP, ZOOMED, PHONE], ids=["desktop", "zoomed", "phone"])
def test_axe_finds_nothing_with_everything_open(
    page: Page, address: str, faults: list[str], size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(address)
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("a.ff-number").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page, only="dialog") == []
    page.keyboard.press("Escape")
    expect(page.locator("a.ff-number").first).to_be_focused()
    simplify(page)
    assert violations(page, leave_out=DRAWN) == []


@pytest.mark.parametrize("size", [DESKTOP, ZOOMED, PHONE], ids=["desktop", "zoomed", "phone"])
def test_nothing_reaches_over_the_side_of_the_page(
    page: Page, address: str, faults: list[str], size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(address)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    over = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *, footer *')].filter((element) => {
            const box = element.getBoundingClientRect();
            const hidden = element.closest('thead, .ff-hidden');
            return box.width && !hidden && (box.right > innerWidth + 1 || box.left < -1);
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert over == []


@pytest.mark.parametrize(("size", "shown", "hidden"), [(DESKTOP, "wide", "narrow"), (PHONE, "narrow", "wide")])
def test_charts_are_drawn_for_the_width_they_are_seen_at(
    page: Page, address: str, size: dict[str, int], shown: str, hidden: str
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(address)
    assert page.locator(f".ff-{shown}:visible").count() == 5
    assert page.locator(f".ff-{hidden}:visible").count() == 0
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('.ff-svg text')].filter((text) => text.checkVisibility())
            .map((text) => text.getBoundingClientRect().height))"""
    )
    assert smallest >= 10


def test_a_number_opens_in_place_by_keyboard_and_gives_the_place_back(
    page: Page, address: str, faults: list[str]
) -> None:
    page.goto(address)
    link = page.get_by_role("link", name="13 of 15").first
    link.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Friends who hold harmful attitudes towards girls and women")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("Reference codes")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    assert page.url == address


def test_a_panel_closes_by_its_button_and_by_a_click_beside_it(page: Page, address: str, faults: list[str]) -> None:
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(address)
    page.locator("a.ff-number").first.click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator("a.ff-stated").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Stated by the protocol")
    page.mouse.click(20, 300)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_link_in_the_panel_leads_to_where_the_number_is_printed(page: Page, address: str, faults: list[str]) -> None:
    page.goto(address)
    page.locator("a.ff-number").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Table 2").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert "#use-" in page.url
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_number_may_still_be_opened_in_a_tab_of_its_own(page: Page, address: str) -> None:
    page.goto(address)
    with page.context.expect_page() as opened:
        page.locator("a.ff-number").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator(":target")).to_be_in_viewport()
    assert page.get_by_role("dialog").count() == 0


def test_without_script_a_number_leads_to_its_entry_and_back(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="13 of 15").first.click()
    assert page.url.endswith("#number-vulnerability-harmful-attitudes")
    entry = page.locator("#number-vulnerability-harmful-attitudes")
    expect(entry).to_be_in_viewport()
    entry.get_by_role("link", name="section 2.1").click()
    expect(page.get_by_role("link", name="13 of 15").first).to_be_in_viewport()
    page.locator("summary").first.click()
    expect(page.locator("details table").first).to_be_visible()
    context.close()


def test_the_first_key_leads_past_the_contents(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside


def test_a_stacked_table_is_still_a_table_to_a_screen_reader(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(address)
    table = page.get_by_role("table", name="Table 2 Factors recorded in each cohort")
    assert table.get_by_role("columnheader").count() == 5
    assert table.get_by_role("rowheader").count() == 8
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Not attending school"))
    assert row.get_by_role("cell").all_text_contents() == ["6", "9", "4", "19"]


def test_on_paper_folded_numbers_are_printed_and_the_codes_are_not(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    assert page.locator("details:visible table").first.evaluate("(table) => table.checkVisibility()")
    assert page.locator(".ff-wide:visible").count() == 5
    assert page.locator(".ff-codes:visible").count() == 0
    assert page.locator("article.ff-entry:visible").count() > 100


def test_who_asks_for_less_motion_gets_none(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
