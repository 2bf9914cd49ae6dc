"""A study folder with its coding project: what analysis starts from, read in one go."""

from dataclasses import dataclass, replace
from typing import IO, Protocol

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codebook import Codebook, Primary, codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.project import CodingReading, join
from fivefold.method.coding.refi_qda.losses import Severity
from fivefold.method.coding.refi_qda.values import OpenProject, Project
from fivefold.method.common.errors import InputError
from fivefold.method.common.held_files import Folder
from fivefold.method.common.progress import Progress, silent
from fivefold.method.common.suggestions import did_you_mean
from fivefold.method.studies.folder import StudyReading, Watch, read_study
from fivefold.method.studies.layout import CODING, INCIDENTS, PROTOCOL
from fivefold.method.studies.lists import Passwords
from fivefold.method.studies.report import Finding, Kind, StudyReport
from fivefold.method.studies.study import Study

_NO_PROJECT = "there is no coding project"
_LOOK = "`fivefold study read` on the study's folder says why."
_EXPORT = f"Export it from the coding program as REFI-QDA and put it into the study's folder as {CODING}."


@dataclass(frozen=True, slots=True)
class CodedStudyReading:
    """A study with its codings, and what reading the folder and the project found.

    coded: every framework that was read; analysis counts the eligible ones and names the others.
    study: the reading of the folder without its coding. project, coding: None where the folder has no project; each
    keeps its own loss report, and the project is told without its sources. findings: what does not fit together
    between the lists and the codebook.
    """

    coded: CodedStudy
    study: StudyReading
    project: Project | None
    coding: CodingReading | None
    findings: tuple[Finding, ...]

    @property
    def report(self) -> StudyReport:
        """What reading the folder found."""
        return self.study.report

    def require_codings(self) -> CodedStudy:
        """The coded study, for what makes no sense without codings.

        InputError where there is no project, or nothing coded in it that figures could stand on: a table of zeros
        would look like a finding.
        """
        if self.project is None:
            raise InputError(_NO_PROJECT, where=CODING, next_step=_EXPORT)
        layers = sorted({coding.layer for coding in self.coded.codings})
        if not self.coded.study.submissions:
            # No form was read; whatever is counted names them all as excluded.
            return self.coded
        if not layers:
            raise InputError("no coding of the coding project stands on an entry", where=CODING, next_step=_LOOK)
        if AGREED not in layers:
            agreed = self.coded.study.protocol.agreed_layer
            there_are = ", ".join(f'"{layer}"' for layer in layers)
            raise InputError(
                f'no coding is by "{agreed}", the agreed layer on which figures stand; codings are by {there_are}',
                where=CODING,
                next_step=f'If one of them is what the coders agreed, write agreed_layer = "{layers[0]}" (or whichever '
                f"it is) in {PROTOCOL}; else code what was agreed as a user of its own in the coding program.",
            )
        return self.coded

    @property
    def doubts(self) -> int:
        """How many kinds of things the coding project lost, or leaves for a person to look at."""
        if self.project is None or self.coding is None:
            return 0
        return len((self.project.losses + self.coding.report).of(Severity.LOST, Severity.DOUBT))


class ProjectReader(Protocol):
    """Reads a coding project; errors as refi_qda.open_project."""

    def __call__(self, stream: IO[bytes], *, file: str, progress: Progress) -> OpenProject:
        """The project in a file that stays open while its sources are given."""


def read_coded_study(
    folder: Folder,
    *,
    passwords: Passwords | None = None,
    workers: int = 2,
    watch: Watch | None = None,
    progress: Progress = silent,
    reader: ProjectReader = refi_qda.open_project,
) -> CodedStudyReading:
    """Read a study folder and its coding project.

    Without a project the study has no codings, and a finding says so. progress: of reading the coding project and of
    placing its codings; the forms' is `watch`. reader: what reads the coding project. Other parameters and errors as
    `read_study`, and InputError where the project cannot be read.
    """
    path = folder / CODING
    if not path.is_file():
        study = read_study(folder, passwords=passwords, workers=workers, watch=watch)
        book = codebook(study.study.protocol.codebook)
        missing = Finding(Kind.FILE, f"{_NO_PROJECT}: nothing is coded", CODING, _EXPORT, attention=False)
        findings = (missing, *unknown_characteristics(study.study, book))
        return CodedStudyReading(CodedStudy(study.study, book, ()), study, None, None, findings)
    with path.open("rb") as stream:
        # Before the forms: reading them takes longer.
        project = reader(stream, file=CODING, progress=progress)
        study = read_study(folder, passwords=passwords, workers=workers, watch=watch)
        book = codebook(study.study.protocol.codebook)
        coding = join(project, study.study, codebook=book, progress=progress)
    outline = replace(project.outline, losses=project.losses())
    findings = unknown_characteristics(study.study, book)
    return CodedStudyReading(coding.coded(study.study), study, outline, coding, findings)


def unknown_characteristics(study: Study, book: Codebook) -> tuple[Finding, ...]:
    """A finding for every characteristic of an incident that is no node of Offence characteristics, once each."""
    prefix = f"{Primary.OFFENCE}/"
    known = {code.key.removeprefix(prefix) for code in book if code.key.startswith(prefix)}
    used: dict[str, str] = {}
    for submission in study.submissions:
        for incident in submission.incidents:
            for slug in sorted(incident.characteristics - known):
                used.setdefault(slug, incident.reference)
    return tuple(
        Finding(
            Kind.INCIDENT,
            f'"{slug}" (incident {incident}) is no characteristic in the codebook {book.key}',
            INCIDENTS,
            did_you_mean(slug, known) or "`fivefold coding codebook` lists them.",
        )
        for slug, incident in used.items()
    )
