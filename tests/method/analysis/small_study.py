"""A study written as a few lines of text, small enough to count by eye.

Each line is one framework:  REFERENCE SITE COHORT | CELL = code, code; CELL = code
CELL is context/column; each code becomes one agreed coding of one entry in that cell, entries numbered in order.
`+` before a code puts it on the entry before it.
"""

import dataclasses

from fivefold.method.coding.codebook import Codebook, codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellKey, Entry, Framework, Header
from fivefold.method.frameworks.incidents import SUBJECT, Hackett, Incident, Participant, Role, Standing
from fivefold.method.studies.study import Consents, Study, Submission
from tests.method.analysis.random_studies import PROTOCOL

_ACTED = frozenset({Role.DISPLAYED})
_OTHERS = {"sole": (0,), "group": (1,), "both": (0, 1), "undetermined": ()}
"""How many others acted in each incident of a cohort; an undetermined framework has an incident nobody is named in."""

WEAPON, OWN_NEED = "risk/individual/weapon-use", "risk/individual/something-the-coders-saw"

TEXT = "the words of an entry"


def small_study(text: str, *, book: Codebook | None = None) -> CodedStudy:
    """The coded study that the lines describe."""
    rows = [_row(line) for line in text.splitlines() if line.strip()]
    submissions = tuple(submission for submission, _ in rows)
    codings = tuple(coding for _, found in rows for coding in found)
    return CodedStudy(Study(PROTOCOL, submissions), book or codebook(), codings)


def with_own_need(coded: CodedStudy) -> CodedStudy:
    """The same with the codings for weapons under a code of the coders' own, which no map can know."""
    own = dataclasses.replace(
        codebook()[WEAPON], key=OWN_NEED, path=("Risks", "Individual", "Something the coders saw")
    )
    book = Codebook("own/1", (*coded.codebook, own))
    codings = tuple(
        dataclasses.replace(one, code=book[own.key]) if one.code.key == WEAPON else one for one in coded.codings
    )
    return CodedStudy(coded.study, book, codings)


def _row(line: str) -> tuple[Submission, list[Coding]]:
    left, _, right = line.partition("|")
    reference, site, cohort = left.split()
    codings: list[Coding] = []
    entries: dict[CellKey, int] = {}
    for part in filter(str.strip, right.split(";")):
        place, _, codes = part.partition("=")
        context, column = place.strip().split("/")
        cell = CellKey(Context(context), column)
        for code in codes.split(","):
            onto_previous = code.strip().startswith("+")
            entries[cell] = entries.get(cell, 0) + (not onto_previous)
            key = code.strip().removeprefix("+").strip()
            codings.append(Coding(reference, cell, entries[cell] - 1, Span(0, 5), codebook()[key], AGREED))
    return _submission(reference, site, cohort, _framework(reference, entries)), codings


def _framework(reference: str, entries: dict[CellKey, int]) -> Framework:
    form = instrument()
    cells = tuple(
        Cell(place, tuple(Entry(f"{TEXT} {number}", place) for number in range(entries.get(place, 0))))
        for place in form.places
    )
    return dataclasses.replace(form.blank(), header=Header(reference, "signed", "Group"), cells=cells)


def _submission(reference: str, site: str, cohort: str, framework: Framework) -> Submission:
    others = _OTHERS[cohort]
    incidents = tuple(_incident(f"{reference}-{number}", count) for number, count in enumerate(others))
    return Submission(
        reference=reference,
        site=site,
        file=f"{reference}.docx",
        age=14,
        sex="male",
        meeting=PartialDate(2016, 10),
        consents=Consents(True, True),
        framework=framework if any(cell.entries for cell in framework.cells) else _with_one_entry(framework),
        incidents=incidents or (dataclasses.replace(_incident(f"{reference}-0", 0), participants=()),),
    )


def _with_one_entry(framework: Framework) -> Framework:
    first, *rest = framework.cells
    filled = Cell(first.key, (Entry(TEXT, first.key),))
    return dataclasses.replace(framework, cells=(filled, *rest))


def _incident(reference: str, others: int) -> Incident:
    return Incident(
        reference=reference,
        date=PartialDate(2016, 5),
        setting="a setting",
        location=Context.SCHOOL,
        online=False,
        category=Hackett.PROBLEMATIC,
        standing=Standing.ALLEGATION,
        participants=(
            Participant(SUBJECT, _ACTED),
            *(Participant(f"peer {number}", _ACTED) for number in range(others)),
        ),
        harmed=(),
    )
