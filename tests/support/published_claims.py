"""Published figures in short, and the demonstration study checked against all of them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Group
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.demonstration import synthetic
from fivefold.method.reporting.claim_checks import Checked, check
from fivefold.method.reporting.claims import Bound, Certainty, Claim, Factor, read_claims

BULLYING = Factor("Risk", "Peer", "Bullying others")
"""A factor the briefing's questions know: risk/peer/bullying-others."""

COHORTS = {"attribute": "cohort", "value": ["sole", "group", "both", "undetermined"]}
"""The query whose figure holds the sizes of the groups."""


def claim(key: str, counts: Mapping[str, int] | None = None, **changes: Any) -> Claim:
    """A claim on BULLYING in frameworks, at line 1; changes: any field but the counts, bases by group name."""
    bases = {Group(group): base for group, base in changes.pop("bases", {}).items()}
    bounds = tuple(Bound(Group(group), sign, count) for group, sign, count in changes.pop("bounds", ()))
    values: dict[str, Any] = {
        "section": "Findings",
        "line": 1,
        "statement": f"Statement of {key}.",
        "factor": BULLYING,
        "unit": "frameworks",
        "table": "",
        "certainty": Certainty.EXACT,
        "note": "",
    }
    printed = {Group(group): count for group, count in (counts or {}).items()}
    return Claim(key=key, counts=printed, bases=bases, bounds=bounds, **(values | changes))


def row(**changes: Any) -> dict[str, Any]:
    """A published figure as JSON has it."""
    values: dict[str, Any] = {
        "id": "one",
        "section": "Findings",
        "line": 7,
        "statement": "Two frameworks.",
        "primary": "Risk",
        "context": "Peer",
        "factor": "Bullying others",
        "counts": {"all": 2, "sole": None},
        "denominators": {"all": None},
        "unit": "frameworks",
        "certainty": "exact",
        "note": None,
    }
    return values | changes


def published() -> tuple[Claim, ...]:
    """The published study's figures, as the package holds them."""
    name = "published-figures.1.json"
    text = files("fivefold.method.data.claims").joinpath(name).read_text(encoding="utf-8")
    return read_claims(text, file=name)


@cache
def demonstration() -> tuple[CodedStudy, Extract]:
    """The demonstration study and its extract."""
    coded = synthetic.coded_study()
    return coded, extract(coded)


@cache
def checked() -> tuple[Checked, ...]:
    """Every published figure against the demonstration study."""
    coded, found = demonstration()
    return check(published(), extract=found, protocol=coded.study.protocol)
