"""Which nodes the entries of a column may feed: the form and the coding framework are not the same list."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.codings import Coding
from fivefold.method.common.errors import InputError

COLUMNS_TO_NODES = "columns-to-nodes/1"


@dataclass(frozen=True, slots=True)
class Feed:
    """One column may feed one primary node. reason: why, as a coder would be told."""

    column: str
    primary: Primary
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A version of the map. instrument, codebook: the versions it joins."""

    key: str
    instrument: str
    codebook: str
    feeds: tuple[Feed, ...]

    def nodes(self, column: str) -> tuple[Feed, ...]:
        """What a column may feed, the most usual first."""
        return tuple(feed for feed in self.feeds if feed.column == column)

    def columns(self, primary: Primary) -> tuple[Feed, ...]:
        """Which columns a primary node is fed from."""
        return tuple(feed for feed in self.feeds if feed.primary == primary)

    def usual(self, coding: Coding) -> bool:
        """Whether the code's primary node is among those its entry's column usually feeds. Never a reason to refuse."""
        return any(feed.primary == coding.code.primary for feed in self.nodes(coding.cell.column))


@cache
def column_map(key: str = COLUMNS_TO_NODES) -> ColumnMap:
    """The map with this key. Raises InputError when no such version is held."""
    name, _, version = key.partition("/")
    resource = files("fivefold.method.data.codebooks").joinpath(f"{name}.{version}.toml")
    if not resource.is_file():
        raise InputError(f'there is no map of columns to nodes "{key}"', next_step=f'Use "{COLUMNS_TO_NODES}".')
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    feeds = tuple(Feed(row["column"], Primary(row["primary"]), row["reason"]) for row in table["feed"])
    return ColumnMap(table["key"], table["instrument"], table["codebook"], feeds)
