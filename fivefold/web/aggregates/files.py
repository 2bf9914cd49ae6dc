"""Aggregates of the own site as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from fivefold.method.analysis.aggregates import Aggregates
from fivefold.method.analysis.closed_answers import Number
from fivefold.method.common.csv_lists import neutralise
from fivefold.web.aggregates.pages import COUNTED, TOPS, Chosen

_HEAD = ("table", "row", "column", "numerator", "base", "unit", "site", "counted", "at")


def as_csv(told: Aggregates, *, label: str, chosen: Chosen, at: datetime) -> str:
    """A line for each number of the page, with everything a number carries.

    What a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEAD)
    moment = at.isoformat(timespec="seconds")
    for words, number in _numbers(told):
        counted = COUNTED[Chosen.RECEIVED if words[0] == _ABOVE else chosen]
        base = "" if number.base == 0 else str(number.base)
        row = (*words, str(number.numerator), base, "frameworks", label, counted, moment)
        writer.writerow(map(neutralise, row))
    return out.getvalue()


_ABOVE = "All frameworks"


def _numbers(told: Aggregates) -> Iterator[tuple[tuple[str, str, str], Number]]:
    for name, label in TOPS.items():
        yield (_ABOVE, label, ""), getattr(told, name)
    for table in told.tables:
        for line in table.lines:
            for column, number in zip(table.columns, line.cells, strict=True):
                yield (table.title, line.title, column.label), number
