"""The values of a submission as states of its lines, and back. No tables here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks import as_json
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellKey, CellStatus, Entry, Framework
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
from fivefold.method.studies.study import Consents, Override, Submission

State = Mapping[str, Any]
EntryId = tuple[str, int, str]
"""An entry's identifier, the version of its text from 1, and that text's mark (an HMAC, as hexadecimal)."""

_ABOUT: Final = ("instrument", "header", "places")
_CELL: Final = "cell:"
_ENTRY: Final = "entry:"


@dataclass(frozen=True, slots=True)
class PlacedEntry:
    """An entry of a framework state. number: in its cell, from 0. told: the entry as `as_json` has it."""

    id: EntryId
    cell: CellKey
    number: int
    told: Mapping[str, Any]

    @property
    def text(self) -> str:
        """Its words."""
        return str(self.told["text"])


def cover(one: Submission, *, others: Sequence[str] = ()) -> dict[str, Any]:
    """What stands around a form. others: files of other forms with its reference, told only where there are any."""
    told = {
        "reference": one.reference,
        "site": one.site,
        "file": one.file,
        "age": one.age,
        "sex": one.sex,
        "meeting": None if one.meeting is None else str(one.meeting),
        "lead_professional": one.consents.lead_professional,
        "case_worker": one.consents.case_worker,
    }
    return {**told, "others": list(others)} if others else told


def framework(one: Framework, entries: Sequence[EntryId]) -> dict[str, Any]:
    """A framework by keys, so that those who write in different places of a form change different keys and never meet.

    Each entry is a key of its own, with its cell and its rank there: adding, rewording, moving and taking out an entry
    change that one. A cell is a key where it says something beside its entries, or in place of them. entries: their
    identifiers in placed order.
    """
    told = as_json.to_json(one)
    state = {key: told[key] for key in _ABOUT} | statuses(one)
    left = iter(entries)
    for cell, held in zip(one.cells, told["cells"], strict=True):
        for rank, entry in enumerate(held["entries"], start=1):
            state |= _entry(next(left), cell.key, rank, entry)
    return state


def statuses(one: Framework) -> dict[str, Any]:
    """The keys of what cells say beside their entries, or in place of them; a cell left blank has none.

    A status stays while the cell has entries, and shows again when the last of them is taken out.
    """
    return {
        f"{_CELL}{cell.key}": {"status": cell.status and str(cell.status), "status_text": cell.status_text}
        for cell in one.cells
        if cell.status_text or cell.status not in (None, CellStatus.UNEXPLAINED)
    }


def entry_at_end(state: State, entry: Entry, made: EntryId) -> dict[str, Any]:
    """The key that makes an entry the last of the cell where it is first placed.

    Of two that become the last at once, both stay, in the order of their identifiers.
    """
    cell = entry.first_placed
    ranks = [held["rank"] for key, held in state.items() if key.startswith(_ENTRY) and held["cell"] == str(cell)]
    return _entry(made, cell, max(ranks, default=0) + 1, as_json.entry_to_json(entry))


def entry_key(entry: str) -> str:
    """The key of an entry, by its identifier."""
    return f"{_ENTRY}{entry}"


def _entry(made: EntryId, cell: CellKey, rank: int, told: Mapping[str, Any]) -> dict[str, Any]:
    entry, version, mark = made
    said = {key: value for key, value in told.items() if value is not None}
    return {entry_key(entry): {"cell": str(cell), "rank": rank, "version": version, "mark": mark, "entry": said}}


def placed(state: State) -> Iterator[PlacedEntry]:
    """The entries of a framework state in form order; none of a state nothing was written to."""
    if not state:
        return
    cells = _cells(state["instrument"])
    by_cell: dict[str, list[tuple[float, str, Any]]] = {name: [] for name in cells}
    for key, held in state.items():
        if key.startswith(_ENTRY):
            by_cell[held["cell"]].append((held["rank"], key.removeprefix(_ENTRY), held))
    for name, several in by_cell.items():
        for number, (_, entry, held) in enumerate(sorted(several, key=itemgetter(0, 1))):
            yield PlacedEntry((entry, held["version"], held["mark"]), cells[name], number, held["entry"])


@cache
def _cells(version: str) -> dict[str, CellKey]:
    return {str(place): place for place in instrument(version).places}


def cells_of(state: State) -> Collection[CellKey]:
    """The places of the form a framework state was recorded on."""
    return _cells(state["instrument"]).values()


def entry_ids(state: State) -> tuple[EntryId, ...]:
    """The identifiers of a framework state's entries, in placed order."""
    return tuple(one.id for one in placed(state))


def framework_of(state: State) -> Framework:
    """The framework of a framework state."""
    entries: dict[CellKey, list[Mapping[str, Any]]] = {}
    for one in placed(state):
        entries.setdefault(one.cell, []).append(one.told)
    cells = [
        _cell(cell, state.get(f"{_CELL}{name}", {}), entries.get(cell, []))
        for name, cell in _cells(state["instrument"]).items()
    ]
    return as_json.from_json({**{key: state[key] for key in _ABOUT}, "cells": cells})


def _cell(cell: CellKey, said: State, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    status, text = said.get("status"), said.get("status_text", "")
    if entries and status is not None:
        status, text = None, ""
    return {
        "context": str(cell.context),
        "column": cell.column,
        "status": status,
        "status_text": text,
        "entries": list(entries),
    }


def incidents(several: Sequence[Incident]) -> dict[str, Any]:
    """A submission's incidents."""
    return {"incidents": [_incident(one) for one in several]}


def _incident(one: Incident) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "date": None if one.date is None else str(one.date),
        "setting": one.setting,
        "location": None if one.location is None else str(one.location),
        "online": one.online,
        "category": str(one.category),
        "standing": str(one.standing),
        "participants": [[each.label, sorted(map(str, each.roles))] for each in one.participants],
        "harmed": [[str(each.relationship), str(each.age), str(each.gap)] for each in one.harmed],
        "characteristics": sorted(one.characteristics),
        "outcome": one.outcome,
    }


def incidents_of(state: State) -> tuple[Incident, ...]:
    """The incidents of an incidents state; none of a state nothing was written to."""
    return tuple(_incident_of(one) for one in state.get("incidents", ()))


def _incident_of(one: State) -> Incident:
    return Incident(
        reference=one["reference"],
        date=_date(one["date"]),
        setting=one["setting"],
        location=None if one["location"] is None else Context(one["location"]),
        online=one["online"],
        category=Hackett(one["category"]),
        standing=Standing(one["standing"]),
        participants=tuple(
            Participant(label, frozenset(Role(role) for role in roles)) for label, roles in one["participants"]
        ),
        harmed=tuple(
            Harmed(Relationship(relationship), AgeBand(age), AgeGap(gap)) for relationship, age, gap in one["harmed"]
        ),
        characteristics=frozenset(one["characteristics"]),
        outcome=one["outcome"],
    )


def classification(override: Override | None) -> dict[str, Any]:
    """An override as a study folder states it; {} for none. person: None, since the folder names somebody in words."""
    if override is None:
        return {}
    return {"cohort": override.cohort, "reason": override.reason, "by": override.by, "person": None}


def override_of(state: State) -> Override | None:
    """The override of a classification state, None for {}."""
    return Override(state["cohort"], state["reason"], state["by"]) if state else None


def submission_of(*, cover: State, framework: State, incidents: State, classification: State) -> Submission:
    """The submission these states tell of."""
    return Submission(
        reference=cover["reference"],
        site=cover["site"],
        file=cover["file"],
        age=cover["age"],
        sex=cover["sex"],
        meeting=_date(cover["meeting"]),
        consents=Consents(cover["lead_professional"], cover["case_worker"]),
        framework=framework_of(framework),
        incidents=incidents_of(incidents),
        override=override_of(classification),
    )


def unplaced_open(state: State) -> int:
    """How many of a form's unplaced words wait for somebody's decision."""
    return sum(one["decided"] is None for one in state.values())


def set_aside(state: State) -> int:
    """How many of a form's unplaced words somebody said are nothing."""
    return sum((one["decided"] or {}).get("as") == "nothing" for one in state.values())


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)
