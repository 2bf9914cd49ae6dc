"""The demonstration's briefing in a browser: read at a desk, on a phone, on paper, without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fivefold.cli.assets import briefing_assets
from fivefold.method.reporting import to_html
from tests.support.axe import DRAWN, WHATEVER_THE_SIZE, simplify, violations
from tests.support.demonstration_briefing import document

pytestmark = pytest.mark.slow
"""A browser starts, and lays out a long page with every number behind it."""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The briefing as a folder on a disk, opened as a commissioner opens what they were sent."""
    folder = tmp_path_factory.mktemp("briefing")
    for name, content in to_html.render(document(), assets=briefing_assets()).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return Path(folder, "index.html").as_uri()


@pytest.fixture
def briefing(page: Page, address: str) -> Iterator[Page]:
    """The page open at a desk; the browser complains of nothing, or the test fails."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.goto(address)
    yield page
    assert said == []


@pytest.mark.parametrize(("size", "without"), [(DESKTOP, ()), (PHONE, WHATEVER_THE_SIZE)], ids=["desktop", "phone"])
def test_axe_finds_nothing(briefing: Page, size: dict[str, int], without: tuple[str, ...]) -> None:
    briefing.set_viewport_size(size)  # type: ignore[arg-type]
    simplify(briefing)
    assert violations(briefing, leave_out=DRAWN, without=without) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_reaches_over_the_side(briefing: Page, size: dict[str, int]) -> None:
    briefing.set_viewport_size(size)  # type: ignore[arg-type]
    assert briefing.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_every_link_in_the_page_has_its_target(briefing: Page) -> None:
    missing = briefing.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .map((link) => link.getAttribute('href').slice(1))
            .filter((id) => !document.getElementById(id))"""
    )
    assert missing == []


def test_a_commissioner_opens_the_first_count_of_unmet_need(briefing: Page) -> None:
    message = briefing.locator(".ff-callout li", has_text="Domestic abuse").first
    expect(message).to_contain_text("was recorded in 22 of 49 frameworks; in 19 of 22 no response")
    message.get_by_role("link", name="19 of 22").click()
    panel = briefing.get_by_role("dialog")
    expect(panel).to_contain_text("with none of these responses: Domestic abuse service referral")
    expect(panel).to_contain_text("Reference codes")
    briefing.keyboard.press("Escape")
    message.get_by_role("link", name="section 5.3").click()
    expect(briefing.locator("#gaps")).to_be_in_viewport()


def test_a_researcher_finds_a_part_by_the_contents(briefing: Page) -> None:
    briefing.get_by_role("navigation", name="Contents").get_by_role("link", name="What was not recorded").click()
    expect(briefing.locator("#not-recorded")).to_be_in_viewport()


def test_without_script_and_on_paper_everything_is_still_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="22 of 49").first.click()
    expect(page.locator(":target")).to_be_in_viewport()
    page.emulate_media(media="print")
    assert page.locator(".ff-wide:visible").count() == page.locator("figure.ff-chart").count()
    assert page.locator("article.ff-entry:visible").count() == page.locator("article.ff-entry").count()
    context.close()
