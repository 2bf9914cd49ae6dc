"""The trail as a file: CSV for a spreadsheet, JSON for a program."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict

from fivefold.method.common.csv_lists import neutralise
from fivefold.web.audit.pages import Happened

MOST = 50_000
"""Events in one file; who needs more narrows down by date."""

_COLUMNS = ("number", "at", "who", "did", "part", "subject", "facts")


def as_csv(events: Iterable[Happened]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it as such. No cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in events:
        row = _row(one)
        writer.writerow([neutralise(row[name]) for name in _COLUMNS])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_json(events: Iterable[Happened]) -> bytes:
    """A list of objects with the same columns."""
    return json.dumps([_row(one) for one in events], ensure_ascii=False, indent=1).encode()


def _row(one: Happened) -> dict[str, str]:
    told = asdict(one) | {"at": one.at.isoformat(timespec="seconds")}
    return {name: str(told[name]) for name in _COLUMNS}
