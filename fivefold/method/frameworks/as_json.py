"""A framework as JSON and back (docs/reference/framework-json.md)."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import APPENDIX_A, Instrument, instrument
from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Certainty, Entry, Framework, Header

_READING = frozenset({"file", "outcome", "labels", "unplaced", "notes"})
"""What a reading adds to a framework; no part of the framework itself."""
_FRAMEWORK = frozenset({"instrument", "header", "places", "cells"})
_HEADER = frozenset({"reference", "signature", "offence"})
_CELL = frozenset({"context", "column", "status", "status_text", "entries"})
_ENTRY = frozenset({"text", "first_placed", "said_by", "certainty", "as_of", "about"})

_Choice = TypeVar("_Choice", bound=StrEnum)


def to_json(framework: Framework) -> dict[str, Any]:
    """The framework as values that json.dumps takes: instrument, header, places and every cell in order."""
    return {
        "instrument": framework.instrument,
        "header": {
            "reference": framework.header.reference,
            "signature": framework.header.signature,
            "offence": framework.header.offence,
        },
        "places": {str(context): place for context, place in framework.places.items()},
        "cells": [_cell_to_json(cell) for cell in framework.cells],
    }


def from_json(value: object, *, default_instrument: str = APPENDIX_A) -> Framework:
    """The framework that to_json, or a reading with one read form in it, describes.

    Raises InputError, naming the place, for anything that is missing, unknown or of the wrong kind.
    """
    found = _only_form(value)
    _refuse_unknown(found, _FRAMEWORK | _READING, "the framework")
    version = instrument(_text(found, "instrument", "the framework", default_instrument))
    header = _mapping(_required(found, "header", "the framework"), "header")
    _refuse_unknown(header, _HEADER, "header")
    return Framework(
        version.key,
        Header(**{key: _text(header, key, "header") for key in sorted(_HEADER)}),
        _cells(_sequence(_required(found, "cells", "the framework"), "cells"), version),
        _places(_mapping(found.get("places", {}), "places")),
    )


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """One entry as values that json.dumps takes."""
    return {
        "text": entry.text,
        "first_placed": str(entry.first_placed),
        "said_by": entry.said_by,
        "certainty": None if entry.certainty is None else str(entry.certainty),
        "as_of": None if entry.as_of is None else str(entry.as_of),
        "about": entry.about,
    }


def _cell_to_json(cell: Cell) -> dict[str, Any]:
    return {
        "context": str(cell.key.context),
        "column": cell.key.column,
        "status": None if cell.status is None else str(cell.status),
        "status_text": cell.status_text,
        "entries": [entry_to_json(entry) for entry in cell.entries],
    }


def _only_form(value: object) -> Mapping[str, Any]:
    found = _mapping(value, "the file")
    if "forms" not in found:
        return found
    forms = [_mapping(form, "forms") for form in _sequence(found["forms"], "forms")]
    read = [form for form in forms if form.get("outcome", "read") == "read"]
    if len(read) != 1:
        raise InputError(
            f"there must be exactly one read form, and there are {len(read)}",
            where="forms",
            next_step="Read one form at a time, or keep only the one to write.",
        )
    return read[0]


def _cells(values: list[Any], version: Instrument) -> tuple[Cell, ...]:
    given: dict[CellKey, Cell] = {}
    for number, value in enumerate(values, start=1):
        cell = _cell(_mapping(value, f"cell {number}"), f"cell {number}", version)
        if cell.key in given:
            raise InputError("this cell stands in the file twice", where=str(cell.key))
        given[cell.key] = cell
    return tuple(given.get(place, Cell(place)) for place in version.places)


def _cell(value: Mapping[str, Any], where: str, version: Instrument) -> Cell:
    _refuse_unknown(value, _CELL, where)
    key = _place(f"{_text(value, 'context', where)}/{_text(value, 'column', where)}", where, version)
    entries = _sequence(value.get("entries", []), f"{key}, entries")
    status = _choice(CellStatus, value.get("status"), f"{key}, status")
    if entries and status is not None:
        raise InputError(
            "a cell has either entries or a status, and this has both",
            where=str(key),
            next_step="Set status to null, or take the entries out.",
        )
    read = tuple(
        _entry(_mapping(entry, f"{key}, entry {number}"), key, f"{key}, entry {number}", version)
        for number, entry in enumerate(entries, start=1)
    )
    return Cell(key, read, status, _text(value, "status_text", str(key), ""))


def _entry(value: Mapping[str, Any], stands_in: CellKey, where: str, version: Instrument) -> Entry:
    _refuse_unknown(value, _ENTRY, where)
    text = _text(value, "text", where)
    if not text.strip():
        raise InputError("an entry must have words", where=where)
    return Entry(
        text,
        _place(_text(value, "first_placed", where, str(stands_in)), f"{where}, first_placed", version),
        _optional_text(value, "said_by", where),
        _choice(Certainty, value.get("certainty"), f"{where}, certainty"),
        _date(_optional_text(value, "as_of", where), f"{where}, as_of"),
        _optional_text(value, "about", where),
    )


def _place(text: str, where: str, version: Instrument) -> CellKey:
    place = _places_by_name(version).get(text)
    if place is None:
        raise InputError(f'the form has no place "{text}"', where=where, next_step='Places are named as "school/risk".')
    return place


@cache
def _places_by_name(version: Instrument) -> dict[str, CellKey]:
    return {str(place): place for place in version.places}


def _places(values: Mapping[str, Any]) -> dict[Context, str]:
    named = {}
    for key in values:
        context = _choice(Context, key, "places")
        assert context is not None
        named[context] = _text(values, key, "places")
    return named


def _choice(kind: type[_Choice], value: object, where: str) -> _Choice | None:
    if value is None:
        return None
    for member in kind:
        if member == value:
            return member
    choices = ", ".join(kind)
    raise InputError(f"{value!r} is not one of the values known", where=where, next_step=f"Use one of {choices}.")


def _date(text: str | None, where: str) -> PartialDate | None:
    if text is None:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise InputError(str(error), where=where, next_step="Write it as 2016, 2016-10 or 2016-10-14.") from error


def _required(value: Mapping[str, Any], key: str, where: str) -> object:
    if key not in value:
        raise InputError(f'"{key}" is missing', where=where)
    return value[key]


def _text(value: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    found = _required(value, key, where) if default is None else value.get(key, default)
    if not isinstance(found, str):
        raise InputError(f'"{key}" must be text', where=where)
    return found


def _optional_text(value: Mapping[str, Any], key: str, where: str) -> str | None:
    return None if value.get(key) is None else _text(value, key, where)


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError("this must be an object, with names and values", where=where)
    return value


def _sequence(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError("this must be a list", where=where)
    return value


def _refuse_unknown(value: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    unknown = sorted(set(value) - known)
    if unknown:
        raise InputError(
            f'"{unknown[0]}" is not known here', where=where, next_step=f"Known are {', '.join(sorted(known))}."
        )
