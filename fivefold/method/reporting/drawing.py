"""Charts drawn: one chart, two widths, so that words keep their size on a phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import ceil, sqrt

from fivefold.method.analysis.figures import Unit
from fivefold.method.reporting.blocks import Chart, Kind
from fivefold.method.reporting.charts import alternative, share
from fivefold.method.reporting.inlines import Number, plain
from fivefold.method.reporting.svg import FAINT_INK, MARKS, RULE, Mark, Surface, width_of, wrap


class Layout(Enum):
    """The width a chart is drawn for, in CSS pixels."""

    WIDE = 720
    NARROW = 288


LABELS = 224
"""Width kept for row labels in the wide layout."""

SMALL = 12
_AGREED = Mark("#12436d", "ring", "empty", "#1d2329")
_MISPLACED = Mark("#c2410c", "square", "solid", "#ffffff")
_IDENTIFIED = Mark("#12436d", "ring", "empty", "#1d2329")
_ANSWERED = Mark("#12436d", "square", "solid", "#ffffff")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A chart with its words worked out, and the surface it goes on."""

    chart: Chart
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    surface: Surface
    wide: bool

    @property
    def cells(self) -> tuple[tuple[Number | None, ...], ...]:
        return self.chart.grid.cells


def draw(chart: Chart, *, layout: Layout, names: Mapping[str, str]) -> str:
    """The chart as an SVG element with a title and a description; ids begin with the chart's id and the layout.

    names: labels for references (from `document.labels`). The same chart gives the same text, always.
    """
    surface = Surface(f"chart-{chart.id}-{layout.name.lower()}", layout.value)
    plan = _Plan(
        chart,
        tuple(plain(label, names) for label in chart.grid.rows),
        tuple(plain(label, names) for label in chart.grid.columns),
        surface,
        layout is Layout.WIDE,
    )
    height = _draw(plan)
    return surface.finish(height=height, title=plain(chart.title, names), description=alternative(chart, names))


def _draw(plan: _Plan) -> float:
    match plan.chart.kind:
        case Kind.COMPARISON:
            return _comparison(plan)
        case Kind.GAP:
            return _bars(plan, (_IDENTIFIED, _ANSWERED))
        case Kind.COMPLETENESS if plan.wide:
            return _stacks(plan)
        case Kind.COMPLETENESS:
            return _bars(plan, MARKS)
        case Kind.MATRIX | Kind.MISPLACEMENT if plan.wide:
            return _squares(plan)
        case _:
            return _lists(plan)


def _comparison(plan: _Plan) -> float:
    """Dots on a common scale of share, one lane per cohort, each with its count beside it."""
    surface, left = plan.surface, LABELS if plan.wide else 4
    top = _key(plan, [(name, mark) for name, mark in zip(plan.columns, MARKS, strict=False)], points=True)
    unit = _unit(plan)
    surface.text(
        left, top + 14, f"Share of {unit} in each {plan.chart.grid.column_title.lower()}", size=SMALL, fill=FAINT_INK
    )
    across = surface.width - left - 66
    highest = max((share(cell) or 0 for row in plan.cells for cell in row if cell is not None), default=0)
    end = max(2, ceil(highest * 4)) / 4
    ticks = [(left + across * step / 4 / end, f"{step * 25}%") for step in range(int(end * 4) + 1)]
    for at, (x, words) in enumerate(ticks):
        surface.text(x, top + 32, words, size=11, anchor="middle" if at else "start", fill=FAINT_INK)
    y, lane = top + 44, 15
    for at, (label, row) in enumerate(zip(plan.rows, plan.cells, strict=True)):
        y, following = _row_label(plan, label, y, lanes=len(row) * lane, ruled=at > 0)
        _scale(plan, [x for x, _words in ticks], y, y + len(row) * lane)
        for cell, mark in zip(row, MARKS, strict=False):
            part = share(cell) if cell is not None else None
            middle = y + lane / 2
            if cell is not None and part is not None:
                x = left + across * part / end
                surface.rule(left, middle, x, middle, stroke=mark.colour, width=1.5)
                surface.point(x, middle, mark)
                surface.text(x + 10, middle + 4, cell.words, size=SMALL)
            elif cell is not None:
                surface.text(left + 4, middle + 4, cell.words, size=SMALL)
            y += lane
        y = following
    return y


def _scale(plan: _Plan, across: list[float], top: float, bottom: float) -> None:
    """The base line and the lines of the scale behind one row, so that they never run through a label."""
    for at, x in enumerate(across):
        stroke, dash = (RULE, "2 3") if at else (FAINT_INK, "")
        plan.surface.rule(x, top - 3, x, bottom + 4, stroke=stroke, dash=dash, behind=True)


def _row_label(plan: _Plan, label: str, y: float, *, lanes: float, ruled: bool) -> tuple[float, float]:
    """Write a row's label beside its lanes, or above them when narrow; where its lanes begin and the next row does."""
    surface = plan.surface
    if ruled:
        surface.rule(0, y - 4, surface.width, y - 4)
    if plan.wide:
        lines = wrap(label, width=LABELS - 16, size=13)
        spare = max(0.0, len(lines) * 15.6 + 2 - lanes) / 2
        surface.lines(0, y + spare + lanes / 2 - (len(lines) - 1) * 7.8 + 4.5, lines)
        return y + spare, y + 2 * spare + lanes + 9
    lines = wrap(label, width=surface.width - 4, size=13, bold=True)
    surface.lines(0, y + 12, lines, weight="bold")
    begin = y + len(lines) * 15.6 + 4
    return begin, begin + lanes + 9


def _squares(plan: _Plan) -> float:
    """A square per cell whose area follows its number, the number below it."""
    surface, across = plan.surface, len(plan.columns)
    left, step, tall = 150.0, min(112.0, (plan.surface.width - 150) / across), 66.0
    top = _key(plan, [("Same context", _AGREED), ("Another context", _MISPLACED)]) if _is_misplacement(plan) else 0.0
    middle = left + step * across / 2
    surface.text(middle, top + 14, plan.chart.grid.column_title, size=SMALL, anchor="middle", fill=FAINT_INK)
    heads = [wrap(name, width=step - 6, size=SMALL, bold=True) for name in plan.columns]
    deepest = max(len(lines) for lines in heads)
    for at, lines in enumerate(heads):
        surface.lines(left + step * (at + 0.5), top + 34, lines, size=SMALL, anchor="middle", weight="bold")
    y = top + 34 + deepest * 14.4
    surface.text(0, y - 12, plan.chart.grid.row_title, size=SMALL, fill=FAINT_INK)
    largest = _largest(plan)
    for row, label in enumerate(plan.rows):
        surface.rule(0, y - 4, left + step * across, y - 4)
        lines = wrap(label, width=left - 12, size=13)
        surface.lines(0, y + tall / 2 - (len(lines) - 1) * 7.8 + 2, lines)
        for column, cell in enumerate(plan.cells[row]):
            _square(plan, (left + step * (column + 0.5), y), cell, _matrix_mark(plan, row, column), largest)
        y += tall
    surface.rule(0, y - 4, left + step * across, y - 4)
    return y


def _square(plan: _Plan, at: tuple[float, float], cell: Number | None, mark: Mark, largest: float) -> None:
    x, y = at
    if cell is None:
        plan.surface.text(x, y + 34, "–", anchor="middle", fill=FAINT_INK)
        return
    side = 36 * sqrt(_weight(cell) / largest) if largest else 0.0
    plan.surface.bar(x - side / 2, y + 21 - side / 2, side, side, mark)
    plan.surface.text(x, y + 54, cell.words, size=SMALL, anchor="middle")


def _lists(plan: _Plan) -> float:
    """A matrix for a narrow page: each row a short list of bars."""
    if _is_misplacement(plan):
        marks = [
            [_matrix_mark(plan, row, column) for column in range(len(plan.columns))] for row in range(len(plan.rows))
        ]
        y = _key(plan, [("Same context", _AGREED), ("Another context", _MISPLACED)])
    else:
        marks = [[_ANSWERED] * len(plan.columns) for _row in plan.rows]
        y = 0.0
    return _labelled_bars(plan, y, marks)


def _labelled_bars(plan: _Plan, y: float, marks: list[list[Mark]]) -> float:
    surface, lane, left = plan.surface, 20, 128.0
    across, largest = surface.width - left - 58, _largest(plan)
    y += 6
    for at, (label, row) in enumerate(zip(plan.rows, plan.cells, strict=True)):
        y, _following = _row_label(plan, label, y, lanes=len(row) * lane, ruled=at > 0)
        for name, cell, mark in zip(plan.columns, row, marks[at], strict=True):
            lines = wrap(name, width=left - 8, size=SMALL)
            surface.lines(0, y + 14, lines, size=SMALL)
            if cell is None:
                surface.text(left, y + 14, "–", size=SMALL, fill=FAINT_INK)
            else:
                wide = across * _weight(cell) / largest if largest else 0.0
                surface.bar(left, y + 4, wide, 12, mark)
                surface.text(left + wide + 6, y + 14, cell.words, size=SMALL)
            y += lane + (len(lines) - 1) * 14.4
        y += 9
    return y


def _bars(plan: _Plan, marks: tuple[Mark, ...]) -> float:
    """A bar per column in each row, on one scale, with its number at its end."""
    surface, left, lane = plan.surface, LABELS if plan.wide else 4, 18
    y = _key(plan, list(zip(plan.columns, marks, strict=False))) + 8
    across, largest = surface.width - left - 66, _largest(plan)
    for at, (label, row) in enumerate(zip(plan.rows, plan.cells, strict=True)):
        y, following = _row_label(plan, label, y, lanes=len(row) * lane, ruled=at > 0)
        _scale(plan, [left], y, y + len(row) * lane - 4)
        for cell, mark in zip(row, marks, strict=False):
            if cell is not None:
                wide = across * _weight(cell) / largest if largest else 0.0
                surface.bar(left, y + 2, wide, 12, mark)
                surface.text(left + wide + 6, y + 12.5, cell.words, size=SMALL)
            else:
                surface.text(left + 6, y + 12.5, "–", size=SMALL, fill=FAINT_INK)
            y += lane
        y = following
    return y


def _stacks(plan: _Plan) -> float:
    """One bar per row cut into its statuses, each part with its number where there is room for it."""
    surface, left, tall = plan.surface, LABELS, 30
    y = _key(plan, list(zip(plan.columns, MARKS, strict=False))) + 12
    across = surface.width - left - 4
    for label, row in zip(plan.rows, plan.cells, strict=True):
        lines = wrap(label, width=LABELS - 16, size=13)
        surface.lines(0, y + tall / 2 - (len(lines) - 1) * 7.8 + 4.5, lines)
        x = float(left)
        for cell, mark in zip(row, MARKS, strict=False):
            wide = across * (share(cell) or 0) if cell is not None else 0.0
            surface.bar(x, y, wide, tall, mark)
            if cell is not None and wide >= width_of(str(cell.count.numerator), SMALL) + 10:
                words = str(cell.count.numerator)
                if mark.pattern == "solid":
                    surface.text(x + wide / 2, y + tall / 2 + 4.5, words, size=SMALL, anchor="middle", fill=mark.on)
                else:
                    surface.chip(x + wide / 2, y + tall / 2 + 4.5, words)
            x += wide
        y += tall + 14
    return y


def _key(plan: _Plan, items: list[tuple[str, Mark]], *, points: bool = False) -> float:
    """What each mark stands for, flowing over as many lines as it needs; the y below it."""
    surface = plan.surface
    x, y = 0.0, 4.0
    for words, mark in items:
        for at, line in enumerate(wrap(words, width=surface.width - 24, size=SMALL)):
            wide = width_of(line, SMALL) + 42
            if at or (x and x + wide - 18 > surface.width):
                x, y = 0.0, y + 20
            if not at and points:
                surface.rule(x, y + 8, x + 14, y + 8, stroke=mark.colour, width=1.5)
                surface.point(x + 7, y + 8, mark)
            elif not at:
                surface.bar(x + 1, y + 2, 12, 12, mark)
            surface.text(x + 20, y + 12.5, line, size=SMALL)
            x += wide
    return y + 24


def _matrix_mark(plan: _Plan, row: int, column: int) -> Mark:
    if not _is_misplacement(plan):
        return _ANSWERED
    return _AGREED if row == column else _MISPLACED


def _is_misplacement(plan: _Plan) -> bool:
    return plan.chart.kind is Kind.MISPLACEMENT


def _weight(cell: Number) -> float:
    return float(cell.count.numerator)


def _largest(plan: _Plan) -> float:
    return max((_weight(cell) for row in plan.cells for cell in row if cell is not None), default=0.0)


def _unit(plan: _Plan) -> str:
    units: set[Unit] = {cell.figure.unit for row in plan.cells for cell in row if cell is not None}
    return str(units.pop()) if len(units) == 1 else "records"
