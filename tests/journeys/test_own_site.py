"""A site lead asks what the frameworks of their own site record, in a real browser, in the demonstration as served."""

import csv
import io
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.installation import Installation
from tests.support.keyboard import follow
from tests.support.walking import Judge

pytestmark = pytest.mark.slow  # A browser walks through the application.

LIST = ".ff-list__reference a"
GRID, EMPTY = "#grid", "#empty"


def at_home(page: Page, installation: Installation, who: str = "site_lead") -> Page:
    installation.let_in(page.context, who)
    page.goto(installation.study)
    return page


def number_in(page: Page, table: str, row: str, column: int) -> str:
    """A number of a table, by its row's heading and its column from 1."""
    line = page.locator(f"{table} tbody tr").filter(has=page.get_by_role("rowheader", name=row, exact=True))
    return line.locator("td").nth(column - 1).locator("a").inner_text()


def test_from_the_study_to_a_number_to_the_frameworks_it_counts_and_back(
    page: Page, installation: Installation
) -> None:
    # Given the lead of site A at the study's home
    at_home(page, installation)
    # When they ask for their own site
    page.get_by_role("link", name="Own site", exact=True).filter(visible=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the frameworks of site A record")
    expect(page.locator(".ff-figure").filter(has_text="received")).to_contain_text("8")
    expect(page.get_by_text("What may leave your site")).to_be_visible()
    # Then a number of the grid opens onto as many frameworks as it says, all of their site
    counted = number_in(page, GRID, "Risk factors", 3)
    page.locator(f"{GRID} tbody tr").nth(2).locator("td").nth(2).locator("a").click()
    expect(page.locator(LIST)).to_have_count(int(counted))
    expect(page.locator(".ff-chips")).to_contain_text("With an entry: Peer: risk factors")
    assert set(page.locator(".ff-list__row td:nth-child(2)").all_inner_texts()) == {"A"}
    # and sending the list's filter keeps it
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(LIST)).to_have_count(int(counted))
    page.go_back()
    page.go_back()
    # and what is left empty says why
    first = page.locator(f"{EMPTY} tbody tr").first
    lacking = first.locator("td a").first
    without = int(lacking.inner_text())
    assert without == sum(int(one) for one in first.locator("td a").all_inner_texts()[1:])
    lacking.click()
    expect(page.locator(LIST)).to_have_count(without)


def test_the_eligible_alone_can_be_counted_and_the_numbers_taken_away(
    browser: Browser, installation: Installation
) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = at_home(context.new_page(), installation)
    page.goto(f"{installation.study}site/")
    page.get_by_role("link", name="Eligible alone").click()
    expect(page).to_have_url(re.compile("count=eligible"))
    numbers = page.locator(".ff-block a.ff-number, .ff-block .ff-number__of").count()
    assert numbers > 200
    # A session that has just begun is asked nothing more.
    answer = context.request.get(f"{installation.study}site/numbers.csv?label=A&count=eligible")
    if "text/csv" in answer.headers["content-type"]:
        rows = list(csv.DictReader(io.StringIO(answer.text())))
        assert {row["site"] for row in rows} == {"A"}
        assert {row["counted"] for row in rows[4:]} == {"Eligible alone"}
    else:
        assert "/account/reauthenticate/" in answer.url
    context.close()


def test_by_keyboard_alone_a_number_is_opened(page: Page, installation: Installation) -> None:
    at_home(page, installation)
    follow(page, "Own site")
    follow(page, "8 frameworks received")
    expect(page.locator(LIST)).to_have_count(8)


def test_nothing_is_wrong_with_the_page_wide_and_narrow_folded_and_unfolded(
    page: Page, installation: Installation
) -> None:
    at_home(page, installation)
    page.goto(f"{installation.study}site/")
    page.locator("main details").evaluate_all("several => several.forEach((one) => { one.open = true; })")
    assert Judge(page).faults() == []


def test_on_paper_every_number_stands_and_nothing_that_is_for_the_screen(
    page: Page, installation: Installation
) -> None:
    at_home(page, installation)
    page.goto(f"{installation.study}site/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for chrome in (".ff-study", ".ff-service", ".ff-parts", ".ff-download"):
        expect(page.locator(f"{chrome}:visible")).to_have_count(0)
    for one in ("What may leave your site", "The other cells", "How these are counted"):
        expect(page.get_by_text(one).first).to_be_visible()
    assert page.locator("#others tbody tr:visible").count() == 30
    page.emulate_media(media="screen")


@pytest.mark.parametrize("who", ["coder", "research_lead", "commissioner", "site_governance"])
def test_nobody_else_is_offered_it_or_let_in(page: Page, installation: Installation, who: str) -> None:
    at_home(page, installation, who)
    expect(page.get_by_role("link", name="Own site", exact=True)).to_have_count(0)
    answer = page.goto(f"{installation.study}site/")
    assert answer is not None
    assert answer.status == 403
