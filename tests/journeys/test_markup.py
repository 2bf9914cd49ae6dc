"""Markup in every text that people and partners bring: shown as it was written, wherever it is shown, and never run."""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Locator, Page

from fivefold.method.studies.layout import site_folder
from fivefold.records.worker import run_waiting
from tests.support.installation import Installation
from tests.support.live import served
from tests.support.planted import COMPUTED, IMPORTED, MARKUP, SHORT, plant, planted
from tests.support.standing import World, two_studies
from tests.support.study_folders import study, submission, write
from tests.support.visiting import confirmed, signed_in
from tests.support.walking import come_to

pytestmark = pytest.mark.slow  # A browser goes to every page and fills in every form.

LISTEN = """document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`the policy stopped ${event.violatedDirective} ${event.blockedURI}`);
});"""

LEFT_ALONE = re.compile(r"/logout/|/sessions/|/here/|/(password|factors)/")
"""Forms that end the session or change how somebody signs in; their texts are never shown."""


class Watch:
    """What a page must never do: open a dialog, run into the policy, ask for another address, take text as markup."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.seen: set[str] = set()
        page.add_init_script(LISTEN)
        page.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda told: self.said.append(told.text) if told.type in ("error", "warning") else None)
        page.on("request", lambda asked: self.said.append(asked.url) if "//x" in asked.url else None)

    def faults(self) -> list[str]:
        """What happened since it was asked last; and notes which planted words stand on the page."""
        content = self.page.content()
        if self.page.locator("[data-planted], a[href^=javascript], [onerror], [onload], [onfocus]").count():
            self.said.append("text became markup")
        if COMPUTED in content:
            self.said.append("a template was computed")
        shown = self.page.locator("body").inner_text() + "".join(
            one.input_value() for one in self.page.locator("input[type=text], textarea").all()
        )
        self.seen |= set(re.findall(r"planted-(\w+)", self.page.locator("body").text_content() + shown))
        found = [one for one in self.said if not re.search(r"status of (400|403|404|409|422|429)", one)]
        self.said.clear()
        return found


@pytest.fixture
def home(transactional_db: None) -> Iterator[Installation]:
    cache.clear()
    world: World = two_studies()
    plant(world)
    name = settings.SESSION_COOKIE_NAME
    sessions = {who: confirmed(signed_in(person)).cookies[name].value for who, person in world.people.items()}
    with served() as address:
        yield Installation(address.replace("127.0.0.1", "localhost"), name, sessions, os.getpid())


def test_markup_is_shown_as_it_was_written_on_every_page_and_after_every_form(
    browser: Browser, home: Installation
) -> None:
    context = browser.new_context()
    page = context.new_page()
    watch, found = Watch(page), {}
    for who in ("research_lead", "operator", "site_lead", "commissioner"):
        for place in come_to(context, home, who, most=2):
            page.goto(home.address + place.path)
            if faults := watch.faults():
                found[who, place.path] = faults
            for number in range(page.locator("main form").count()):
                page.goto(home.address + place.path)
                if faults := _send(page, number, watch):
                    found[who, place.path, number] = faults
    # What was sent to be brought in is shown when the worker has had it.
    run_waiting()
    home.let_in(context, "research_lead")
    for path in _imports(page, home):
        page.goto(home.address + path)
        if faults := watch.faults():
            found["research_lead", path] = faults
    assert found == {}
    assert IMPORTED - watch.seen == set()
    assert watch.seen >= {"typed", "file"}
    context.close()


def _imports(page: Page, home: Installation) -> list[str]:
    """Addresses of every import of the study, newest first."""
    page.goto(f"{home.address}/studies/first/imports/")
    links = page.locator("main a[href*='/imports/']").all()
    return [link.get_attribute("href") or "" for link in links]


def _send(page: Page, number: int, watch: Watch) -> list[str]:
    """Fill in one of the page's forms with markup wherever words can be typed, and send it."""
    form = page.locator("main form").nth(number)
    action = form.evaluate("(one) => one.action")
    if LEFT_ALONE.search(action) or not _fill(form):
        return []
    # Whatever the browser would check first, the server must bear it.
    form.evaluate(
        "(one) => { one.noValidate = true; one.querySelectorAll('details').forEach((d) => { d.open = true; }); }"
    )
    with page.expect_navigation():
        form.evaluate("(one) => one.requestSubmit()")
    return watch.faults()


def _fill(form: Locator) -> bool:
    """Whether there was anything to type or to choose a file for."""
    typed = form.locator("input:is([type=text], [type=search], [type=email], [type=number], :not([type])), textarea")
    for field in typed.all():
        most = int(field.get_attribute("maxlength") or 0)
        text = planted("typed")
        field.evaluate(
            "(one, text) => { if (one.tagName === 'INPUT') { one.type = 'text'; } one.value = text; }",
            text[:most] if most else text,
        )
    for field in form.locator("input[type=file]").all():
        name = f"planted-file {MARKUP.replace('/', '')}.zip"
        field.set_input_files({"name": name, "mimeType": "application/zip", "buffer": _folder()})
    for group in form.locator("input[type=radio]").all():
        group.evaluate("(one) => { one.checked = true; }")
    return bool(typed.count() or form.locator("input[type=file]").count())


def _folder() -> bytes:
    """A study folder in which one file is called so and is no form: the report of the import names it."""
    made = io.BytesIO()
    with TemporaryDirectory() as place, zipfile.ZipFile(made, "w") as folder:
        for file in sorted(write(study(submission(9)), Path(place) / "study").rglob("*")):
            if file.is_file():
                folder.write(file, file.relative_to(Path(place) / "study").as_posix())
        folder.writestr(f"{site_folder('A')}/planted-file {SHORT}.docx", b"no form")
    return made.getvalue()
