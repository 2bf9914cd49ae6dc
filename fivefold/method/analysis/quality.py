"""What the record itself is like: what was placed in another context, and what was not recorded, where and why."""

from dataclasses import dataclass, replace

import narwhals as nw

from fivefold.method.analysis.crosstab import ALL, Crosstab, crosstab
from fivefold.method.analysis.engine import frame, once, rows
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Unit
from fivefold.method.analysis.schema import RECORDED
from fivefold.method.analysis.tally import figure, figure_of_rows
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellStatus


@dataclass(frozen=True, slots=True)
class Misplacement:
    """Where entries stand against what they are about. For sites and studies, never for a named worker.

    segments: misplaced of all agreed segments whose code has a context. frameworks: those with at least one such.
    matrix: segments by the context of their code (rows) and of their cell (columns). by_site, by_column: segments.
    """

    segments: Figure
    frameworks: Figure
    matrix: Crosstab
    by_site: Crosstab
    by_column: Crosstab


def misplacement(extract: Extract) -> Misplacement:
    """How often an entry stands in another context than the one its agreed code is about."""
    only = _contextual_only(extract)
    return Misplacement(
        segments=misplaced_segments(extract),
        frameworks=misplaced_frameworks(extract),
        matrix=crosstab(only, rows="code_context", columns="context", unit=Unit.SEGMENTS),
        by_site=crosstab(only, rows="misplaced", columns="site", unit=Unit.SEGMENTS),
        by_column=crosstab(only, rows="misplaced", columns="column", unit=Unit.SEGMENTS),
    )


def misplaced_frameworks(extract: Extract) -> Figure:
    """Frameworks with at least one agreed segment in another context than its code's."""
    return figure(
        extract,
        rows(once(frame(extract, "segments").filter(nw.col("misplaced")), "framework")),
        key="misplaced/frameworks",
        title="Frameworks with a misplaced segment",
        definition="Frameworks with at least one agreed segment whose code is about another context than its cell.",
        unit=Unit.FRAMEWORKS,
        bases=extract.sizes,
    )


def misplaced_segments(extract: Extract) -> Figure:
    """Agreed segments in another context than their code's, of all whose code has a context."""
    contextual = frame(extract, "segments").filter(~nw.col("code_context").is_null())
    return figure_of_rows(
        extract,
        contextual.filter(nw.col("misplaced")),
        contextual,
        key="misplaced/segments",
        title="Misplaced segments",
        definition="Agreed coded segments whose code is about another context than the cell the entry stands in, "
        "of all whose code has a context.",
        unit=Unit.SEGMENTS,
    )


def _contextual_only(extract: Extract) -> Extract:
    """The extract with the segments of codes that have a context: the others can stand anywhere."""
    segments = extract.tables["segments"]
    kept = segments.filter(segments["code_context"].is_valid())
    return replace(extract, tables={**extract.tables, "segments": kept})


STATUS_WORDS = {
    RECORDED: "Something recorded",
    CellStatus.NOT_DISCUSSED: "Not discussed",
    CellStatus.NOBODY_KNEW: "Nobody present knew",
    CellStatus.NONE_IDENTIFIED: "Discussed, none identified",
    CellStatus.NOT_APPLICABLE: "Not applicable",
    CellStatus.AGENCY_NOT_PRESENT: "Agency not present",
    CellStatus.UNEXPLAINED: "Blank, without a reason",
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """What was recorded and what was not.

    statuses: a figure of cells for each status, in the order of STATUS_WORDS; with the base of all cells of the group.
    silent: for each context, frameworks in whose whole row nothing is recorded.
    by_context, by_column: cells by status.
    """

    statuses: tuple[Figure, ...]
    silent: tuple[Figure, ...]
    by_context: Crosstab
    by_column: Crosstab


def completeness(extract: Extract) -> Completeness:
    """Cells by status, and the contexts about which whole frameworks say nothing."""
    return Completeness(
        statuses=tuple(cells_with(extract, status) for status in STATUS_WORDS),
        silent=tuple(silent(extract, context) for context in Context),
        by_context=crosstab(extract, rows="status", columns="context", unit=Unit.CELLS),
        by_column=crosstab(extract, rows="status", columns="column", unit=Unit.CELLS),
    )


def cells_with(extract: Extract, status: str, *, across: str = "", value: str = ALL) -> Figure:
    """Cells of a status (a key of STATUS_WORDS), of all cells of the group.

    across, value: of these cells alone, by "context" or "column"; of all where not given.
    """
    cells = frame(extract, "cells")
    if value != ALL:
        cells = cells.filter(nw.col(across) == value)
    words = STATUS_WORDS[status]
    return figure_of_rows(
        extract,
        cells.filter(nw.col("status") == str(status)),
        cells,
        key=f"cells/{status}",
        title=words,
        definition=f"Cells of the form that stand as: {words.lower()}.",
        unit=Unit.CELLS,
    )


def silent(extract: Extract, context: Context) -> Figure:
    """Frameworks in whose row for the context nothing is recorded."""
    said = frame(extract, "cells").filter(nw.col("context") == str(context), nw.col("n_entries") > 0)
    without = frame(extract, "frameworks").join(once(said, "framework"), on="framework", how="anti")
    return figure(
        extract,
        rows(without.select("framework")),
        key=f"silent/{context}",
        title=f"Nothing recorded about the {context} context",
        definition=f"Frameworks in which no cell of the {context} row has an entry.",
        unit=Unit.FRAMEWORKS,
        bases=extract.sizes,
    )
