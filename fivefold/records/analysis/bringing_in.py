"""Bringing a study in so that its analysis has something to stand on: the import, then the first freeze."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda.isolated_reading import read_isolated
from fivefold.method.coding.study_folder import ProjectReader
from fivefold.method.common.held_files import Folder
from fivefold.method.common.progress import Progress, silent
from fivefold.method.studies.folder import Outcome, Watch
from fivefold.method.studies.lists import Passwords
from fivefold.method.studies.zipped_folder import open_zip
from fivefold.records.accounts.access import Actor, Refused, actor
from fivefold.records.accounts.acting import acting
from fivefold.records.accounts.models import Person, Study
from fivefold.records.analysis import access, actions, queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.models import Freeze
from fivefold.records.coding.importing import import_folder
from fivefold.records.jobs import actions as jobs
from fivefold.records.jobs import queries as of_jobs
from fivefold.records.jobs.working import Run
from fivefold.records.studies.models import Import
from fivefold.records.studies.reports import ImportReport

T = TypeVar("T")

EVERY: Final = 1.0
"""Seconds between one word on progress and the next."""
STAGES: Final = 3
"""Reading forms, reading codings, storing."""


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import told, and the freeze it made.

    None where the study has one, has nothing coded to be counted, or was being changed meanwhile.
    """

    report: ImportReport
    freeze: Freeze | None


def bring_in(
    folder: Folder,
    study: Study,
    *,
    by: Actor,
    at: datetime,
    passwords: Passwords | None = None,
    workers: int = 2,
    watch: Watch | None = None,
    progress: Progress = silent,
    reader: ProjectReader = refi_qda.open_project,
) -> BroughtIn:
    """`import_folder`, and then the study's first freeze: later ones are somebody's decision.

    Parameters and errors as `import_folder`.
    """
    report = import_folder(
        folder, study, by=by, at=at, passwords=passwords, workers=workers, watch=watch, progress=progress, reader=reader
    )
    # The import may have added shares.
    now = actor(Person.objects.get(id=by.person))
    with acting(now):
        wanted = report.codings_held and queries.newest(study) is None and not access.refuse_freeze(now, study.id)
        made = _first_freeze(study, by=now, at=at) if wanted else None
    return BroughtIn(report, made)


def _first_freeze(study: Study, *, by: Actor, at: datetime) -> Freeze | None:
    try:
        return actions.freeze(study, by=by, at=at)
    except Refused as refused:
        # What was brought in stands. Whoever changed something meanwhile, or somebody else, freezes it later.
        if refused.refusal is not Refusal.CHANGED_MEANWHILE:
            raise
        return None


def from_job(run: Run) -> None:
    """Bring in the folder that a job was given. Taken up again, it goes on where it broke off. Raises as `bring_in`."""
    with run.acting():
        folder = open_zip(of_jobs.payload(run.job), file="study.zip")
    at, steps = run.clock(), _Steps(run)
    study = run.job.share.study
    bring_in(folder, study, by=_asker(run), at=at, watch=steps.reading, progress=steps.storing, reader=read_isolated)
    with run.acting() as by:
        brought = Import.objects.filter(share=run.job.share, began=at).get()
        jobs.finish(run.job, result=brought.id, by=by, at=run.clock())


def _asker(run: Run) -> Actor:
    with run.acting() as by:
        return by


@dataclass(slots=True)
class _Steps:
    """Tells how far an import is: as many steps as there are forms for each of its stages.

    A word each second, outside any transaction, at which whoever asked must still be somebody who may.
    """

    run: Run
    forms: int = 0
    stages: int = 0
    told: float = field(default_factory=time.monotonic)

    def reading(self, outcomes: Iterator[Outcome], total: int) -> Iterable[Outcome]:
        """Passes forms on as they are read."""
        self.forms = total
        return self.storing(outcomes, label="", length=total)

    def storing(self, items: Iterable[T], *, label: str, length: int) -> Iterator[T]:
        """Passes on what is worked through after that."""
        before, self.stages = self.stages * self.forms, self.stages + 1
        for number, item in enumerate(items):
            if time.monotonic() - self.told >= EVERY:
                self.told = time.monotonic()
                self.run.step(before + self.forms * number // max(length, 1), of=STAGES * self.forms)
            yield item
