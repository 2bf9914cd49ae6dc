"""What `fivefold study` prints for a program to read (docs/reference/study-report.md)."""

from collections.abc import Iterable
from typing import Any

from fivefold.method.coding.study_folder import CodedStudyReading
from fivefold.method.frameworks.forms.outcomes_as_json import to_json
from fivefold.method.studies.cohorts import AudienceSensitivity, Cohorts, Decision
from fivefold.method.studies.eligibility import Eligibility, State
from fivefold.method.studies.report import StudyReport


def reading(found: CodedStudyReading) -> dict[str, Any]:
    """A whole reading: forms, refusals, unplaced words, findings, eligibility, cohorts, blank cells, coding."""
    report = found.report
    return {
        "title": found.coded.study.protocol.title,
        "sites": found.coded.study.protocol.sites,
        "forms": report.forms,
        "refused": [{**to_json(one.refusal), "reference": one.reference} for one in report.refused],
        "unplaced": report.unplaced,
        "findings": [*report.findings, *found.findings],
        "eligibility": eligibility(report.eligibility),
        "cohorts": cohorts(report),
        "cells": report.blanks,
        "coding": _coding(found),
        "destroy_by": None if report.destroy_by is None else str(report.destroy_by),
    }


def eligibility(assessed: Iterable[Eligibility]) -> list[dict[str, Any]]:
    """Every framework with its state and its checks."""
    return [
        {"reference": one.reference, "site": one.site, "file": one.file, "state": one.state, "checks": one.checks}
        for one in assessed
    ]


def cohorts(report: StudyReport) -> dict[str, Any]:
    """Counts over all frameworks read, the same over the eligible ones, and every decision."""
    eligible = {one.reference for one in report.eligibility if one.state == State.ELIGIBLE}
    return {
        **_counts(report.cohorts),
        "of_eligible": _counts(report.cohorts.among(eligible)),
        "frameworks": [_decision(one) for one in report.cohorts.decisions],
    }


def _counts(found: Cohorts) -> dict[str, Any]:
    return {"unit": "frameworks", "base": len(found.decisions), "counts": found.counts}


def classification(report: StudyReport, sensitivity: AudienceSensitivity) -> dict[str, Any]:
    """Counts, decisions, and what would change if an audience counted."""
    return {**cohorts(report), "if_an_audience_took_part": sensitivity}


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "cohort": one.cohort,
        "by_rule": one.computed,
        "override": one.override,
        "form_says": one.offence,
        "form_compared": one.form,
    }


def _coding(found: CodedStudyReading) -> dict[str, Any] | None:
    if found.project is None or found.coding is None:
        return None
    return {
        "codings": len(found.coding.codings),
        "in_vivo": [code.key for code in found.coding.in_vivo],
        "losses": [*found.project.losses, *found.coding.report],
    }
