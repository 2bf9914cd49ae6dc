"""After a way through the whole application, and the end of every process of it at once, no word is left in clear.

Every field takes words that stand nowhere else. They are then looked for in every byte of the records, their keys and
copies, of what the server printed, of the folders for passing files, and of the browser's own folder: its history, its
cache, its storage, what it keeps to fill forms in again.
"""

import base64
import gzip
import io
import os
import random
import re
import signal
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, BrowserType, expect

from fivefold.method.studies.layout import site_folder
from fivefold.records.studies import protected_archive
from tests.conftest import machine_browser
from tests.support.databases import server_folder, wants_postgresql
from tests.support.installation import Installation, served
from tests.support.mailbox import mailbox
from tests.support.signing_in import now_code, virtual_passkeys
from tests.support.study_folders import framework, protocol, reference, study, submission, with_words_below, write
from tests.support.traces import traces

pytestmark = pytest.mark.slow  # A browser with a folder of its own fills in every form there is.

MARK = "kqz7f3awk"
"""How every word begins that is typed or brought here."""

PERSON, ADDRESS, SITE, PASSKEY = f"{MARK}person", f"{MARK}@example.org", f"{MARK}site", f"{MARK}passkey"
"""Of an account, not of a record: these stand in the database in clear."""
PASSWORD = "xv9mtk2hr five plain words"
"""Begins with another word: a password that is like one's address is refused."""
DATABASE = "records/records.sqlite3"
BY_ITSELF = ("browser/Default/Login Data", "browser/Default/Web Data")
"""What a browser keeps of signing in, to offer it again."""
OWN = (*BY_ITSELF, "browser/Default/Sessions/")
"""Besides, what it keeps to open its tabs again: what a form sent stands there where the answer was a page."""
NUMBER = 41
"""The framework that is brought in, whose form holds words."""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for everything that is written by anybody. Its name is short: Chromium makes a socket far down in it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as made:
        for name in ("server", "aside", "browser", "home"):
            (Path(made) / name).mkdir()
        yield Path(made)


def test_nothing_that_was_typed_or_brought_is_left_in_any_byte(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], demonstration_home: Path, place: Path
) -> None:
    # Given a browser and a server whose every file lies in folders of their own
    mine = {"TMPDIR": str(place / "aside"), "HOME": str(place / "home"), "XDG_CONFIG_HOME": str(place / "home")}
    with (
        mailbox() as (mail, letters),
        served(demonstration_home, place / "records", FIVEFOLD_EMAIL=mail, TMPDIR=str(place / "server")) as standing,
    ):
        # with what people's browsers have and its shell has not: a history, words to fill in forms with
        launch = {**browser_type_launch_args, "executable_path": machine_browser(whole=True)}
        browser = browser_type.launch_persistent_context(place / "browser", **launch, env={**os.environ, **mine})
        # When somebody is invited, joins, and works with everything there is
        journey = _Journey(standing, browser, letters)
        journey.invite()
        journey.join()
        journey.bring_a_folder_in()
        journey.work()
        journey.ask_for_a_briefing()
        # and every process is killed while it is written
        written_so_far = set(_processes(standing.server))
        for process in (standing.server, *written_so_far):
            os.kill(process, signal.SIGKILL)
        browser.close()
    assert len(written_so_far) >= 3
    # Then no word is found,
    kept = [one for one in traces([MARK, *journey.secrets], place) if not one.file.startswith((DATABASE, *OWN))]
    assert kept == []
    # but an account's in the database, and in the browser the name that its own person signs in by.
    if wants_postgresql():
        _assert_of_an_account(server_folder())
    else:
        assert _in_clear(place / DATABASE) == {PERSON, ADDRESS, SITE, PASSKEY}
    assert all(_in_clear(place / name) <= {PERSON, ADDRESS} for name in BY_ITSELF)
    # Where each keeps things, they kept that somebody was there.
    assert any(one.file == "browser/Default/History" for one in traces(["/studies/elsewhere/"], place))


def _zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return held.getvalue()


SAID = f"{{'said': '{MARK}planted (é) & more words'}}"
PLANTED = {
    "plain": SAID.encode(),
    "in capitals": SAID.upper().encode(),
    "UTF-16, little end first": SAID.encode("utf-16-le"),
    "UTF-16, big end first": SAID.encode("utf-16-be"),
    **{f"base64, {before} along": base64.b64encode(b"-" * before + SAID.encode()) for before in range(3)},
    "base64 of addresses": base64.urlsafe_b64encode(b"\xff\xfe" + SAID.encode()),
    "hexadecimal": SAID.encode().hex().encode(),
    "hexadecimal in capitals": SAID.encode().hex().upper().encode(),
    "address": quote(SAID).encode(),
    "address, every byte": "".join(f"%{byte:02X}" for byte in SAID.encode()).encode(),
    "zlib": zlib.compress(SAID.encode() * 3),
    "zlib in base64": base64.urlsafe_b64encode(zlib.compress(SAID.encode() * 3)),
    "gzip": gzip.compress(SAID.encode()),
    "gzip broken off": gzip.compress(SAID.encode() + random.Random(7).randbytes(20_000))[:9_000],
    "ZIP": _zipped(one=b"nothing", other=SAID.encode()),
    "ZIP in a ZIP": _zipped(inner=_zipped(one=SAID.encode())),
    "name in a ZIP": _zipped(**{f"{MARK}.txt": b""}),
}


@pytest.mark.parametrize("way", PLANTED)
def test_a_word_that_was_left_would_be_found(tmp_path: Path, way: str) -> None:
    (tmp_path / "deep").mkdir()
    around = random.Random(7).randbytes(5_000)
    (tmp_path / "deep" / "file").write_bytes(around + PLANTED[way] + around)
    assert {(one.word, one.file) for one in traces([MARK, "neverwritten"], tmp_path)} == {(MARK, "deep/file")}


def test_a_word_in_the_name_of_a_file_would_be_found_and_nothing_is_found_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(random.Random(7).randbytes(200_000))
    assert traces([MARK], tmp_path) == []
    (tmp_path / f"{MARK}.txt").touch()
    assert [one.how for one in traces([MARK], tmp_path)] == ["in its name, UTF-8"]


class _Journey:
    """A way through the application, from somebody's invitation on. secrets: what they were given on it."""

    def __init__(self, standing: Installation, browser: BrowserContext, letters: list[str]) -> None:
        self.standing, self.browser, self.letters = standing, browser, letters
        self.page = browser.pages[0]
        self.study = f"{standing.address}/studies/elsewhere/"
        self.secrets = [PASSWORD[:9]]
        self.fields: set[str] = set()

    def word(self, field: str) -> str:
        """What is typed into the field of this name: a word that says where it came from, among others."""
        self.fields.add(field)
        return f"{MARK}{field} (é) & more words"

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.study + path)

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def invite(self) -> None:
        """An operator adds a site, and invites a coder, whose letter comes by mail."""
        self.standing.let_in(self.browser, "operator")
        self.open(f"{self.standing.address}/sites/")
        self.page.get_by_label("Name").fill(SITE)
        self.press("Add the site")
        self.open(f"{self.standing.address}/people/")
        self.page.get_by_label("Name").fill(PERSON)
        self.page.get_by_label("E-mail address").fill(ADDRESS)
        self.page.get_by_label("First role").select_option("Coder, study elsewhere")
        self.press("Send the invitation")
        expect(self.page.get_by_text("An invitation is on its way")).to_be_visible()

    def join(self) -> None:
        """They choose a password, set up their app, add a passkey, sign out, and in again with one wrong password."""
        self.browser.clear_cookies()
        self.open(self._link())
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.keyboard.press("Enter")
        secret = self.page.locator(".ff-code__key").inner_text().replace(" ", "")
        self.page.get_by_label("Code", exact=True).fill(now_code(secret))
        self.page.keyboard.press("Enter")
        codes = self.page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
        expect(codes).to_have_count(10)
        self.secrets += [secret, *codes.all_inner_texts()]
        self.open(f"{self.standing.address}/account/factors/passkeys/add/")
        virtual_passkeys(self.page)
        if self.page.get_by_label("Your password").count():
            self.page.get_by_label("Your password").fill(PASSWORD)
            self.press("Confirm")
        self.page.get_by_label("Name").fill(PASSKEY)
        self.press("Add the passkey")
        self.open(f"{self.standing.address}/account/")
        self.press("Sign out")
        for password in (self.word("guess"), PASSWORD):
            self.page.get_by_label("E-mail address").fill(ADDRESS)
            self.page.get_by_label("Password", exact=True).fill(password)
            self.press("Sign in")
        # The app's code was used up by setting it up; a recovery code does as well.
        self.page.get_by_label("Code", exact=True).fill(self.secrets[-1])
        self.press("Sign in")
        (session,) = (one["value"] for one in self.browser.cookies() if one["name"] == self.standing.cookie)
        self.secrets.append(session)
        # The demonstration's own research lead does the rest: that role takes two people to give.
        self.standing.let_in(self.browser, "other_research_lead")

    def _link(self) -> str:
        """Where the letter of invitation leads; it comes when the worker has sent it."""
        for _ in range(300):
            for letter in self.letters:
                if link := re.search(r"http://\S+/account/invitation/\S+", letter):
                    return link[0]
            self.page.wait_for_timeout(100)
        return pytest.fail("no invitation came")

    def bring_a_folder_in(self) -> None:
        """A study folder in a ZIP with a password: words in its protocol, lists and a form, and in a name of a file."""
        self.open("imports/")
        folder = {"name": f"{MARK}upload.zip", "mimeType": "application/zip", "buffer": self._folder()}
        self.page.locator("input[type=file]").set_input_files(folder)  # type: ignore[arg-type]
        self.page.get_by_label("Password of the ZIP").fill(self.word("zip"))
        self.press("Bring in")
        for _ in range(120):
            self.open("submissions/")
            if self.page.get_by_role("link", name=reference(NUMBER)).count():
                return
            self.page.wait_for_timeout(500)
        pytest.fail("the folder was not brought in")

    def _folder(self) -> bytes:
        sites = ("A", "B", "C", "D")
        one = submission(NUMBER)
        told = replace(one.incidents[0], setting=self.word("setting"))
        form = framework(one.reference, words=self.word("entry"))
        form = replace(form, header=replace(form.header, signature=self.word("signature")))
        one = replace(one, framework=form, incidents=(told,))
        whole = replace(study(one, sites=sites), protocol=replace(protocol(sites=sites), title=self.word("title")))
        with TemporaryDirectory() as place:
            root = write(whole, Path(place) / "study")
            (root / one.file).write_bytes(with_words_below(one, self.word("unplaced"), self.word("other-unplaced")))
            (root / site_folder("A") / f"{MARK}no-form.docx").write_bytes(self.word("no-form").encode())
            files = [
                (file.relative_to(root).as_posix(), file.read_bytes()) for file in root.rglob("*") if file.is_file()
            ]
        held = io.BytesIO()
        protected_archive.write(held, files, password=self.word("zip"))
        return held.getvalue()

    def work(self) -> None:
        """They search, read, decide, resolve, note, build, propose and take out, and lose their session once."""
        self.page.get_by_role("textbox", name="Reference").fill(self.word("reference"))
        self.press("Search")
        self.open("submissions/")
        self.page.get_by_role("textbox", name="Words in the text").fill(f"{MARK}entry")
        self.press("Search")
        expect(self.page.locator(".ff-hits")).to_contain_text(f"{MARK}entry")
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=reference(NUMBER)).first.click()
        framework_address = self.page.url.partition("?")[0]
        for part in ("reading/", "history/", "coding/", "incidents/"):
            self.open(framework_address + part)
        self.page.get_by_label("Group", exact=True).check()
        self.page.get_by_label("Reason").fill(self.word("reason"))
        self.press("Set the cohort")
        for field, button in (("nothing", "Take for nothing"), ("", "Place as an entry")):
            self.open("unplaced/")
            with self.page.expect_navigation():
                self.page.get_by_role("link", name=re.compile("^Decide")).first.click()
            if field:
                self.page.get_by_label("Why they are nothing").fill(self.word(field))
            else:
                self.page.get_by_role("radio", name="School(s)").check()
                self.page.get_by_role("radio", name="Risk factors").check()
            self.press(button)
        self.open("memos/new/")
        self.page.get_by_label("Memo").fill(self.word("memo"))
        self.press("Save the memo")
        self._lose_the_session()
        self.open("codebook/")
        self.page.get_by_label("Find a code").fill(self.word("code-sought"))
        self.open("members/")
        self.page.get_by_label("E-mail address").fill(f"{MARK}nobody@example.org")
        self.press("Give the role")
        self.open("freezes/")
        if self.page.get_by_role("button", name="Freeze again").count():
            self.press("Freeze again")
        self.open("findings/")
        self._take_out()

    def _lose_the_session(self) -> None:
        """What was typed when the session had ended comes back, and is sent again."""
        kept = self.browser.cookies()
        self.open("memos/new/")
        self.page.get_by_label("Memo").fill(self.word("memo-kept"))
        self.browser.clear_cookies()
        self.press("Save the memo")
        expect(self.page.get_by_label("What you wrote")).to_have_value(re.compile("memo-kept"))
        self.browser.add_cookies(kept)  # type: ignore[arg-type]
        self.press("Send again")

    def _take_out(self) -> None:
        self.open("export/")
        if self.page.get_by_label("Your password").count():
            self.page.get_by_label("Your password").fill(PASSWORD)
            self.press("Confirm")
        self.secrets.append(self.page.locator("main strong").first.inner_text())
        self.page.get_by_label("To analyse it in another program").check()
        with self.page.expect_download() as taken:
            self.page.get_by_role("button", name="Take the study out").click()
        assert taken.value.path().stat().st_size > 10_000

    def ask_for_a_briefing(self) -> None:
        """The worker is at it when this returns."""
        self.open("briefing/")
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile("^Write the briefing")).click()
        self.page.wait_for_timeout(3_000)


def _processes(begun: int) -> Iterator[int]:
    """Every process that this one started, and those that these did."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, ProcessLookupError):
            continue
        if parent == begun:
            yield int(status.parent.name)
            yield from _processes(int(status.parent.name))


def _in_clear(database: Path) -> set[str]:
    """What begins with the mark in any value of the database, its write-ahead log taken into account."""
    with closing(sqlite3.connect(database)) as opened:
        opened.text_factory = bytes
        tables = [row[0].decode() for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = b" ".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in tables
            for row in opened.execute(f'SELECT * FROM "{table}"')
            for value in row
        )
    return _words(held)


def _assert_of_an_account(server: Path) -> None:
    """That in every file of a PostgreSQL server, its write-ahead log too, an account's words stand and no others."""
    found = _words(b" ".join(path.read_bytes() for path in server.rglob("*") if path.is_file()))
    # What stands beside a word in a file of the server may look like more of it.
    told = {PERSON, ADDRESS, SITE, PASSKEY}
    assert {word for word in found if not word.startswith(tuple(told))} == set()
    assert {one for one in told if any(word.startswith(one) for word in found)} == told


def _words(among: bytes) -> set[str]:
    return {word.decode() for word in re.findall(rb"%b[\w.@-]*" % MARK.encode(), among)}
