"""Jobs as tests see them: those of a study, and a worker that works at a time of the test's own."""

from datetime import datetime, timedelta

from fivefold.records import worker
from fivefold.records.accounts.models import Study
from fivefold.records.jobs import queries
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job, Payload
from fivefold.records.jobs.queries import DEAD_AFTER
from tests.support.standing import NOW, World, rows

LATER = NOW + DEAD_AFTER + timedelta(seconds=1)
"""When a job that was begun at NOW has lost its worker."""


def clock() -> datetime:
    """NOW."""
    return NOW


def work_once(now: datetime = NOW) -> bool:
    """Have the worker do the oldest job that is due, at that time."""
    return worker.work_once(now, clock=lambda: now)


def newest(world: World, kind: Kind, *, who: str = "research_lead", of: Study | None = None) -> Job:
    """The newest job of a kind."""
    with world.acting(who):
        return queries.jobs(of or world.first, kind)[0]


def problems(world: World, job: Job) -> tuple[str, ...]:
    """What is to be put right."""
    with world.acting("research_lead"):
        return queries.problems(job)


def payloads() -> list[bytes]:
    """What is kept for jobs to work on, as it is stored."""
    return [bytes(one.sealed) for one in rows(Payload)]
