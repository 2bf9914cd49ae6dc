"""What the machine's log holds of a test's records: each as the line that is written, and as nothing besides."""

import json
from typing import Any

import pytest

from fivefold.web.logs import WithoutContent


def log_lines(caplog: pytest.LogCaptureFixture, *, name: str) -> list[dict[str, Any]]:
    """The lines of one logger, oldest first."""
    return [json.loads(WithoutContent().format(one)) for one in caplog.records if one.name == name]
