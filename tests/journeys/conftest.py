"""What journeys share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installation import Installation, prepared, served

# Playwright keeps a loop of its own running in this thread, in which Django would refuse to touch the database; the
# tests themselves are not asynchronous. It holds for whatever runs after a journey too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """No address stands before every other: each journey says where it begins.

    It stands in for the plugin's fixture of this name, which this pytest warns of, and a warning fails a test.
    """
    return None


@pytest.fixture(scope="session")
def demonstration_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's folder, prepared once in a run, however many processes share the work."""
    base = tmp_path_factory.getbasetemp()
    return prepared(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="module")
def installation(demonstration_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demonstration, served; what a module's journeys change, no other module sees."""
    with served(demonstration_home, tmp_path_factory.mktemp("served") / "records") as standing:
        yield standing
