"""Taking a whole study out: the folder it would be as a partner's, as one protected file, with one event."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codings import Coding
from fivefold.method.coding.project_writing import outline, write_case, write_source
from fivefold.method.coding.refi_qda import values as qda
from fivefold.method.common.progress import Progress, silent
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms.writing import write_form
from fivefold.method.studies import study as values
from fivefold.method.studies.layout import CODING
from fivefold.method.studies.retention import destroy_by
from fivefold.method.studies.writing import lists_of
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.models import Study
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import file_names
from fivefold.records.coding import queries as of_codings
from fivefold.records.revisions.models import Kind, Revision
from fivefold.records.studies import access, protected_archive, queries, submissions
from fivefold.records.studies.submissions import Opened

README = "README.txt"

_WORDS = """A study taken out of Fivefold on {date}, file {id}.

It holds pseudonymised case text. Keep it where the study may be kept, give its password by another route, and pass it
on to nobody who has no part in the study. {end}

docs/reference/study-folder.md of Fivefold says what each file is. `fivefold study import` brings it in again.
{aside}"""

_ASIDE = """
Not in it: unplaced words that were set aside ({count}), and the reasons. A study folder has no place for them.
"""


class Purpose(StrEnum):
    """What a study is taken out for. The value is the key that the trail keeps."""

    CODING = "coding"
    ANALYSIS = "analysis"
    ARCHIVE = "archive"
    MOVE = "move"
    REQUEST = "request"

    @property
    def says(self) -> str:
        """The purpose in words."""
        return _SAYS[self]


_SAYS = {
    Purpose.CODING: "To code it in another program",
    Purpose.ANALYSIS: "To analyse it in another program",
    Purpose.ARCHIVE: "To keep it in the study's archive",
    Purpose.MOVE: "To move it to another installation of Fivefold",
    Purpose.REQUEST: "To answer a request of an ethics committee or a site",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was taken out: the file's identifier, which the trail names, how many frameworks and codings.

    set_aside: unplaced words that were not, since somebody set them aside.
    """

    id: UUID
    submissions: int
    codings: int
    files: int
    set_aside: int


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    CHANGED_MEANWHILE = "The study was changed while it was being taken out. Take it out again; the file was not kept."


def export_study(
    study: Study,
    file: IO[bytes],
    *,
    by: Actor,
    at: datetime,
    export: UUID,
    purpose: Purpose,
    password: str,
    progress: Progress = silent,
) -> Exported:
    """Write the whole study into `file` as a protected archive of its folder, and record that it was taken out.

    export: identifier of the file, from whoever calls; it stands in the file and in the trail. password: as of
    `protected_archive.password`. Nothing clear reaches `file`. Memory holds the coding project, and of the forms one
    batch. Reading takes its time and locks nothing; what somebody writes meanwhile is noticed, and the file is then
    the caller's to drop. Raises Refused for that and for whoever may not, LookupError before the study has a protocol.
    """
    require(access.refuse_export(by, study.id))
    as_of = _newest_write(study)
    folder = _Folder(study, export=export, at=at)
    count = protected_archive.write(file, folder.files(progress), password=password)
    exported = Exported(export, len(folder.covers), folder.codings, count, folder.set_aside)
    _tell(study, exported, purpose, as_of=as_of, by=by, at=at)
    return exported


@transaction.atomic
def _tell(study: Study, exported: Exported, purpose: Purpose, *, as_of: int | None, by: Actor, at: datetime) -> None:
    require(None if _newest_write(study) == as_of else Refusal.CHANGED_MEANWHILE)
    events.record(
        Verb.STUDY_EXPORTED,
        by=by.person,
        at=at,
        share=queries.research_share(study).id,
        subject=study.id,
        facts={
            "file": exported.id.hex,
            "purpose": str(purpose),
            "submissions": exported.submissions,
            "codings": exported.codings,
        },
    )


def _newest_write(study: Study) -> int | None:
    # Memos are not in the folder, and people write them all day.
    told = Revision.objects.filter(share__study=study).exclude(line__kind=Kind.MEMO)
    found: int | None = told.aggregate(found=Max("event"))["found"]
    return found


class _Folder:
    """The files of a study's folder as they are made. covers: the submissions, without their frameworks."""

    def __init__(self, study: Study, *, export: UUID, at: datetime) -> None:
        self.study, self.export, self.at = study, export, at
        self.protocol = submissions.protocol(study)
        self.book = of_codings.study_codebook(study)
        self.layers = of_codings.layer_names(study)
        self.names = file_names.unlike(queries.covers(study))
        self.covers: list[values.Submission] = []
        self.codings = self.set_aside = 0

    def files(self, progress: Progress) -> Iterator[tuple[str, bytes]]:
        """Path within the folder, and content."""
        form = instrument(self.protocol.instrument)
        layers: set[str] = set()
        cases: list[qda.Case] = []
        held, spool = io.BytesIO(), io.BytesIO()
        total = queries.how_many(self.study)
        with refi_qda.Container(held, spool=spool) as project:
            for one in progress(self._submissions(), label="Writing forms", length=total):
                opened, codings = one
                # A row that came after the names were made: the file will not be kept.
                name = self.names.get(opened.row.id, opened.value.file)
                value = replace(opened.value, file=name)
                loose = [words.text for words in opened.still_unplaced]
                yield value.file, write_form(value.framework, instrument=form, below=loose)
                project.add(write_source(value, codings, protocol=self.protocol))
                cases.append(write_case(value))
                layers |= {coding.layer for coding in codings}
                self.codings += len(codings)
                self.set_aside += len(opened.set_aside)
                # Lists and cases need what stands around a form, and 10,000 forms would fill the memory.
                self.covers.append(replace(value, framework=form.blank()))
            project.finish(outline(self.protocol, self.book, layers=layers, cases=cases))
        if self.codings:
            yield CODING, held.getvalue()
        whole = values.Study(self.protocol, tuple(queries.in_order(self.covers, self.protocol)))
        announced = [(each.site, each.reference) for each in queries.missing(self.study)]
        for name, text in lists_of(whole, announced=announced).items():
            yield name, text.encode()
        yield README, self._words().encode()

    def _submissions(self) -> Iterator[tuple[Opened, Sequence[Coding]]]:
        for batch in queries.batches(self.study):
            codings: dict[str, list[Coding]] = {}
            for coding in of_codings.codings_of(batch, labels=self.layers, book=self.book):
                codings.setdefault(coding.framework, []).append(coding)
            for one in batch:
                yield one, codings.pop(one.value.reference, ())

    def _words(self) -> str:
        end = destroy_by(self.protocol)
        words = "" if end is None else f"It must be destroyed by the end of {end}."
        aside = _ASIDE.format(count=self.set_aside) if self.set_aside else ""
        return _WORDS.format(date=self.at.date(), id=self.export, end=words, aside=aside)
