"""Frameworks, studies and codings in a few words, for tests of coding."""

from collections.abc import Mapping, Sequence

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellKey, Entry, Framework, Header
from fivefold.method.studies.study import Consents, Protocol, Study, Submission

FORM = instrument()
BOOK = codebook()


def cell(place: str) -> CellKey:
    """The place written "peer/risk"."""
    context, _, column = place.partition("/")
    return CellKey(Context(context), column)


def framework(entries: Mapping[str, Sequence[str]], reference: str = "K7M-4Q9-TR9") -> Framework:
    """A framework with these entries by place; every other cell is blank."""
    known = {cell(place): texts for place, texts in entries.items()}
    cells = tuple(Cell(place, tuple(Entry(text, place) for text in known.pop(place, ()))) for place in FORM.places)
    assert not known, f"no such place: {known}"
    return Framework(FORM.key, Header(reference=reference), cells)


def submission(
    entries: Mapping[str, Sequence[str]],
    *,
    reference: str = "K7M-4Q9-TR9",
    site: str = "A",
    file: str = "",
    age: int | None = 14,
    sex: str = "male",
    meeting: PartialDate | None = PartialDate(2016, 10),  # noqa: B008 - a frozen value
) -> Submission:
    """A framework as it was submitted."""
    return Submission(
        reference=reference,
        site=site,
        file=file or f"site-{site.lower()}/{reference}.docx",
        age=age,
        sex=sex,
        meeting=meeting,
        consents=Consents(True, True),
        framework=framework(entries, reference),
        incidents=(),
    )


def study(*submissions: Submission, agreed: str = "Agreed") -> Study:
    """A study of these frameworks."""
    protocol = Protocol(
        title="A study of contexts",
        question="What is recorded?",
        ages=(10, 17),
        categories=frozenset(),
        window=(PartialDate(2016, 9), PartialDate(2016, 12)),
        sites=("A", "B"),
        ethics=(),
        classification_rule="group/1",
        instrument=FORM.key,
        codebook=BOOK.key,
        agreed_layer=agreed,
        retention_months=12,
    )
    return Study(protocol, submissions)


def coding(
    place: str,
    code: str,
    *,
    entry: int = 0,
    span: tuple[int, int] = (0, 5),
    layer: str = AGREED,
    reference: str = "K7M-4Q9-TR9",
) -> Coding:
    """A coding of an entry, by the code's key."""
    return Coding(reference, cell(place), entry, Span(*span), BOOK[code], layer)


def coded(study_: Study, *codings: Coding) -> CodedStudy:
    """The study with these codings."""
    return CodedStudy(study_, BOOK, codings)
