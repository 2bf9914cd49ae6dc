"""The solved cases: which codes stand in which cell of which invented case, and its incidents."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.entries import CellKey
from fivefold.method.frameworks.incidents import (
    AgeBand,
    AgeGap,
    Hackett,
    Harmed,
    Incident,
    Participant,
    Relationship,
    Role,
    Standing,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A code and the cell in which its words stand."""

    code: str
    cell: CellKey


@dataclass(frozen=True, slots=True)
class Case:
    """One invented case.

    number: from 1. cohort: "sole", "group" or "both". site: label. age: years at the meeting.
    school, place, peers, home: the context instances it is about, generic labels shared within a site.
    placed: in form order; a response code that stands twice is two interventions.
    """

    number: int
    cohort: str
    site: str
    age: int
    meeting: PartialDate
    school: str
    place: str
    peers: str
    home: str
    placed: tuple[Placed, ...]
    incidents: tuple[Incident, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes it carries."""
        return frozenset(placed.code for placed in self.placed)


@cache
def solved() -> tuple[Case, ...]:
    """The 49 cases of `cases.toml`, which reproduce the published study's counts."""
    text = files("fivefold.method.data.demonstration").joinpath("cases.toml").read_text(encoding="utf-8")
    return tuple(_case(row) for row in tomllib.loads(text)["case"])


def _case(row: Mapping[str, Any]) -> Case:
    return Case(
        **{key: row[key] for key in ("number", "cohort", "site", "age", "school", "place", "peers", "home")},
        meeting=PartialDate.parse(row["meeting"]),
        placed=tuple(Placed(code, _cell(cell)) for cell, codes in row["cells"].items() for code in codes),
        incidents=tuple(_incident(incident) for incident in row["incident"]),
    )


def _cell(text: str) -> CellKey:
    context, _, column = text.partition("/")
    return CellKey(Context(context), column)


def _incident(row: Mapping[str, Any]) -> Incident:
    return Incident(
        reference=row["reference"],
        date=PartialDate.parse(row["date"]),
        setting=row["setting"],
        location=Context(row["location"]) if row["location"] else None,
        online=row["online"],
        category=Hackett(row["category"]),
        standing=Standing(row["standing"]),
        participants=tuple(Participant(label, frozenset(map(Role, roles))) for label, *roles in row["participants"]),
        harmed=tuple(Harmed(Relationship(who), AgeBand(age), AgeGap(gap)) for who, age, gap in row["harmed"]),
        characteristics=frozenset(row["characteristics"]),
        outcome=row["outcome"],
    )
