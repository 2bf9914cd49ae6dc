"""One case written up as a framework, as its meeting's minute-taker would leave it, with the agreed codings."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.demonstration import incident_lines, voices
from fivefold.method.demonstration.cases import Case
from fivefold.method.demonstration.decks import Decks
from fivefold.method.demonstration.language import Bank, Marked, Phrase, bank, fill
from fivefold.method.demonstration.voices import Voice
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Certainty, Entry, Framework, Header

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip

_FILLED = {"involvement": 0.8, "action": 0.3, "barrier": 0.15, "hsb": 0.12, "resilience": 0.08, "strength": 0.08}
"""How often a cell of a column holds something that carries no code; the others 0.1."""

_DOUBLED = 0.6
"""How often two facts of one cell are said in one breath where the bank has such an entry."""

_MOVED = 0.02
"""Share of entries that were first written in another cell and moved before the form was returned."""


_FIRST = CellKey(Context.INDIVIDUAL, "hsb")
"""Where incidents are told."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one entry and the code they carry: what the agreed layer says.

    cell, entry: where the entry stands. start, end: within its text, in code points.
    """

    cell: CellKey
    entry: int
    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A framework and its agreed passages."""

    framework: Framework
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Wordings:
    """The bank's double entries by their first code, and decks dealt from the rest."""

    doubles: Mapping[str, tuple[Phrase, ...]]
    fillable: Collection[str]
    phrases: Decks[Phrase]
    fillers: Decks[Phrase]


def wordings(rng: Random) -> Wordings:
    """Fresh decks over the committed bank."""
    held: Bank = bank()
    doubles: dict[str, tuple[Phrase, ...]] = {}
    for double in held.doubles:
        doubles[double.codes[0]] = (*doubles.get(double.codes[0], ()), double)
    return Wordings(
        doubles,
        {key for key, fillers in held.fillers.items() if fillers},
        Decks(lambda key: held.phrases[key], rng=rng),
        Decks(lambda key: held.fillers[key], rng=rng),
    )


def write_up(case: Case, *, reference: str, instrument: Instrument, dealt: Wordings, rng: Random) -> Minutes:
    """The case as a framework on this instrument version.

    Every code of the case stands in the cell it was given, once for each time it was given, and the passages say
    nothing else, except that an incident line may say again what an offence code says.
    """
    voice = voices.choose(rng)
    words = _slot_words(case, voice, rng)
    cells: list[Cell] = []
    passages: list[Passage] = []
    standing: dict[CellKey, list[str]] = {}
    for placed in case.placed:
        standing.setdefault(placed.cell, []).append(placed.code)
    for place in instrument.places:
        told = incident_lines.lines(case, voice, rng) if place == _FIRST else ()
        phrases = [*_fillers(place, voice, dealt, rng), *_phrases(standing.get(place, []), voice, dealt, rng)]
        lines = [*told, *_lines(phrases, voice, words, rng)]
        entries = tuple(_entry(line, place, case, voice, instrument, rng) for line in lines)
        cells.append(Cell(place, entries) if entries else _empty(place, rng))
        passages += [
            Passage(place, number, *mark) for number, line in enumerate(lines) for mark in line.marks
        ]  # fmt: skip
    framework = Framework(instrument.key, _header(case, reference, rng), tuple(cells), _places(case, rng))
    return Minutes(framework, tuple(passages))


def _slot_words(case: Case, voice: Voice, rng: Random) -> dict[str, str]:
    month = case.meeting.month or 9
    earlier = MONTHS[(month - 1 - rng.randint(1, 5)) % 12]
    incident = "the incident" if len(case.incidents) == 1 else f"incident {rng.randint(1, len(case.incidents))}"
    return {
        **voice.words,
        "school": case.school,
        "place": case.place,
        "peers": case.peers,
        "home": case.home,
        "incident": incident,
        "year": f"Y{case.age - 4}",
        "month": earlier,
    }


def _lines(phrases: list[Phrase], voice: Voice, words: Mapping[str, str], rng: Random) -> Iterator[Marked]:
    """What stands in one cell, in an order by lot, some of it run together."""
    rng.shuffle(phrases)
    held: Marked | None = None
    for phrase in phrases:
        line = voices.finish(fill(voices.shorten(phrase, voice), words), voice)
        if held is None:
            held = line
        elif rng.random() < voice.joins and len(held.text) + len(line.text) < 240 and not _clash(held, line):
            held = voices.join(held, line, between=_between(held, rng))
        else:
            yield held
            held = line
    if held is not None:
        yield held


def _clash(first: Marked, second: Marked) -> bool:
    """Whether two entries carry the same code: one entry must not count one code twice."""
    return bool({mark[2] for mark in first.marks} & {mark[2] for mark in second.marks})


def _between(first: Marked, rng: Random) -> str:
    if first.text.endswith((".", "!", "?")):
        return "\n" if rng.random() < 0.15 else " "
    return rng.choice(("; ", ". ", " - "))


def _phrases(codes: list[str], voice: Voice, dealt: Wordings, rng: Random) -> Iterator[Phrase]:
    """A wording for every code of a cell, two codes at once where the bank can."""
    waiting = rng.sample(codes, len(codes))
    fitting = [
        double for code in waiting for double in dealt.doubles.get(code, ()) if set(double.codes) <= set(waiting)
    ]
    rng.shuffle(fitting)
    for double in fitting:
        if set(double.codes) <= set(waiting) and rng.random() < _DOUBLED:
            for code in double.codes:
                waiting.remove(code)
            yield double
    for code in waiting:
        yield dealt.phrases.deal(code, prefer=lambda phrase: len(phrase.text) * (1 if voice.terse else -1))


def _fillers(place: CellKey, voice: Voice, dealt: Wordings, rng: Random) -> Iterator[Phrase]:
    keys = [key for key in (str(place), f"*/{place.column}") if key in dealt.fillable]
    chance = min(0.9, _FILLED.get(place.column, 0.1) * voice.fills)
    for key in keys:
        if rng.random() < chance:
            yield dealt.fillers.deal(key)


def _entry(line: Marked, place: CellKey, case: Case, voice: Voice, instrument: Instrument, rng: Random) -> Entry:
    if rng.random() >= voice.annotates:
        return Entry(line.text, place)
    moved = rng.random() < _MOVED / 0.1
    return Entry(
        line.text,
        rng.choice(instrument.places) if moved else place,
        said_by=rng.choice(voices.table()["said_by"][place.context]) if rng.random() < 0.6 else None,
        certainty=rng.choice((None, None, Certainty.REPORTED, Certainty.CONFIRMED)),
        as_of=_as_of(case, rng) if rng.random() < 0.2 else None,
        about=_about(line.text, case),
    )


def _as_of(case: Case, rng: Random) -> PartialDate:
    """A month up to a year and a quarter before the meeting."""
    months = case.meeting.year * 12 + (case.meeting.month or 9) - 1 - rng.randint(0, 15)
    return PartialDate(months // 12, months % 12 + 1)


def _about(text: str, case: Case) -> str | None:
    """The context instance an entry names, if it names one."""
    named: Iterable[str] = (case.school, case.place, case.peers, case.home)
    return next((name for name in named if name in text), None)


def _empty(place: CellKey, rng: Random) -> Cell:
    """A cell without entries: blank, or with the words that say why."""
    empty = voices.table()["empty"]
    draw = rng.random()
    if draw < empty["blank"]:
        return Cell(place)
    if draw < empty["blank"] + empty["dash"]:
        return Cell(place, status=CellStatus.UNEXPLAINED, status_text="-")
    reasons = [CellStatus(reason) for reason in empty["reasons"]]
    status = rng.choices(reasons, list(empty["reasons"].values()))[0]
    if status is CellStatus.AGENCY_NOT_PRESENT and place.context in empty["never_absent"]:
        status = CellStatus.NOT_DISCUSSED
    return Cell(place, status=status, status_text=rng.choice(bank().statuses[status]))


def _header(case: Case, reference: str, rng: Random) -> Header:
    words = voices.table()["header"]
    return Header(reference, rng.choice(words["signature"]), rng.choice(words[case.cohort]))


def _places(case: Case, rng: Random) -> dict[Context, str]:
    places = {Context.NEIGHBOURHOOD: case.place} if rng.random() < 0.9 else {}
    if rng.random() < 0.3:
        places[Context.SCHOOL] = case.school
    return places
