"""Pages of analysis: standard tables, what stands behind a number, and the freezes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fivefold.method.analysis.figures import Exclusion, Unit
from fivefold.method.analysis.saying import say
from fivefold.method.analysis.standard import PART_WORDS, Behind, Counted, Part, Standard
from fivefold.method.frameworks.definition import instrument
from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import queries
from fivefold.records.analysis.models import Freeze
from fivefold.records.jobs import queries as of_jobs
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.records.studies.listing import Listed
from fivefold.web.analysis.choosing import Base, base
from fivefold.web.chrome import Link
from fivefold.web.jobs import JobPage, Shown, shown
from fivefold.web.jobs import Link as JobLink
from fivefold.web.page import Crumb, Page
from fivefold.web.paging import Pages, pages


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table. of: its own base, where the column's head does not hold it. href: what stands behind it.

    share: in words, where the base bears one. undefined: why there is no number to show; "" where there is.
    """

    number: int
    of: int | None
    href: str
    share: str = ""
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. of: what its numbers are of, "" where each says so itself or has no base."""

    label: str
    of: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown. id: for links within the page."""

    id: str
    title: str
    unit: str
    row_head: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFrozen(Page):
    """Any page of analysis before the first freeze."""

    freezes: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesPage(Page):
    """Standard tables of one part."""

    base: Base
    parts: tuple[Link, ...]
    tables: tuple[Table, ...]
    exclusions: tuple[Exclusion, ...]
    builder: str


def nothing_frozen(study: Study, *, by: Actor, kind: str, heading: str) -> NothingFrozen:
    """What stands in the place of tables before the first freeze."""
    may = refuse(by, Ability.FREEZES_MAKE, study=study.id) is None
    return NothingFrozen(kind=kind, heading=heading, freezes=may, address=f"/studies/{study.name}/")


def tables(study: Study, chosen: Freeze, *, by: Actor, part: Part) -> TablesPage:
    """One part's standard tables."""
    its, figures = base(study, chosen, by=by), queries.figures_of(chosen)
    here = f"{its.address}analysis/"
    present = [one for one in Part if any(table.part == one for table in figures.standard)]
    return TablesPage(
        kind="Analysis",
        heading=PART_WORDS[part],
        caption=its.words,
        base=its,
        parts=tuple(Link(PART_WORDS[one], _with(here, its, part=one), one == part) for one in present),
        tables=tuple(_table(one, its) for one in figures.standard if one.part == part),
        exclusions=figures.exclusions,
        builder=_with(f"{here}builder/", its),
    )


def _with(address: str, its: Base, **keys: str) -> str:
    told = {**keys, **({} if its.newest else {"freeze": str(its.number)})}
    return f"{address}?{urlencode(told)}" if told else address


def _table(one: Standard, its: Base) -> Table:
    units = dict.fromkeys(str(column.unit) for column in one.columns)
    labels = _column_labels() if one.key == "record/columns" else {}
    return Table(
        id=one.key.replace("/", "-"),
        title=one.title,
        unit=" and ".join(units),
        row_head=one.row_head,
        heads=tuple(
            Head(labels.get(column.key, column.label[:1].upper() + column.label[1:]), _of(column.base))
            for column in one.columns
        ),
        rows=tuple(
            Row(
                line.title,
                tuple(
                    _cell(line.cells[column.key], column.base, _opened(its, one.key, line.key, column.key))
                    for column in one.columns
                ),
            )
            for line in one.lines
        ),
        notes=one.notes,
    )


def _column_labels() -> Mapping[str, str]:
    return {column.key: column.label for column in instrument().columns}


def _of(base_: int | None) -> str:
    return "" if base_ is None else f"of {base_:,}"


def _cell(cell: Counted, held: int | None, href: str) -> Cell:
    return Cell(cell.numerator, None if cell.base == held else cell.base, href)


def _opened(its: Base, table: str, line: str, column: str) -> str:
    return _with(f"{its.address}analysis/figures/", its, table=table, line=line, cell=column)


# ---- what stands behind a number


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework behind a number. href: where it is read; "" where this reader may not, or it has gone."""

    reference: str
    label: str
    cohort: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePage(Page):
    """One number: what it counts, of what, who was left out, and the frameworks it counts."""

    base: Base
    definition: str
    column: str
    figures: str
    words: str
    unit: str
    standing_in: bool
    exclusions: tuple[Exclusion, ...]
    frameworks: tuple[Framework, ...]
    pages: Pages
    back: Link


def figure(
    study: Study,
    chosen: Freeze,
    opened: Behind,
    *,
    by: Actor,
    listed: Sequence[Listed],
    asked: Mapping[str, str],
    page: str | None,
    back: Link,
) -> FigurePage:
    """One number opened. listed: cards of what the reader may open. asked: what the address holds."""
    its, said = base(study, chosen, by=by), say(opened.count)
    where = {one.card.reference: one for one in listed}
    shown = pages(len(opened.count.references), page, query=asked)
    some = opened.count.references[max(shown.first - 1, 0) : shown.last]
    return FigurePage(
        kind="Number",
        heading=opened.title,
        caption=its.words,
        crumbs=(Crumb("Analysis", _with(f"{its.address}analysis/", its)),),
        base=its,
        definition=opened.definition,
        column=opened.column,
        figures=said.full,
        words=said.words or "",
        unit=str(opened.unit),
        standing_in=opened.unit is not Unit.FRAMEWORKS,
        exclusions=queries.figures_of(chosen).exclusions,
        frameworks=tuple(_framework(one, where.get(one), chosen, its) for one in some),
        pages=shown,
        back=back,
    )


def _framework(reference: str, found: Listed | None, chosen: Freeze, its: Base) -> Framework:
    if found is None:
        return Framework(reference, "", "", "")
    cohort = queries.extract_of(chosen).cohort_of.get(reference, "")
    return Framework(reference, found.card.label, cohort, f"{its.address}submissions/{found.id}/")


# ---- freezes


@dataclass(frozen=True, slots=True)
class FreezeRow:
    """A freeze in the list."""

    number: int
    made: datetime
    as_of: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezesPage(Page):
    """Every freeze. base: the newest, None before the first. may: whether this reader may freeze now.

    going: the newest one asked for, while it is made or where it came to nothing since.
    """

    base: Base | None
    going: Shown | None
    rows: tuple[FreezeRow, ...]
    may: bool
    make: str


def freezes(study: Study, *, by: Actor) -> FreezesPage:
    """Every freeze of the study."""
    made = queries.freezes(study)
    address = f"/studies/{study.name}/"
    asked = next(iter(of_jobs.jobs(study, Kind.FREEZE)), None)
    over = asked is None or bool(made and made[0].made > asked.asked)
    return FreezesPage(
        kind="Freezes",
        heading="Freezes",
        base=base(study, made[0], by=by) if made else None,
        going=None if over or asked is None else _asked(study, asked),
        rows=tuple(
            FreezeRow(one.number, one.made, one.as_of_id, f"{address}analysis/?freeze={one.number}") for one in made
        ),
        may=refuse(by, Ability.FREEZES_MAKE, study=study.id) is None and (asked is None or asked.ended is not None),
        make=f"{address}freezes/make/",
    )


def job(study: Study, one: Job) -> JobPage:
    """One freeze that was asked for."""
    return JobPage(kind="Freeze", heading="Freeze", job=_asked(study, one), crumbs=(_freezes(study),))


def _asked(study: Study, one: Job) -> Shown:
    address = f"/studies/{study.name}/"
    made = None if one.result is None else queries.by_id(study, one.result)
    done = (
        ()
        if made is None
        else (JobLink(f"Tables of freeze {made.number}", f"{address}analysis/?freeze={made.number}"),)
    )
    return shown(one, "Freeze", look=f"{address}freezes/{one.id}/", done=done, problems=of_jobs.problems(one))


def _freezes(study: Study) -> Crumb:
    return Crumb("Freezes", f"/studies/{study.name}/freezes/")
