"""Published figures as claims: what was printed, of whom, over which base, in which unit."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fivefold.method.analysis.figures import Group
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import one_of


class Certainty(StrEnum):
    """What kind of statement a claim is."""

    EXACT = "exact"
    BOUND = "bound"
    VERBAL = "verbal"


@dataclass(frozen=True, slots=True)
class Factor:
    """What a claim is about: primary node, context ("" for none) and the factor's published name."""

    primary: str
    context: str
    name: str

    def __str__(self) -> str:
        return " > ".join(part for part in (self.primary, self.context, self.name) if part)


SPOKEN = {
    Group.SOLE: "sole",
    Group.GROUP: "group only",
    Group.BOTH: "both",
    Group.GROUP_OR_BOTH: "group-involved",
    Group.SOLE_OR_BOTH: "harmed alone",
    Group.ALL: "all",
}
"""The groups as sentences name them."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A least (">=") or greatest ("<=") count that the words of a claim imply for a group."""

    group: Group
    sign: str
    count: int

    def holds(self, counted: int) -> bool:
        """Whether a count keeps to the bound."""
        return counted >= self.count if self.sign == ">=" else counted <= self.count

    def __str__(self) -> str:
        least = "at least" if self.sign == ">=" else "at most"
        return f"{least} {self.count}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One published statement.

    key: its identifier in the file. line: where it stands in the publication's text.
    counts, bases: what is printed for each group it speaks of; unit: the unit as published.
    table: the publication's own table, "" where it stands in prose.
    """

    key: str
    section: str
    line: int
    statement: str
    factor: Factor
    counts: Mapping[Group, int]
    bases: Mapping[Group, int]
    unit: str
    table: str
    certainty: Certainty
    bounds: tuple[Bound, ...]
    note: str


_BOUND = re.compile(r"\b(sole_or_both|group_or_both|sole|group|both|all)(>=|<=)(\d+)\b")

_FIELDS = ("id", "section", "line", "statement", "primary", "factor", "counts", "denominators", "unit", "certainty")


def read_claims(text: str, *, file: str) -> tuple[Claim, ...]:
    """The claims of a JSON file: a list of objects, one for each published figure.

    Each object has id, section, line, statement, primary, context, factor, counts and denominators (a number or null
    for each group), unit, table, certainty ("exact", "bound" or "verbal") and note; a note may give bounds as
    "both>=8". Raises InputError that names the object and the field.
    """
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise InputError(
            f"not JSON: {error}", where=file, next_step="Give a JSON list of published figures."
        ) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError("not a list of published figures", where=file, next_step=_SHAPE)
    claims = tuple(_claim(row, where=f"{file}, figure {number}") for number, row in enumerate(rows, start=1))
    if repeated := _repeated(claims):
        raise InputError(f'the id "{repeated}" stands twice', where=file, next_step="Give every figure its own id.")
    return claims


_SHAPE = "Give a JSON list of objects, one for each published figure."


def _repeated(claims: tuple[Claim, ...]) -> str | None:
    seen: set[str] = set()
    for claim in claims:
        if claim.key in seen:
            return claim.key
        seen.add(claim.key)
    return None


def _claim(row: Mapping[str, Any], *, where: str) -> Claim:
    missing = [field for field in _FIELDS if field not in row]
    if missing:
        raise InputError(f'has no "{missing[0]}"', where=where, next_step="Add it; null is allowed in counts only.")
    where = f"{where} ({row['id']})"
    note = str(row.get("note") or "")
    return Claim(
        key=str(row["id"]),
        section=str(row["section"]),
        line=_whole(row["line"], "line", where),
        statement=str(row["statement"]),
        factor=Factor(str(row["primary"]), str(row.get("context") or ""), str(row["factor"])),
        counts=dict(_counts(row["counts"], "counts", where)),
        bases=dict(_counts(row["denominators"], "denominators", where)),
        unit=str(row["unit"]),
        table=str(row.get("table") or ""),
        certainty=_certainty(row["certainty"], where),
        bounds=tuple(Bound(Group(group), sign, int(count)) for group, sign, count in _BOUND.findall(note)),
        note=note,
    )


def _counts(table: Any, field: str, where: str) -> Iterator[tuple[Group, int]]:
    if not isinstance(table, dict):
        raise InputError(f'"{field}" is not a table of groups', where=where, next_step=_GROUPS)
    for group, count in table.items():
        if group not in set(Group):
            raise InputError(f'"{group}" in "{field}" is no group', where=where, next_step=_GROUPS)
        if count is not None:
            yield Group(group), _whole(count, field, where)


_GROUPS = f"The groups are {one_of(Group)}."


def _whole(value: Any, field: str, where: str) -> int:
    # JSON's true is an int to Python; a count of true would be counted as 1.
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputError(f'"{field}" holds {value!r}', where=where, next_step="Give a whole number of at least 0.")
    return value


def _certainty(value: Any, where: str) -> Certainty:
    if value not in set(Certainty):
        raise InputError(f"certainty is {value!r}", where=where, next_step=f"It is {one_of(Certainty)}.")
    return Certainty(value)
