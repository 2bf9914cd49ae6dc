"""What journeys share."""

import os

import pytest

# Playwright keeps a loop of its own running in this thread, in which Django would refuse to touch the database; the
# tests themselves are not asynchronous. It holds for whatever runs after a journey too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """No address stands before every other: each journey says where it begins.

    It stands in for the plugin's fixture of this name, which this pytest warns of, and a warning fails a test.
    """
    return None
