"""A whole study folder with its coding: the forms, the lists, and the coding project, joined."""

from dataclasses import dataclass
from pathlib import Path

from fivefold.method.coding import refi_qda
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.project import CodingReading, read_codings
from fivefold.method.coding.refi_qda.values import Project
from fivefold.method.common.errors import InputError
from fivefold.method.studies.folder import StudyReading, Watch, read_study
from fivefold.method.studies.layout import CODING
from fivefold.method.studies.lists import Passwords


@dataclass(frozen=True, slots=True)
class StudyWithCoding:
    """What a study folder holds. study and project keep their own reports beside coding's."""

    study: StudyReading
    project: Project
    coding: CodingReading

    @property
    def coded(self) -> CodedStudy:
        """The study with its codings: what analysis starts from."""
        return self.coding.coded(self.study.study)


def read_project(folder: Path) -> Project:
    """The coding project of a study folder. Raises InputError where there is none, or it cannot be read."""
    path = folder / CODING
    if not path.is_file():
        raise InputError(
            f"there is no coding project ({CODING})",
            where=str(folder),
            next_step="Export it from the coding program as REFI-QDA and put it into the study's folder.",
        )
    return refi_qda.read(path.read_bytes(), file=CODING)


def read_coded_study(
    folder: Path, *, passwords: Passwords | None = None, workers: int = 2, watch: Watch | None = None
) -> StudyWithCoding:
    """Read a study folder and its coding project.

    passwords, workers, watch: as for read_study. Raises InputError where the folder is no study, or the project is
    missing or cannot be read; the project is looked at first, because reading the forms takes longer.
    """
    project = read_project(folder)
    study = read_study(folder, passwords=passwords, workers=workers, watch=watch)
    return StudyWithCoding(study, project, read_codings(project, study.study))
