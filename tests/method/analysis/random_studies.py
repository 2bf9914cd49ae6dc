"""Small coded studies at random: any shape a real one can have, few enough rows to be counted slowly."""

import dataclasses
import random

from fivefold.method.coding.codebook import Code, Codebook, Primary, codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.method.frameworks.entries import Cell, CellStatus, Entry, Framework, Header
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
from fivefold.method.studies.study import Consents, Ethics, Override, Protocol, Study, Submission

WORDS = ("quokkaword", "zebuword", "ibexword", "tapirword", "okapiword")
"""What entries are made of: words that stand nowhere else, so that any of them in an extract is a leak."""

PROTOCOL = Protocol(
    title="A study",
    question="What is recorded?",
    ages=(10, 17),
    categories=frozenset(Hackett) - {Hackett.NORMAL},
    window=(PartialDate(2016, 9), PartialDate(2016, 12)),
    sites=("A", "B", "C"),
    ethics=(Ethics("A", "university"), Ethics("B", "university"), Ethics("C", "local")),
    classification_rule="group/1",
    instrument="appendix-a/1",
    codebook="appendix-b/1",
    agreed_layer="Agreed",
    retention_months=12,
)

_KEYS = (
    "situation/living-in-care",
    "vulnerability/individual/gang-association",
    "vulnerability/individual/low-self-esteem",
    "vulnerability/family/domestic-abuse-between-parents-or-carers",
    "vulnerability/peer/social-isolation",
    "vulnerability/peer/bullied-by-others",
    "vulnerability/school/bullying-unaddressed-by-school",
    "strength/individual/good-communication",
    "strength/family/good-attachments",
    "risk/individual/history-of-violence",
    "risk/individual",
    "risk/peer/bullying-others",
    "risk/peer/peer-criminality",
    "risk/neighbourhood/threats-in-local-community",
    "response/individual/mentoring",
    "response/individual",
    "response/family/domestic-abuse-service-referral",
    "response/peer/diversionary-activities",
    "response/school/school-safety-plan",
    "response/neighbourhood/neighbourhood-policing",
    "response",
    "offence/gang-association",
    "offence/peer-audience",
    "offence/image-sharing",
    "offence/in-school",
    "challenge/peer-engagement",
)

_IN_VIVO = Code(
    "risk/peer/bullying-others/in-corridors",
    ("Risks", "Peer", "Bullying others", "In corridors"),
    Primary.RISK,
    Context.PEER,
    "Made in vivo.",
)


def _some(keys: tuple[str, ...]) -> Codebook:
    """The codebook with these codes and those above them only: small enough to be counted two thousand times."""
    book = codebook()
    wanted = {"/".join(key.split("/")[:depth]) for key in keys for depth in (1, 2, 3)}
    return Codebook(book.key, tuple(code for code in book if code.key in wanted))


_BOOK = _some(_KEYS)


def random_study(seed: int, *, frameworks: int | None = None) -> CodedStudy:
    """A study of 0 to 8 frameworks (or as many as given) of the seed; equal seeds give equal studies."""
    chance = random.Random(seed)
    form = instrument()
    number = chance.randint(0, 8) if frameworks is None else frameworks
    submissions = tuple(_submission(chance, index, form) for index in range(number))
    codes = [*_BOOK.codes, _IN_VIVO]
    codings = tuple(coding for one in submissions for coding in _codings(chance, one, codes))
    with_in_vivo = Codebook(_BOOK.key, (*_BOOK.codes, _IN_VIVO)) if chance.random() < 0.5 else _BOOK
    return CodedStudy(Study(PROTOCOL, submissions), with_in_vivo, codings)


def _submission(chance: random.Random, index: int, form: Instrument) -> Submission:
    often = chance.random() > 0.15
    incidents = tuple(
        _incident(chance, f"I{number}") for number in chance.sample(range(12), chance.choice([0, 1, 1, 1, 2, 2, 3]))
    )
    offence = chance.choice(["Group", "sole", "", "both", "see attached"])
    return Submission(
        reference=f"R{index:03}",
        site=chance.choice("ABC"),
        file=f"site/{index}.docx",
        age=chance.randint(10, 17) if often else chance.choice([9, 17, 18, None]),
        sex=chance.choice(["male", "female", "other", ""]),
        meeting=PartialDate(2016, chance.randint(9, 12)) if often else None,
        consents=Consents(True, chance.random() > 0.05),
        framework=_framework(chance, f"R{index:03}", offence, form),
        incidents=incidents,
        override=Override("group", "the site said so", "Lead") if chance.random() < 0.1 else None,
    )


def _framework(chance: random.Random, reference: str, offence: str, form: Instrument) -> Framework:
    cells = []
    for place in form.places:
        entries = tuple(
            Entry(" ".join(chance.choices(WORDS, k=4)), place)
            for _ in range(chance.randint(1, 2) if chance.random() < 0.25 else 0)
        )
        cells.append(Cell(place, entries, None if entries else chance.choice([None, *CellStatus])))
    return dataclasses.replace(form.blank(), header=Header(reference, "signed", offence), cells=tuple(cells))


def _incident(chance: random.Random, reference: str) -> Incident:
    participants = [Participant(SUBJECT, frozenset({Role.DISPLAYED}))] if chance.random() > 0.1 else []
    participants += [
        Participant(f"peer {number}", frozenset(chance.sample(list(Role), chance.randint(0, 2))))
        for number in range(chance.choice([0, 0, 1, 2]))
    ]
    return Incident(
        reference=reference,
        date=chance.choice([None, PartialDate(2016), PartialDate(2016, 5, 3)]),
        setting="the place of quokkaword",
        location=chance.choice([None, *Context]),
        online=chance.random() < 0.3,
        category=chance.choice([Hackett.PROBLEMATIC, *Hackett]),
        standing=chance.choice(list(Standing)),
        participants=tuple(participants),
        harmed=tuple(
            Harmed(chance.choice(list(Relationship)), chance.choice(list(AgeBand)), chance.choice(list(AgeGap)))
            for _ in range(chance.randint(0, 2))
        ),
        characteristics=frozenset(
            chance.sample(["gang-association", "image-sharing", "in-school"], chance.randint(0, 2))
        ),
        outcome="an outcome in zebuword",
    )


def _codings(chance: random.Random, submission: Submission, codes: list[Code]) -> list[Coding]:
    found = []
    for place, entry in submission.framework.placed_entries():
        number = submission.framework.cell(place.context, place.column).entries.index(entry)
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            start = chance.randint(0, 10)
            span = Span(start, start + chance.randint(1, 10))
            layer = chance.choice([AGREED, AGREED, "Coder 1", "Coder 2"])
            found.append(Coding(submission.reference, place, number, span, chance.choice(codes), layer))
    return found
