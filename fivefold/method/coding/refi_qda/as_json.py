"""A project as JSON and back, for the process that reads it apart: every value by its place, nothing by a name.

A dataclass is the list of its fields; what a field may hold follows from its type, so that an answer of another shape
is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from fivefold.method.coding.refi_qda.values import Project

_TAGS: Mapping[str, Callable[[str], object]] = {
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "number": Decimal,
}


def to_json(project: Project) -> Any:
    """The project as values that json.dumps takes."""
    return _plain(project)


def from_json(value: Any) -> Project:
    """The project that to_json gave. Raises TypeError or ValueError for anything else."""
    found = _reader(Project)(value)
    assert isinstance(found, Project)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"time" if isinstance(value, datetime) else "date": value.isoformat()}
    return value


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What reads a value of this type."""
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return _union_reader(get_args(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_reader(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _scalar_reader(hint)


def _tuple_reader(members: tuple[Any, ...]) -> Callable[[Any], Any]:
    endless = len(members) == 2 and members[1] is Ellipsis

    def read(value: Any) -> Any:
        if not isinstance(value, list) or not (endless or len(value) == len(members)):
            raise TypeError("expected a list")
        kinds = (members[0],) * len(value) if endless else members
        return tuple(_reader(kind)(one) for kind, one in zip(kinds, value, strict=True))

    return read


def _union_reader(members: tuple[Any, ...]) -> Callable[[Any], Any]:
    kinds = [kind for kind in members if kind is not type(None)]

    def read(value: Any) -> Any:
        if value is None and len(kinds) < len(members):
            return None
        if len(kinds) == 1:
            return _reader(kinds[0])(value)
        found = _scalar(value)
        if type(found) not in kinds:
            raise TypeError("a value of another type")
        return found

    return read


def _dataclass_reader(hint: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(hint)
    members = [(field.name, hints[field.name]) for field in fields(hint)]

    def read(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(members):
            raise TypeError(f"expected a {hint.__name__}")
        return hint(**{name: _reader(kind)(one) for (name, kind), one in zip(members, value, strict=True)})

    return read


def _scalar_reader(hint: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        found = _scalar(value)
        if type(found) is not hint:
            raise TypeError(f"expected {hint.__name__}")
        return found

    return read


def _scalar(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((tag, text),) = value.items()
    if tag not in _TAGS:
        raise ValueError("not a known kind of value")
    return _TAGS[tag](text)
