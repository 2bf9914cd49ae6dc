"""What every test of a door starts from."""

import pytest


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A width of their own for tables, or tests would depend on the terminal they are run from."""
    monkeypatch.setenv("COLUMNS", "120")
