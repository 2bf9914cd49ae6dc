"""A project as JSON and back, for the process that reads it apart: every value by its place, nothing by a name.

A dataclass is the list of its fields; what a field may hold follows from its type, so that an answer of another shape
is refused. A source can be packed by itself: half a project of 10,000 texts is identifiers, and packed it is a tenth.
"""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from fivefold.method.coding.refi_qda.values import Project, TextSource

_TAGS: Mapping[str, Callable[[str], object]] = {
    "time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "number": Decimal,
}
_Step = Callable[[Any], Any]
_MOST_UNPACKED = 256 * 2**20


def to_json(project: Project) -> Any:
    """The project as values that json.dumps takes."""
    return _writer(Project)(project)


def from_json(value: Any) -> Project:
    """The project that to_json gave. Raises TypeError or ValueError for anything else."""
    found = _reader(Project)(value)
    assert isinstance(found, Project)
    return found


def pack(source: TextSource) -> bytes:
    """One source, small."""
    return zlib.compress(json.dumps(_writer(TextSource)(source), ensure_ascii=False).encode(), 1)


def unpack(packed: bytes) -> TextSource:
    """The source that pack gave. Raises zlib.error, TypeError or ValueError for anything else."""
    unpacking = zlib.decompressobj()
    plain = unpacking.decompress(packed, _MOST_UNPACKED)
    if unpacking.unconsumed_tail:
        raise ValueError("no source is as large as this")
    found = _reader(TextSource)(json.loads(plain))
    assert isinstance(found, TextSource)
    return found


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _writer(hint: Any) -> _Step:
    """What makes a value of this type plain; `_as_it_is` where JSON takes it so, tuples for lists."""
    if get_origin(hint) is tuple:
        members = get_args(hint)
        return _sequence_writer(_writer(members[0])) if members[-1] is Ellipsis else _as_it_is
    if get_origin(hint) in (Union, UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return _optional_writer(_writer(kinds[0])) if len(kinds) == 1 else _scalar_writer
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_writer(hint)
    return _scalar_writer if hint in (date, datetime, Decimal) else _as_it_is


def _sequence_writer(step: _Step) -> _Step:
    return _as_it_is if step is _as_it_is else lambda values: [step(value) for value in values]


def _optional_writer(step: _Step) -> _Step:
    return _as_it_is if step is _as_it_is else lambda value: None if value is None else step(value)


def _dataclass_writer(hint: Any) -> _Step:
    hints = get_type_hints(hint)
    names = [field.name for field in fields(hint)]
    # Of a single attribute the getter gives the value and no tuple.
    get = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    steps: list[tuple[int, _Step]] | None = None

    def write(value: Any) -> Any:
        nonlocal steps
        if steps is None:
            # Not before: a code holds codes.
            found = ((place, _writer(hints[name])) for place, name in enumerate(names))
            steps = [(place, step) for place, step in found if step is not _as_it_is]
        plain = list(get(value))
        for place, step in steps:
            plain[place] = step(plain[place])
        return plain

    return write


def _scalar_writer(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"time" if isinstance(value, datetime) else "date": value.isoformat()}
    return value


@cache
def _reader(hint: Any) -> _Step:
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


def _tuple_reader(members: tuple[Any, ...]) -> _Step:
    endless = len(members) == 2 and members[1] is Ellipsis
    steps = [_reader(kind) for kind in members[: 1 if endless else None]]
    first = steps[0]

    def read(value: Any) -> Any:
        if not isinstance(value, list | tuple) or not (endless or len(value) == len(members)):
            raise TypeError("expected a list")
        if endless:
            return tuple(map(first, value))
        return tuple(step(one) for step, one in zip(steps, value, strict=True))

    return read


def _union_reader(members: tuple[Any, ...]) -> _Step:
    kinds = [kind for kind in members if kind is not type(None)]
    optional = len(kinds) < len(members)
    only = _reader(kinds[0]) if len(kinds) == 1 else None

    def read(value: Any) -> Any:
        if value is None and optional:
            return None
        if only is not None:
            return only(value)
        found = _scalar(value)
        if type(found) not in kinds:
            raise TypeError("a value of another type")
        return found

    return read


def _dataclass_reader(hint: Any) -> _Step:
    hints = get_type_hints(hint)
    names = [field.name for field in fields(hint)]
    steps: list[_Step] = []

    def read(value: Any) -> Any:
        if not steps:
            steps.extend(_reader(hints[name]) for name in names)
        if not isinstance(value, list | tuple) or len(value) != len(names):
            raise TypeError(f"expected a {hint.__name__}")
        return hint(*[step(one) for step, one in zip(steps, value, strict=True)])

    return read


def _scalar_reader(hint: Any) -> _Step:
    def read(value: Any) -> Any:
        found = _scalar(value) if type(value) is dict else value
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
