"""Study folders on disk, as a partner would send them: real Word forms, lists and a protocol."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks import references
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellKey, Entry, Framework, Header
from fivefold.method.frameworks.forms.protecting import protect
from fivefold.method.frameworks.forms.writing import write_form
from fivefold.method.frameworks.incidents import (
    SUBJECT,
    AgeBand,
    AgeGap,
    Hackett,
    Harmed,
    Incident,
    Participant,
    Relationship,
    Role,
    Standing,
)
from fivefold.method.studies.layout import site_folder
from fivefold.method.studies.study import Consents, Ethics, Protocol, Study, Submission
from fivefold.method.studies.writing import write_study_folder

YES = Consents(lead_professional=True, case_worker=True)


def reference(number: int) -> str:
    """The reference of the framework with this number."""
    return references.make(number.to_bytes(references.RANDOM_BYTES))


def protocol(*, sites: tuple[str, ...] = ("A", "B")) -> Protocol:
    """A protocol like that of the published study."""
    return Protocol(
        title="What services record",
        question="Which contexts are recorded, and which needs have no response?",
        ages=(10, 17),
        categories=frozenset(Hackett) - {Hackett.NORMAL},
        window=(PartialDate(2016, 9), PartialDate(2016, 12)),
        sites=sites,
        ethics=tuple(Ethics(site, "university") for site in sites),
        classification_rule="group/1",
        instrument="appendix-a/1",
        codebook="appendix-b/1",
        agreed_layer="Agreed",
        retention_months=12,
    )


def incident(name: str, *others: Iterable[Role], subject: Iterable[Role] = (Role.DISPLAYED,)) -> Incident:
    """An incident in which the young person has the roles `subject`, and one peer each of the roles in `others`."""
    peers = (Participant(f"peer {number}", frozenset(roles)) for number, roles in enumerate(others, start=1))
    return Incident(
        reference=name,
        date=PartialDate(2016, 7),
        setting="a park",
        location=Context.NEIGHBOURHOOD,
        online=False,
        category=Hackett.PROBLEMATIC,
        standing=Standing.ALLEGATION,
        participants=(Participant(SUBJECT, frozenset(subject)), *peers),
        harmed=(Harmed(Relationship.PEER, AgeBand.FROM_13_TO_15, AgeGap.WITHIN_3),),
    )


def framework(reference: str, *, offence: str = "Sole", words: str = "Misses lessons after lunch") -> Framework:
    """A framework with one entry."""
    place = CellKey(Context.INDIVIDUAL, "risk")
    blank = instrument("appendix-a/1").blank()
    cells = tuple(Cell(place, (Entry(words, place),)) if cell.key == place else cell for cell in blank.cells)
    return replace(blank, header=Header(reference, "Lead professional", offence), cells=cells)


def submission(number: int, *, site: str = "A") -> Submission:
    """An eligible submission: sole, aged 14, met in October 2016."""
    name = reference(number)
    return Submission(
        reference=name,
        site=site,
        file=f"{site_folder(site)}/{number}.docx",
        age=14,
        sex="male",
        meeting=PartialDate(2016, 10),
        consents=YES,
        framework=framework(name),
        incidents=(incident(f"I{number}"),),
    )


def study(*submissions: Submission, sites: tuple[str, ...] = ("A", "B")) -> Study:
    """A study of these submissions."""
    return Study(protocol(sites=sites), submissions)


def with_words_below(one: Submission, *texts: str) -> bytes:
    """The submission's form with words that have no place on it."""
    return write_form(one.framework, instrument=instrument(one.framework.instrument), below=texts)


def write(study: Study, folder: Path, *, password: str | None = None) -> Path:
    """The study as a folder, each framework as a Word form, protected if a password is given."""
    forms = []
    for one in study.submissions:
        docx = write_form(one.framework, instrument=instrument(study.protocol.instrument))
        forms.append((one.file, docx if password is None else protect(docx, password)))
    write_study_folder(study, folder, forms=forms)
    return folder
