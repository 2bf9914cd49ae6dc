"""Whether a framework may be in the study: each criterion met, failed or not to be decided, and what to do.

Criteria are data (data/rules/eligibility.1.toml); the protocol gives their values. A criterion that cannot be decided
never counts as met: a framework without both consents is not used because a list is silent.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from fivefold.method.common.dates import PartialDate
from fivefold.method.common.suggestions import either
from fivefold.method.frameworks import references
from fivefold.method.frameworks.incidents import Hackett
from fivefold.method.studies.study import Protocol, Study, Submission


class Outcome(StrEnum):
    """What a criterion came to."""

    MET = "met"
    FAILED = "failed"
    UNDECIDED = "undecided"


class State(StrEnum):
    """What all criteria together come to."""

    ELIGIBLE = "eligible"
    UNDECIDED = "undecided"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the things a framework must satisfy, in the data's own words."""

    key: str
    title: str
    if_failed: str
    if_missing: str


@dataclass(frozen=True, slots=True)
class Check:
    """One criterion checked on one framework.

    finding: what was found, as a sentence without its full stop. next_step: what to do; "" where it is met.
    """

    criterion: str
    title: str
    outcome: Outcome
    finding: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A framework's checks, one for each criterion, in order. file: as the submission names it; "" for none."""

    reference: str
    site: str
    file: str
    checks: tuple[Check, ...]

    @property
    def state(self) -> State:
        """Not eligible if a criterion failed; else undecided if one cannot be decided; else eligible."""
        outcomes = {check.outcome for check in self.checks}
        if Outcome.FAILED in outcomes:
            return State.NOT_ELIGIBLE
        return State.UNDECIDED if Outcome.UNDECIDED in outcomes else State.ELIGIBLE

    @property
    def open_checks(self) -> tuple[Check, ...]:
        """Those that are not met: failed ones first."""
        return tuple(
            check
            for outcome in (Outcome.FAILED, Outcome.UNDECIDED)
            for check in self.checks
            if check.outcome == outcome
        )


_Finding = tuple[Outcome, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a check may look at. duplicates: other files with the same reference."""

    submission: Submission
    protocol: Protocol
    duplicates: tuple[str, ...]


def assess(submission: Submission, *, protocol: Protocol, duplicates: tuple[str, ...] = ()) -> Eligibility:
    """Every criterion on one submission.

    duplicates: names of the other forms that carry the same reference.
    """
    asked = _Asked(submission, protocol, duplicates)
    found = {key: check(asked) for key, check in _CHECKS.items()}
    return Eligibility(submission.reference, submission.site, submission.file, _checks(found, protocol))


def assess_missing(reference: str, *, site: str, file: str, why: str, protocol: Protocol) -> Eligibility:
    """A framework that a list announces and whose form was not received or not read.

    why: what became of the form. Nothing else about it can be decided, so the form is the only criterion named.
    """
    found = {"form": (Outcome.UNDECIDED, why)}
    return Eligibility(reference, site, file, _checks(found, protocol))


def assess_study(study: Study) -> tuple[Eligibility, ...]:
    """Every submission of a study, in its order. Where one reference stands several times, none of them is decided."""
    files_of: dict[str, list[str]] = {}
    for one in study.submissions:
        files_of.setdefault(references.key(one.reference), []).append(one.file)
    return tuple(
        assess(one, protocol=study.protocol, duplicates=_others(one, files_of[references.key(one.reference)]))
        for one in study.submissions
    )


def eligible_study(study: Study) -> Study:
    """The study with its eligible submissions alone."""
    pairs = zip(study.submissions, assess_study(study), strict=True)
    return Study(study.protocol, tuple(one for one, assessed in pairs if assessed.state == State.ELIGIBLE))


def _others(submission: Submission, files_with_reference: list[str]) -> tuple[str, ...]:
    others = list(files_with_reference)
    others.remove(submission.file)
    return tuple(others)


def _checks(found: Mapping[str, _Finding], protocol: Protocol) -> tuple[Check, ...]:
    checks = []
    for criterion, title in zip(criteria(), _titles(protocol), strict=True):
        if criterion.key not in found:
            continue
        outcome, finding = found[criterion.key]
        step = {Outcome.MET: "", Outcome.FAILED: criterion.if_failed, Outcome.UNDECIDED: criterion.if_missing}[outcome]
        checks.append(Check(criterion.key, title, outcome, finding, step))
    return tuple(checks)


def titles(protocol: Protocol) -> dict[str, str]:
    """The criteria's titles with the protocol's values in them, by key, in order."""
    return {criterion.key: title for criterion, title in zip(criteria(), _titles(protocol), strict=True)}


@lru_cache(maxsize=8)
def _titles(protocol: Protocol) -> tuple[str, ...]:
    """The criteria's titles with the protocol's values in them."""
    words = {
        "youngest": str(protocol.ages[0]),
        "oldest": str(protocol.ages[1]),
        "first": str(protocol.window[0]),
        "last": str(protocol.window[1]),
        "sites": ", ".join(protocol.sites),
        "categories": either([category for category in Hackett if category in protocol.categories]),
    }
    return tuple(criterion.title.format(**words) for criterion in criteria())


@cache
def criteria() -> tuple[Criterion, ...]:
    """The criteria in the order in which they are checked and shown."""
    resource = files("fivefold.method.data.rules").joinpath("eligibility.1.toml")
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    return tuple(Criterion(**row) for row in table["criterion"])


def _form(asked: _Asked) -> _Finding:
    entries = sum(1 for _ in asked.submission.framework.placed_entries())
    if not entries:
        return Outcome.UNDECIDED, "the form holds no entry"
    return Outcome.MET, f"{entries} entries" if entries > 1 else "one entry"


def _reference(asked: _Asked) -> _Finding:
    reference = asked.submission.reference
    if references.is_reference(reference):
        return Outcome.MET, "its check character fits"
    if not reference.strip():
        return Outcome.UNDECIDED, "there is no reference"
    if references.looks_like_one(reference):
        return Outcome.UNDECIDED, "its check character does not fit"
    # Sites that ran the original study kept codes of their own.
    return Outcome.MET, "the site's own reference, which has no check character"


def _one_framework(asked: _Asked) -> _Finding:
    if asked.duplicates:
        return Outcome.UNDECIDED, f"its reference stands on {_files(asked.duplicates)} too"
    return Outcome.MET, "no other form has its reference"


def _files(names: tuple[str, ...]) -> str:
    return ", ".join(name or "a form without a name" for name in names)


def _site(asked: _Asked) -> _Finding:
    site = asked.submission.site
    if not site:
        return Outcome.UNDECIDED, "its site is not known"
    if site not in asked.protocol.sites:
        return Outcome.FAILED, f'site "{site}" is not in the protocol'
    return Outcome.MET, f"site {site}"


def _age(asked: _Asked) -> _Finding:
    age, (youngest, oldest) = asked.submission.age, asked.protocol.ages
    if age is None:
        return Outcome.UNDECIDED, "no age is given"
    return (Outcome.MET if youngest <= age <= oldest else Outcome.FAILED), f"aged {age}"


def _behaviour(asked: _Asked) -> _Finding:
    incidents = asked.submission.incidents
    if not incidents:
        return Outcome.UNDECIDED, "no incident is listed"
    found = {incident.category for incident in incidents}
    words = " and ".join(category for category in Hackett if category in found)
    return (Outcome.MET if found & asked.protocol.categories else Outcome.FAILED), f"recorded as {words}"


def _meeting(asked: _Asked) -> _Finding:
    meeting, (first, last) = asked.submission.meeting, asked.protocol.window
    if meeting is None:
        return Outcome.UNDECIDED, "no month of the meeting is given"
    earliest, latest = _months(meeting)
    if latest < first or last < earliest:
        return Outcome.FAILED, f"held in {meeting}"
    if first <= earliest and latest <= last:
        return Outcome.MET, f"held in {meeting}"
    return Outcome.UNDECIDED, f"held in {meeting}, and the month is not given"


def _months(date: PartialDate) -> tuple[PartialDate, PartialDate]:
    """The first and the last month the date can mean."""
    if date.month is None:
        return PartialDate(date.year, 1), PartialDate(date.year, 12)
    return date.to_month, date.to_month


def _consent(given: bool | None) -> _Finding:
    if given is None:
        return Outcome.UNDECIDED, "no answer is listed"
    return (Outcome.MET, "consents") if given else (Outcome.FAILED, "does not consent, or has withdrawn")


def _lead_professional(asked: _Asked) -> _Finding:
    return _consent(asked.submission.consents.lead_professional)


def _case_worker(asked: _Asked) -> _Finding:
    return _consent(asked.submission.consents.case_worker)


_CHECKS: Final[Mapping[str, Callable[[_Asked], _Finding]]] = {
    "form": _form,
    "reference": _reference,
    "one_framework": _one_framework,
    "site": _site,
    "age": _age,
    "behaviour": _behaviour,
    "meeting": _meeting,
    "lead_professional": _lead_professional,
    "case_worker": _case_worker,
}
"""How each criterion of the data is checked."""
