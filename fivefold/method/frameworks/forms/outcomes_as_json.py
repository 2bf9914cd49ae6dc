"""Readings and refusals as JSON and back (docs/reference/framework-json.md)."""

from collections.abc import Mapping
from typing import Any

from fivefold.method.frameworks import as_json
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal, RefusalReason, Unplaced

Outcome = FormReading | FormRefusal


def to_json(outcome: Outcome) -> dict[str, Any]:
    """One file's outcome as values that json.dumps takes."""
    if isinstance(outcome, FormRefusal):
        return {
            "file": outcome.file,
            "outcome": "refused",
            "reason": str(outcome.reason),
            "message": outcome.message,
            "next_step": outcome.next_step,
        }
    return {
        "file": outcome.file,
        "outcome": "read",
        **as_json.to_json(outcome.framework),
        "labels": list(outcome.labels),
        "unplaced": [{"text": each.text, "where": each.where} for each in outcome.unplaced],
        "notes": list(outcome.notes),
    }


def from_json(value: Mapping[str, Any]) -> Outcome:
    """The outcome that to_json describes.

    Raises InputError, KeyError, TypeError or ValueError for anything else: what an isolated process sends is
    checked as if a stranger had sent it.
    """
    file = _text(value["file"])
    if value["outcome"] == "refused":
        reason = RefusalReason(_text(value["reason"]))
        return FormRefusal(file, reason, _text(value["message"]), _text(value["next_step"]))
    return FormReading(
        file,
        as_json.from_json(value),
        tuple(map(_text, value["labels"])),
        tuple(Unplaced(_text(each["text"]), _text(each["where"])) for each in value["unplaced"]),
        tuple(map(_text, value["notes"])),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value
