"""The study's tables: the four that were published, and the findings by context and cohort."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Exclusion, Figure, Freeze, Group, Unit
from fivefold.method.analysis.queries import Query, ask
from fivefold.method.analysis.questions import all_factors, attribute, known_codes
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import one_of

GROUP_WORDS: Mapping[Group, str] = {
    Group.SOLE: "Sole",
    Group.GROUP: "Group",
    Group.BOTH: "Both",
    Group.GROUP_OR_BOTH: "Group or both",
    Group.SOLE_OR_BOTH: "Sole or both",
    Group.ALL: "All",
}
COHORTS_AND_ALL = (Group.SOLE, Group.GROUP, Group.BOTH, Group.ALL)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. base: frameworks in the group, whatever the table counts."""

    group: Group
    label: str
    base: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures: a figure for each row, a group for each column; a cell is `row.counts[head.group]`.

    key: stable ("table-2", "findings/risk/peer"). unit: what every cell counts. notes: sentences for under the table.
    """

    key: str
    title: str
    unit: Unit
    row_head: str
    heads: tuple[Head, ...]
    rows: tuple[Figure, ...]
    notes: tuple[str, ...]
    freeze: Freeze
    exclusions: tuple[Exclusion, ...]


@cache
def definitions() -> Mapping[str, Mapping[str, Any]]:
    """The published tables as data, by number: title, unit, columns and a query for each row."""
    text = files("fivefold.method.data.analysis").joinpath("tables.1.toml").read_text(encoding="utf-8")
    return {str(table["number"]): table for table in tomllib.loads(text)["table"]}


def published_table(extract: Extract, number: str) -> Table:
    """Table "1" to "4" of the published study, recomputed. Raises InputError for another number."""
    rows = tuple(published_rows(extract, number))
    data = definitions()[number]
    return _table(
        extract,
        rows,
        key=f"table-{number}",
        title=f"Table {number}: {data['title']}",
        row_head=data["row_head"],
        groups=[Group(group) for group in data["columns"]],
        notes=[*data["notes"], *_standing_notes(extract, Unit(data["unit"]))],
    )


def published_rows(extract: Extract, number: str, *, soonest: str = "") -> Iterator[Figure]:
    """Rows of a published table, each asked for when it is wanted. Raises as `published_table`.

    soonest: the key of a row somebody looks for; rows whose question names all that it names come first.
    """
    if number not in definitions():
        raise InputError(f"there is no Table {number}", next_step=f"Choose {one_of(definitions())}.")
    data = definitions()[number]
    if "sites" in data["rows"]:
        for site in _sites(extract):
            yield replace(attribute(extract, "site", site), title=f"Site {site}")
        return
    for row in sorted(data["row"], key=lambda one: not _named(one["query"], soonest)):
        yield replace(ask(extract, row["query"]), title=row["title"])


def _named(query: Query, key: str) -> bool:
    """Whether a figure's key names everything that a question names."""
    return all(str(one) in key for told in query.values() for one in (told if isinstance(told, list) else [told]))


def published_tables(extract: Extract) -> tuple[Table, ...]:
    """Tables 1 to 4 of the published study, recomputed."""
    return tuple(published_table(extract, number) for number in definitions())


def findings(extract: Extract, primary: str, *, factors: Mapping[str, Figure] | None = None) -> tuple[Table, ...]:
    """Every factor recorded under a primary node ("risk"), most frequent first: a table for each context.

    Situation, offence and challenge have no contexts and give one table. Nodes recorded for no framework are named in
    the notes. factors: the figure of every code by key, where the caller has asked for them already.
    Raises InputError for a node that is not primary.
    """
    known_codes(extract, [primary])
    tops = [key for key, row in extract.codes.items() if row["parent"] == primary and row["context"]] or [primary]
    known = {figure.key: figure for figure in all_factors(extract)} if factors is None else factors
    return tuple(_findings(extract, top, known) for top in tops)


def _findings(extract: Extract, top: str, factors: Mapping[str, Figure]) -> Table:
    below = [key for key in extract.codes if key.startswith(f"{top}/")]
    shown = sorted(
        (key for key in below if factors[key].counts[Group.ALL].numerator), key=lambda key: _rank(factors[key])
    )
    absent = [str(extract.codes[key]["name"]) for key in below if key not in shown]
    notes = [f"In the codebook and recorded for no framework: {'; '.join(absent)}."] if absent else []
    path = str(extract.codes[top]["path"]).replace(" > ", ", ").lower().capitalize()
    total = replace(factors[top], title="Any of these")
    return _table(
        extract,
        [*(factors[key] for key in shown), total] if shown else [total],
        key=f"findings/{top}",
        title=f"{path}: what was recorded, by cohort",
        row_head="Recorded",
        groups=COHORTS_AND_ALL,
        notes=[*notes, *_standing_notes(extract, Unit.FRAMEWORKS)],
    )


def _rank(figure: Figure) -> tuple[int, str]:
    return -figure.counts[Group.ALL].numerator, figure.title


def _sites(extract: Extract) -> list[str]:
    return sorted(set(extract.tables["frameworks"]["site"].to_pylist()))


def _standing_notes(extract: Extract, unit: Unit) -> Iterable[str]:
    if unit is Unit.INTERVENTIONS:
        yield "Counts are of interventions; a framework can hold several, so they stand over no base."
    undetermined = extract.sizes[Group.ALL] - sum(extract.sizes[cohort] for cohort in COHORTS_AND_ALL[:3])
    if undetermined:
        are = "is" if undetermined == 1 else "are"
        yield f"{undetermined} of undetermined cohort {are} counted in all and in no cohort."


def _table(
    extract: Extract,
    rows: Sequence[Figure],
    *,
    key: str,
    title: str,
    row_head: str,
    groups: Sequence[Group],
    notes: Iterable[str],
) -> Table:
    return Table(
        key=key,
        title=title,
        unit=rows[0].unit if rows else Unit.FRAMEWORKS,
        row_head=row_head,
        heads=tuple(Head(group, GROUP_WORDS[group], extract.sizes[group]) for group in groups),
        rows=tuple(rows),
        notes=tuple(notes),
        freeze=extract.freeze,
        exclusions=extract.exclusions,
    )
