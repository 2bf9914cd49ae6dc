"""The values of a submission as states of its lines, and back. No tables here."""

from collections.abc import Mapping, Sequence
from typing import Any

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks import as_json
from fivefold.method.frameworks.entries import Framework
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
    """A framework with the identifiers of its entries, in placed order."""
    return {"framework": as_json.to_json(one), "entries": [list(entry) for entry in entries]}


def entry_ids(state: State) -> tuple[EntryId, ...]:
    """The identifiers of a framework state's entries, in placed order."""
    return tuple((str(entry), int(version), str(mark)) for entry, version, mark in state.get("entries", ()))


def framework_of(state: State) -> Framework:
    """The framework of a framework state."""
    return as_json.from_json(state["framework"])


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


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)
