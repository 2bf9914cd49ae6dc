"""The page of one's own site, as a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from fivefold.method.analysis import aggregates as method
from fivefold.method.analysis.aggregates import Aggregates, Line
from fivefold.method.analysis.closed_answers import Number
from fivefold.method.analysis.figures import Count
from fivefold.method.analysis.saying import say
from fivefold.method.disclosure import extents
from fivefold.method.studies.eligibility import State
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Share, Study
from fivefold.records.studies.listing import Listed
from fivefold.web.analysis.pages import Cell, Head, Row, Table
from fivefold.web.chrome import Link
from fivefold.web.page import Page
from fivefold.web.studies.standing import Number as Figure

FIRST: Final = 10
"""Cells most often left empty that are shown before the others are unfolded."""


class Chosen(StrEnum):
    """Which frameworks the tables count; the value is its key in an address."""

    RECEIVED = "received"
    ELIGIBLE = "eligible"


COUNTED: Final[Mapping[Chosen, str]] = {Chosen.RECEIVED: "All received", Chosen.ELIGIBLE: "Eligible alone"}
_AMONG: Final[Mapping[Chosen, Mapping[str, str]]] = {
    Chosen.RECEIVED: {},
    Chosen.ELIGIBLE: {"state": str(State.ELIGIBLE)},
}
TOPS: Final[Mapping[str, str]] = {
    "received": "frameworks received",
    "eligible": "eligible for the study",
    "complete": "complete: every cell has an entry or says why not",
    "waiting": "with words that have no place yet",
}
"""The numbers above the tables, by their name among the aggregates."""

_UNDEFINED: Final = {
    "cohort": "nobody counted",
    "balance": "none recorded",
    "empty": "never empty",
    "others": "never empty",
}
"""Why a number of a table has no base, by the table's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSitePage(Page):
    """sites: the own sites to choose from, () for one. counts: which frameworks the tables count, to choose from.

    numbers: above the tables. people, grid, balance: tables. empty: cells most often left empty; others: the rest.
    left_out: frameworks that stand in no table of cells. least: numbers below it can tell of one young person.
    """

    label: str
    sites: tuple[Link, ...]
    counts: tuple[Link, ...]
    numbers: tuple[Figure, ...]
    received: int
    counted: int
    people: tuple[Table, ...]
    grid: Table
    balance: Table
    empty: Table
    others: Table
    left_out: int
    least: int
    download: str


def counted(listed: Sequence[Listed], chosen: Chosen) -> Aggregates:
    """The aggregates of a site's frameworks."""
    return method.aggregates([one.card for one in listed], among=_AMONG[chosen])


def own_site(study: Study, share: Share, told: Aggregates, *, by: Actor, chosen: Chosen) -> OwnSitePage:
    """The page of one own site."""
    address, shown = f"/studies/{study.name}/site/", _Shown(f"/studies/{study.name}/submissions/", share.label)
    own = by.own_of(study.id)
    first, rest = told.empty.lines[:FIRST], told.empty.lines[FIRST:]
    return OwnSitePage(
        kind="Own site",
        heading=f"What the frameworks of site {share.label} record",
        label=share.label,
        sites=tuple(
            Link(f"Site {one.label}", _asked(address, one.label, chosen), one == share) for one in own if len(own) > 1
        ),
        counts=tuple(Link(COUNTED[one], _asked(address, share.label, one), one == chosen) for one in Chosen),
        numbers=tuple(shown.figure(getattr(told, name), label) for name, label in TOPS.items()),
        received=told.received.numerator,
        counted=told.counted,
        people=tuple(map(shown.table, told.people)),
        grid=shown.table(told.grid),
        balance=shown.table(told.balance),
        empty=shown.table(replace(told.empty, lines=first, title="Cells most often without an entry, and why")),
        others=shown.table(replace(told.empty, key="others", lines=rest, title="The other cells")),
        left_out=told.other_forms,
        least=extents.rule().least,
        download=_asked(f"{address}numbers.csv", share.label, chosen),
    )


def _asked(address: str, label: str, chosen: Chosen) -> str:
    return f"{address}?{urlencode({'label': label, 'count': chosen})}"


@dataclass(frozen=True, slots=True)
class _Shown:
    """How numbers are shown: each opens the list, narrowed to the frameworks of the site that it counts."""

    list_: str
    label: str

    def figure(self, number: Number, label: str) -> Figure:
        """A number above the tables."""
        of = number.base if number.asks else None
        return Figure(number.numerator, label, of=of, href=self.opens(number))

    def table(self, table: method.Table) -> Table:
        """A table of the method's as the page has it."""
        return Table(
            id=table.key,
            title=table.title,
            unit="frameworks",
            row_head=table.row_head,
            heads=tuple(Head(one.label, "" if one.base is None else f"of {one.base:,}") for one in table.columns),
            rows=tuple(self.row(table, line) for line in table.lines),
            notes=table.notes,
        )

    def row(self, table: method.Table, line: Line) -> Row:
        """One row."""
        return Row(
            line.title,
            tuple(
                self.cell(table, number, held=column.base)
                for column, number in zip(table.columns, line.cells, strict=True)
            ),
        )

    def cell(self, table: method.Table, number: Number, *, held: int | None) -> Cell:
        """One number. held: what the column's head says it is of."""
        undefined = _UNDEFINED.get(table.key, "") if held is None and not number.base else ""
        share = say(Count(number.numerator, number.base, ())).percentage or ""
        return Cell(number.numerator, None if held is not None else number.base, self.opens(number), share, undefined)

    def opens(self, number: Number) -> str:
        """The list narrowed to what a number counts."""
        return f"{self.list_}?{urlencode({'label': self.label, **number.asks})}"
