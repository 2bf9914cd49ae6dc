"""Saying where a form's unplaced words belong, or that they are nothing, and taking that back."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import transaction

from fivefold.method.frameworks.entries import CellKey, Entry
from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.changes import State
from fivefold.records.revisions.lines import Conflict, Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import actions_cards, entry_identity, states
from fivefold.records.studies.models import Submission
from fivefold.records.studies.states import EntryId

REASON_AT_MOST = 1000
"""Characters of a reason."""


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    NO_REASON = "Say why these words are nothing, so that nobody has to look them up again."
    TOO_LONG = f"A reason holds at most {REASON_AT_MOST} characters."
    NO_SUCH_WORDS = "There are no such words on this form."
    NO_SUCH_CELL = "The form has no such place."
    STILL_OPEN = "Nobody has decided on these words yet, so there is nothing to take back."
    CODED = "Somebody has coded this entry. Take those codings away first, so that none is left without its words."
    REWRITTEN = "The entry made of these words was changed since, so taking it back would lose words."


def refuse(by: Actor, submission: Submission) -> access.Refusal | None:
    """Whether somebody may decide on a submission's unplaced words."""
    return access.refuse(by, Ability.UNPLACED_RESOLVE, study=submission.study_id)


def refuse_nothing(reason: str) -> Refusal | None:
    """Whether a reason can stand as it was written."""
    if not reason.strip():
        return Refusal.NO_REASON
    return Refusal.TOO_LONG if len(reason.strip()) > REASON_AT_MOST else None


@transaction.atomic
def place(submission: Submission, *, words: str, cell: CellKey, against: int, by: Actor, at: datetime) -> Event:
    """Make the words, as they stand, the last entry of a cell. One event for the framework and the decision.

    words: their key. against: the number of the newest revision of the unplaced words it was decided upon; other
    words decided meanwhile are no conflict. Raises Conflict where somebody decided on the same words, and Refused.
    """
    unplaced, held = _open(submission, words, against, by=by)
    form = _line(submission, Kind.FRAMEWORK)
    told = lines.states([form])[form.id]
    require(None if cell in states.cells_of(told) else Refusal.NO_SUCH_CELL)
    text = held["text"].strip()
    made: EntryId = (uuid4().hex, 1, entry_identity.marker(submission.share)(text))
    decided = {"as": "entry", "cell": str(cell), "entry": made[0]}
    return _decide(
        submission,
        (
            Write(unplaced, changes.keys(given={words: {**held, "decided": decided}}), against=against),
            # An entry that is new meets nobody's change.
            Write(form, changes.keys(given=states.entry_at_end(told, Entry(text, cell), made)), against=form.head),
        ),
        verb=Verb.UNPLACED_RESOLVED,
        facts={"as": "entry"},
        by=by,
        at=at,
    )


@transaction.atomic
def dismiss(submission: Submission, *, words: str, reason: str, against: int, by: Actor, at: datetime) -> Event:
    """Say that the words are nothing that belongs on the form, and why. words, against: as for `place`."""
    require(refuse(by, submission))
    require(refuse_nothing(reason))
    unplaced, held = _open(submission, words, against, by=by)
    decided = {"as": "nothing", "reason": reason.strip()}
    return _decide(
        submission,
        (Write(unplaced, changes.keys(given={words: {**held, "decided": decided}}), against=against),),
        verb=Verb.UNPLACED_RESOLVED,
        facts={"as": "nothing"},
        by=by,
        at=at,
    )


@transaction.atomic
def reopen(submission: Submission, *, words: str, against: int, by: Actor, at: datetime) -> Event:
    """Take a decision on words back: they wait again, and an entry made of them leaves the framework."""
    require(refuse(by, submission))
    unplaced = _line(submission, Kind.UNPLACED)
    held = lines.states([unplaced])[unplaced.id].get(words)
    require(None if held else Refusal.NO_SUCH_WORDS)
    assert held is not None
    decided = held["decided"]
    require(None if decided else Refusal.STILL_OPEN)
    writes = [Write(unplaced, changes.keys(given={words: {**held, "decided": None}}), against=against)]
    if decided["as"] == "entry":
        form = _line(submission, Kind.FRAMEWORK)
        told = lines.states([form])[form.id]
        require(_refuse_removal(submission, told, decided["entry"]))
        writes.append(Write(form, changes.keys(dropped=[states.entry_key(decided["entry"])]), against=form.head))
    return _decide(submission, tuple(writes), verb=Verb.UNDONE, facts={}, by=by, at=at)


def _open(submission: Submission, words: str, against: int, *, by: Actor) -> tuple[Line, Mapping[str, Any]]:
    """The line and the words, still to be decided. Conflict where somebody was quicker."""
    require(refuse(by, submission))
    line = _line(submission, Kind.UNPLACED)
    held: Mapping[str, Any] | None = lines.states([line])[line.id].get(words)
    require(None if held else Refusal.NO_SUCH_WORDS)
    assert held is not None
    if held["decided"]:
        missed = [one for one in lines.since(line, against) if words in (changes.touches(one.change) or {words})]
        raise Conflict(line, missed)
    return line, held


def _decide(
    submission: Submission,
    writes: tuple[Write, ...],
    *,
    verb: Verb,
    facts: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Event:
    event = lines.write(
        writes, verb=verb, by=by, at=at, share=submission.share, subject=submission.id, facts=dict(facts)
    )
    actions_cards.renew(submission)
    return event


def _line(submission: Submission, kind: Kind) -> Line:
    return lines.line(kind, share=submission.share, subject=submission.id)


def _refuse_removal(submission: Submission, told: State, key: str) -> Refusal | None:
    """Whether the entry made of words may leave the framework: it stands as it was made, and nobody has coded it."""
    versions = {entry: version for entry, version, _ in states.entry_ids(told)}
    if versions.get(key) != 1:
        return Refusal.REWRITTEN
    layers = lines.states_of([submission.id], Kind.CODINGS).get(submission.id, {})
    coded = {coding[0] for layer in layers.values() for coding in layer.values()}
    return Refusal.CODED if key in coded else None
