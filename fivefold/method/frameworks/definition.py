"""The instrument as data: rows, columns, header, prompts and example pairs."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.entries import Cell, CellKey, Framework, Header


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A labelled field above the table."""

    key: str
    label: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Row:
    """A context as the form prints it, with a pair of examples that teach where a fact belongs."""

    context: Context
    label: str
    prompt: str
    individual_example: str
    contextual_example: str
    specify: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One of the things asked of every context."""

    key: str
    label: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A version of the form. Immutable once used: answers keep the key of the version they were given on."""

    key: str
    title: str
    subtitle: str
    corner: str
    source: str
    header: tuple[HeaderField, ...]
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    @property
    def places(self) -> tuple[CellKey, ...]:
        """Every place of the form, row by row."""
        return tuple(CellKey(row.context, column.key) for row in self.rows for column in self.columns)

    def row(self, context: Context) -> Row:
        """The row of a context."""
        return next(row for row in self.rows if row.context == context)

    def column(self, key: str) -> Column:
        """The column with a key; KeyError if there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def blank(self) -> Framework:
        """A framework on this version in which nothing is recorded."""
        return Framework(self.key, Header(), tuple(Cell(place) for place in self.places))


APPENDIX_A = "appendix-a/1"
"""The version the published study used."""


def versions() -> tuple[Instrument, ...]:
    """Every instrument version that is held, in the order of their keys."""
    resources = files("fivefold.method.data.instruments").iterdir()
    names = (resource.name.removesuffix(".toml") for resource in resources if resource.name.endswith(".toml"))
    return tuple(instrument("/".join(name.rsplit(".", 1))) for name in sorted(names))


@cache
def instrument(key: str = APPENDIX_A) -> Instrument:
    """The instrument version with this key ("appendix-a/1").

    Raises InputError when no such version is held.
    """
    name, _, version = key.partition("/")
    resource = files("fivefold.method.data.instruments").joinpath(f"{name}.{version}.toml")
    if not resource.is_file():
        raise InputError(
            f'there is no instrument "{key}"', next_step="Run `fivefold frameworks versions` to see those there are."
        )
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    return Instrument(
        key=table["key"],
        title=table["title"],
        subtitle=table["subtitle"],
        corner=table["corner"],
        source=table["source"],
        header=tuple(HeaderField(**field) for field in table["header"]),
        rows=tuple(Row(**{**row, "context": Context(row["context"])}) for row in table["row"]),
        columns=tuple(Column(**column) for column in table["column"]),
    )
