"""Doing one job: taken up and done as whoever asked, with the roles they hold at each step.

Each step is a transaction of its own, so that progress is seen and a worker that is killed leaves a job that another
takes up.
"""

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError
from django.utils import timezone

from fivefold.method.common.errors import InputError, InputErrors
from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor, Refused, actor
from fivefold.records.accounts.acting import acting, overseeing, tending
from fivefold.records.accounts.models import Person
from fivefold.records.jobs import actions, queries
from fivefold.records.jobs.actions import Overtaken
from fivefold.records.jobs.kinds import Failure, Kind
from fivefold.records.jobs.models import Job

_log = logging.getLogger(__name__)


class NotDone(Exception):
    """Work that came to nothing for a reason it knows. A reason with words of its own is Refused or an InputError."""

    def __init__(self, why: Failure) -> None:
        self.why = why
        super().__init__(str(why))


@dataclass(frozen=True, slots=True)
class Run:
    """A job taken up: the record, who asked, and what time it is."""

    job: Job
    person: Person
    clock: Callable[[], datetime]

    @contextmanager
    def acting(self) -> Iterator[Actor]:
        """Act as whoever asked, with the roles they hold now: Refused where they may no longer sign in."""
        self.person.refresh_from_db()
        with acting(actor(self.person)) as by:
            yield by

    def step(self, done: int, *, of: int | None = None) -> None:
        """So many steps are done. Raises Overtaken, and Refused where whoever asked no longer may."""
        with self.acting() as by:
            actions.step(self.job, done, of=of, by=by, at=self.clock())


Work = Callable[[Run], None]
"""Does a job outside any transaction and finishes it: NotDone, Refused or InputError where it comes to nothing."""


def do_one(works: Mapping[Kind, Work], now: datetime, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Take up the oldest job that is due and do it. False where there was none to take up.

    now: the time by which a job counts as left behind. clock: the time of each later step.
    """
    with overseeing():
        due = list(queries.due(now).select_related("share"))
    for job in due:
        run = _begun(job, now, clock)
        if run is not None:
            _do(run, works[Kind(run.job.kind)])
            return True
    return False


def _begun(job: Job, now: datetime, clock: Callable[[], datetime]) -> Run | None:
    asker = Person.objects.get(id=job.by)
    try:
        with Run(job, asker, clock).acting() as by:
            held = actions.begin(job, by=by, at=now)
    except Refused:
        _give_up(job, at=now)
        return None
    return None if held is None else Run(held, asker, clock)


def _do(run: Run, work: Work) -> None:
    try:
        work(run)
    except NotDone as error:
        _fail(run, error.why)
    except Refused as refused:
        if isinstance(refused.refusal, access.Refusal):
            _give_up(run.job, at=run.clock())
        else:
            _fail(run, Failure.REFUSED, [str(refused.refusal)])
    except InputErrors as several:
        _fail(run, Failure.REFUSED, [one.sentence for one in several.problems])
    except InputError as error:
        _fail(run, Failure.REFUSED, [error.sentence])
    except Overtaken:
        _log.warning("a job was taken over by another worker")
    except OperationalError:
        # A database that is away comes back, and the job is then taken up again.
        raise
    except Exception as error:  # noqa: BLE001 - the last boundary: what nobody foresaw must not end the worker
        # Where and of what kind, never the message: it may repeat what a framework says.
        frames = traceback.extract_tb(error.__traceback__)[-3:]
        passed = [f"{one.filename}:{one.lineno} {one.name}" for one in frames]
        told = {"kind": run.job.kind, "error": type(error).__name__, "passed": passed}
        _log.error("a job could not be done", extra={"told": told})
        _fail(run, Failure.BROKE_DOWN)


def _fail(run: Run, why: Failure, problems: Sequence[str] = ()) -> None:
    try:
        with run.acting() as by:
            actions.fail(run.job, why, by=by, at=run.clock(), problems=problems)
    except Refused:
        _give_up(run.job, at=run.clock())


def _give_up(job: Job, *, at: datetime) -> None:
    """Their role or account has ended: nobody else's job. The page says so to whoever may ask again."""
    with tending(job.share_id):
        actions.give_up(job, at=at)
    _log.info("a job was given up: whoever asked may no longer ask")
