"""What every test of a door starts from."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors.installations import Installation, Officer, Serving


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A width of their own for tables, or tests would depend on the terminal they are run from."""
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def fresh(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "a home")


@pytest.fixture(scope="module")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("prepared") / "home"
    made = Installation(home)
    made.ops("prepare")
    made.ops("invite", "operator@example.org", "--name", "Sam Operator")
    return home


@pytest.fixture
def ready(prepared_once: Path, tmp_path: Path) -> Installation:
    """A prepared installation with two events in its log, its own copy."""
    subprocess.run(["cp", "-a", str(prepared_once), str(tmp_path / "home")], check=True)
    return Installation(tmp_path / "home")


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    return Officer(tmp_path)


@pytest.fixture
def served(ready: Installation) -> Iterator[Serving]:
    serving = Serving(ready)
    yield serving
    serving.stop(signal.SIGKILL)
