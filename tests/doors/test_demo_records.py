"""The demonstration as an application: brought into the records, signed in to, and kept when it is made again."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from fivefold.method.demonstration import delivery
from tests.doors.installations import Installation, Serving

# Forms are written and read, keys made, processes started: some twenty seconds.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A demonstration of two small studies; `said` keeps what its making told."""
    folder = tmp_path_factory.mktemp("demo")
    for name, seed in (("study", 3), ("second", 4)):
        for _ in delivery.deliver(folder / name, frameworks=4, seed=seed, force=False):
            pass
    return Installation(folder / "records")


def demo_records(of: Installation, code: int = 0) -> str:
    words = ["--study", str(of.home.parent / "study"), "--second", str(of.home.parent / "second")]
    done = subprocess.run(
        [sys.executable, "-c", "from fivefold.cli.main import main; main()", "demo", "records", *words],
        env=of.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(made: Installation) -> str:
    return demo_records(made)


def test_it_says_what_it_did_and_who_can_sign_in(told: str) -> None:
    assert told.count("4 forms read, 4 of them new") == 2
    roles = ["Site lead", "Coder", "Research lead", "Commissioner", "Operator", "Information governance"]
    assert [role for role in roles if role not in told] == []
    assert 'Password of each: "a demonstration only"' in told


def test_made_again_it_keeps_what_was_entered_and_reads_nothing_twice(made: Installation, told: str) -> None:
    made.ops("invite", "entered@example.org", "--name", "Entered Since")
    count = "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM revision), (SELECT count(*) FROM person)"
    before = made.sql(count)
    again = demo_records(made)
    assert "forms read" not in again
    assert made.sql(count) == before


def test_what_was_brought_in_is_sound_and_every_part_of_it_opens(made: Installation, told: str) -> None:
    assert "every revision is as its event wrote it" in made.ops("verify")
    assert made.keys_of_findings(urgent=True) == set()


def test_a_folder_that_changed_is_read_again(made: Installation, told: str) -> None:
    (made.home.parent / "second/README.txt").touch()
    again = demo_records(made)
    assert again.count("forms read, 0 of them new") == 1


def test_somebody_else_s_records_are_never_turned_into_a_demonstration(tmp_path: Path, made: Installation) -> None:
    other = Installation(tmp_path / "records")
    other.ops("prepare")
    other.ops("invite", "operator@example.org", "--name", "Sam Operator")
    assert "no demonstration" in demo_records(other, code=2)
    other.settings = {"ADDRESS": "https://records.example"}
    assert "its own machine alone" in demo_records(other, code=2)


@pytest.fixture
def served(made: Installation, told: str) -> Iterator[Serving]:
    serving = Serving(made)
    serving.line()
    yield serving
    serving.stop(signal.SIGTERM)


class Browser:
    """Somebody's browser, as far as forms and cookies go."""

    def __init__(self, port: int) -> None:
        self.base = f"http://localhost:{port}"
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = ""

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=60) as answer:
            self.page = answer.read().decode()
        return self.page

    def send(self, path: str, **fields: str) -> str:
        """Send a form of the page that is open."""
        hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert hidden
        content = urlencode(fields | {"csrfmiddlewaretoken": hidden[1]}).encode()
        with self.opener.open(Request(self.base + path, content, {"Origin": self.base}), timeout=60) as answer:
            self.page = answer.read().decode()
        return self.page


@pytest.mark.parametrize(
    ("email", "sees", "not_there"),
    [
        ("research.lead@example.org", "demonstration", "elsewhere"),
        ("other.site.lead@example.org", "elsewhere", "demonstration"),
    ],
)
def test_the_accounts_sign_in_with_the_code_that_the_terminal_tells_and_see_their_own_study(
    served: Serving, made: Installation, email: str, sees: str, not_there: str
) -> None:
    browser = Browser(served.port)
    browser.get("/account/login/")
    browser.send("/account/login/", login=email, password="a demonstration only")
    work = browser.send("/account/factor/", code=made.ops("code", email).strip())
    assert f"/studies/{sees}/" in work
    assert f"/studies/{not_there}/" not in work
    assert "Overview" in browser.get(f"/studies/{sees}/")
