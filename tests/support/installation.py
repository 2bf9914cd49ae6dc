"""The demonstration as it is served: its own processes, folder and keys, apart from the database of the tests.

It is prepared once in a run, as `make demo` prepares it; every module that changes it works on a copy of its own.
"""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.house.checkout import ROOT
from tests.support.brought_in import demonstration
from tests.support.databases import new_database, wants_postgresql

STUDY = "demonstration"
PEOPLE = {
    "contributor": "contributor@example.org",
    "chair": "chair@example.org",
    "site_lead": "site.lead@example.org",
    "site_governance": "governance@example.org",
    "coder": "coder@example.org",
    "research_lead": "research.lead@example.org",
    "commissioner": "commissioner@example.org",
    "operator": "operator@example.org",
    "other_research_lead": "other.research.lead@example.org",
    "other_site_lead": "other.site.lead@example.org",
}
"""Who can sign in, by role; "other": of the second study."""

_READY, _DATABASE = "ready", "database"


@dataclass(frozen=True, slots=True)
class Installation:
    """address: of the service, without a slash at its end. cookie: the session cookie's name. sessions: by role.

    server: the process that was started; it starts others.
    """

    address: str
    cookie: str
    sessions: dict[str, str]
    server: int

    @property
    def study(self) -> str:
        """Address of the demonstration study."""
        return f"{self.address}/studies/{STUDY}/"

    def let_in(self, browser: BrowserContext, who: str) -> None:
        """Whoever has this role is signed in from now on in the browser, instead of anybody else."""
        browser.clear_cookies()
        browser.add_cookies([{"name": self.cookie, "value": self.sessions[who], "domain": "localhost", "path": "/"}])


def prepared(cache: Path) -> Path:
    """The folder of the prepared installation. cache: a folder that the whole run shares."""
    home = cache / "demonstration"
    # Several processes of one run come here at once: the first prepares, the others wait.
    with (cache / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / _READY).exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(mode=0o700)
            _give_database(home)
            study = demonstration(cache / "study")
            _run("demo", "records", "--study", str(study), "--second", str(cache / "second"), home=home)
            (home / _READY).touch()
    return home


@contextmanager
def served(home: Path, place: Path, **settings: str) -> Iterator[Installation]:
    """A copy of an installation in a new folder, served by the application's own server while this lasts.

    settings: of the server's environment, besides. What it prints goes to serve.txt in the folder.
    """
    shutil.copytree(home, place)
    _give_database(place)
    told = json.loads(_python("-m", "tests.support.sessions_of", *PEOPLE.values(), home=place))
    sessions = {who: told["sessions"][email] for who, email in PEOPLE.items()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    command = [str(Path(sys.executable).with_name("fivefold")), "ops", "serve", "--port", str(port)]
    with (place / "serve.txt").open("w") as log:
        server = subprocess.Popen(
            command, env=_environment(place, address) | settings, stdout=log, stderr=log, cwd=ROOT
        )
        try:
            _wait_for(port, server, place / "serve.txt")
            yield Installation(address, told["cookie"], sessions, server.pid)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _give_database(home: Path) -> None:
    """Where the run is on PostgreSQL, a database of this installation's own: like the one its folder is a copy of."""
    if wants_postgresql():
        told = home / _DATABASE
        told.write_text(new_database(like=told.read_text() if told.exists() else ""))


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            connection = HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _run(*words: str, home: Path) -> str:
    return _checked([str(Path(sys.executable).with_name("fivefold")), *words], home)


def _python(*words: str, home: Path) -> str:
    return _checked([sys.executable, *words], home)


def _checked(command: list[str], home: Path) -> str:
    done = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment(home: Path, address: str = "http://localhost:8000") -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")}
    address_of = home / _DATABASE
    database = {"FIVEFOLD_DATABASE": address_of.read_text()} if address_of.exists() else {}
    return (
        plain
        | database
        | {
            "FIVEFOLD_HOME": str(home),
            "FIVEFOLD_ADDRESS": address,
            "FIVEFOLD_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "fivefold.config.settings",
        }
    )
