"""What reading a study folder found, as one value: what was read, and everything a person must look at."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal
from fivefold.method.studies.cohorts import Cohorts
from fivefold.method.studies.eligibility import Eligibility, State
from fivefold.method.studies.study import Study


class Kind(StrEnum):
    """What a finding is about."""

    REFERENCE = "reference"
    DUPLICATE = "duplicate"
    COVER = "cover"
    FORM_MISSING = "form_missing"
    SITE = "site"
    LIST = "list"
    INCIDENT = "incident"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit together.

    what: a sentence without its full stop. where: the file or row. next_step: what to do.
    attention: False for what a person need only know.
    """

    kind: Kind
    what: str
    where: str
    next_step: str = ""
    attention: bool = True


@dataclass(frozen=True, slots=True)
class FormRead:
    """One form that was read. reference: "" where it could not be told."""

    file: str
    site: str
    reference: str
    entries: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnplacedWords:
    """Words of a form that have no place on it, verbatim, and where they stand in it."""

    file: str
    reference: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not read. reference: what the site's cover list calls it, "" if it does not name it."""

    refusal: FormRefusal
    reference: str


@dataclass(frozen=True, slots=True)
class Blanks:
    """The cells of all frameworks: how many, how many hold entries, and why the others are blank."""

    cells: int
    filled: int
    by_status: Mapping[CellStatus, int]


@dataclass(frozen=True, slots=True)
class StudyReport:
    """One reading of a study folder.

    eligibility: of every submission, then of every framework a cover list announces without a form that was read.
    destroy_by: the month by whose end the research copy must be destroyed; None before a publication is planned.
    """

    forms: tuple[FormRead, ...]
    refused: tuple[Refused, ...]
    unplaced: tuple[UnplacedWords, ...]
    findings: tuple[Finding, ...]
    eligibility: tuple[Eligibility, ...]
    cohorts: Cohorts
    blanks: Blanks
    destroy_by: PartialDate | None

    @property
    def eligible(self) -> int:
        """Frameworks that may be in the study."""
        return sum(one.state == State.ELIGIBLE for one in self.eligibility)

    @property
    def needs_attention(self) -> bool:
        """Whether a person must look at anything."""
        return bool(
            self.refused
            or self.unplaced
            or self.cohorts.differing_from_form
            or any(finding.attention for finding in self.findings)
            or any(one.state != State.ELIGIBLE for one in self.eligibility)
        )


def blanks(study: Study) -> Blanks:
    """The cells of a study's frameworks."""
    found = Counter((bool(cell.entries), cell.status) for one in study.submissions for cell in one.framework.cells)
    by_status = {status: found[True, status] + found[False, status] for status in CellStatus}
    return Blanks(found.total(), sum(count for (filled, _), count in found.items() if filled), by_status)


def form_read(reading: FormReading, *, site: str, reference: str) -> FormRead:
    """What to say about a form that was read."""
    entries = sum(1 for _ in reading.framework.placed_entries())
    return FormRead(reading.file, site, reference, entries, reading.notes)


def unplaced_words(reading: FormReading, *, reference: str) -> Iterable[UnplacedWords]:
    """The words of a form that have no place on it."""
    return (UnplacedWords(reading.file, reference, words.where, words.text) for words in reading.unplaced)
