"""How the results of analysis look in a terminal: tables of 80 to 120 columns, and under them what they stand on."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import click

from fivefold.cli import present
from fivefold.method.analysis.crosstab import Crosstab
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit
from fivefold.method.analysis.gaps import ContextGap, Gap
from fivefold.method.analysis.quality import Completeness
from fivefold.method.analysis.saying import say
from fivefold.method.analysis.tables import GROUP_WORDS, Table

WIDTH = 100


def write(extract: Extract, parts: Iterable[str], *, as_json: bool, value: object) -> None:
    """Print the value as JSON, or the parts with the footer that every result carries."""
    if as_json:
        present.write_json(value)
        return
    click.echo("\n\n".join(part for part in (*parts, footer(extract)) if part))


def footer(extract: Extract) -> str:
    """The freeze, and who was left out and why."""
    many = "framework" if extract.freeze.frameworks == 1 else "frameworks"
    lines = [f"{extract.freeze.frameworks} {many}, freeze {extract.freeze.digest[:12]}."]
    for exclusion in extract.exclusions:
        who = ", ".join(exclusion.references)
        lines.append(wrapped(f"Left out: {exclusion.reason} ({len(exclusion.references)}: {who})."))
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """Text in lines that fit, the following ones indented."""
    return textwrap.fill(text, present.columns(WIDTH), subsequent_indent="  ", break_on_hyphens=False)


def tables(shown: Sequence[Table]) -> str:
    """Tables one under another; a cell is a numerator, its base stands in the column's head."""
    return "\n\n".join(_table(one) for one in shown)


def _table(table: Table) -> str:
    heads = [
        head.label if table.unit is Unit.INTERVENTIONS else f"{head.label} (of {head.base})" for head in table.heads
    ]
    rows = [(row.title, *(row.counts[head.group].numerator for head in table.heads)) for row in table.rows]
    body = present.table((table.row_head, *heads), rows, numbers=frozenset(range(1, len(heads) + 1)))
    title = f"{table.title} ({table.unit})"
    return "\n".join([title, "", body, *(wrapped(note) for note in ("", *table.notes))]).rstrip()


def figure(shown: Figure) -> str:
    """One figure: what was counted, each group in figures and words, and which frameworks."""
    rows = [(GROUP_WORDS[group], *_said(shown.counts[group])) for group in Group]
    body = present.table((str(shown.unit), "counted", "in words"), rows)
    references = shown.counts[Group.ALL].references
    who = wrapped(f"Frameworks: {', '.join(references) or 'none'}.")
    return "\n".join([shown.title, wrapped(shown.definition), "", body, "", who])


def _said(count: Count) -> tuple[str, str]:
    said = say(count)
    return said.full, said.words or ""


def crosstab(shown: Crosstab) -> str:
    """A cross-tabulation; a cell is a numerator, its base stands at the foot of the column."""
    heads = shown.column_labels
    rows: list[tuple[object, ...]] = [
        (label, *(shown.cells[row, column].numerator for column in shown.columns))
        for row, label in zip(shown.rows, shown.row_labels, strict=True)
    ]
    if shown.bases is not None:
        rows.append(("of", *(shown.bases[column] for column in shown.columns)))
    body = present.table(("", *heads), rows, numbers=frozenset(range(1, len(heads) + 1)))
    return "\n".join([shown.title, "", body, *(wrapped(note) for note in ("", *shown.notes))]).rstrip()


def crosstab_json(shown: Crosstab) -> dict[str, Any]:
    """A cross-tabulation for a program: cells as a list, each with its row and column."""
    return {
        "title": shown.title,
        "unit": shown.unit,
        "rows": shown.rows,
        "columns": shown.columns,
        "cells": [
            {"row": row, "column": column, "numerator": one.numerator, "base": one.base, "references": one.references}
            for (row, column), one in shown.cells.items()
        ],
        "notes": shown.notes,
        "freeze": shown.freeze,
        "exclusions": shown.exclusions,
    }


def gaps(extract: Extract, shown: Sequence[Gap]) -> str:
    """Needs, most often left unaddressed first, and the responses that would have addressed them."""
    rows = [
        (
            # Two contexts can have a need of the same name.
            f"{gap.need.title} ({extract.codes[gap.need.key]['context']})",
            gap.need.counts[Group.ALL].numerator,
            say(gap.unaddressed.counts[Group.ALL]).figures,
            sum(one.counts[Group.ALL].numerator for one in gap.referrals),
        )
        for gap in shown
    ]
    body = present.table(("Need", "Identified", "Left unaddressed", "Such responses"), rows, numbers={1, 2, 3})
    note = wrapped(
        "Left unaddressed: frameworks with the need and none of the responses that would address it. Such responses: "
        "interventions of that kind in frameworks with the need. --json names the responses and the reason for each."
    )
    return f"Needs identified and left unaddressed (frameworks)\n\n{body}\n\n{note}"


def unmapped(extract: Extract, shown: Sequence[Figure]) -> str:
    """Needs that the table of gaps cannot hold, with how many frameworks have them; "" where there is none."""
    if not shown:
        return ""
    listed = "; ".join(
        f"{one.title} ({extract.codes[one.key]['context']}), {say(one.counts[Group.ALL]).figures}" for one in shown
    )
    return wrapped(f"Recorded, and in no row above, since the map names no response to them (frameworks): {listed}.")


def context_gaps(shown: Sequence[ContextGap]) -> str:
    """Contexts: who had a need, and who of them had no response that targets the context."""
    rows = [
        (
            gap.context.capitalize(),
            say(gap.need.counts[Group.ALL]).figures,
            say(gap.unaddressed.counts[Group.ALL]).figures,
            gap.interventions.counts[Group.ALL].numerator,
        )
        for gap in shown
    ]
    body = present.table(
        ("Context", "Vulnerability or risk", "No response targets it", "Interventions"), rows, numbers={1, 2, 3}
    )
    return f"Needs and responses by context (frameworks)\n\n{body}"


def completeness(shown: Completeness) -> list[str]:
    """Cells by status and context, and the contexts about which frameworks say nothing."""
    rows = [(one.title, say(one.counts[Group.ALL]).full) for one in shown.statuses]
    silent = [(one.title, *(say(one.counts[group]).figures for group in _COHORTS)) for one in shown.silent]
    heads = ("Frameworks", *(GROUP_WORDS[group] for group in _COHORTS))
    return [
        "Cells of all frameworks\n\n" + present.table(("Cell", "Counted"), rows, numbers={1}),
        crosstab(shown.by_context),
        present.table(heads, silent, numbers=frozenset(range(1, len(heads)))),
    ]


_COHORTS = (Group.SOLE, Group.GROUP, Group.BOTH, Group.ALL)
