"""Freezing a study, as a job: read, counted and kept in steps that each lock nothing while the next is prepared."""

from django.db import transaction

from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import Study
from fivefold.records.analysis import actions
from fivefold.records.analysis.access import Refusal
from fivefold.records.jobs import actions as jobs
from fivefold.records.jobs.working import Run

ATTEMPTS = 3
"""How often a study that people go on changing is read again before the freeze is refused."""


def make(run: Run) -> None:
    """Freeze the job's study. Refused as `actions.freeze`."""
    study = run.job.share.study
    for left in reversed(range(ATTEMPTS)):
        try:
            _make(study, run)
            break
        except Refused as refused:
            if refused.refusal is not Refusal.CHANGED_MEANWHILE or not left:
                raise


def _make(study: Study, run: Run) -> None:
    with run.acting() as by:
        found = actions.read(study, by=by)
    run.step(1)
    counted, protocol, as_of = actions.tables(found), found.coded.study.protocol, found.as_of
    del found  # As in `actions.freeze`.
    run.step(2)
    figures = actions.figures(counted, protocol)
    run.step(3)
    with run.acting() as by, transaction.atomic():
        at = run.clock()
        made = actions.keep(study, counted, figures, as_of=as_of, by=by, at=at)
        jobs.finish(run.job, result=made.id, by=by, at=at)
