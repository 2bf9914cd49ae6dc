"""Bringing a study in so that its analysis has something to stand on: the import, then the first freeze."""

from dataclasses import dataclass
from datetime import datetime

from fivefold.method.coding import refi_qda
from fivefold.method.coding.study_folder import ProjectReader
from fivefold.method.common.held_files import Folder
from fivefold.method.common.progress import Progress, silent
from fivefold.method.studies.folder import Watch
from fivefold.method.studies.lists import Passwords
from fivefold.records.accounts.access import Actor, actor
from fivefold.records.accounts.acting import acting
from fivefold.records.accounts.models import Person, Study
from fivefold.records.analysis import access, actions, queries
from fivefold.records.analysis.models import Freeze
from fivefold.records.coding.importing import import_folder
from fivefold.records.studies.reports import ImportReport


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import told, and the freeze it made; None where the study has one, or nothing coded to be counted."""

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
    reader: ProjectReader = refi_qda.read,
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
        made = actions.freeze(study, by=now, at=at) if wanted else None
    return BroughtIn(report, made)
