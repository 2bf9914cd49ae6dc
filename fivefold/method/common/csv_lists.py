"""Lists as partners keep them in a spreadsheet: read with row-numbered errors, written so that nothing runs.

Accepted as programs save them: commas, semicolons or tabs; LF or CRLF; a byte order mark; a first line "sep=;".
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.common.suggestions import did_you_mean, one_of

T = TypeVar("T")

_DELIMITERS = ",;\t"
_FORMULA_STARTS = tuple("=+-@\t\r\0")
"""What a spreadsheet takes for the start of a formula (OWASP, "CSV injection")."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. number: as a spreadsheet shows it, the header being row 1. Values are without surrounding space."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    @property
    def where(self) -> str:
        """The row as a person would look for it."""
        return f"{self.file}, row {self.number}"

    def wrong(self, what: str, next_step: str = "") -> InputError:
        """The error of this row. A long value is cut: words in the wrong column can be about a child."""
        return InputError(cut(what), where=self.where, next_step=next_step)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a list must have and those it may have, in the order they are written."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return self.required + self.optional


def cut(sentence: str) -> str:
    """`sentence` with what stands between its first and last double quote cut, if it is longer than a list's words."""
    return _QUOTED.sub(lambda found: f'"{found[1][:_SHOWN]}..."' if len(found[1]) > _LONG else found[0], sentence)


_QUOTED = re.compile('"(.*)"', re.DOTALL)
_LONG, _SHOWN = 50, 20
"""Characters: what is longer than the first is shown by as many as the second."""


def decode(data: bytes, *, file: str) -> str:
    """A list's bytes as text: UTF-8, or UTF-16 with its byte order mark. InputError for anything else."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # Guessing the encoding would turn names and words into others without anybody noticing.
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"line {line} holds a character that is not UTF-8",
            where=file,
            next_step='In Excel, save it as "CSV UTF-8 (Comma delimited)".',
        ) from error


def read_rows(text: str, columns: Columns, *, file: str) -> tuple[Row, ...]:
    """The rows that hold anything, in order, with every column of `columns` ("" where the list leaves it out).

    Raises InputErrors with every problem of the header, or the one place where the text stops being a list.
    """
    records, first = _records(text, columns, file=file)
    if not records:
        raise InputError(
            "the list is empty",
            where=file,
            next_step=f"Its first row must name the columns: {', '.join(columns.names)}.",
        )
    header = [name.strip().casefold().replace(" ", "_") for name in records[0]]
    _check_header(header, columns, file=file)
    blank = dict.fromkeys(columns.names, "")
    rows, problems = [], []
    for number, record in enumerate(records[1:], start=first + 1):
        values = [restore(value.strip()) for value in record]
        if not any(values):
            continue
        if any(values[len(header) :]):
            problems.append(
                InputError(
                    f"there are {len(values)} values for {len(header)} columns",
                    where=f"{file}, row {number}",
                    next_step="A value that holds the separator must stand in double quotes.",
                )
            )
        rows.append(
            Row(file, number, blank | {name: value for name, value in zip(header, values, strict=False) if name})
        )
    if problems:
        raise InputErrors(problems)
    return tuple(rows)


def _records(text: str, columns: Columns, *, file: str) -> tuple[list[list[str]], int]:
    """Records with the header first, and the header's row number."""
    text = text.removeprefix("\ufeff")
    start, delimiter = 1, _delimiter(text, columns)
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=;"):
        text, start, delimiter = rest, 2, first.strip()[-1]
    records: list[list[str]] = []
    try:
        # strict: a quote left open would otherwise swallow the rest of the list as one value.
        records.extend(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
        )
    except csv.Error as error:
        raise InputError(
            f"this row cannot be read as a list ({error})",
            where=f"{file}, row {start + len(records)}",
            next_step="Look for a double quote that is not closed, or that stands inside a value.",
        ) from error
    while records and not any(value.strip() for value in records[0]):
        del records[0]
        start += 1
    return records, start


def _delimiter(text: str, columns: Columns) -> str:
    """The separator that finds most of the columns in the header."""
    header = next((line for line in text.splitlines() if line.strip()), "").casefold()

    def found(delimiter: str) -> int:
        return sum(name.strip(' "') in columns.names for name in header.split(delimiter))

    return max(_DELIMITERS, key=found)


def _check_header(header: Sequence[str], columns: Columns, *, file: str) -> None:
    problems = []
    if not any(did_you_mean(name, columns.names) for name in header):
        # Without its header a list's first row is about a child: it is not repeated.
        raise InputError(
            "the first row names none of the columns",
            where=f"{file}, row 1",
            next_step=f"Put a row above it that names {', '.join(columns.required)}.",
        )
    missing = [name for name in columns.required if name not in header]
    for number, name in enumerate(header, start=1):
        if name and name not in columns.names:
            meant = did_you_mean(name, [*missing, *columns.optional])
            problems.append(
                InputError(
                    cut(f'column {number}, "{name}", is not one of this list'),
                    where=f"{file}, row 1",
                    next_step=meant or f"Take it out: only {', '.join(columns.names)} are read and kept.",
                )
            )
        if name and name in header[: number - 1]:
            problems.append(
                InputError(f'the column "{name}" stands there twice', where=f"{file}, row 1", next_step="Keep one.")
            )
    if missing:
        named = "columns " if len(missing) > 1 else "column "
        problems.append(
            InputError(
                f"the {named}{', '.join(missing)} cannot be found",
                where=f"{file}, row 1",
                next_step=f"The first row must name {', '.join(columns.required)}.",
            )
        )
    if problems:
        raise InputErrors(problems)


def write_rows(columns: Columns, rows: Iterable[Mapping[str, str]]) -> str:
    """The list as CSV text (RFC 4180: commas, CRLF), with values that a spreadsheet would run made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.names)
    for row in rows:
        writer.writerow([neutralise(row.get(name, "")) for name in columns.names])
    return out.getvalue()


def neutralise(value: str) -> str:
    """A value a spreadsheet cannot take for a formula: one apostrophe is put before it; `restore` takes it off."""
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA_STARTS) else value


def restore(value: str) -> str:
    """The value `neutralise` was given."""
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(_FORMULA_STARTS) else value


def read_each(rows: Iterable[Row], read: Callable[[Row], T]) -> list[T]:
    """What `read` makes of every row; InputErrors with the problems of all rows if any has one."""
    results: list[T] = []
    problems: list[InputError] = []
    for row in rows:
        try:
            results.append(read(row))
        except InputErrors as error:
            problems.extend(error.problems)
        except InputError as error:
            problems.append(error)
    if problems:
        raise InputErrors(problems)
    return results


def choice(row: Row, column: str, known: Iterable[str]) -> str:
    """The row's value as one of the known words, in any case; InputError naming the closest of them."""
    words = tuple(known)
    value = row[column]
    if not value:
        raise row.wrong(f"{column} is empty", f"Write {one_of(words)}.")
    return known_word(row, value, words, what=column)


def known_word(row: Row, value: str, words: Sequence[str], *, what: str) -> str:
    """`value` as one of `words`, in any case; InputError calling it `what` and naming the closest of them."""
    if value.casefold() in words:
        return value.casefold()
    raise row.wrong(f'{what} "{value}" is not known', did_you_mean(value, words) or f"Write {one_of(words)}.")
