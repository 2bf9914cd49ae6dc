"""A study small enough to count by eye, and what its briefing says."""

import datetime
from dataclasses import replace

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import Coding
from fivefold.method.reporting import document as tree
from fivefold.method.reporting.blocks import Chart, Section, Table
from fivefold.method.reporting.briefing.writing import briefing
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import plain
from tests.method.analysis.random_studies import PROTOCOL
from tests.method.analysis.small_study import small_study

BULLYING, BULLIED = "risk/peer/bullying-others", "vulnerability/peer/bullied-by-others"
ABUSE = "vulnerability/family/domestic-abuse-between-parents-or-carers"
REFERRAL = "response/family/domestic-abuse-service-referral"
ENGAGED, REFUSED = "strength/individual/good-communication", "challenge/non-engagement-from-family"


def coded() -> CodedStudy:
    """Twelve sole frameworks, eight of a group, two of both: the groups bully, and the homes of the sole have abuse."""
    sole = [f"S{n} A sole | family/vulnerability = {ABUSE}; individual/strength = {ENGAGED}" for n in range(12)]
    group = [
        f"G{n} B group | peer/risk = {BULLYING}; family/action = {REFERRAL}; school/risk = {BULLIED}" for n in range(8)
    ]
    both = [f"B{n} B both | family/vulnerability = {ABUSE}; family/action = {REFERRAL}" for n in range(2)]
    return small_study("\n".join([*sole, *group, *both]))


def with_coders(study: CodedStudy) -> CodedStudy:
    """The same with two coders' own layers: the second left out every bullying."""
    layers: list[Coding] = []
    for coding in study.codings:
        layers.append(replace(coding, layer="First"))
        if coding.code.key != BULLYING:
            layers.append(replace(coding, layer="Second"))
    return replace(study, codings=(*study.codings, *layers))


def of(found: Extract) -> Document:
    """The briefing of an extract."""
    meta = Meta("A study", found.freeze, "1", datetime.date(2026, 11, 23))
    return briefing(PROTOCOL, found, meta=meta)


def of_lines(text: str) -> Document:
    """The briefing of a study written as `small_study` has it."""
    return of(extract(small_study(text)))


def said(document: Document, place: str = "") -> str:
    """All the words of a document, or of the blocks of one section of it, run by run."""
    names = tree.labels(document)
    if not place:
        return "\n".join(plain(passage.inlines, names) for passage in tree.passages(document))
    (section,) = (one for one in tree.blocks(document) if isinstance(one, Section) and one.id == place)
    return said_in(section, document)


def said_in(section: Section, document: Document) -> str:
    """All the words of a section, run by run."""
    names = tree.labels(document)
    within = replace(document, blocks=(section,))
    return "\n".join(plain(passage.inlines, names) for passage in tree.passages(within))


def ids(document: Document) -> set[str]:
    """The ids of sections, tables and charts."""
    return {one.id for one in tree.blocks(document) if isinstance(one, Section | Table | Chart)}


def table(document: Document, identifier: str) -> list[tuple[str, ...]]:
    """A table as its rows of words, its heads first."""
    names = tree.labels(document)
    (found,) = (one for one in tree.blocks(document) if isinstance(one, Table) and one.id == identifier)
    rows = [(row.head, *row.cells) for row in found.rows]
    return [
        tuple(plain(cell, names).replace("\N{NO-BREAK SPACE}", " ") for cell in row) for row in (found.heads, *rows)
    ]
