"""What every suite shares: a home and a database of its own, the machine's browser, and no way out of this machine."""

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import django
import pytest
from hypothesis import settings

from tests.support import databases

if TYPE_CHECKING:
    from tests.support.standing import World

# Before anything reads the settings, which look at the environment once.
HOME = databases.prepare_home()
databases.configure(HOME)
django.setup()
# pytest-django would start Django by it in each xdist worker before this file gives the worker a home of its own.
del os.environ["DJANGO_SETTINGS_MODULE"]
databases.empty_after_commits()

# What a shell starts in the background is deaf to Ctrl+C, and so would be the servers that tests start and stop.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run and every machine: a failure is then the change's, not the dice's. No deadline,
# because a loaded machine is no mistake of ours.
settings.register_profile("fivefold", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("fivefold")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""The same engine without a window, a history or settings: it draws the same pages in half the time."""

QUIET_BROWSER = [
    "--no-sandbox",  # Chromium refuses to start as root with it, and the tests open only our own pages.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def machine_browser(*, whole: bool = False) -> str | None:
    """The Chromium to drive: what FIVEFOLD_CHROMIUM names, or the first that is on the PATH.

    whole: as people have it, and not its shell.
    """
    named = os.environ.get("FIVEFOLD_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS if whole else (*SHELLS, *BROWSERS))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright starts the machine's Chromium; its own download is never asked for."""
    browser = machine_browser()
    assert browser, "No Chromium on this machine: `make test` installs one, or says how."
    return {**browser_type_launch_args, "executable_path": browser, "args": QUIET_BROWSER}


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """A test that would talk to another machine fails at once, and says where it wanted to go."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {address[0]}; tests stay on this machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def pytest_unconfigure() -> None:
    """The home goes with the run."""
    databases.remove(HOME)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The run's database goes at its end, though a thread that a test started may still have it open."""
    from django.db import connection

    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )


@pytest.fixture
def world(db: None) -> "World":
    """Two sites, two studies, and somebody in each role (tests/support/standing.py)."""
    from tests.support.standing import two_studies

    return two_studies()
