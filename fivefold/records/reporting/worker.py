"""The worker: writes briefings as they are asked for, one at a time, as the person who asked.

The briefing table is the queue. Each step is a transaction of its own, so that progress is seen and a worker that is
killed leaves a job that another takes up. Files exist in memory alone until they are sealed.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

import fivefold
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.briefing import folder
from fivefold.method.reporting.document import Meta
from fivefold.method.reporting.to_html import SCRIPT, STYLESHEET
from fivefold.records.accounts.access import Actor, Refused, actor
from fivefold.records.accounts.acting import acting, overseeing
from fivefold.records.accounts.actions import browsers
from fivefold.records.accounts.models import Person
from fivefold.records.analysis import queries as of_analysis
from fivefold.records.analysis.models import Freeze
from fivefold.records.reporting import actions, actions_progress, queries
from fivefold.records.reporting.models import Briefing
from fivefold.records.reporting.queries import Failure

_log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds between looks at an empty queue."""
SWEEPS = timedelta(hours=1)
"""Between one forgetting of sessions and the next."""


def run(*, until: Callable[[], bool] = lambda: False) -> None:
    """Write briefings as they are asked for, until told to stop, and forget sessions that are over.

    Meant to be a process of its own.
    """
    swept = timezone.now() - SWEEPS
    while not until():
        close_old_connections()
        now = timezone.now()
        try:
            if now - swept >= SWEEPS:
                browsers.forget_expired(at=now)
                swept = now
            idle = not work_once(now)
        except DatabaseError:
            # A database that is away comes back; a worker that ended with it would not.
            _log.error("the database did not answer the worker")
            idle = True
        if idle:
            time.sleep(PATIENCE)


def run_waiting() -> int:
    """Write every briefing that waits now, and return how many were taken up."""
    done = 0
    while work_once(timezone.now()):
        done += 1
    return done


def work_once(now: datetime, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Take up the oldest briefing that is due and write it. False where there was none to take up.

    now: the time by which a job counts as left behind. clock: the time of each later step.
    """
    with overseeing():
        due = [(one, one.by) for one in queries.due(now).select_related("share")]
    for briefing, person in due:
        begun = _begun(briefing, person, now)
        if begun is not None:
            _write(begun, clock)
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Begun:
    """A job taken up: the record, who asked, and what it is written from."""

    briefing: Briefing
    person: Person


@contextmanager
def _as(person: Person) -> Iterator[Actor]:
    """Act as whoever asked, with the roles they hold now: Refused where they may no longer sign in."""
    person.refresh_from_db()
    with acting(actor(person)) as by:
        yield by


def _begun(briefing: Briefing, person: UUID, now: datetime) -> _Begun | None:
    asker = Person.objects.get(id=person)
    try:
        with _as(asker) as by:
            held = actions.begin(briefing, by=by, at=now)
    except Refused:
        # Their role or account has ended: nobody else's job. The page says so to whoever may ask again.
        return None
    return None if held is None else _Begun(held, asker)


def _write(job: _Begun, clock: Callable[[], datetime]) -> None:
    try:
        made = _make(job, clock)
        with _as(job.person) as by:
            actions.finish(job.briefing, made, by=by, at=clock())
    except Refused:
        _log.info("a briefing was left: whoever asked may no longer ask")
    except _NothingEligible:
        _fail(job, Failure.NOTHING_ELIGIBLE, clock)
    except InputError:
        _fail(job, Failure.CANNOT_BE_PRINTED, clock)
    except Exception as error:  # noqa: BLE001 - the last boundary: what nobody foresaw must not end the worker
        # Where and of what kind, never the message: it may repeat what a framework says.
        where = "; ".join(f"{one.name} {one.lineno}" for one in traceback.extract_tb(error.__traceback__)[-3:])
        _log.error("a briefing could not be written: %s at %s", type(error).__name__, where)
        _fail(job, Failure.BROKE_DOWN, clock)


class _NothingEligible(Exception):
    """No framework of the freeze is eligible."""


def _fail(job: _Begun, why: Failure, clock: Callable[[], datetime]) -> None:
    try:
        with _as(job.person) as by:
            actions.fail(job.briefing, why, by=by, at=clock())
    except Refused:
        _log.info("a briefing was left: whoever asked may no longer ask")


def _make(job: _Begun, clock: Callable[[], datetime]) -> dict[str, bytes]:
    with _as(job.person):
        sources = _sources(job.briefing, clock())
    made: dict[str, bytes] = {}
    _step(job, 1, clock)
    for name, content in folder.make(sources):
        made[name] = content
        _step(job, 1 + len(made), clock)
    return made


def _step(job: _Begun, done: int, clock: Callable[[], datetime]) -> None:
    with _as(job.person):
        actions_progress.step(job.briefing, done, at=clock())


def _sources(briefing: Briefing, now: datetime) -> folder.Sources:
    freeze = Freeze.objects.select_related("share__study").defer("extract", "tables").get(id=briefing.freeze)
    extract = of_analysis.extract_of(freeze)
    if not extract.freeze.frameworks:
        raise _NothingEligible
    protocol = of_analysis.protocol_of(freeze)
    meta = Meta(protocol.title, extract.freeze, version=fivefold.__version__, issued=timezone.localdate(now))
    assets = files("fivefold").joinpath("web/assets")
    held = {name: assets.joinpath(name).read_bytes() for name in (STYLESHEET, SCRIPT)}
    return folder.Sources(protocol, extract, meta, held)
