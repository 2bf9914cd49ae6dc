"""Bringing a study folder in: read by the method, stored batch by batch, told in one report.

The same folder again writes nothing but that somebody brought it in. A form that came otherwise makes new revisions
and never replaces what people decided here.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction

from fivefold.method.coding import refi_qda
from fivefold.method.coding.codings import Coding
from fivefold.method.coding.held_codings import HeldCodings
from fivefold.method.coding.project import CodingReading
from fivefold.method.coding.study_folder import CodedStudyReading, ProjectReader, read_coded_study
from fivefold.method.common.held_files import Folder
from fivefold.method.common.progress import Progress, silent
from fivefold.method.frameworks import held_cells, references
from fivefold.method.studies.folder import Watch
from fivefold.method.studies.lists import Passwords
from fivefold.records.accounts.access import Actor, actor, require
from fivefold.records.accounts.acting import acting
from fivefold.records.accounts.models import Person, ShareKind, Study
from fivefold.records.coding import actions_receiving as of_codings
from fivefold.records.coding.actions_receiving import Layers
from fivefold.records.studies import access, queries
from fivefold.records.studies import actions_receiving as of_submissions
from fivefold.records.studies.actions_receiving import Arriving, Receiving
from fivefold.records.studies.reports import ImportReport, Tally, report_of

BATCH: Final = 100
"""Forms stored in one transaction."""


def import_folder(
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
) -> ImportReport:
    """Bring a study folder into a study, and say what it came to.

    Reads as `read_coded_study` (its parameters and errors), then adds shares for new site labels, and stores the
    protocol, every form, the codebook and the codings. Puts up the tenant walls for `by` itself, since it adds shares;
    it may be called within `acting`. Each batch of forms is one transaction: an import that is broken off keeps the
    batches it finished, and running it again goes on. Raises Refused for whoever may not.
    """
    require(access.refuse_import(by, study.id))
    started = time.monotonic()
    reading = read_coded_study(
        folder, passwords=passwords, workers=workers, watch=watch, progress=progress, reader=reader
    )
    with acting(by):
        row = of_submissions.begin_import(study, by=by, at=at)
        of_submissions.add_shares(study, _labels(reading), by=by, at=at)
    now = actor(Person.objects.get(id=by.person))
    with acting(now):
        of_submissions.write_protocol_line(study, reading.coded.study.protocol, by=now, at=at)
        into = _receiving(reading, study, by=now, at=at)
        layers = _layers(reading, into)
    seen: list[UUID] = []
    total = -(-len(reading.coded.study.submissions) // BATCH)
    for batch in progress(_batches(reading), label="Storing submissions", length=total):
        with acting(now), transaction.atomic():
            seen += _store(batch, layers, into)
    with acting(now):
        of_submissions.settle_absent(seen, into)
        report = report_of(reading, into.tally)
        ended = at + timedelta(seconds=time.monotonic() - started)
        of_submissions.end_import(row, report, by=now, at=ended)
    return report


def _labels(reading: CodedStudyReading) -> tuple[str, ...]:
    study = reading.coded.study
    return tuple(dict.fromkeys((*study.protocol.sites, *(one.site for one in study.submissions))))


def _receiving(reading: CodedStudyReading, study: Study, *, by: Actor, at: datetime) -> Receiving:
    return Receiving(
        study=study,
        protocol=reading.coded.study.protocol,
        common=queries.common_share(study),
        sites={share.label: share for share in by.shares_of(study.id, ShareKind.SITE)},
        by=by,
        at=at,
        tally=Tally(codings_held=len(reading.coded.codings)),
    )


def _layers(reading: CodedStudyReading, into: Receiving) -> Layers | None:
    if reading.coding is None:
        return None
    return of_codings.receive_codebook(
        reading.coded.codebook,
        reading.coding.in_vivo,
        _held(reading.coding).layers,
        research=queries.research_share(into.study),
        into=into,
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """Forms to be stored together, and their codings by reference."""

    forms: Sequence[Arriving]
    codings: Mapping[str, Sequence[Coding]]


def _batches(reading: CodedStudyReading) -> Iterator[_Batch]:
    held = None if reading.coding is None else _held(reading.coding)
    forms = _arriving(reading)
    while some := list(islice(forms, BATCH)):
        references = {one.value.reference for one in some}
        yield _Batch(some, {} if held is None else {reference: held.of(reference) for reference in references})


def _held(coding: CodingReading) -> HeldCodings:
    assert isinstance(coding.codings, HeldCodings), "reading a folder gives no other"
    return coding.codings


def _arriving(reading: CodedStudyReading) -> Iterator[Arriving]:
    unplaced: dict[str, list[tuple[str, str]]] = {}
    for words in reading.report.unplaced:
        unplaced.setdefault(words.file, []).append((words.text, words.where))
    files: dict[str, list[str]] = {}
    for one in reading.coded.study.submissions:
        files.setdefault(references.key(one.reference), []).append(one.file)
    for one in reading.coded.study.submissions:
        same = files[references.key(one.reference)]
        others = tuple(file for file in same if file != one.file)
        value = replace(one, framework=held_cells.opened(one.framework))
        yield Arriving(value, tuple(unplaced.get(one.file, ())), others, second=one.file != same[0])


def _store(batch: _Batch, layers: Layers | None, into: Receiving) -> Iterable[UUID]:
    stored = of_submissions.receive(batch.forms, into)
    if layers is None:
        of_codings.report_rewritten(stored, into=into)
    else:
        # Of two forms with one reference neither is counted; the codings stand on the one the project's reader took.
        last = {one.value.reference: one for one in stored}
        of_codings.receive(list(last.values()), batch.codings, layers=layers, into=into)
    return [one.id for one in stored]
