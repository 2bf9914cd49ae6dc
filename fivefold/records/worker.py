"""The worker: does what was asked for, one job at a time, and sends what is to be sent. A process of its own.

Letters have a thread of their own, so that whoever waits for one does not wait for a freeze.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from fivefold.records.accounts.actions import browsers, letters
from fivefold.records.analysis import bringing_in, freezing
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.working import Work, do_one
from fivefold.records.reporting import writing

_log = logging.getLogger(__name__)

WORKS: Mapping[Kind, Work] = {
    Kind.BRIEFING: writing.write,
    Kind.FREEZE: freezing.make,
    Kind.IMPORT: bringing_in.from_job,
}

PATIENCE = 2.0
"""Seconds between looks at an empty queue."""
SWEEPS = timedelta(hours=1)
"""Between one forgetting of sessions and letters and the next."""


def run(*, until: Callable[[], bool] = lambda: False) -> None:
    """Work until told to stop."""
    keeper = threading.Thread(target=_loop, args=(_Keeper(), until), daemon=True)
    keeper.start()
    _loop(work_once, until)
    keeper.join()


def run_waiting() -> int:
    """Send every letter and do every job that waits now; return how many jobs were taken up."""
    letters.send_due(at=timezone.now())
    done = 0
    while work_once(timezone.now()):
        done += 1
    letters.send_due(at=timezone.now())
    return done


def work_once(now: datetime, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Do the oldest job that is due. False where there was none to take up."""
    return do_one(WORKS, now, clock=clock)


class _Keeper:
    """Sends letters that are due, and once in a while forgets what is over."""

    def __init__(self) -> None:
        self._swept = timezone.now() - SWEEPS

    def __call__(self, now: datetime) -> bool:
        if now - self._swept >= SWEEPS:
            browsers.forget_expired(at=now)
            letters.forget_given_up(at=now)
            self._swept = now
        letters.send_due(at=now)
        return False


def _loop(work: Callable[[datetime], bool], until: Callable[[], bool]) -> None:
    """Call this again and again, at once while there is something to do."""
    while not until():
        try:
            close_old_connections()
            idle = not work(timezone.now())
        except DatabaseError:
            # A database that is away comes back; a worker that ended with it would not.
            _log.error("the database did not answer the worker")
            idle = True
        except Exception:  # noqa: BLE001 - the last boundary: letters would end unseen, and jobs go on without them
            # Not an end of the process: a letter that fails would break off the job beside it, again and again.
            _log.exception("the worker failed and goes on")
            idle = True
        if idle:
            time.sleep(PATIENCE)
    connection.close()
