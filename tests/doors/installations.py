"""Installations as the tests of `fivefold ops` call the command on them."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

import pyrage

_CALL = [sys.executable, "-c", "from fivefold.cli.main import main; main()", "ops"]


class Installation:
    """An installation in a folder of its own, and calls of the command on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings: dict[str, str] = {}

    @property
    def environment(self) -> dict[str, str]:
        # Journeys in this process may have told Django to bear with the browser's loop; a person's shell has not.
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("FIVEFOLD_", "DJANGO_"))}
        own = {"FIVEFOLD_HOME": str(self.home)} | {f"FIVEFOLD_{name}": one for name, one in self.settings.items()}
        return clean | own | {"COLUMNS": "200"}

    def ops(self, *words: str | Path, code: int = 0) -> str:
        """What a call says on both channels; it must end with this exit code."""
        done = subprocess.run(
            [*_CALL, *map(str, words)], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def keys_of_findings(self, *, urgent: bool | None = None) -> set[str]:
        done = subprocess.run(
            [*_CALL, "check", "--json"], env=self.environment, capture_output=True, text=True, check=False
        )
        found = json.loads(done.stdout)["findings"]
        assert done.returncode == (1 if any(one["urgent"] for one in found) else 0)
        return {one["key"] for one in found if urgent in (None, one["urgent"])}

    @property
    def database(self) -> Path:
        return self.home / "records.sqlite3"

    def sql(self, *statements: str) -> list[tuple[object, ...]]:
        """Run statements on the database, as somebody would who reached the file."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            rows: list[tuple[object, ...]] = []
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            return rows


class Officer:
    """Somebody who keeps the secret half of a pair elsewhere."""

    def __init__(self, folder: Path, name: str = "officer") -> None:
        pair = pyrage.x25519.Identity.generate()
        self.recipient = str(pair.to_public())
        self.identity = folder / f"{name}.txt"
        self.identity.write_text(f"# public key: {self.recipient}\n{pair}\n", "utf-8")


def backed_up(of: Installation, officer: Officer, folder: Path) -> tuple[Path, Path]:
    said = of.ops("backup", "--out", folder / "records", "--keys-out", folder / "keys", "--to", officer.recipient)
    records, keys = (Path(found) for found in re.findall(r"^\w+: +(.+)$", said, flags=re.MULTILINE))
    return records, keys


def a_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Serving:
    """The application served by the command, until it is told to stop."""

    def __init__(self, of: Installation) -> None:
        self.port = a_port()
        of.settings |= {"ADDRESS": f"http://localhost:{self.port}"}
        self.process = subprocess.Popen(
            [*_CALL, "serve"], env=of.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def line(self) -> str:
        """The line it says when it answers."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def stop(self, by: signal.Signals) -> int:
        """End it, and its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        ended = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return ended

    def children(self) -> set[int]:
        """Its processes, once the one that writes briefings is among them: two that answer, and that."""
        for _ in range(600):
            found = children(self.process.pid)
            if any("for-parent" in Path(f"/proc/{one}/cmdline").read_text() for one in found):
                assert len(found) >= 3
                return found
            time.sleep(0.1)
        raise AssertionError("no process writes briefings")

    def get(self, path: str) -> tuple[int, str]:
        with closing(HTTPConnection("localhost", self.port, timeout=60)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


def children(of: int) -> set[int]:
    """Processes whose parent is this one."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = path.read_text().split(" (", 1)
        except OSError:
            continue
        if int(rest.rpartition(")")[2].split()[1]) == of:
            found.add(int(number))
    return found


def lives(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
