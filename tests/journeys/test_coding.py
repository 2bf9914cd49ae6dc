"""A coder reads coded entries, follows a code to its passages and back, and writes a memo: in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.codings import AGREED
from tests.support.axe import violations
from tests.support.coded_records import Stored, store
from tests.support.coded_words import FAMILY, PASSAGES, hard_words
from tests.support.live import let_in, served
from tests.support.standing import World, two_studies
from tests.web.coding.conftest import frozen

pytestmark = pytest.mark.slow  # a browser starts, and pages are looked at whole

MARKED = """() => [...CSS.highlights].flatMap(([name, highlight]) => [...highlight].map((range) => [
  name, range.startContainer.data.slice(range.startOffset, range.endOffset)]))"""

HERE = """() => [...(CSS.highlights.get('ff-here') ?? [])].map((range) =>
  range.startContainer.data.slice(range.startOffset, range.endOffset))"""
AT_HOME = """() => {
  const entry = [...document.querySelectorAll('.ff-coded__text')].find((one) => one.textContent.startsWith('He walks'));
  const range = document.createRange();
  range.setStart(entry.firstChild, 10);
  range.setEnd(entry.firstChild, 12);
  const box = range.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


@pytest.fixture
def stored(transactional_db: None) -> tuple[World, Stored]:
    """The study with hard words, frozen."""
    world = two_studies()
    with world.acting("research_lead") as by:
        stored = store(hard_words(), of=world.first, by=by)
        frozen(world, as_of=stored.event)
    return world, stored


@pytest.fixture
def home(stored: tuple[World, Stored]) -> Iterator[str]:
    """The study's address."""
    with served() as address:
        yield f"{address}/studies/first/"


@pytest.fixture
def coder(context: BrowserContext, home: str, stored: tuple[World, Stored]) -> Page:
    """A page of somebody who is signed in as a coder."""
    let_in(context, stored[0].people["coder"], home)
    return context.new_page()


def entries(home: str, stored: tuple[World, Stored], query: str = "") -> str:
    return f"{home}submissions/{stored[1].submissions['F1']}/coding/{query}"


def passages_of(*layers: str) -> list[list[str]]:
    """Node and words of F1's passages in these layers, as a page holds them."""
    return sorted(
        [code.partition("/")[0], words.replace("\r", " ")]
        for _, _, _, words, code, layer in PASSAGES["F1"]
        if layer in layers
    )


@pytest.mark.parametrize(("query", "layers"), [("", [AGREED]), ("?layer=all", [AGREED, "Coder 1", "Coder 2"])])
def test_the_browser_marks_exactly_the_words_of_each_passage(
    coder: Page, home: str, stored: tuple[World, Stored], query: str, layers: list[str]
) -> None:
    coder.goto(entries(home, stored, query))
    coder.wait_for_function("CSS.highlights.size > 0")
    marked = [[name.split("-")[1], words] for name, words in coder.evaluate(MARKED)]
    assert sorted(marked) == passages_of(*layers)


def test_pointing_at_a_passage_shows_its_words_and_pointing_at_words_shows_their_passages(
    coder: Page, home: str, stored: tuple[World, Stored]
) -> None:
    coder.goto(entries(home, stored))
    coder.get_by_role("listitem").filter(has_text="café").hover()
    assert coder.evaluate(HERE) == ["café"]
    coder.get_by_role("heading", level=1).hover()
    assert coder.evaluate(HERE) == []
    text = coder.locator(".ff-coded__text", has_text="He walks home")
    text.hover(position={"x": 4, "y": 18})
    expect(coder.locator(".ff-passage--here")).to_have_count(0)
    coder.mouse.move(*coder.evaluate(AT_HOME))
    expect(coder.locator(".ff-passage--here")).to_have_count(1)
    expect(coder.locator(".ff-passage--here q")).to_contain_text("home")


def test_by_keyboard_alone_from_a_passage_to_its_code_and_back_to_the_entry(
    coder: Page, home: str, stored: tuple[World, Stored]
) -> None:
    coder.goto(entries(home, stored))
    _tab_to(coder, "Vulnerabilities")
    words = (
        "() => [...CSS.highlights.get('ff-here')].map((r) => r.startContainer.data.slice(r.startOffset, r.endOffset))"
    )
    assert coder.evaluate(words) == ["friends.\nNobody"]
    coder.keyboard.press("Enter")
    expect(coder.get_by_role("heading", level=1)).to_contain_text("Parents absent")
    _tab_to(coder, "Framework F2")
    coder.keyboard.press("Enter")
    expect(coder.locator(":target")).to_contain_text("His mother works nights")


def _tab_to(page: Page, words: str) -> None:
    for _ in range(90):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"the keyboard never reached {words}")


def test_without_script_the_list_quotes_every_passage(
    browser: Browser, home: str, stored: tuple[World, Stored]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    let_in(context, stored[0].people["coder"], home)
    page = context.new_page()
    page.goto(entries(home, stored))
    assert sorted(page.locator(".ff-passage q").all_text_contents()) == sorted(
        words for _, words in passages_of(AGREED)
    )
    page.get_by_label("Coder 2").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Show these").click()
    assert page.locator(".ff-passage q").all_text_contents() == ["gate 🚸"]
    page.goto(f"{home}codebook/")
    page.locator("summary", has_text="Vulnerabilities").click()
    page.locator("summary", has_text="2 frameworks").filter(has_text="Familial").click()
    page.locator("summary", has_text="Parents absent").filter(has_text="2 frameworks").click()
    page.get_by_role("link", name="under Parents absent").click()
    expect(page.locator("blockquote")).to_have_count(3)
    page.get_by_role("link", name="Memos about this code").click()
    page.get_by_role("button", name="Write a memo").click()
    page.get_by_label("Memo").fill("Absent at night only?")
    page.get_by_role("button", name="Save the memo").click()
    expect(page.locator(".ff-memo__words")).to_have_text("Absent at night only?")
    context.close()


def test_the_tree_is_narrowed_to_codes_that_have_the_words(coder: Page, home: str) -> None:
    coder.goto(f"{home}codebook/")
    coder.get_by_label("Find a code").fill("mentoring")
    expect(coder.locator("summary", has_text="Mentoring").first).to_be_visible()
    expect(coder.get_by_role("status")).to_contain_text("codes fit")
    expect(coder.locator("summary", has_text="Parents absent")).to_be_hidden()
    coder.get_by_label("Find a code").fill("")
    expect(coder.locator(".ff-tree > li")).to_have_count(len(Primary))
    expect(coder.locator("summary", has_text="Mentoring").first).to_be_hidden()


def test_what_was_typed_survives_the_end_of_the_session(
    coder: Page, context: BrowserContext, home: str, stored: tuple[World, Stored]
) -> None:
    coder.goto(f"{home}memos/new/?code={FAMILY}")
    coder.get_by_label("Memo").fill("A long thought,\nover two lines 👋🏽")
    context.clear_cookies()
    coder.get_by_role("button", name="Save the memo").click()
    expect(coder.get_by_label("What you wrote")).to_have_value("A long thought,\nover two lines 👋🏽")
    let_in(context, stored[0].people["coder"], home)
    coder.get_by_role("button", name="Send again").click()
    expect(coder.locator("main")).to_contain_text("You are signed in again")
    coder.get_by_role("button", name="Send again").click()
    expect(coder.locator(".ff-memo__words")).to_have_text("A long thought,\nover two lines 👋🏽")


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_with_words_that_are_hard_to_mark_are_open_to_everybody(
    coder: Page, home: str, stored: tuple[World, Stored], width: int
) -> None:
    coder.set_viewport_size({"width": width, "height": 900})
    dialogs: list[str] = []
    said: list[str] = []
    coder.on("dialog", lambda dialog: dialogs.append(dialog.message))
    coder.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for address in (
        entries(home, stored, "?layer=all"),
        f"{home}codebook/passages/?code={FAMILY}",
    ):
        coder.goto(address)
        assert (address, violations(coder)) == (address, [])
        assert coder.evaluate("document.documentElement.scrollWidth") <= width
    assert (dialogs, said) == ([], [])


def test_two_thousand_overlapping_passages_are_marked_in_a_moment(
    coder: Page, home: str, stored: tuple[World, Stored]
) -> None:
    coder.goto(entries(home, stored))
    taken = coder.evaluate(
        """async () => {
          const text = document.querySelector('.ff-coded__text');
          text.textContent = 'words and more words '.repeat(500);
          const list = document.querySelector('.ff-passages');
              document.querySelectorAll('.ff-passages').forEach((other) => { if (other !== list) { other.remove(); } });
          const one = list.querySelector('.ff-passage');
          list.replaceChildren(...Array.from({ length: 2000 }, (_, number) => {
            const item = one.cloneNode(true);
            Object.assign(item.dataset, { entry: text.id, start: number * 5, end: number * 5 + 400, lane: number % 4 });
            return item;
          }));
          performance.clearMeasures();
          CSS.highlights.clear();
          const script = document.querySelector('script[src*="coding.js"]').src;
          await import(`${script}&again`);
          const painted = await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return performance.getEntriesByName('ff-passages')[0].duration;
        }"""
    )
    assert sum(1 for _ in coder.evaluate(MARKED)) == 2000
    print(f"2,000 passages marked in {taken:.0f} ms")
    assert taken < 150
