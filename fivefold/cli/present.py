"""What every command shows the same way: JSON, notes beside it, progress past two seconds, plain text tables."""

import dataclasses
import json
import shutil
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from enum import Enum
from itertools import zip_longest
from operator import length_hint
from os import PathLike, fspath
from typing import Any, TypeVar

import click

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])

PATIENCE = 2.0
"""Seconds a person waits without wondering; a progress bar before that is noise."""

_REDRAW_EVERY = 0.1
_BAR = 24


def json_option(command: Command) -> Command:
    """The `--json` switch, worded once; the command receives `as_json: bool`."""
    option = click.option(
        "--json", "as_json", is_flag=True, help="Print JSON on standard output, for a program to read."
    )
    return option(command)


def write_json(value: object) -> None:
    """Print `value` as indented JSON on standard output, as `json_text` has it."""
    # Always UTF-8, whatever the terminal speaks (RFC 8259, 8.1). A file name that is not UTF-8 holds lone surrogates;
    # escaped by backslash they are JSON's own escapes.
    click.echo(json_text(value).encode("utf-8", "backslashreplace"))


def json_text(value: object) -> str:
    """`value` as indented JSON.

    Takes what `json` takes and besides: dataclasses (by field), enumerations (by value), dates (ISO 8601),
    paths, sets (sorted) and any other mapping or sequence. Raises TypeError for anything else, so that no
    object reaches a program by its accidental `repr`.
    """
    return json.dumps(_plain(value), ensure_ascii=False, indent=2)


def note(text: str) -> None:
    """Say `text` to the person on standard error, which a program reading the output never sees."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=True)


def printable(line: str) -> str:
    """One line of words from outside, which must not move a terminal's cursor, turn its text or change its colours."""
    return "".join("·" if unicodedata.category(each) in _COMMANDS else each for each in line)


_COMMANDS = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Unicode categories of characters that say what to do, and not what to show: controls, formats, line ends."""


def progress(items: Iterable[T], *, label: str, length: int | None = None) -> Iterator[T]:
    """Yield from `items`, with a bar on standard error once two seconds have passed.

    label: what is being done, such as "Reading forms". length: how many items there are, when `items`
    cannot say. Nothing is drawn unless standard error is a terminal, and the line is cleared at the end.
    """
    total = length_hint(items) if length is None else length
    if not sys.stderr.isatty():
        yield from items
        return
    redraw_at = time.monotonic() + PATIENCE
    drawn = False
    try:
        for done, item in enumerate(items):
            if time.monotonic() >= redraw_at:
                _draw(_bar(label, done=done, total=total))
                drawn = True
                redraw_at = time.monotonic() + _REDRAW_EVERY
            yield item
    finally:
        if drawn:
            _draw("")


def table(header: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Set[int] = frozenset()) -> str:
    """A plain-text table: columns padded to their widest cell, a rule under the header.

    numbers: the columns (from 0) to align to the right. In a terminal that is too narrow for the table, the widest of
    the other columns is wrapped.
    """
    cells = [list(header), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    _narrow(widths, numbers)

    def lines(row: Sequence[str]) -> Iterator[str]:
        wrapped = [_in_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
        for each in zip_longest(*wrapped, fillvalue=""):
            padded = (
                " " * (width - _width(cell)) + cell if index in numbers else cell + " " * (width - _width(cell))
                for index, (cell, width) in enumerate(zip(each, widths, strict=True))
            )
            yield "  ".join(padded).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([*lines(cells[0]), rule, *(line for row in cells[1:] for line in lines(row))])


def columns(most: int) -> int:
    """How many columns a line may take: those of the terminal, and `most` at most or where there is none."""
    return min(most, shutil.get_terminal_size((most, 0)).columns)


def _narrow(widths: list[int], numbers: Set[int]) -> None:
    """Take from the widest column of words what the table has too many for the terminal."""
    words = [index for index in range(len(widths)) if index not in numbers]
    over = sum(widths) + 2 * (len(widths) - 1) - columns(_ENDLESS)
    if over > 0 and words:
        widest = max(words, key=widths.__getitem__)
        widths[widest] = min(widths[widest], max(_LEAST, widths[widest] - over))


_ENDLESS, _LEAST = 10_000, 20
"""Columns: of a file or a pipe, in which nothing is wrapped; and of a column of words that can still be read."""


def _in_lines(cell: str, width: int) -> list[str]:
    return [cell] if _width(cell) <= width else textwrap.wrap(cell, width, subsequent_indent="  ")


def _width(text: str) -> int:
    """How many terminal columns `text` takes: wide characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _draw(line: str) -> None:
    """Put `line` where the terminal's current line is."""
    sys.stderr.write(f"\r\x1b[K{line}")
    sys.stderr.flush()


def _bar(label: str, *, done: int, total: int) -> str:
    if not total:
        return f"{label}: {done}"
    filled = min(_BAR, _BAR * done // total)
    line = f"{label}  [{'#' * filled}{'.' * (_BAR - filled)}]  {done} of {total}"
    # A line longer than the terminal would wrap, and the carriage return would then leave half of it behind.
    return line[: shutil.get_terminal_size().columns - 1]


def _plain(value: object) -> object:
    """`value` in the types JSON has; mapping keys become text by the same rules."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    return _plain_leaf(value)


def _plain_leaf(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PathLike):
        return fspath(value)
    if isinstance(value, Set):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _key(key: object) -> str:
    plain = _plain(key)
    return plain if isinstance(plain, str) else json.dumps(plain)
