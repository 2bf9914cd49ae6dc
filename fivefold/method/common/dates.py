"""Dates as records give them: to the day, the month or the year."""

import datetime
import re
from dataclasses import dataclass
from typing import Self

_PARTIAL = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day (ISO 8601 reduced precision)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        # Refuses 2016-02-30 and month 13 with the standard library's own words.
        datetime.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2016", "2016-09" or "2016-09-14"; ValueError for anything else."""
        found = _PARTIAL.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"not a year, month or day in the form 2016-09-14: {text!r}")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        return cls(year, month, day)

    @property
    def to_month(self) -> "PartialDate":
        """The same date without its day: what may be released."""
        return PartialDate(self.year, self.month)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)
