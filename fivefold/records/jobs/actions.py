"""Asking for long work, and what becomes of it. What a worker does, it does as whoever asked."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.models import Share
from fivefold.records.audit import events
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs import access, queries
from fivefold.records.jobs.access import Refusal
from fivefold.records.jobs.kinds import RULES, Failure, Kind
from fivefold.records.jobs.models import Job, Payload
from fivefold.records.jobs.queries import MOST_TRIES
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

PART = 2**20
"""Bytes of a payload in one row."""


class Overtaken(Exception):
    """A worker was given up for dead, and another has taken its job up: nothing it does counts any more."""


@transaction.atomic
def ask(
    kind: Kind,
    *,
    share: Share,
    subject: UUID,
    steps: int,
    by: Actor,
    at: datetime,
    payload: bytes = b"",
    facts: Mapping[str, Fact] | None = None,
) -> Job:
    """Ask for work; the worker does it. Asked again while it is on its way, it is the same job.

    payload: what it works on, kept sealed until it ends. Refused where the one on its way works on something else.
    """
    require(access.refuse_job(by, kind, share.study_id))
    # The share's row is what two who ask at once meet at; the second then finds the first one's job.
    Share.objects.select_for_update(no_key=True).get(id=share.id)
    waiting = queries.on_its_way(kind, subject)
    if waiting is not None:
        require(None if queries.payload(waiting) == payload else Refusal.ANOTHER_WAITS)
        return waiting
    made = Job.objects.create(id=uuid4(), share=share, kind=kind, subject=subject, by=by.person, asked=at, steps=steps)
    _put_away(payload, made)
    _tell(RULES[kind].asked, made, by=by.person, at=at, facts=facts or {})
    return made


def _put_away(payload: bytes, job: Job) -> None:
    pieces = [payload[start : start + PART] for start in range(0, len(payload), PART)]
    parts = [Payload(id=uuid4(), share=job.share, job=job, number=number) for number in range(len(pieces))]
    for part, piece in zip(parts, pieces, strict=True):
        place = queries.part_of_payload(job, part.number, of=len(pieces))
        part.sealed = keyring.current().seal(piece, scope=job.share.scope, place=place)
    Payload.objects.bulk_create(parts)


@transaction.atomic
def begin(job: Job, *, by: Actor, at: datetime) -> Job | None:
    """Take a job up; None where another worker was quicker. Given up after MOST_TRIES."""
    require(access.refuse_job(by, Kind(job.kind), job.share.study_id))
    due = queries.due(at).filter(id=job.id).select_related("share__study")
    held = due.select_for_update(skip_locked=True, of=("self",)).first()
    if held is None:
        return None
    if held.tries >= MOST_TRIES:
        _end(held, Failure.GAVE_UP, by=by.person, at=at)
        return None
    held.began, held.beat, held.steps_done, held.tries = at, at, 0, held.tries + 1
    held.save(update_fields=["began", "beat", "steps_done", "tries"])
    _tell(RULES[Kind(held.kind)].begun, held, by=by.person, at=at, facts={"try": held.tries})
    return held


@transaction.atomic
def step(job: Job, done: int, *, by: Actor, at: datetime, of: int | None = None) -> None:
    """So many steps are done; the time shows that the worker lives. of: how many there are, once that is known.

    No event: nothing of the study was read or changed by it. Raises Overtaken.
    """
    require(access.refuse_job(by, Kind(job.kind), job.share.study_id))
    ours = Job.objects.filter(id=job.id, tries=job.tries, ended__isnull=True)
    if not ours.update(steps_done=done, beat=at, **({} if of is None else {"steps": of})):
        raise Overtaken


@transaction.atomic
def finish(job: Job, *, by: Actor, at: datetime, result: UUID | None = None) -> Job:
    """End a job that is done, in the transaction that keeps what it made. Its event is the work's own.

    Raises Overtaken, so that nothing is kept of a try that is not the newest.
    """
    require(access.refuse_job(by, Kind(job.kind), job.share.study_id))
    held = _still_ours(job)
    if held is None:
        raise Overtaken
    held.ended, held.beat, held.steps_done, held.result = at, at, held.steps, result
    held.save(update_fields=["ended", "beat", "steps_done", "result"])
    Payload.objects.filter(job=held).delete()
    return held


@transaction.atomic
def fail(job: Job, why: Failure, *, by: Actor, at: datetime, problems: Sequence[str] = ()) -> None:
    """Say that a job came to nothing. why: a key. problems: what to put right, in words that may be somebody's."""
    require(access.refuse_job(by, Kind(job.kind), job.share.study_id))
    held = _still_ours(job)
    if held is None:
        return
    if problems:
        plain = json.dumps(problems, ensure_ascii=False).encode()
        held.problems = keyring.current().seal(plain, scope=held.share.scope, place=Place("job", held.id, "problems"))
    _end(held, why, by=by.person, at=at)


@transaction.atomic
def give_up(job: Job, *, at: datetime) -> None:
    """End a job whose asker may no longer have it done. Nobody acts, so there is no `by`. Within `tending`."""
    held = Job.objects.filter(id=job.id, ended__isnull=True).select_for_update(of=("self",)).first()
    if held is not None:
        _end(held, Failure.NOT_ALLOWED, by=None, at=at)


def _still_ours(job: Job) -> Job | None:
    """The record, locked, while the try that began with it is the newest one."""
    mine = Job.objects.filter(id=job.id, tries=job.tries, ended__isnull=True)
    return mine.select_for_update(of=("self",)).select_related("share").first()


def _end(job: Job, why: Failure, *, by: UUID | None, at: datetime) -> None:
    job.ended, job.failed = at, why
    job.save(update_fields=["ended", "failed", "problems"])
    Payload.objects.filter(job=job).delete()
    _tell(RULES[Kind(job.kind)].failed, job, by=by, at=at, facts={"why": str(why)})


def _tell(verb: Verb, job: Job, *, by: UUID | None, at: datetime, facts: Mapping[str, Fact]) -> None:
    events.record(verb, by=by, at=at, share=job.share_id, subject=job.id, facts=facts)
