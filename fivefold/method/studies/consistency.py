"""Whether frameworks that share an incident tell the same facts about it."""

from collections.abc import Iterator

from fivefold.method.frameworks.incidents import Incident
from fivefold.method.studies.report import Finding, Kind
from fivefold.method.studies.study import Study

_FACTS = ("date", "location", "online", "category", "standing")
"""What one incident cannot be two of. Who took part and how it ended may be known differently to two sites."""


def shared_incidents(study: Study) -> Iterator[Finding]:
    """One finding for each fact that differs between frameworks sharing an incident."""
    told: dict[str, tuple[str, Incident]] = {}
    for submission in study.submissions:
        for incident in submission.incidents:
            first, other = told.setdefault(incident.reference, (submission.reference, incident))
            for fact in _FACTS:
                here, there = getattr(incident, fact), getattr(other, fact)
                if here != there:
                    yield Finding(
                        Kind.INCIDENT,
                        f"incident {incident.reference}: {fact} is {_said(there)} for {first} and {_said(here)} for "
                        f"{submission.reference}",
                        "incidents.csv",
                        "Ask the sites which is right, or give the two incidents references of their own.",
                    )


def _said(fact: object) -> str:
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return "not given" if fact is None else str(fact)
