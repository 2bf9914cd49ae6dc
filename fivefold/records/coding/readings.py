"""A study as the records hold it, told as the reading of a study folder is told.

Whatever works on a reading works on a study in the records. What is computed (eligibility, cohorts, blank cells) is
computed now; what only the folder could tell (refused files, findings) is what the newest import told, and what only a
coding project could (its losses) what the newest import that had one told.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fivefold.method.coding.project import CodingReading
from fivefold.method.coding.refi_qda.losses import Loss, LossReport, Severity
from fivefold.method.coding.refi_qda.values import Project
from fivefold.method.coding.study_folder import CodedStudyReading
from fivefold.method.frameworks.forms.outcomes import FormRefusal, RefusalReason
from fivefold.method.studies.cohorts import cohorts
from fivefold.method.studies.eligibility import assess_study
from fivefold.method.studies.folder import StudyReading
from fivefold.method.studies.layout import CODING
from fivefold.method.studies.report import Finding, FormRead, Kind, Refused, StudyReport, UnplacedWords, blanks
from fivefold.method.studies.retention import destroy_by
from fivefold.method.studies.study import Study as StudyValue
from fivefold.records.accounts.models import Study
from fivefold.records.coding.queries import coded_study
from fivefold.records.studies import queries

Told = Mapping[str, Any]


def reading(study: Study) -> CodedStudyReading:
    """The study as the reading of its folder would tell it, for the current actor's shares.

    Without a part in research there are no codings and no import's report. Holds the whole study in memory.
    Raises LookupError before anything was brought in.
    """
    coded = coded_study(study)
    told = queries.newest_report(study)
    report = _report(study, coded.study, told)
    found = tuple(_findings(told, "coding"))
    with_project = next((one for one in queries.reports(study) if one["coded"]), None)
    # An import that was broken off left codings and no report.
    if with_project is None and not coded.codings:
        return CodedStudyReading(coded, StudyReading(coded.study, report), None, None, found)
    of_project = with_project or {}
    project = Project(coded.study.protocol.title, losses=_losses(of_project.get("project_losses", ())))
    coding = CodingReading(
        codings=coded.codings,
        codebook=coded.codebook,
        in_vivo=tuple(coded.codebook[key] for key in of_project.get("in_vivo", ())),
        report=_losses(of_project.get("coding_losses", ())),
    )
    # That the newest folder had no coding project is not true of the study.
    found = tuple(one for one in found if one.where != CODING)
    return CodedStudyReading(coded, StudyReading(coded.study, report), project, coding, found)


def _report(study: Study, value: StudyValue, told: Told) -> StudyReport:
    notes = told.get("form_notes", {})
    forms = [
        FormRead(
            one.file,
            one.site,
            one.reference,
            sum(1 for _ in one.framework.placed_entries()),
            tuple(notes.get(one.file, ())),
        )
        for one in value.submissions
    ]
    forms += [FormRead(**{**form, "notes": tuple(form["notes"])}) for form in told.get("aside", ())]
    return StudyReport(
        forms=tuple(sorted(forms, key=lambda form: form.file)),
        refused=tuple(map(_refused, told.get("refused", ()))),
        unplaced=tuple(_unplaced(study)),
        findings=tuple(_findings(told, "study")),
        eligibility=(*assess_study(value), *queries.missing(study)),
        cohorts=cohorts(value),
        blanks=blanks(value),
        destroy_by=destroy_by(value.protocol),
    )


def _refused(told: Told) -> Refused:
    refusal = FormRefusal(told["file"], RefusalReason(told["reason"]), told["message"], told["next_step"])
    return Refused(refusal, told["reference"])


def _unplaced(study: Study) -> Iterable[UnplacedWords]:
    """Words that wait for a decision, form by form; those decided on have their place."""
    waiting = [
        (one.value.file, one.value.reference, words.where, words.text)
        for one in queries.every(study)
        for words in one.still_unplaced
    ]
    return (UnplacedWords(*words) for words in sorted(waiting, key=lambda words: words[0]))


def _findings(told: Told, of: str) -> Iterable[Finding]:
    for one in told.get("findings", ()):
        if one["of"] == of:
            yield Finding(Kind(one["kind"]), one["what"], one["where"], one["next_step"], one["attention"])


def _losses(told: Iterable[Told]) -> LossReport:
    return LossReport(tuple(Loss(**{**one, "severity": Severity(one["severity"])}) for one in told))
