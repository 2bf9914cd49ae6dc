"""Joining, signing in, and leaving a screen alone: in a real browser, by keyboard alone where it says so."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Page, expect

from fivefold.records.accounts.access import INSTALLATION
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import members, people
from fivefold.records.accounts.models import Person
from tests.journeys.test_every_page import NO_PAGE, SIGNING_IN
from tests.support.axe import violations
from tests.support.keyboard import tab_to, type_in
from tests.support.live import let_in, served
from tests.support.signing_in import forget_used_codes, now_code, virtual_passkeys, with_app, wrong_code
from tests.support.standing import PASSWORD, World, two_studies
from tests.support.walking import DESK, FAULTS, PHONE, WIDER

pytestmark = pytest.mark.slow  # A browser starts, and walks through pages as a person does.

WORDS = "five plain words in a row"
SIXTEEN_MINUTES = 16 * 60 * 1000
SECOND_STEP = "Show that it is you"
NO_ERRORS = {"mfa_remove_webauthn"}
"""Pages on which nothing can be filled in wrong."""


@pytest.fixture
def world(transactional_db: None) -> World:
    cache.clear()
    return two_studies()


@pytest.fixture
def home(world: World) -> Iterator[str]:
    """The address by name: a passkey belongs to a name, never to a number."""
    with served() as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains of; nothing, or the test fails."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    yield said
    # A refused form is answered with 422 and a used link with 410, which the browser notes like failures.
    assert [one for one in said if "422" not in one and "410" not in one] == []


class Looking:
    """Goes along with a journey, and judges the pages it comes to: no link leads to them, so no walk does.

    It leaves a page as it is, which the journey goes on with.
    """

    def __init__(self, page: Page, met: set[tuple[str, bool]]) -> None:
        self.page, self.met = page, met

    def __call__(self, heading: str, *, wrong: bool = False) -> None:
        """The page with this heading has no fault. wrong: as it is where something did not work."""
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        said = self.page.get_by_role("alert").filter(has_text=re.compile(r"\S"))
        expect(said).to_have_count(1 if wrong else 0)
        self.met.add((str(resolve(urlsplit(self.page.url).path).url_name), wrong))
        found = list(self.page.evaluate(FAULTS))
        self.page.set_viewport_size({"width": PHONE, "height": 900})
        found += [*self.page.evaluate(WIDER), *violations(self.page)]
        self.page.set_viewport_size({"width": DESK, "height": 900})
        assert found == []


@pytest.fixture(scope="module")
def met() -> set[tuple[str, bool]]:
    """Names of the pages that were judged, and whether as they are where something did not work."""
    return set()


@pytest.fixture
def look(page: Page, met: set[tuple[str, bool]]) -> Looking:
    return Looking(page, met)


def sign_in(page: Page, home: str, person: Person, *, look: Looking | None = None) -> None:
    forget_used_codes()
    page.goto(f"{home}/account/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    if look:
        look(SECOND_STEP)
        page.get_by_label("Code").fill(wrong_code())
        page.get_by_role("button", name="Sign in").click()
        look(SECOND_STEP, wrong=True)
    page.get_by_label("Code").fill(now_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_by_keyboard_alone_from_an_invitation_to_my_work(
    page: Page, home: str, world: World, complaints: list[str], look: Looking
) -> None:
    with installation():
        invited = people.invite(email="new@example.org", name="New Person", by=INSTALLATION, at=people_now())
        members.give(invited.person, "coder", where=world.first, by=world.actor("research_lead"), at=people_now())
    page.goto(f"{home}/account/invitation/{invited.token}/")
    assert invited.token not in page.url
    look("Join Fivefold")
    type_in(page, "Password", "too short")
    page.keyboard.press("Enter")
    look("Join Fivefold", wrong=True)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Enter")
    look("Set up an authenticator app")
    secret = page.locator(".ff-code__key").inner_text().replace(" ", "")
    type_in(page, "Code", wrong_code(secret))
    page.keyboard.press("Enter")
    look("Set up an authenticator app", wrong=True)
    assert page.locator(".ff-code__key").inner_text().replace(" ", "") == secret
    type_in(page, "Code", now_code(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(10)
    look("Your recovery codes")
    tab_to(page, "I have kept them")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "New Person" not in page.title()


def test_a_passkey_is_added_and_signs_in(
    page: Page, home: str, world: World, complaints: list[str], look: Looking
) -> None:
    somebody = with_app(world.people["coder"])
    virtual_passkeys(page)
    sign_in(page, home, somebody, look=look)
    page.goto(f"{home}/account/reauthenticate/code/?next=/account/factors/passkeys/add/")
    look("Confirm it is you")
    page.get_by_label("Code").fill(wrong_code())
    page.get_by_role("button", name="Confirm").click()
    look("Confirm it is you", wrong=True)
    page.goto(f"{home}/account/factors/passkeys/add/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    look("Add a passkey")
    send_nonsense(page)
    look("Add a passkey", wrong=True)
    page.get_by_label("Name").fill("Desk")
    page.get_by_role("button", name="Add the passkey").click()
    look("Your recovery codes")
    page.goto(f"{home}/account/")
    expect(page.get_by_role("rowheader", name="Desk")).to_be_visible()
    page.get_by_role("row", name="Desk").get_by_role("link").click()
    look("Remove this passkey?")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill(somebody.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    look(SECOND_STEP)
    page.get_by_label("Code").fill(wrong_code())
    page.get_by_role("button", name="Sign in").last.click()
    look(SECOND_STEP, wrong=True)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}/account/reauthenticate/passkey/?next=/account/")
    look("Confirm it is you")
    confirm_wrongly(page, look)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(f"{home}/account/")


def test_a_screen_left_alone_is_covered_and_what_was_typed_is_kept(
    page: Page, home: str, world: World, context: BrowserContext
) -> None:
    somebody = with_app(world.people["research_lead"])
    let_in(context, somebody, home)
    page.clock.install()
    page.goto(f"{home}/studies/first/members/")
    page.get_by_label("E-mail address").fill("half-typed@example")
    page.clock.fast_forward(14 * 60 * 1000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.clock.fast_forward(SIXTEEN_MINUTES)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    held = page.evaluate("document.documentElement.outerHTML")
    assert "Standing coder" not in held
    assert "half-typed" not in held
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])") == "[{},{}]"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Your password").fill("not the password at all")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The password is not right.")).to_be_visible()
    assert "Standing coder" not in page.content()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("E-mail address")).to_have_value("half-typed@example")
    expect(page.get_by_role("rowheader", name="Standing coder")).to_be_visible()


def test_work_keeps_a_screen_open_and_tells_the_server_so(
    page: Page, home: str, world: World, context: BrowserContext
) -> None:
    let_in(context, with_app(world.people["research_lead"]), home)
    signs: list[str] = []
    page.on("request", lambda request: signs.append(request.url) if request.url.endswith("/here/") else None)
    page.clock.install()
    page.goto(f"{home}/studies/first/members/")
    for _ in range(4):
        page.clock.fast_forward(6 * 60 * 1000)
        page.keyboard.press("Shift")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(signs) == 4


def test_a_session_ended_elsewhere_covers_the_screen_and_says_so(
    page: Page, home: str, world: World, context: BrowserContext
) -> None:
    somebody = with_app(world.people["research_lead"])
    client = let_in(context, somebody, home)
    page.clock.install()
    page.goto(f"{home}/studies/first/members/")
    client.session.flush()
    page.clock.fast_forward(6 * 60 * 1000)
    page.keyboard.press("Shift")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This session has ended")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_going_back_after_signing_out_shows_nothing(page: Page, home: str, world: World) -> None:
    sign_in(page, home, with_app(world.people["research_lead"]))
    page.goto(f"{home}/studies/first/members/")
    expect(page.get_by_role("rowheader", name="Standing coder")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Standing coder" not in page.content()


def test_signing_in_works_without_script(browser: Browser, home: str, world: World) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context.new_page(), home, with_app(world.people["coder"]))
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_with_who_has_no_role_or_no_invitation(
    page: Page, home: str, world: World, context: BrowserContext, complaints: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for who, address in (("", "/account/join/"), ("nobody", "/me/access/")):
        if who:
            let_in(context, with_app(world.people[who]), home)
        page.goto(home + address)
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_every_page_that_is_said_to_be_looked_at_here_is(met: set[tuple[str, bool]]) -> None:
    """Runs after those above, and only where they all ran in this process."""
    if len(met) < 3:
        pytest.skip("the pages were looked at by another process of this run")
    named = {name for name, why in NO_PAGE.items() if SIGNING_IN in why}
    assert {name for name, _ in met} >= named
    assert {name for name, wrong in met if wrong} >= named - NO_ERRORS


def send_nonsense(page: Page) -> None:
    """Send the form of a passkey with what no passkey says."""
    with page.expect_navigation():
        page.evaluate("""() => {
            const form = document.querySelector("form[data-passkey]");
            form.elements.credential.value = "{}";
            form.submit();
        }""")


def confirm_wrongly(page: Page, look: Looking) -> None:
    """Confirm by a passkey that is not on this device, then by nonsense: each is said on the page itself."""
    ask_for_another(page)
    page.get_by_role("button", name="Use your passkey").click()
    look("Confirm it is you", wrong=True)
    page.reload()
    send_nonsense(page)
    look("Confirm it is you", wrong=True)


def ask_for_another(page: Page) -> None:
    """Have the page ask for a passkey that is not on this device."""
    page.evaluate("""() => {
        const form = document.querySelector("form[data-passkey]");
        const asked = JSON.parse(form.dataset.options);
        asked.publicKey.allowCredentials = [{ type: "public-key", id: "bm90IG9uIHRoaXMgZGV2aWNl" }];
        form.dataset.options = JSON.stringify(asked);
    }""")


def people_now() -> Any:
    """The invitation must be open at the server's own time."""
    from django.utils import timezone

    return timezone.now()
