"""What one import came to: read, refused, unplaced, in doubt, changed; as a value and as sealed JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from fivefold.method.coding.refi_qda.losses import LossReport
from fivefold.method.coding.study_folder import CodedStudyReading
from fivefold.method.studies.eligibility import Eligibility
from fivefold.method.studies.report import FormRead, Refused

LEFT_STEP: Final = (
    "They stay as they were. A framework that came again under another reference is in the study twice, and its young "
    "person is counted twice. Ask the site about each. If it belongs to the study, put its form back into the folder. "
    "If not, put the form back under a file name of its own, with its row in the cover list and no for both consents, "
    "and bring the folder in: it is then kept and not counted, and its form may go again."
)
"""What to do about submissions that the folder holds no longer."""


@dataclass(slots=True)
class Tally:
    """What became of the submissions, counted while they are stored.

    kept: decisions made here that the folder says otherwise, as sentences. left: submissions the folder holds no
    longer, eligible or undecided; left_uncounted: the others of them, which need nobody. elsewhere: forms that lie in
    another site's folder than the records have them in.
    codings: those received or taken back; on_changed: codings on entries whose words changed, by reference.
    """

    received: int = 0
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    unplaced: int = 0
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    left_uncounted: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    codings_received: int = 0
    codings_taken_back: int = 0
    codings_held: int = 0
    on_changed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import, told whole: what a person reads after it, and what is kept sealed. No words of an entry in it.

    read: forms read, of which `received` are new, `changed` are known and came otherwise, and `unchanged` as before.
    refused: file, reference, reason, message, next step. findings: what does not fit together, `of` the "study" or its
    "coding"; `attention` where a person must look.
    missing: announced frameworks without a form. unplaced: places with words that wait for a decision.
    aside: forms that stand for no submission.
    project_losses, coding_losses: what the coding project lost, and what joining it to the study did.
    """

    read: int
    received: int
    changed: tuple[str, ...]
    unchanged: int
    refused: tuple[Mapping[str, str], ...]
    unplaced: int
    findings: tuple[Mapping[str, Any], ...]
    missing: tuple[Mapping[str, str], ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]
    left_uncounted: tuple[str, ...]
    elsewhere: tuple[str, ...]
    coded: bool
    codings_received: int
    codings_taken_back: int
    codings_held: int
    on_changed: Mapping[str, int]
    project_losses: tuple[Mapping[str, Any], ...]
    coding_losses: tuple[Mapping[str, Any], ...]
    form_notes: Mapping[str, tuple[str, ...]]
    aside: tuple[Mapping[str, Any], ...]
    in_vivo: tuple[str, ...]

    @property
    def doubts(self) -> tuple[Mapping[str, Any], ...]:
        """Findings that need a person."""
        return tuple(one for one in self.findings if one["attention"])

    @property
    def wrote(self) -> bool:
        """Whether anything was new or changed."""
        return bool(self.received or self.changed or self.codings_received or self.codings_taken_back)

    @property
    def needs_attention(self) -> bool:
        """Whether a person must look at anything."""
        decide = self.kept or self.left or self.elsewhere or self.on_changed
        return bool(self.refused or self.unplaced or self.doubts or decide)

    def as_json(self) -> dict[str, Any]:
        """The report as values that json.dumps takes."""
        return asdict(self)


def report_of(reading: CodedStudyReading, tally: Tally) -> ImportReport:
    """The report of a reading that was stored."""
    told = reading.report
    in_study = {one.file for one in reading.coded.study.submissions}
    return ImportReport(
        read=len(told.forms),
        received=tally.received,
        changed=tuple(tally.changed),
        unchanged=tally.unchanged,
        refused=tuple(map(_refused, told.refused)),
        unplaced=tally.unplaced,
        findings=tuple(
            {**asdict(one), "kind": str(one.kind), "of": of}
            for of, some in (("study", told.findings), ("coding", reading.findings))
            for one in some
        ),
        missing=tuple(_missing(told.eligibility, told.forms)),
        kept=tuple(tally.kept),
        left=tuple(tally.left),
        left_uncounted=tuple(tally.left_uncounted),
        elsewhere=tuple(tally.elsewhere),
        coded=reading.project is not None,
        codings_received=tally.codings_received,
        codings_taken_back=tally.codings_taken_back,
        codings_held=tally.codings_held,
        on_changed=dict(tally.on_changed),
        project_losses=() if reading.project is None else _losses(reading.project.losses),
        coding_losses=() if reading.coding is None else _losses(reading.coding.report),
        form_notes={form.file: form.notes for form in told.forms if form.notes},
        aside=tuple(asdict(form) for form in told.forms if form.file not in in_study),
        in_vivo=() if reading.coding is None else tuple(code.key for code in reading.coding.in_vivo),
    )


def _refused(one: Refused) -> dict[str, str]:
    return {
        "file": one.refusal.file,
        "reason": str(one.refusal.reason),
        "reference": one.reference,
        "message": one.refusal.message,
        "next_step": one.refusal.next_step,
    }


def _losses(found: LossReport) -> tuple[Mapping[str, Any], ...]:
    return tuple({**asdict(one), "severity": str(one.severity)} for one in found)


def _missing(assessed: Iterable[Eligibility], forms: Iterable[FormRead]) -> Iterable[dict[str, str]]:
    """Those of whom nothing could be decided but that there is no form."""
    for one in assessed:
        if [check.criterion for check in one.checks] == ["form"]:
            yield {"reference": one.reference, "site": one.site, "file": one.file, "why": one.checks[0].finding}
