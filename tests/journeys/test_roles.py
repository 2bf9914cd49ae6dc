"""What each role is given and what it is refused, in a real browser, in the demonstration as it is served."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.installation import Installation
from tests.support.keyboard import follow, tab_to, type_in

pytestmark = pytest.mark.slow  # A browser walks through the application.

LIST = ".ff-list__reference a"
NOTHING, CLOSED = "There is nothing here", "This is not open to you"


@pytest.fixture
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complains of: nothing, but that refused pages are noted like failures."""
    said: list[str] = []
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    yield said
    assert [one for one in said if not re.search(r"status of (403|404|422)", one)] == []


def go(control: Locator) -> None:
    """Follow a link or press a button, and be where it leads: what is looked at next is not the page before."""
    with control.page.expect_navigation():
        control.click()


def visit(page: Page, installation: Installation, who: str, path: str = "/") -> Page:
    """Somebody begins at an address of the application."""
    installation.let_in(page.context, who)
    page.goto(installation.address + path)
    return page


def in_study(page: Page, installation: Installation, who: str, path: str = "") -> Page:
    return visit(page, installation, who, f"/studies/demonstration/{path}")


def ways(page: Page) -> list[str]:
    """The study's own navigation as it is offered."""
    texts = page.get_by_role("navigation", name="Study").filter(visible=True).get_by_role("link").all_inner_texts()
    return [text.strip() for text in texts]


def refused(page: Page, address: str, *, heading: str) -> None:
    """The address typed by hand shows why not, and nothing else; the answer's status says so too."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == {NOTHING: 404, CLOSED: 403}[heading], address
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("main")).not_to_contain_text(re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}"))


def submission_of(
    context: BrowserContext, installation: Installation, label: str, *, study: str = "demonstration"
) -> str:
    """Address of a submission of a site, as the study's research lead finds it; whoever was signed in is no more."""
    lead = "research_lead" if study == "demonstration" else "other_research_lead"
    installation.let_in(context, lead)
    listed = context.request.get(f"{installation.address}/studies/{study}/submissions/?label={label}")
    found = re.search(rf'href="(/studies/{study}/submissions/[0-9a-f-]{{36}}/)', listed.text())
    assert found
    return found[1]


@pytest.mark.parametrize("who", ["chair", "contributor"])
def test_a_practitioner_is_given_the_blank_form_and_told_what_comes(
    page: Page, installation: Installation, tmp_path: Path, complaints: list[str], who: str
) -> None:
    # Given somebody who works at a site and has no part in the study
    other = submission_of(page.context, installation, "A")
    visit(page, installation, who)
    # When they look at their work, then the form is there to take
    expect(page.get_by_role("heading", name="Meetings")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the blank form").click()
    form = tmp_path / "form.docx"
    taken.value.save_as(form)
    assert "Group or Sole Offence" in re.sub(r"<[^>]+>", "", zipfile.ZipFile(form).read("word/document.xml").decode())
    page.get_by_text("What cannot be done here yet").click()
    expect(page.get_by_text("these come with a later version")).to_be_visible()
    # and nothing of any study is: neither a link nor behind an address
    expect(page.locator("a[href^='/studies/']")).to_have_count(0)
    for path in ("", "submissions/", "analysis/", "findings/"):
        refused(page, installation.study + path, heading=NOTHING)
    refused(page, installation.address + other, heading=NOTHING)
    refused(page, f"{installation.address}/people/", heading=CLOSED)


def test_a_site_lead_reads_what_their_own_site_sent_and_nothing_else(
    page: Page, installation: Installation, complaints: list[str]
) -> None:
    # Given submissions of four sites and of another study
    others = [submission_of(page.context, installation, label) for label in ("B", "C", "D")]
    elsewhere = submission_of(page.context, installation, "A", study="elsewhere")
    # When the lead of site A opens the study
    in_study(page, installation, "site_lead")
    # Then its counts are those of their own site
    received = page.locator(".ff-figure, .ff-numbers > *").filter(has_text="received").first
    expect(page.get_by_role("table", name="Frameworks by site").locator("tbody tr")).to_have_count(1)
    expect(received).to_contain_text("8")
    assert ways(page) == ["Overview", "Submissions", "Unplaced words", "Contexts", "Own site"]
    go(page.get_by_role("link", name="Submissions", exact=True).first)
    expect(page.get_by_text("8 submissions")).to_be_visible()
    assert set(page.locator(".ff-list__row td:nth-child(2)").all_inner_texts()) == {"A"}
    go(page.locator(LIST).first)
    tabs = page.get_by_role("navigation", name="This framework")
    expect(tabs.get_by_role("link", name="Coding")).to_have_count(0)
    go(tabs.get_by_role("link", name="Incidents"))
    expect(page.get_by_role("heading", name="Decide against the rule")).to_be_visible()
    expect(page.get_by_role("button", name="Set the cohort")).to_have_count(0)
    # and what is not theirs is closed by address too
    own = page.url.removesuffix("incidents/")
    refused(page, f"{own}coding/", heading=CLOSED)
    for path in (
        "codebook/",
        "memos/",
        "analysis/",
        "claims/",
        "briefing/",
        "findings/",
        "export/",
        "members/",
        "audit/",
    ):
        refused(page, installation.study + path, heading=CLOSED)
    for address in others:
        refused(page, installation.address + address, heading=NOTHING)
        refused(page, f"{installation.address}{address}reading/", heading=NOTHING)
    refused(page, installation.address + elsewhere, heading=NOTHING)
    refused(page, f"{installation.address}/studies/elsewhere/", heading=NOTHING)


def test_a_coder_reads_submissions_codings_and_tables_and_decides_nothing(
    page: Page, installation: Installation, complaints: list[str]
) -> None:
    in_study(page, installation, "coder")
    assert ways(page) == [
        "Overview", "Submissions", "Unplaced words", "Contexts", "Codebook", "Memos", "Analysis", "Claims",
        "Findings", "Freezes", "Members",
    ]  # fmt: skip
    go(page.get_by_role("link", name="Codebook", exact=True).first)
    expect(page.get_by_role("heading", level=1, name="Codebook")).to_be_visible()
    go(page.get_by_role("link", name="Analysis", exact=True).first)
    expect(page.locator("a.ff-number").first).to_be_visible()
    go(page.get_by_role("link", name="Freezes", exact=True).first)
    expect(page.get_by_role("button", name=re.compile("Freeze"))).to_have_count(0)
    go(page.get_by_role("link", name="Submissions", exact=True).first)
    go(page.locator(LIST).first)
    tabs = page.get_by_role("navigation", name="This framework")
    go(tabs.get_by_role("link", name="Coding"))
    expect(page.locator(".ff-passage").first).to_be_visible()
    page.go_back()
    go(tabs.get_by_role("link", name="Incidents"))
    expect(page.get_by_role("button", name="Set the cohort")).to_have_count(0)
    for path in ("imports/", "export/", "briefing/", "audit/"):
        refused(page, installation.study + path, heading=CLOSED)
    refused(page, f"{installation.address}/studies/elsewhere/codebook/", heading=NOTHING)
    refused(page, f"{installation.address}/people/", heading=CLOSED)


def test_a_research_lead_is_offered_everything_of_the_study_and_nothing_of_another(
    page: Page, installation: Installation, complaints: list[str]
) -> None:
    elsewhere = submission_of(page.context, installation, "A", study="elsewhere")
    in_study(page, installation, "research_lead")
    offered = ways(page)
    assert {"Briefing", "Bring in", "Take out", "Members", "Audit trail"} <= set(offered)
    for way in offered:
        there = page.get_by_role("navigation", name="Study").filter(visible=True)
        go(there.get_by_role("link", name=way, exact=True))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(re.compile(f"{CLOSED}|{NOTHING}"))
    refused(page, installation.address + elsewhere, heading=NOTHING)
    refused(page, f"{installation.address}/studies/elsewhere/", heading=NOTHING)
    refused(page, f"{installation.address}/people/", heading=CLOSED)


def test_findings_reach_a_commissioner_in_words_once_a_second_person_has_agreed(
    browser: Browser, installation: Installation
) -> None:
    pages = {}
    for who in ("research_lead", "coder", "commissioner"):
        context = browser.new_context()
        pages[who] = in_study(context.new_page(), installation, who, "findings/")
    lead, second, reads = pages.values()
    # Given findings that nobody has released
    expect(reads.get_by_text("Nothing is released yet")).to_be_visible()
    # When the research lead proposes them, they can neither confirm them nor does the commissioner see them
    go(lead.get_by_role("button", name="Propose the newest freeze's findings"))
    expect(lead.get_by_text("A release waits for a second person")).to_be_visible()
    expect(lead.get_by_role("button", name="Confirm and release")).to_have_count(0)
    reads.reload()
    expect(reads.get_by_text("Nothing is released yet")).to_be_visible()
    # and once the second person has confirmed
    second.reload()
    go(second.get_by_role("button", name="Confirm and release"))
    expect(second.get_by_text("A release waits")).to_have_count(0)
    # Then the commissioner reads them, in words
    reads.reload()
    told = reads.locator("main table td").all_inner_texts()
    assert len(told) > 20
    # with at most a number rounded to five beside them
    assert {one.split()[0] for one in told if re.search(r"\d", one)} <= {"Few", "Some", "Most"}
    assert [number for one in told for number in re.findall(r"\d+", one) if int(number) % 5] == []
    assert not re.search(r"%|Site [A-D]|Sole|Group", " ".join(told))
    expect(reads.locator("main a[href^='/studies/']")).to_have_count(0)
    assert ways(reads) == ["Findings"]
    for path in ("", "submissions/", "analysis/", "claims/", "codebook/", "members/", "briefing/"):
        refused(reads, installation.study + path, heading=CLOSED)
    refused(reads, f"{installation.address}/studies/elsewhere/findings/", heading=NOTHING)
    visit(reads, installation, "commissioner")
    go(reads.get_by_role("link", name="Read the released findings"))
    expect(reads.get_by_role("heading", level=1)).to_contain_text("Findings")
    for page in pages.values():
        page.context.close()


def test_by_keyboard_alone_a_research_lead_decides_against_the_rule_freezes_again_and_takes_it_back(
    page: Page, installation: Installation, complaints: list[str]
) -> None:
    in_study(page, installation, "research_lead", "submissions/?cohort=sole")
    reference = page.locator(LIST).first.inner_text()
    follow(page, reference)
    follow(page, "Incidents")
    tab_to(page, "Sole", among="[type=radio]")
    page.keyboard.press("ArrowDown")
    type_in(page, "Reason", "Two incident forms tell of the same afternoon.")
    follow(page, "Set the cohort")
    expect(page.get_by_role("heading", name="Counted as group")).to_be_visible()
    expect(page.locator("blockquote")).to_have_text("Two incident forms tell of the same afternoon.")
    follow(page, "Freezes")
    expect(page.locator("main")).to_contain_text("1 change to the study's data since freeze 1")
    follow(page, "Freeze again")
    # The worker makes it, and the page says so by itself.
    expect(page.get_by_role("link", name="Tables of freeze 2")).to_be_visible(timeout=60_000)
    follow(page, "Tables of freeze 2")
    expect(page.locator("main")).to_contain_text("Freeze 2")
    follow(page, "Submissions")
    follow(page, reference)
    follow(page, "Incidents")
    for button, cohort in (
        ("Take the decision back", "sole"),
        ("Undo the last change", "group"),
        ("Undo the last change", "sole"),
    ):
        follow(page, button)
        expect(page.get_by_role("heading", name=f"Counted as {cohort}")).to_be_visible()
    follow(page, "History")
    expect(page.locator("main")).to_contain_text("Demo Research Lead")


def test_by_keyboard_alone_a_coder_follows_a_code_to_its_passages_and_writes_a_memo(
    page: Page, installation: Installation, complaints: list[str]
) -> None:
    in_study(page, installation, "coder", "codebook/")
    tab_to(page, "Find a code")
    page.keyboard.type("living in care")
    expect(page.get_by_role("status")).to_contain_text("fit")
    tab_to(page, "Living in care", among="summary")
    page.keyboard.press("Enter")
    follow(page, "passages under Living in care")
    expect(page.locator("blockquote").first).to_be_visible()
    follow(page, "Memos about this code")
    follow(page, "Write a memo")
    type_in(page, "Memo", "Lunch breaks again.")
    follow(page, "Save the memo")
    expect(page.locator(".ff-memo__words")).to_have_text("Lunch breaks again.")


def test_by_keyboard_alone_a_site_lead_finds_a_framework_by_words_in_it(
    page: Page, installation: Installation, complaints: list[str]
) -> None:
    in_study(page, installation, "site_lead")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.goto(f"{installation.study}submissions/")
    type_in(page, "Words in the text", "school")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="found")).to_be_visible()
    assert "school" not in page.url
    reference = page.locator(LIST).first.inner_text()
    follow(page, reference)
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    follow(page, "Reading")
    expect(page.locator("main")).to_contain_text(re.compile("school", re.IGNORECASE))


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_script_submissions_are_filtered_and_read(plain: Page, installation: Installation) -> None:
    in_study(plain, installation, "coder", "submissions/")
    plain.get_by_text("Filter and sort").click()
    plain.get_by_label("Site").select_option("C")
    go(plain.get_by_role("button", name="Show", exact=True))
    expect(plain.get_by_text("4 of 49 submissions")).to_be_visible()
    go(plain.locator(LIST).first)
    expect(plain.locator(".ff-form-sheet")).to_be_visible()
    go(plain.get_by_role("navigation", name="This framework").get_by_role("link", name="Reading"))
    expect(plain.locator("main h2, main h3").first).to_be_visible()
    go(plain.get_by_role("navigation", name="This framework").get_by_role("link", name="Coding"))
    expect(plain.locator(".ff-passage").first).to_be_visible()


def test_without_script_a_table_is_built_and_a_number_opens_onto_its_frameworks(
    plain: Page, installation: Installation
) -> None:
    in_study(plain, installation, "coder", "analysis/builder/")
    plain.get_by_label("Rows").select_option("Site label")
    go(plain.get_by_role("button", name="Build the table"))
    number = plain.locator("a.ff-number").filter(has_text=re.compile(r"^[1-9]")).first
    counted = int(number.inner_text().replace(",", ""))
    go(number)
    expect(plain.locator(".ff-lead-number")).to_contain_text(str(counted))
    expect(plain.locator("main tbody tr")).to_have_count(min(counted, 50))
    go(plain.locator("main tbody a").first)
    expect(plain.locator(".ff-form-sheet")).to_be_visible()
