"""Charts as values: what each kind shows, its words for those who do not see it, and its numbers as a table."""

from collections.abc import Mapping, Sequence

from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.reporting.blocks import Chart, Grid, Kind, Row, Table
from fivefold.method.reporting.inlines import Inline, Inlines, Number, plain, with_base, words

MOST_COMPARED = 5
"""More groups than this cannot be told apart by their marks."""

MOST_STATUSES = 6
"""More statuses than this cannot be told apart by their patterns."""

_SHOWS = {
    Kind.COMPARISON: "Dot chart comparing",
    Kind.MATRIX: "Grid of squares whose area follows the number in each cell, showing",
    Kind.MISPLACEMENT: "Grid of squares whose area follows the number, outlined where row and column agree, showing",
    Kind.COMPLETENESS: "Stacked bars showing",
    Kind.GAP: "Paired bars comparing",
}


def comparison(
    identifier: str,
    title: Inlines,
    *,
    figures: Sequence[Figure],
    names: Sequence[str | Inline],
    groups: Mapping[Group, str],
    note: Inlines = (),
) -> Chart:
    """Factors compared between cohorts on one scale of share, each dot labelled with its count.

    figures: one per row, each with a base. names: their row labels. groups: which counts, with their column names;
    at most MOST_COMPARED. ValueError for a figure without a base.
    """
    if len(groups) > MOST_COMPARED:
        raise ValueError(f"at most {MOST_COMPARED} groups can be told apart")
    for figure in figures:
        if any(figure.counts[group].base is None for group in groups):
            raise ValueError(f'figure "{figure.key}" has no base, so its groups have no shares to compare')
    columns = tuple(_headed(name, figures, group) for group, name in groups.items())
    cells = tuple(tuple(Number(figure, group) for group in groups) for figure in figures)
    return Chart(
        identifier,
        Kind.COMPARISON,
        title,
        Grid("Factor", "Cohort", tuple(words(name) for name in names), columns, cells),
        note,
    )


def matrix(identifier: str, title: Inlines, *, grid: Grid, note: Inlines = ()) -> Chart:
    """Rows against columns: a square in each cell whose area follows its count."""
    return Chart(identifier, Kind.MATRIX, title, grid, note)


def misplacement(identifier: str, title: Inlines, *, grid: Grid, note: Inlines = ()) -> Chart:
    """The context an entry was written under (rows) against the context it was coded to (columns), in one order.

    ValueError unless rows and columns are the same, for then the diagonal means "in its place".
    """
    if grid.rows != grid.columns:
        raise ValueError("misplacement needs the same contexts in the same order as rows and as columns")
    return Chart(identifier, Kind.MISPLACEMENT, title, grid, note)


def completeness(identifier: str, title: Inlines, *, grid: Grid, note: Inlines = ()) -> Chart:
    """What became of the cells of each row: one stacked bar per row, one part per status.

    ValueError for more than MOST_STATUSES columns, a missing cell, or a row whose parts do not make up its base.
    """
    if len(grid.columns) > MOST_STATUSES:
        raise ValueError(f"at most {MOST_STATUSES} statuses can be told apart")
    for label, row in zip(grid.rows, grid.cells, strict=True):
        parts = [cell.count for cell in row if cell is not None]
        whole = sum(part.numerator for part in parts)
        if len(parts) < len(row) or {part.base for part in parts} != {whole}:
            raise ValueError(f'the parts of "{plain(label, {})}" do not make up their base')
    return Chart(identifier, Kind.COMPLETENESS, title, grid, note)


def gap(identifier: str, title: Inlines, *, grid: Grid, note: Inlines = ()) -> Chart:
    """Needs and the responses to them: rows are needs, the two columns what was identified and what was done.

    Drawn on one scale of counts; the two may have different units, so neither is drawn as a part of the other.
    ValueError unless there are two columns.
    """
    if len(grid.columns) != 2:
        raise ValueError("a gap chart has two columns: what was identified and what was done")
    return Chart(identifier, Kind.GAP, title, grid, note)


def table(chart: Chart, *, identifier: str) -> Table:
    """The numbers of a chart, each cell the same Number that was drawn."""
    grid = chart.grid
    rows = tuple(
        Row(label, tuple((cell,) if cell is not None else () for cell in cells))
        for label, cells in zip(grid.rows, grid.cells, strict=True)
    )
    return Table(
        identifier, (*words("The numbers shown: "), *chart.title), (words(grid.row_title), *grid.columns), rows
    )


def alternative(chart: Chart, names: Mapping[str, str]) -> str:
    """What the chart shows, in words made from its data: its kind, and per column its highest and lowest row.

    names: labels for references (from `document.labels`).
    """
    grid = chart.grid
    opening = f"{_SHOWS[chart.kind]} {len(grid.rows)} rows ({_lower(grid.row_title)}) by {_lower(grid.column_title)}."
    extremes = (_extremes(chart, column, names) for column in range(len(grid.columns)))
    return " ".join((opening, *filter(None, extremes), "All its numbers are in the table that follows."))


def share(number: Number) -> float | None:
    """Numerator over base; None where there is no base or the base is empty."""
    base = number.count.base
    return number.count.numerator / base if base else None


def _extremes(chart: Chart, column: int, names: Mapping[str, str]) -> str:
    grid = chart.grid
    found = [(row[column], label) for row, label in zip(grid.cells, grid.rows, strict=True)]
    cells = [(cell, plain(label, names)) for cell, label in found if cell is not None]
    if not cells:
        return ""
    high, low = (pick(cells, key=lambda pair: _size(pair[0])) for pick in (max, min))
    most = f"{plain(grid.columns[column], names)}: highest for {high[1]}, {high[0].words}"
    return f"{most}." if _size(high[0]) == _size(low[0]) else f"{most}; lowest for {low[1]}, {low[0].words}."


def _size(number: Number) -> tuple[float, int]:
    return (share(number) or 0.0, number.count.numerator)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _headed(name: str, figures: Sequence[Figure], group: Group) -> Inlines:
    # The base stands in the head only where every row has the same one; otherwise each label says its own.
    bases = {figure.counts[group].base for figure in figures}
    if len(bases) != 1:
        return words(name)
    return with_base(name, Number(figures[0], group))
