"""Structured logs without content: one JSON object a line.

A message of another package may hold an address, a name or somebody's words (Django logs the path of what it does not
find, a database the row it refuses). So of their records only the constant template is kept, never what was put into
it; of an exception its class and the places it passed, never its message. Our own say `log.info("constant words",
extra={"told": {...}})` with counts and keys.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any


class WithoutContent(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """{"at", "level", "from", "said", ...}."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        if _ours(record) or record.args:
            line["said"] = str(record.msg)
        if _ours(record):
            line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["passed"] = [f"{one.filename}:{one.lineno} {one.name}" for one in _frames(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=False, default=str)


def _ours(record: logging.LogRecord) -> bool:
    return record.name.split(".")[0] == "fivefold"


def _frames(trace: Any) -> list[traceback.FrameSummary]:
    return list(traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False))
