"""A coded study as rows of the extract's tables: where and what, never the words."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from fivefold.method.analysis.schema import RECORDED
from fivefold.method.coding.codebook import Code, Primary
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean
from fivefold.method.frameworks.classification import Cohort, Rule, classify, rule
from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Harmed, Role
from fivefold.method.studies.cohorts import Decision, decide
from fivefold.method.studies.eligibility import Eligibility, Outcome, State, assess_study
from fivefold.method.studies.study import Submission

Row: TypeAlias = tuple[object, ...]
Rows: TypeAlias = dict[str, Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Codes by key, and for each the keys of the codes above it in the tree."""

    codes: Mapping[str, Code]
    above: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Placed:
    """An eligible submission with its cohort, and the rule's if an audience were counted as taking part."""

    submission: Submission
    decision: Decision
    if_audience: Cohort


def rows_of(coded: CodedStudy, announced: Iterable[Eligibility] = ()) -> Rows:
    """Rows for every table, in the order of its columns, to be gone through once; repeats are the caller's to drop.

    They are made as they are asked for, so that of a large study one table stands in memory at a time.
    announced: assessments of frameworks that may have come without a form; those submitted are assessed here.
    A characteristic that is no code of the codebook is left out: reading the study names it.
    Raises InputError when a coding stands in a framework that was not submitted.
    """
    lineage = lineage_of(coded)
    submitted = {submission.reference for submission in coded.study.submissions}
    _refuse_strangers(coded.codings, submitted)
    eligible, excluded = _admitted(coded)
    excluded += [row for one in announced if one.reference not in submitted for row in _reasons(one)]
    agreed = _Chosen(coded.codings, eligible, agreed=True)
    return {
        "frameworks": map(_framework, eligible.values()),
        "codes": _codes(lineage),
        "presence": _presence(agreed, lineage),
        "segments": map(_segment, agreed),
        "interventions": _interventions(agreed, lineage),
        "cells": (row for placed in eligible.values() for row in _cells(placed.submission)),
        "incidents": (row for placed in eligible.values() for row in _incidents(placed)),
        "characteristics": (
            row for placed in eligible.values() for row in _characteristics(placed.submission, lineage)
        ),
        "harmed": (row for placed in eligible.values() for row in _harmed(placed.submission)),
        "coder_segments": map(_coder_segment, _Chosen(coded.codings, eligible, agreed=False)),
        "exclusions": excluded,
    }


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The codings of eligible frameworks, of the agreed layer or of all others; a million of them are not held."""

    codings: Iterable[Coding]
    eligible: Collection[str]
    agreed: bool

    def __iter__(self) -> Iterator[Coding]:
        for coding in self.codings:
            if (coding.layer == AGREED) is self.agreed and coding.framework in self.eligible:
                yield coding


def lineage_of(coded: CodedStudy) -> Lineage:
    """The codebook's codes, then those made in vivo that only codings hold, each with the codes above it."""
    codes = {code.key: code for code in coded.codebook}
    for coding in coded.codings:
        codes.setdefault(coding.code.key, coding.code)
    return Lineage(codes, {key: tuple(_ancestors(key, codes)) for key in codes})


def _ancestors(key: str, codes: Mapping[str, Code]) -> Iterator[str]:
    parent, slash, _ = key.rpartition("/")
    while slash:
        if parent in codes:
            yield parent
        parent, slash, _ = parent.rpartition("/")


def _refuse_strangers(codings: Iterable[Coding], submitted: set[str]) -> None:
    for coding in codings:
        if coding.framework not in submitted:
            raise InputError(
                f'a coding stands in framework "{coding.framework}", which was not submitted',
                where=f"codings of {coding.layer}",
                next_step=did_you_mean(coding.framework, submitted)
                or "Add the form to the study folder, or take the source out of the coding project.",
            )


def _codes(lineage: Lineage) -> Iterator[Row]:
    for position, (key, code) in enumerate(lineage.codes.items()):
        above = lineage.above[key]
        parent = above[0] if above else None
        yield key, code.primary, code.context, parent, " > ".join(code.path), code.name, len(code.path), position


def _presence(agreed: Iterable[Coding], lineage: Lineage) -> Iterator[Row]:
    """Unique (framework, code) pairs with the codes above included, so that a count never needs a distinct.

    The last column says whether the framework was coded with that very code or only with one below it.
    """
    for framework, codings in groupby(agreed, key=attrgetter("framework")):
        keys = {coding.code.key for coding in codings}
        for key in keys | {above for one in keys for above in lineage.above[one]}:
            yield framework, key, key in keys


def _segment(coding: Coding) -> Row:
    span, code = coding.span, coding.code
    return (coding.framework, *_place(coding), span.start, span.end, code.key, code.context, coding.misplaced)


def _coder_segment(coding: Coding) -> Row:
    return (coding.layer, coding.framework, *_place(coding), coding.span.start, coding.span.end, coding.code.key)


def _place(coding: Coding) -> Row:
    return coding.cell.context, coding.cell.column, coding.entry


def _interventions(agreed: Iterable[Coding], lineage: Lineage) -> Iterator[Row]:
    """An intervention is one entry coded with one Response code, however many segments say so.

    An entry coded with a code and with one above it tells of one intervention, the more specific.
    """
    responses = (coding for coding in agreed if coding.code.primary is Primary.RESPONSE)
    for (framework, *place), codings in groupby(responses, key=lambda one: (one.framework, *_place(one))):
        codes = {coding.code.key: coding.code for coding in codings}
        implied = {above for key in codes for above in lineage.above[key]}
        for key, code in codes.items():
            if key not in implied:
                yield framework, code.context, key, *place


def _cells(submission: Submission) -> Iterator[Row]:
    for cell in submission.framework.cells:
        status = cell.status if cell.status is not None and not cell.entries else RECORDED
        yield submission.reference, cell.key.context, cell.key.column, status, len(cell.entries)


def _characteristics(submission: Submission, lineage: Lineage) -> Iterator[Row]:
    for incident in submission.incidents:
        for slug in incident.characteristics:
            if f"{Primary.OFFENCE}/{slug}" in lineage.codes:
                yield submission.reference, incident.reference, f"{Primary.OFFENCE}/{slug}"


def _harmed(submission: Submission) -> Iterator[Row]:
    for incident in submission.incidents:
        for number, child in enumerate(incident.harmed):
            who = (child.relationship, child.age, child.gap, similar_age(child), younger_child(child))
            yield submission.reference, incident.reference, number, *who


def similar_age(child: Harmed) -> bool | None:
    """Whether the child who was harmed is within three years of age; None where the gap is not recorded."""
    return None if child.gap is AgeGap.UNSPECIFIED else child.gap is AgeGap.WITHIN_3


def younger_child(child: Harmed) -> bool | None:
    """Whether the child who was harmed is under 10; None where the age is not recorded."""
    return None if child.age is AgeBand.UNSPECIFIED else child.age is AgeBand.UNDER_10


def _admitted(coded: CodedStudy) -> tuple[dict[str, Placed], list[Row]]:
    """Eligible submissions by reference, and a (reference, reason) for every criterion another one does not meet."""
    by_rule = rule(coded.study.protocol.classification_rule)
    assessed = assess_study(coded.study)
    eligible = {
        one.reference: _placed(one, by_rule)
        for one, assessment in zip(coded.study.submissions, assessed, strict=True)
        if assessment.state is State.ELIGIBLE
    }
    return eligible, [row for one in assessed for row in _reasons(one)]


def _reasons(assessment: Eligibility) -> Iterator[Row]:
    for check in assessment.open_checks:
        # Never the finding: it may repeat what a list or a form says.
        outcome = "not so" if check.outcome is Outcome.FAILED else "cannot be decided"
        yield assessment.reference, f"{check.title}: {outcome}"


def _placed(submission: Submission, by_rule: Rule) -> Placed:
    counting = classify(submission.incidents, rule=by_rule.including_audience)
    return Placed(submission, decide(submission, rule=by_rule), counting.cohort)


def _framework(placed: Placed) -> Row:
    one = placed.submission
    overridden = one.override is not None
    return (
        one.reference,
        one.site,
        placed.decision.cohort,
        # What a person decided, an audience does not change.
        placed.decision.cohort if overridden else placed.if_audience,
        overridden,
        one.age,
        one.sex or "not given",
        None if one.meeting is None else str(one.meeting.to_month),
        placed.decision.offence,
        {0: "none", 1: "single"}.get(len(one.incidents), "series"),
        len(one.incidents),
        sum(len(cell.entries) for cell in one.framework.cells),
    )


def _incidents(placed: Placed) -> Iterator[Row]:
    kinds = {one.incident: one.kind for one in placed.decision.computed.per_incident}
    for incident in placed.submission.incidents:
        yield (
            placed.submission.reference,
            incident.reference,
            None if incident.date is None else str(incident.date.to_month),
            incident.location,
            incident.online,
            incident.category,
            incident.standing,
            kinds[incident.reference],
            any(Role.AUDIENCE in participant.roles for participant in incident.participants),
            len(incident.harmed),
        )
