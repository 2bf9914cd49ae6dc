"""Jobs: which there are, how far each one is, what it works on, and whether anybody works at all."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from fivefold.records.accounts.models import Study
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job, Payload
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

DEAD_AFTER = timedelta(minutes=10)
"""Without progress for so long, the worker of a job has died. The slowest step of the largest study takes less."""

MOST_TRIES = 3

UNATTENDED = timedelta(minutes=5)
"""A job that waits for longer, while none is being done, has no worker."""


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    BEING_DONE = "being done"
    DONE = "done"
    FAILED = "failed"


def state(job: Job) -> State:
    """Where a job stands. One whose worker died is still being done: it is taken up again."""
    if job.failed:
        return State.FAILED
    if job.ended is not None:
        return State.DONE
    return State.WAITING if job.began is None else State.BEING_DONE


def jobs(study: Study, kind: Kind) -> tuple[Job, ...]:
    """Every job of one kind in a study, the newest first, without what was wrong with it."""
    return tuple(_of(study, kind).order_by("-asked"))


def job(study: Study, kind: Kind, wanted: UUID) -> Job | None:
    """One job of a study."""
    return _of(study, kind).filter(id=wanted).first()


def _of(study: Study, kind: Kind) -> QuerySet[Job]:
    return Job.objects.filter(share__study=study, kind=kind).select_related("share").defer("problems")


def on_its_way(kind: Kind, subject: UUID) -> Job | None:
    """The job of this kind for this subject that has not ended; there is one at most."""
    return Job.objects.filter(kind=kind, subject=subject, ended__isnull=True).select_related("share").first()


def due(now: datetime) -> QuerySet[Job]:
    """Jobs that somebody should do: never begun, or begun by a worker that has died since. Oldest first."""
    waiting = Q(began__isnull=True) | Q(beat__lt=now - DEAD_AFTER)
    return Job.objects.filter(waiting, ended__isnull=True).order_by("asked", "id")


def unattended(now: datetime) -> datetime | None:
    """Since when the oldest job waits, where no worker does any; None where all is well. Within `overseeing`."""
    if Job.objects.filter(ended__isnull=True, beat__gte=now - DEAD_AFTER).exists():
        return None
    oldest = due(now).filter(asked__lt=now - UNATTENDED).first()
    return None if oldest is None else oldest.asked


def payload(job: Job) -> bytes:
    """What a job works on; b"" of one that was given nothing, or has ended. Unreadable where a part was moved."""
    parts = list(Payload.objects.filter(job=job).order_by("number"))
    return b"".join(
        keyring.current().unseal(
            bytes(part.sealed), scope=job.share.scope, place=part_of_payload(job, part.number, of=len(parts))
        )
        for part in parts
    )


def part_of_payload(job: Job, number: int, *, of: int) -> Place:
    """Where a part of a payload is stored: which part, and of how many, is bound to what is sealed."""
    return Place("payload", job.id, f"{number} of {of}")


def problems(job: Job) -> tuple[str, ...]:
    """What a person must put right before it is asked for again, a sentence each."""
    if job.problems is None:
        return ()
    place = Place("job", job.id, "problems")
    plain = keyring.current().unseal(bytes(job.problems), scope=job.share.scope, place=place)
    return tuple(json.loads(plain))
