"""Read a study folder: a protocol, one folder of completed forms for each site, and the lists around them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from fivefold.method.common import csv_lists
from fivefold.method.common.errors import InputError
from fivefold.method.common.held_files import Folder
from fivefold.method.frameworks import references
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms.outcomes import FormReading, FormRefusal
from fivefold.method.frameworks.forms.worker import FormFile, read_files
from fivefold.method.frameworks.held_cells import held
from fivefold.method.studies import consistency
from fivefold.method.studies.cohorts import cohorts
from fivefold.method.studies.eligibility import Eligibility, assess_missing, assess_study
from fivefold.method.studies.folder_lists import StudyLists, missing_lists, read_lists
from fivefold.method.studies.joining import Joined, Joining, ReceivedForm, join
from fivefold.method.studies.layout import PROTOCOL
from fivefold.method.studies.lists import Passwords
from fivefold.method.studies.protocol import parse_protocol
from fivefold.method.studies.report import (
    Finding,
    Kind,
    Refused,
    StudyReport,
    blanks,
    form_read,
    unplaced_words,
)
from fivefold.method.studies.retention import destroy_by
from fivefold.method.studies.site_folders import Site, find_sites
from fivefold.method.studies.study import Consents, Protocol, Study, Submission

Outcome: TypeAlias = FormReading | FormRefusal
Watch: TypeAlias = Callable[[Iterator[Outcome], int], Iterable[Outcome]]
"""Passes the outcomes on as they come, told how many there will be: a progress bar."""


@dataclass(frozen=True, slots=True)
class StudyReading:
    """A study as its folder states it, and what reading it found.

    The study holds every framework that was read and has a reference, eligible or not: the report says which may be
    used, and so does `eligibility.assess_study`.
    """

    study: Study
    report: StudyReport


def read_study(
    folder: Folder, *, passwords: Passwords | None = None, workers: int = 2, watch: Watch | None = None
) -> StudyReading:
    """Read a study folder as docs/reference/study-folder.md describes it.

    passwords: tried besides those of the folder's own list. workers: isolated processes that read forms, 1 or 2.
    Raises InputError where there is no protocol, and InputErrors with every problem of the protocol or of all lists
    together: a list half read would change numbers in silence. A form that cannot be read is a refusal in the report.
    """
    protocol = _read_protocol(folder)
    sites, findings = find_sites(folder, protocol)
    given = read_lists(folder, covers={site.label: site.cover for site in sites})
    tried = given.passwords if passwords is None else passwords.before(given.passwords)
    files = {name: site.label for site in sites for name in site.files}
    outcomes = read_files(
        [FormFile(name, _source(path), tried.of(name)) for site in sites for name, path in site.files.items()],
        instrument=instrument(protocol.instrument),
        passwords=tried.common,
        workers=workers,
    )
    received, refusals = [], []
    for outcome in outcomes if watch is None else watch(outcomes, len(files)):
        if isinstance(outcome, FormRefusal):
            refusals.append(outcome)
        else:
            received.append(ReceivedForm(files[outcome.file], replace(outcome, framework=held(outcome.framework))))
    joining = join(received, given.covers, folders={site.label: site.folder for site in sites})
    study = Study(protocol, tuple(_submissions(joining, protocol, given)))
    known = references.by_key(
        [*(one.reference for one in study.submissions), *(row.reference for _, row in joining.without_form)]
    )
    findings += [
        *missing_lists(folder, covers={site.folder: site.cover for site in sites}),
        *joining.findings,
        *given.strangers(known),
        *consistency.shared_incidents(study),
    ]
    return StudyReading(study, _report(study, joining, tuple(refusals), sites, findings))


def _source(path: Folder) -> Path | bytes:
    # A form on a disk is opened when its turn comes.
    return path if isinstance(path, Path) else path.read_bytes()


def _read_protocol(folder: Folder) -> Protocol:
    if not folder.is_dir():
        raise InputError("this is not a folder", where=str(folder), next_step="Name the study's folder.")
    path = folder / PROTOCOL
    if not path.is_file():
        raise InputError(
            f"there is no {PROTOCOL} in it",
            where=str(folder),
            next_step="Name the study's folder, or make one with `fivefold study init`.",
        )
    return parse_protocol(csv_lists.decode(path.read_bytes(), file=PROTOCOL), file=PROTOCOL)


def _submissions(joining: Joining, protocol: Protocol, given: StudyLists) -> Iterator[Submission]:
    order = {site: place for place, site in enumerate(protocol.sites)}

    def place(one: Joined) -> tuple[int, str, str, str]:
        return order.get(one.form.site, len(order)), one.form.site, one.reference, one.form.reading.file

    for one in sorted(joining.joined, key=place):
        key, row = references.key(one.reference), one.row
        yield Submission(
            reference=one.reference,
            site=one.form.site,
            file=one.form.reading.file,
            age=row.age if row else None,
            sex=row.sex if row else "",
            meeting=row.meeting if row else None,
            consents=given.consents.get(key, Consents()),
            framework=one.form.reading.framework,
            incidents=given.incidents.get(key, ()),
            override=given.overrides.get(key),
        )


def _report(
    study: Study,
    joining: Joining,
    refusals: tuple[FormRefusal, ...],
    sites: Iterable[Site],
    findings: list[Finding],
) -> StudyReport:
    folders = {site.label: site.folder for site in sites}
    row_of = {
        f"{folders[site]}/{row.file}".casefold(): row
        for site, row in joining.without_form
        if site in folders and row.file
    }
    refused = tuple(
        Refused(refusal, row_of[refusal.file.casefold()].reference if refusal.file.casefold() in row_of else "")
        for refusal in refusals
    )
    reference_of = {one.form.reading.file: one.reference for one in joining.joined}
    received = [*(one.form for one in joining.joined), *joining.set_aside]
    received.sort(key=lambda form: form.reading.file)
    missing = list(_missing(joining, refused, study.protocol, folders))
    return StudyReport(
        forms=tuple(
            form_read(form.reading, site=form.site, reference=reference_of.get(form.reading.file, ""))
            for form in received
        ),
        refused=refused,
        unplaced=tuple(
            words
            for form in received
            for words in unplaced_words(form.reading, reference=reference_of.get(form.reading.file, ""))
        ),
        findings=(*findings, *(_form_missing(one) for one in missing if not one.file)),
        eligibility=(*assess_study(study), *missing),
        cohorts=cohorts(study),
        blanks=blanks(study),
        destroy_by=destroy_by(study.protocol),
    )


def _missing(
    joining: Joining, refused: Iterable[Refused], protocol: Protocol, folders: Mapping[str, str]
) -> Iterator[Eligibility]:
    why = {one.refusal.file.casefold(): one.refusal for one in refused}
    for site, row in joining.without_form:
        refusal = why.get(f"{folders.get(site, '')}/{row.file}".casefold())
        yield assess_missing(
            references.canonical(row.reference),
            site=site,
            file=refusal.file if refusal else "",
            why=f"the form was refused: {refusal.message}" if refusal else f"no form was received ({row.where})",
            protocol=protocol,
        )


def _form_missing(one: Eligibility) -> Finding:
    return Finding(
        Kind.FORM_MISSING,
        f"{one.reference} is in the cover list, and no form was read for it",
        f"site {one.site}",
        "Ask the site for the form, or take the row out.",
    )
