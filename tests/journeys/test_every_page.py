"""Every page and state of the application is open to everybody: axe, reflow, headings, links within a page, tabs."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Locator, Page, expect

from tests.access.matrix import routes
from tests.support.addresses import BACK_TO_ITS_FORM
from tests.support.installation import Installation
from tests.support.walking import Judge, come_to

pytestmark = pytest.mark.slow  # A browser goes to every page.

ROLES = (
    "research_lead",
    "operator",
    "coder",
    "site_lead",
    "site_governance",
    "commissioner",
    "chair",
    "contributor",
)

SIGNING_IN = "test_signing_in.py"

NO_PAGE = {
    "blank_form": "a file",
    "briefing-download": "a file",
    "codebook_export": "a file",
    "trail_file": "a file",
    "analysis-download": "a file",
    "own-site-download": "a file",
    "health": "for machines",
    "mfa_index": "shows the account page",
    "mfa_list_webauthn": "shows the account page",
    "mfa_reauthenticate": f"asked for on the way to another page, and judged in {SIGNING_IN}",
    "mfa_reauthenticate_webauthn": f"asked for on the way to another page, and judged in {SIGNING_IN}",
    "mfa_authenticate": f"asked for after a password, and judged in {SIGNING_IN}",
    "mfa_activate_totp": f"for somebody who has no app, and judged in {SIGNING_IN}, which sets one up",
    "mfa_remove_webauthn": f"needs a passkey of one's own, and is judged in {SIGNING_IN}, which adds one",
    "accounts_join": f"behind an invitation, and judged in {SIGNING_IN}, which follows one",
    **dict.fromkeys(BACK_TO_ITS_FORM, "leads back to the page with the form"),
}
"""Addresses that answer GET without a page of their own that a link leads to, and what they are."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all of them."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def judge(page: Page) -> Judge:
    return Judge(page)


@pytest.fixture(scope="module")
def met() -> set[str]:
    """Names of the pages that were looked at."""
    return set()


STATES = {
    "filtered to none": ("research_lead", "submissions/?cohort=undetermined&age=3", 200),
    "no events": ("research_lead", "audit/?since=2001-01-01&until=2001-01-02", 200),
    "no passages": ("coder", "codebook/passages/?code=situation&site=A&cohort=undetermined", 200),
    "not built yet": ("coder", "analysis/builder/", 200),
    "a table built": ("coder", "analysis/builder/?rows=site&count=frameworks", 200),
    "a table of codings": ("coder", "analysis/builder/?rows=code:risk/school&count=codings", 200),
    "coded by everybody": ("coder", "LIST coding/?layer=all", 200),
    "nothing released": ("commissioner", "findings/", 200),
    "closed": ("commissioner", "submissions/", 403),
    "another's": ("commissioner", "/studies/elsewhere/", 404),
    "no such page": ("coder", "/studies/demonstration/nowhere/", 404),
    "the gallery": ("coder", "/gallery/", 200),
    "a form": ("coder", "/gallery/form/", 200),
    "signing in": ("", "/account/login/", 200),
    "no sign-up": ("", "/account/signup/", 200),
    "password forgotten": ("", "/account/password/reset/", 200),
    "link sent": ("", "/account/password/reset/sent/", 200),
    "password saved": ("", "/account/password/reset/saved/", 200),
    "a link that is used up": ("", "/account/password/reset/key/0-no-such-key/", 410),
    "an invitation that is used up": ("", "/account/invitation/no-such-token/", 410),
    "an account that has ended": ("", "/account/inactive/", 200),
    "confirming": ("coder", "/account/reauthenticate/", 200),
    "an app that is the only factor": ("coder", "/account/factors/app/remove/", 422),
    "a new passkey": ("coder", "/account/factors/passkeys/add/", 200),
    "new codes": ("coder", "/account/factors/codes/new/", 200),
    **{f"what did not work: {status}": ("coder", f"/gallery/errors/{status}/", status) for status in
       (400, 403, 404, 405, 413, 500, 503)},
}  # fmt: skip
"""Who sees it, where (LIST: on the first submission), and with which status it is answered.

They come before the walk: some are open only for minutes after somebody has shown again who they are.
"""


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_wrong_with_a_page_in_any_state(
    page: Page, judge: Judge, installation: Installation, state: str, met: set[str]
) -> None:
    who, path, status = STATES[state]
    page.context.clear_cookies()
    if who:
        installation.let_in(page.context, who)
    address = _address(page, installation, path)
    answer = page.goto(address)
    assert answer is not None
    assert (page.url, answer.status) == (address, status)
    met.add(_name(page))
    assert judge.faults() == []


@pytest.mark.parametrize("who", ROLES)
def test_nothing_is_wrong_with_any_page_that_links_lead_to(
    page: Page, judge: Judge, installation: Installation, met: set[str], who: str
) -> None:
    found = {}
    for place in come_to(page.context, installation, who):
        page.goto(installation.address + place.path)
        met.add(place.name)
        if faults := judge.faults():
            found[place.path] = faults
    assert found == {}


FORMS = {
    "a memo": ("coder", "memos/new/", "Save the memo", {}),
    "a cohort": ("research_lead", "LIST incidents/", "Set the cohort", {}),
    "a place for words": ("research_lead", "WORDS", "Place as an entry", {}),
    "words taken for nothing": ("research_lead", "WORDS", "Take for nothing", {}),
    "words to search for": ("coder", "submissions/", "Search", {}),
    "a role": ("research_lead", "members/", "Give the role", {}),
    "a folder": ("research_lead", "imports/", "Bring in", {}),
    "events": ("research_lead", "audit/", "Show", {"From": "the day before"}),
    "an invitation": ("operator", "/people/", "Send the invitation", {}),
    "a site": ("operator", "/sites/", "Add the site", {}),
    "a table": ("coder", "analysis/builder/", "Build the table", {}),
    "signing in": ("", "/account/login/", "Sign in", {}),
    "a new password": ("coder", "/account/password/", "", {}),
    "a form of the gallery": ("coder", "/gallery/form/", "", {}),
}
"""Who sends it, where (WORDS: on the first words without a place), by which button, and what they write."""


@pytest.mark.parametrize("form", FORMS)
def test_every_link_of_an_error_summary_lands_on_its_field(
    page: Page, judge: Judge, installation: Installation, form: str
) -> None:
    who, path, button, written = FORMS[form]
    page.context.clear_cookies()
    if who:
        installation.let_in(page.context, who)
    page.goto(_address(page, installation, path))
    for label, words in written.items():
        page.get_by_label(label).fill(words)
    buttons = page.locator("main form button:not([type=button])")
    (buttons.filter(has_text=button) if button else buttons).last.click()
    links = page.locator(".govuk-error-summary a")
    expect(links.first).to_be_visible()
    for number in range(links.count()):
        field = (links.nth(number).get_attribute("href") or "").removeprefix("#")
        links.nth(number).click()
        assert page.evaluate("document.activeElement.id") == field
    assert judge.faults() == []


def test_nothing_is_wrong_with_the_page_about_a_conflict_and_it_shows_both_sides(
    page: Page, judge: Judge, installation: Installation
) -> None:
    installation.let_in(page.context, "research_lead")
    address = _address(page, installation, "LIST incidents/")
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(address)
        tab.get_by_label("Group", exact=True).check()
    for tab, reason in ((other, "Said first."), (page, "Said second.")):
        tab.get_by_label("Reason").fill(reason)
        tab.get_by_role("button", name="Set the cohort").click()
    other.close()
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody else changed this meanwhile")
    sides = page.locator("main").inner_text()
    assert "Said first." in sides
    assert "Said second." in sides
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", sides) is None
    assert judge.faults() == []


def test_nothing_is_wrong_with_pages_that_are_there_once_something_was_made(
    page: Page, judge: Judge, installation: Installation, met: set[str]
) -> None:
    found = {}

    def look() -> None:
        met.add(_name(page))
        if faults := judge.faults():
            found[page.url] = faults
        page.reload()

    def follow(control: Locator) -> None:
        with page.expect_navigation():
            control.click()
        look()

    installation.let_in(page.context, "coder")
    page.goto(f"{installation.study}memos/new/")
    page.get_by_label("Memo").fill("A long thought.\nOver two lines.")
    follow(page.get_by_role("button", name="Save the memo"))
    follow(page.locator("main a[href$='/change/']"))
    installation.let_in(page.context, "research_lead")
    # Before anything is judged, which takes so long that the briefing may be written by then.
    href = _watched(page, installation, _ask_for_briefing)
    look()
    page.goto(installation.address + href)
    look()
    for send in (_freeze, _send_no_study):
        page.goto(installation.address + _watched(page, installation, send))
        look()
        expect(page.locator("main [data-look]")).to_have_count(0, timeout=60_000)
        look()
    page.get_by_role("link", name="What to put right").click()
    look()
    page.goto(_address(page, installation, "LIST history/"))
    follow(page.locator("main a[href*='/as-of/']").first)
    assert found == {}


def test_nothing_is_wrong_with_a_site_that_waits_for_a_lead(
    page: Page, judge: Judge, installation: Installation
) -> None:
    installation.let_in(page.context, "operator")
    page.goto(f"{installation.address}/sites/")
    page.get_by_label("Name").fill("Harbour partnership")
    page.get_by_role("button", name="Add the site").click()
    page.goto(f"{installation.address}/studies/")
    page.locator("#id_study").select_option(index=1)
    page.locator("#id_site").select_option(label="Harbour partnership")
    page.get_by_label("Label").fill("Z")
    page.get_by_role("button", name="Propose the site").click()
    expect(page.get_by_text("Harbour partnership, proposed for")).to_be_visible()
    assert judge.faults() == []
    installation.let_in(page.context, "research_lead")
    page.goto(f"{installation.study}members/labels/")
    assert judge.faults() == []
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("Declined. Nothing is open to the site.")).to_be_visible()
    assert judge.faults() == []


def test_nothing_is_wrong_with_words_that_come_back_after_a_session_has_ended(
    page: Page, judge: Judge, installation: Installation
) -> None:
    installation.let_in(page.context, "coder")
    page.goto(f"{installation.study}memos/new/")
    page.get_by_label("Memo").fill("A long thought.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save the memo").click()
    expect(page.get_by_label("What you wrote")).to_have_value("A long thought.")
    assert judge.faults() == []


def test_a_framework_prints_whole_and_without_what_is_for_the_screen(page: Page, installation: Installation) -> None:
    installation.let_in(page.context, "research_lead")
    page.goto(_address(page, installation, "LIST "))
    written = page.locator(".ff-form-sheet li, .ff-form-sheet td, .ff-form-sheet dd").all_inner_texts()
    page.emulate_media(media="print")
    for chrome in ("header.ff-header", ".ff-study", ".ff-tabs", ".ff-service", ".govuk-skip-link"):
        expect(page.locator(f"{chrome}:visible")).to_have_count(0)
    assert page.locator(".ff-form-sheet li, .ff-form-sheet td, .ff-form-sheet dd").all_inner_texts() == written
    page.emulate_media(media="screen")


def test_every_page_there_is_was_looked_at(met: set[str]) -> None:
    """Runs after those above, and only where they all ran in this process."""
    shown = {one.name for one in routes() if one.door and "GET" in one.door.methods}
    if len(met) < len(shown) / 2:
        pytest.skip("the pages were looked at by another process of this run")
    assert shown - met - set(NO_PAGE) == set()


def _watched(page: Page, installation: Installation, send: Callable[[Page, Installation], None]) -> str:
    """Where a job that is asked for is watched. A quick one may be done before its page is there: then once more."""
    for _ in range(5):
        send(page, installation)
        href = page.evaluate("document.querySelector('main [data-look]')?.dataset.look ?? ''")
        if href:
            return str(href)
    pytest.fail("the job was always done before it could be watched")


def _ask_for_briefing(page: Page, installation: Installation) -> None:
    page.goto(f"{installation.study}briefing/")
    with page.expect_navigation():
        page.locator("main form[action$='/ask/'] button").click()


def _freeze(page: Page, installation: Installation) -> None:
    """Have the study frozen once more, after a change of it."""
    page.goto(f"{installation.study}freezes/")
    if page.get_by_role("button", name="Freeze again").count() == 0:
        page.goto(_address(page, installation, "LIST incidents/"))
        page.get_by_label("Group", exact=True).check()
        page.get_by_label("Reason").fill("Said first.")
        page.get_by_role("button", name="Set the cohort").click()
        page.goto(f"{installation.study}freezes/")
    with page.expect_navigation():
        page.get_by_role("button", name="Freeze again").click()


def _send_no_study(page: Page, installation: Installation) -> None:
    """Send a ZIP that passes the gate and holds no study."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        bundle.writestr("protocol.toml", "title = 'nothing else'\n")
    page.goto(f"{installation.study}imports/")
    upload = {"name": "study.zip", "mimeType": "application/zip", "buffer": held.getvalue()}
    page.get_by_label("The study folder, in a ZIP").set_input_files(upload)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name="Bring in").click()


def _address(page: Page, installation: Installation, path: str) -> str:
    """Where a path leads; the first submission or words are those that the list shows somebody."""
    if path.startswith("LIST "):
        page.goto(f"{installation.study}submissions/")
        href = page.locator(".ff-list__reference a").first.get_attribute("href") or ""
        return installation.address + href.partition("?")[0] + path.removeprefix("LIST ")
    if path == "WORDS":
        page.goto(f"{installation.study}unplaced/")
        return installation.address + (page.get_by_role("link", name="Decide").first.get_attribute("href") or "")
    return installation.address + path if path.startswith("/") else installation.study + path


def _name(page: Page) -> str:
    try:
        return resolve(urlsplit(page.url).path).url_name or ""
    except Resolver404:
        return ""
