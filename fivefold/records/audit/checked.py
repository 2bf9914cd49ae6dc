"""When the whole log was last found unbroken: kept beside the copies of its head, outside the database."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fivefold.records.audit import anchors


@dataclass(frozen=True, slots=True)
class Checked:
    """number: of the newest event then; all up to it were as they were written."""

    number: int
    at: datetime


def file() -> Path:
    """Where the newest check is noted."""
    return anchors.file().with_name("checked.json")


def note(number: int, *, at: datetime) -> None:
    """Note that every event up to this one was found as it was written."""
    path = file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as noted:
        json.dump({"number": number, "at": at.isoformat()}, noted)
    fresh.replace(path)


def newest() -> Checked | None:
    """The newest check that found nothing wrong; None before the first, or where its note cannot be read."""
    try:
        told = json.loads(file().read_text(encoding="ascii"))
        return Checked(int(told["number"]), datetime.fromisoformat(told["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
