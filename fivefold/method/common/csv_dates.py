"""Dates as a spreadsheet gives them back."""

import re

from fivefold.method.common.csv_lists import Row
from fivefold.method.common.dates import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?[ -](?P<year>\d{2}|\d{4})")


def read_date(row: Row, column: str) -> PartialDate | None:
    """The row's date, None where the cell is empty; InputError for what cannot be told.

    "Oct-16" and "October 2016" are accepted, because Excel turns a typed 2016-10 into the first of them.
    """
    text = row[column]
    if not text:
        return None
    named = _NAMED.fullmatch(text)
    if named is not None and named["month"][:3].casefold() in _MONTHS:
        year = int(named["year"])
        return PartialDate(year if year > 99 else 2000 + year, _MONTHS.index(named["month"][:3].casefold()) + 1)
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise row.wrong(
            f'{column} "{text}" is not a date',
            "Write 2016, 2016-10 or 2016-10-14. A spreadsheet keeps it as typed if the column is formatted as text.",
        ) from error
