"""A process killed while it writes loses nothing that it acknowledged, and leaves no words behind."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.databases import as_server_owner, make_keys, server_folder, wants_postgresql

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Installation:
    """A home with its own key store and database, and commands that run on it in processes of their own."""

    home: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        return subprocess.run(
            self._command(*arguments),
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        ).stdout

    def start(self, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        """A command in a process group of its own, whose output is read as it comes."""
        return subprocess.Popen(
            (*before, *self._command(*arguments)),
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def files(self) -> Iterator[Path]:
        """Every file there is: database, journals, key store, what was put aside for a while."""
        return (path for path in self.home.rglob("*") if path.is_file() and not path.is_socket())

    @staticmethod
    def _command(*arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "tests.support.writer", *arguments)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    home = tmp_path_factory.mktemp("home")
    aside = home / "tmp"
    aside.mkdir()
    make_keys(home / "keys")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FIVEFOLD_")},
        "FIVEFOLD_HOME": str(home),
        "TMPDIR": str(aside),
        "DJANGO_SETTINGS_MODULE": "fivefold.config.settings",
    }
    name = f"killed_{uuid.uuid4().hex[:8]}"
    if wants_postgresql():
        as_server_owner(f"CREATE DATABASE {name} OWNER fivefold")
        environment["FIVEFOLD_DATABASE"] = os.environ["FIVEFOLD_TEST_SERVER"].rpartition("/")[0] + f"/{name}"
    made = Installation(home, environment)
    made.run("prepare")
    yield made
    if wants_postgresql():
        as_server_owner(f"DROP DATABASE {name} WITH (FORCE)")


def _acknowledged(process: subprocess.Popen[bytes], *, wanted: int, pause: float) -> list[int]:
    """Read acknowledgements, kill the group a moment after the last one wanted, and read what was still under way."""
    assert process.stdout is not None
    got = [int(process.stdout.readline()) for _ in range(wanted)]
    time.sleep(pause)
    os.killpg(process.pid, signal.SIGKILL)
    # Each line was written in one go, so a line is there whole or not at all.
    got += [int(line) for line in process.stdout.read().splitlines()]
    process.wait()
    process.stdout.close()
    return got


@pytest.mark.slow  # Eleven starts of a process, and a thousand writes that reach the disk.
def test_nothing_acknowledged_is_lost_when_writers_are_killed_at_any_moment(installation: Installation) -> None:
    moments = random.Random(20261123)
    acknowledged: list[int] = []
    for left in range(10, 0, -1):
        # What is left of a thousand, in parts of chance; the last kill takes the rest.
        wanted = max(1, 1000 - len(acknowledged))
        if left > 1:
            wanted = moments.randint(1, max(1, 2 * wanted // left))
        process = installation.start("write", str(max(acknowledged, default=0) + 10))
        acknowledged += _acknowledged(process, wanted=wanted, pause=moments.uniform(0, 0.02))
    # Before anything opens the database again, while what was under way still stands in its journal.
    _assert_no_words_are_left(installation)
    found = json.loads(installation.run("check"))
    assert len(acknowledged) >= 1000
    assert set(acknowledged) - set(found["kept"]) == set()
    # Beyond what was acknowledged, at most what each writer had under way when it was killed.
    assert len(found["kept"]) <= len(acknowledged) + 10 * 2
    assert found["events"] == found["revisions"] == len(found["kept"])
    assert (found["broken"], found["apart"], found["integrity"]) == (None, None, "" if wants_postgresql() else "ok")
    assert found["anchors"] >= 1


def _assert_no_words_are_left(installation: Installation) -> None:
    looked_at = {path: path.read_bytes() for path in installation.files()}
    if wants_postgresql():
        looked_at |= {path: path.read_bytes() for path in server_folder().rglob("*") if path.is_file()}
    # What stands there in clear is found, so the scan looks where things are.
    assert any(b"codings.received" in content for content in looked_at.values())
    assert [path.name for path, content in looked_at.items() if b"CANARY" in content] == []
    if not wants_postgresql():
        assert {"records.sqlite3", "records.sqlite3-wal", "keys.sqlite3"} <= {path.name for path in looked_at}


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on this machine")
@pytest.mark.skipif(wants_postgresql(), reason="the server writes, and the suite tells it not to wait for the disk")
@pytest.mark.slow  # A process traced call by call.
def test_every_acknowledged_write_reached_the_disk(installation: Installation, tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    traced = ("strace", "-f", "-qq", "-e", "trace=fdatasync,write", "-e", "signal=none", "-o", str(calls))
    process = installation.start("write", "10", before=traced)
    acknowledged = _acknowledged(process, wanted=100, pause=0.01)
    synced = calls.read_text(errors="replace").count("fdatasync(")
    assert synced >= len(acknowledged)
