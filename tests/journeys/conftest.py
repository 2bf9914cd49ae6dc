"""What journeys share."""

import pytest


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """No address stands before every other: each journey says where it begins.

    It stands in for the plugin's fixture of this name, which this pytest warns of, and a warning fails a test.
    """
    return None
