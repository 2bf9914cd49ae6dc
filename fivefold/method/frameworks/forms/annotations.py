"""An entry's details as words in brackets at its end, and back (docs/reference/form-grammar.md).

"Argues with staff [said by Youth justice; confirmed; as of 2016-10; about School 2]"
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.entries import CellKey, Certainty, Entry

_RESERVED = re.compile(r"([\[\];\\])")
_ESCAPED = re.compile(r"\\([\[\];\\])")
_SUFFIX = re.compile(r"(?P<words>.*\S)\s+\[(?P<details>(?:[^\[\]\\]|\\.)*)\]\s*", re.DOTALL)
_PART = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)
_VALUED = re.compile(r"(?is)(?P<name>said\s+by|as\s+of|about|first\s+placed\s+in)\s+(?P<value>.+)")
_PLACE = re.compile(r"(?P<context>\w+)\s*/\s*(?P<column>\w+)")
MARK = "entry"
"""The detail that says: these are an entry's words, whatever else they look like."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paragraph taken apart: an entry's words and its details.

    marked: whether there was a bracket of details at all, so that the words must be an entry's.
    """

    text: str
    said_by: str | None = None
    certainty: Certainty | None = None
    as_of: PartialDate | None = None
    about: str | None = None
    first_placed: CellKey | None = None
    marked: bool = False

    def entry(self, *, stands_in: CellKey) -> Entry:
        """The entry these words are, in the cell they stand in."""
        placed = self.first_placed or stands_in
        return Entry(self.text, placed, self.said_by, self.certainty, self.as_of, self.about)


def suffix(entry: Entry, *, stands_in: CellKey) -> str:
    """What is written after an entry's words: a space and its details in brackets, or nothing."""
    return _bracket(_details(entry, stands_in))


def write(entry: Entry, *, stands_in: CellKey, mark: bool = False) -> str:
    """The paragraph an entry is written as.

    mark: say that it is an entry even if nothing is known about it, because its words would else be read as
    something other than an entry. Words that end in what looks like details are marked in any case.
    """
    details = _details(entry, stands_in)
    if not details and (mark or read(entry.text).marked):
        details = [MARK]
    return entry.text + _bracket(details)


def read(text: str, *, places: Collection[CellKey] | None = None) -> Annotated:
    """A paragraph's words and details. Without a bracket that is details from end to end, all of it is words.

    places: the places of the instrument; details that name another first place are words.
    """
    found = _SUFFIX.fullmatch(text)
    details = None if found is None else _read_details(found["details"])
    if found is None or details is None:
        return Annotated(text)
    annotated = Annotated(found["words"], marked=True, **details)
    if places is not None and annotated.first_placed is not None and annotated.first_placed not in places:
        return Annotated(text)
    return annotated


def _bracket(details: list[str]) -> str:
    return f" [{'; '.join(details)}]" if details else ""


def _details(entry: Entry, stands_in: CellKey) -> list[str]:
    details = []
    if said_by := (entry.said_by or "").strip():
        details.append(f"said by {_escape(said_by)}")
    if entry.certainty is not None:
        details.append(str(entry.certainty))
    if entry.as_of is not None:
        details.append(f"as of {entry.as_of}")
    if about := (entry.about or "").strip():
        details.append(f"about {_escape(about)}")
    if entry.first_placed != stands_in:
        details.append(f"first placed in {entry.first_placed.context} / {entry.first_placed.column}")
    return details


def _escape(value: str) -> str:
    return _RESERVED.sub(r"\\\1", value)


class _Details(TypedDict, total=False):
    """Details as they are read; an entry mark adds nothing."""

    said_by: str
    certainty: Certainty
    as_of: PartialDate
    about: str
    first_placed: CellKey


def _read_details(text: str) -> _Details | None:
    """The details a bracket holds; None as soon as any part of it is something else or comes twice."""
    details: _Details = {}
    seen = set()
    for part in _PART.findall(text):
        name, value = _name_and_value(part.strip())
        if name in seen or not _take(details, name, value):
            return None
        seen.add(name)
    return details if seen else None


def _name_and_value(part: str) -> tuple[str, str]:
    """A detail's name and value; names of details that take a value never come without one."""
    found = _VALUED.fullmatch(part)
    if found is not None:
        return " ".join(found["name"].casefold().split()), _ESCAPED.sub(r"\1", found["value"])
    word = part.casefold()
    return ("certainty", word) if word != MARK else (MARK, "")


def _take(details: _Details, name: str, value: str) -> bool:
    """Add one detail; False when it is none."""
    try:
        match name:
            case "said by":
                details["said_by"] = value
            case "certainty":
                details["certainty"] = Certainty(value)
            case "as of":
                details["as_of"] = PartialDate.parse(value)
            case "about":
                details["about"] = value
            case "first placed in":
                details["first_placed"] = _read_place(value)
            case _:
                return name == MARK
    except ValueError:
        return False
    return True


def _read_place(value: str) -> CellKey:
    found = _PLACE.fullmatch(value)
    if found is None:
        raise ValueError(f"not a place: {value!r}")
    return CellKey(Context(found["context"]), found["column"])
