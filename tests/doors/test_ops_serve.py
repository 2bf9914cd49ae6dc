"""Serving an installation by the command people use: it answers, stops cleanly, refuses what endangers records."""

import os
import signal
import time
from pathlib import Path
from socket import socket

import pytest

from tests.doors.installations import Installation, Serving, lives

# Each call starts Python and Django anew, as for a person: a second or two.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_the_application_says_where_it_answers_and_stops_cleanly(served: Serving, by: signal.Signals) -> None:
    assert f"http://localhost:{served.port}" in served.line()
    assert served.get("/health/") == (200, "ok\n")
    assert served.get("/account/login/")[0] == 200
    worker = served.children()
    assert served.stop(by) == 0
    assert [one for one in worker if Path(f"/proc/{one}").exists()] == []


def test_a_worker_whose_server_was_killed_ends_by_itself(served: Serving) -> None:
    served.line()
    every = served.children()
    served.stop(signal.SIGKILL)
    for _ in range(300):
        if not any(map(lives, every)):
            return
        time.sleep(0.1)
    for one in filter(lives, every):
        os.kill(one, signal.SIGKILL)
    pytest.fail("a process outlived its server")


def test_work_that_is_done_once_ends(ready: Installation) -> None:
    assert ready.ops("work", "--once") == ""


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda of: of.sql("DELETE FROM django_migrations WHERE app = 'usersessions'"), "fivefold ops prepare"),
        (lambda of: (of.home / "keys/root.key").unlink(), "there is no root key"),
        (lambda of: (of.home / "keys/keys.sqlite3").unlink(), "there is no key store"),
        (lambda of: (of.home / "keys/root.key").write_text("ab" * 32), "another root key"),
        (lambda of: (of.home / "keys/root.key").chmod(0o644), "others can read the root key"),
        (lambda of: (of.home / "keys/signing.key").chmod(0o644), "others can read the signing key"),
    ],
)
def test_nobody_is_served_where_records_would_be_in_danger(ready: Installation, break_it: "object", said: str) -> None:
    break_it(ready)  # type: ignore[operator]
    assert said in ready.ops("serve", code=2)


def test_a_port_that_is_taken_is_said(ready: Installation) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot be listened on" in ready.ops("serve", "--port", str(taken.getsockname()[1]), code=2)
