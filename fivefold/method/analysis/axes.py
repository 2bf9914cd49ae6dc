"""What a cross-tabulation can be laid out by: an attribute of the framework, a fact of the item, or the codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa  # type: ignore[import-untyped]

from fivefold.method.analysis.engine import Frame, frame, load
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Unit
from fivefold.method.analysis.questions import known_codes
from fivefold.method.analysis.schema import RECORDED
from fivefold.method.coding.codebook import Primary
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean, either, one_of
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.entries import CellStatus

CODE = "code:"
"""An axis of codes: "code:risk/peer" has the codes directly below that one, each with what is below it."""

ATTRIBUTES = (
    "cohort",
    "cohort_if_audience_counted",
    "overridden",
    "site",
    "age",
    "sex",
    "meeting_month",
    "form_offence",
    "instances",
)
"""Attributes of a framework: an axis for every unit."""


@dataclass(frozen=True, slots=True)
class Items:
    """The table that holds a unit's items, what they can be laid out by, and the column of their codes."""

    table: str
    facts: tuple[str, ...] = ()
    code: str | None = None


ITEMS: Mapping[Unit, Items] = {
    Unit.FRAMEWORKS: Items("frameworks"),
    Unit.INTERVENTIONS: Items("interventions", ("target", "context", "column"), "code"),
    Unit.SEGMENTS: Items("segments", ("context", "column", "code_context", "misplaced"), "code"),
    Unit.CELLS: Items("cells", ("context", "column", "status")),
    Unit.INCIDENTS: Items("incidents", ("location", "online", "category", "standing", "kind", "audience", "month")),
}
"""The units that can be cross-tabulated."""

NOT_RECORDED = "not recorded"

_ORDER: tuple[str, ...] = (*Cohort, *Context, RECORDED, *CellStatus, "single", "series")


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a cross-tabulation, checked against the extract.

    name: as given. fact: a column, or None for an axis of codes. codes: the codes of such an axis, in codebook order.
    """

    name: str
    fact: str | None
    codes: tuple[str, ...] = ()

    @property
    def overlaps(self) -> bool:
        """Whether a framework can stand in more than one of the axis's values."""
        return self.fact is None


def axis(extract: Extract, name: str, *, unit: Unit) -> Axis:
    """Parse an axis. Raises InputError, with what there is, for an axis this unit does not have."""
    items = ITEMS[unit]
    if name.startswith(CODE) and (unit is Unit.FRAMEWORKS or items.code):
        return Axis(name, None, _children(extract, name.removeprefix(CODE)))
    facts = (*ATTRIBUTES, *items.facts)
    if name not in facts:
        owners = [str(other).split()[-1] for other, known in ITEMS.items() if name in known.facts]
        if owners:
            raise InputError(
                f'{unit} cannot be laid out by "{name}", which is a fact of {either(owners)}',
                next_step=f"Count those instead, with --unit {either(owners)}.",
            )
        coded = [f"{CODE}{Primary.RISK}/{Context.PEER}"] if unit is Unit.FRAMEWORKS or items.code else []
        raise InputError(
            f'{unit} cannot be laid out by "{name}"',
            next_step=did_you_mean(name, facts) or f"Use {one_of([*facts, *coded])}.",
        )
    return Axis(name, name)


def _children(extract: Extract, key: str) -> tuple[str, ...]:
    known_codes(extract, [key])
    below = tuple(code for code, row in extract.codes.items() if row["parent"] == key)
    return below or (key,)


def laid_out(extract: Extract, items: Frame, axis: Axis, *, unit: Unit, side: str) -> Frame:
    """`items` with a column `side` that holds the axis's value; items outside an axis of codes fall away.

    items: has the column "framework" and those of the unit's table.
    """
    if axis.fact is None:
        return _by_code(extract, items, axis, unit=unit, side=side)
    if axis.fact in ATTRIBUTES and unit is not Unit.FRAMEWORKS:
        attribute = frame(extract, "frameworks").select("framework", nw.col(axis.fact).alias(side))
        return items.join(attribute, on="framework", how="inner")
    return items.with_columns(nw.col(axis.fact).alias(side))


def _by_code(extract: Extract, items: Frame, axis: Axis, *, unit: Unit, side: str) -> Frame:
    column = ITEMS[unit].code
    if column is None:
        # Presence holds the codes above each code already.
        owners = {code: code for code in axis.codes}
        present = frame(extract, "presence").select("framework", "code")
        marked = present.join(_table(extract, "code", owners, side), on="code", how="inner")
        return items.join(marked.select("framework", side), on="framework", how="inner")
    owners = {code: owner for owner in axis.codes for code in extract.codes if _at_or_below(code, owner)}
    return items.join(_table(extract, column, owners, side), on=column, how="inner")


def _table(extract: Extract, column: str, owners: Mapping[str, str], side: str) -> Frame:
    return load(
        extract, pa.table({column: pa.array(owners, pa.string()), side: pa.array(owners.values(), pa.string())})
    )


def _at_or_below(code: str, owner: str) -> bool:
    return code == owner or code.startswith(f"{owner}/")


def in_order(axis: Axis, found: Iterable[Any]) -> list[Any]:
    """The axis's values: all its codes, or those found, contexts and cohorts in the study's own order, gaps last."""
    if axis.fact is None:
        return list(axis.codes)
    ranks = {value: rank for rank, value in enumerate(_ORDER)}
    return sorted(found, key=lambda value: (value is None, ranks.get(value, 0), str(value).rjust(8)))


def label(extract: Extract, axis: Axis, value: Any) -> str:
    """A value of the axis as a person reads it."""
    if value is None:
        return NOT_RECORDED
    if axis.fact is None:
        return str(extract.codes[value]["name"])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
