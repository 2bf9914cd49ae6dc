"""The table builder's page, and its table as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fivefold.method.analysis.built import Built, BuiltRow, Tested
from fivefold.method.analysis.figures import Count, Exclusion, Group, Unit
from fivefold.method.analysis.intervals import Interval
from fivefold.method.analysis.tables import GROUP_WORDS
from fivefold.method.common.csv_lists import neutralise
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.analysis import queries
from fivefold.records.analysis.models import Freeze
from fivefold.web.analysis.choosing import Base, base
from fivefold.web.analysis.forms import BuilderForm
from fivefold.web.analysis.pages import Cell, Head, Row, Table
from fivefold.web.page import Crumb, Page


@dataclass(frozen=True, slots=True)
class Sure:
    """A row of "how sure": its intervals by cohort in words, and its test. test: "" where the row has none."""

    title: str
    intervals: tuple[str, ...]
    test: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A built table. whole: the test of the table as a whole, "" where rows are tested one by one or not at all."""

    table: Table
    definition: str
    whole: str
    sure: tuple[Sure, ...]
    sure_heads: tuple[str, ...]
    caution: tuple[str, ...]
    download: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderPage(Page):
    """The form, and below it the table it asks for, once it asks."""

    base: Base
    form: BuilderForm
    shown: Shown | None
    exclusions: tuple[Exclusion, ...]


def builder(
    study: Study, chosen: Freeze, *, by: Actor, form: BuilderForm, built: Built | None, asked: Mapping[str, str]
) -> BuilderPage:
    """The builder. asked: what the address holds, repeated in the links to numbers."""
    its = base(study, chosen, by=by)
    return BuilderPage(
        kind="Table builder",
        heading="Build a table",
        caption=its.words,
        crumbs=(Crumb("Analysis", f"{its.address}analysis/{'?' + its.query if its.query else ''}"),),
        base=its,
        form=form,
        shown=None if built is None else _shown(built, its, asked),
        exclusions=queries.figures_of(chosen).exclusions,
    )


def _shown(built: Built, its: Base, asked: Mapping[str, str]) -> Shown:
    heads = tuple(Head(GROUP_WORDS[group], _of(_base(built, group))) for group in built.groups)
    by_row = any(row.tested for row in built.rows)
    return Shown(
        table=Table(
            "built",
            built.title,
            str(built.asked.unit),
            "Row",
            heads,
            tuple(_row(built, row, its, asked) for row in built.rows),
            built.notes,
        ),
        definition=built.definition,
        whole=_said(built.whole, "Rows and cohorts") if built.whole else "",
        sure=tuple(_sure(row) for row in built.rows if row.intervals),
        sure_heads=("Row", *(GROUP_WORDS[group] for group in built.groups), *(("Exact test",) if by_row else ())),
        caution=tuple(_caution(built)),
        download=f"{its.address}analysis/builder/table.csv?{urlencode(asked)}",
    )


def _base(built: Built, group: Group) -> int | None:
    """What a column's numbers are of, where all are of the same."""
    found = {row.cells[group].base for row in built.rows}
    return found.pop() if len(found) == 1 else None


def _of(held: int | None) -> str:
    return "" if held is None else f"of {held:,}"


def _row(built: Built, row: BuiltRow, its: Base, asked: Mapping[str, str]) -> Row:
    cells = []
    for group in built.groups:
        count = row.cells[group]
        told = urlencode({**asked, "table": "built", "line": row.key, "cell": str(group)})
        own = None if count.base == _base(built, group) else count.base
        cells.append(Cell(count.numerator, own, f"{its.address}analysis/figures/?{told}"))
    return Row(row.label, tuple(cells))


def _sure(row: BuiltRow) -> Sure:
    intervals = tuple(_interval(row.cells[group], found) for group, found in row.intervals.items())
    return Sure(row.label, intervals, _p(row.tested) if row.tested else "")


def _interval(count: Count, found: Interval) -> str:
    if found.low is None or found.high is None:
        return "no base"
    return f"{count.numerator} of {count.base}: {100 * found.low:.0f} to {100 * found.high:.0f} in 100"


def _p(tested: Tested) -> str:
    if tested.result.p_value is None or tested.adjusted is None:
        return f"undefined: {tested.result.why_undefined}"
    return f"p = {_three(tested.result.p_value)}; {_three(tested.adjusted)} among all rows"


def _said(tested: Tested, what: str) -> str:
    if tested.result.p_value is None:
        return f"The exact test is undefined: {tested.result.why_undefined}."
    return f"{what}: Fisher-Freeman-Halton exact test, p = {_three(tested.result.p_value)}."


def _three(value: float) -> str:
    return "less than 0.001" if value < 0.001 else f"{value:.3f}"


def _caution(built: Built) -> Iterable[str]:
    if built.asked.unit is Unit.SEGMENTS:
        return
    yield (
        "A small p says that cohorts this different would seldom come about by chance if there were no difference. It "
        "does not say how large the difference is, nor why."
    )
    if any(row.tested for row in built.rows):
        yield (
            "Every row asks a question of its own, and some answers look striking by chance alone. The second p is "
            "corrected for that (Holm); tables built before and after this one are not counted in it."
        )
    yield (
        "Intervals (Wilson, 95 in 100) say which shares the counts are compatible with, as if these frameworks were "
        "drawn at random. They were not: they are those that sites sent."
    )


def as_csv(built: Built, chosen: Freeze, *, digest: str) -> str:
    """The table as CSV, a line for each number, with everything a number carries.

    What a spreadsheet would run as a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("row", "cohort", "numerator", "base", "unit", "counts", "freeze", "digest"))
    for row in built.rows:
        for group in built.groups:
            count = row.cells[group]
            base_ = "" if count.base is None else str(count.base)
            told = (row.label, GROUP_WORDS[group], str(count.numerator), base_, str(built.asked.unit))
            writer.writerow(map(neutralise, (*told, built.title, str(chosen.number), digest)))
    return out.getvalue()
