"""A project's case variables held against the sites' cover lists."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from fivefold.method.coding import attributes
from fivefold.method.coding.attributes import Attribute
from fivefold.method.coding.refi_qda.losses import Severity, Tally
from fivefold.method.coding.refi_qda.values import Project, TextSource, Value
from fivefold.method.common.dates import PartialDate
from fivefold.method.studies.study import Submission

_NAMES = {
    "site": "Site",
    "age": "Age",
    "age at meeting": "Age",
    "sex": "Sex",
    "gender": "Sex",
    "meeting": "Meeting month",
    "meeting month": "Meeting month",
    "month of meeting": "Meeting month",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN_MONTH = re.compile(r"(?P<month>[a-z]{3})[a-z]*\.?\s+(?P<year>\d{4})")


class Comparison:
    """Counts every variable that says something else than the cover list. The cover list stands.

    Values that are missing on either side are no disagreement.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._names = attributes.variable_names(project)
        self._of_sources = Tally()

    def take(self, source: TextSource, submission: Submission) -> None:
        """Compare what a source says itself. submission: the framework it is."""
        for attribute in attributes.of_source(source, self._names):
            _compare(attribute, submission, self._of_sources)

    def tally(self, matched: Mapping[str, Submission]) -> Tally:
        """What was found, once all sources were taken. matched: framework by source identifier."""
        found = Tally()
        for attribute in attributes.of_cases(self._project):
            _compare(attribute, matched.get(attribute.source), found)
        found.add_all(self._of_sources.report)
        for attribute in attributes.of_sets(self._project):
            _compare(attribute, matched.get(attribute.source), found)
        return found


def _compare(attribute: Attribute, submission: Submission | None, tally: Tally) -> None:
    name = _NAMES.get(" ".join(attribute.name.casefold().split()))
    if submission is None or name is None or attribute.value is None or not str(attribute.value).strip():
        return
    listed = _LISTED[name](submission)
    given = _READ[name](attribute.value)
    if listed and given != listed:
        tally.add(
            f'"{name}" of {submission.reference}',
            named=True,
            severity=Severity.DOUBT,
            consequence=f"is {given or attribute.value} in the project and {listed} on the cover list; the list stands",
        )


def _age(value: Value) -> str:
    text = str(value).strip()
    whole = re.fullmatch(r"(\d{1,3})(?:\.0*)?", text)
    return whole[1] if whole else text


def _sex(value: Value) -> str:
    text = str(value).strip().casefold()
    return {"m": "male", "f": "female", "boy": "male", "girl": "female"}.get(text, text)


def _site(value: Value) -> str:
    return re.sub(r"^site[\s_-]*", "", str(value).strip(), flags=re.IGNORECASE).upper()


def _month(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}"
    text = str(value).strip().casefold()
    written = _WRITTEN_MONTH.fullmatch(text)
    if written and written["month"] in _MONTHS:
        return f"{written['year']}-{_MONTHS.index(written['month']) + 1:02}"
    try:
        return str(PartialDate.parse(text).to_month)
    except ValueError:
        return text


_READ: Mapping[str, Callable[[Value], str]] = {"Age": _age, "Sex": _sex, "Site": _site, "Meeting month": _month}
_LISTED: Mapping[str, Callable[[Submission], str]] = {
    "Age": lambda submission: "" if submission.age is None else str(submission.age),
    "Sex": lambda submission: submission.sex,
    "Site": lambda submission: submission.site.upper(),
    "Meeting month": lambda submission: str(submission.meeting.to_month) if submission.meeting else "",
}
