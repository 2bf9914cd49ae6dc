"""Deciding a submission's cohort against the rule, with a reason and a name, and taking that back."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from fivefold.method.frameworks.classification import Cohort
from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import actions_cards
from fivefold.records.studies.models import Submission

BY_A_PERSON = (Cohort.SOLE, Cohort.GROUP, Cohort.BOTH)
"""What somebody may decide; undetermined is what the rule says where nobody does."""

REASON_AT_MOST = 1000
"""Characters of a reason."""


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    NO_REASON = "A decision against the rule needs a reason: who reads the study later has nothing else to go by."
    TOO_LONG = f"A reason holds at most {REASON_AT_MOST} characters."
    NO_COHORT = "Choose sole, group or both."
    NOTHING_DECIDED = "Nobody has decided against the rule here, so there is nothing to take back."


def refuse(by: Actor, submission: Submission) -> access.Refusal | None:
    """Whether somebody may decide a submission's cohort, or take a decision back."""
    return access.refuse(by, Ability.SUBMISSIONS_CLASSIFY, study=submission.study_id)


def refuse_override(cohort: Cohort, reason: str) -> Refusal | None:
    """Whether a decision can stand as it was written."""
    if cohort not in BY_A_PERSON:
        return Refusal.NO_COHORT
    if not reason.strip():
        return Refusal.NO_REASON
    return Refusal.TOO_LONG if len(reason.strip()) > REASON_AT_MOST else None


@transaction.atomic
def override(submission: Submission, *, cohort: Cohort, reason: str, against: int, by: Actor, at: datetime) -> Event:
    """Set the cohort a submission is counted in. It stands beside what the rule says and never replaces it.

    against: the number of the classification's newest revision the decision was made upon. Raises Conflict where
    somebody decided meanwhile, Refused otherwise.
    """
    require(refuse(by, submission))
    require(refuse_override(cohort, reason))
    state = {"cohort": str(cohort), "reason": reason.strip(), "by": by.name, "person": str(by.person)}
    event = lines.write(
        [Write(_line(submission), changes.put(state), against=against)],
        verb=Verb.CLASSIFICATION_OVERRIDDEN,
        by=by,
        at=at,
        share=submission.share,
        subject=submission.id,
    )
    actions_cards.renew(submission)
    return event


@transaction.atomic
def withdraw(submission: Submission, *, against: int, by: Actor, at: datetime) -> Event:
    """Take a decision back, so that the rule holds again. The decision and its reason stay in the history."""
    require(refuse(by, submission))
    line = _line(submission)
    require(None if lines.states([line])[line.id] else Refusal.NOTHING_DECIDED)
    event = lines.write(
        [Write(line, changes.put({}), against=against)],
        verb=Verb.OVERRIDE_WITHDRAWN,
        by=by,
        at=at,
        share=submission.share,
        subject=submission.id,
    )
    actions_cards.renew(submission)
    return event


@transaction.atomic
def undo(submission: Submission, *, number: int, by: Actor, at: datetime) -> Event:
    """Undo one decision or withdrawal: what stood before it stands again. Raises Conflict where another followed."""
    require(refuse(by, submission))
    line = _line(submission)
    require(None if 0 < number <= line.head else Refusal.NOTHING_DECIDED)
    event = lines.undo(line, number, by=by, at=at)
    actions_cards.renew(submission)
    return event


def _line(submission: Submission) -> Line:
    return lines.line(Kind.CLASSIFICATION, share=submission.share, subject=submission.id)
