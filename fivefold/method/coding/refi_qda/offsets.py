"""Which convention a program counted its positions by, decided by evidence.

The standard says code points from 0; programs do as they do (UTF-16 units, CR LF as two, the byte order mark
counted or not). A position that is off by a few reads well enough to be believed, so every convention is scored
on every passage: first by names (many programs put the passage's first words there), then by passage ends (people
select whole words, and no white space around them), then by what is known of the program, then by the standard.
"""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from fivefold.method.coding.refi_qda.positions import RawText, Ruler, Scale
from fivefold.method.coding.refi_qda.readings import (
    Confidence,
    Convention,
    Evidence,
    OffsetReading,
    OwnReading,
    Unit,
)
from fivefold.method.coding.spans import Span

CONVENTIONS = tuple(
    Convention(unit, two_wide, counts_mark, inclusive)
    for inclusive, counts_mark, two_wide, unit in product((False, True), (False, True), (False, True), Unit)
)
"""Every convention, those nearest the standard first: ties are decided in this order."""

SIGNIFICANT = 0.05
AMPLE = 0.001
UNLIKELY = 0.125
"""One-sided sign test of passage ends that are clean under one convention only."""

FIELDS = ("unit", "two_wide", "counts_mark", "inclusive")
_ELLIPSES = ("…", "...")
_SHORTEST_NAME = 3


class Passage(NamedTuple):
    """A passage as the file gives it."""

    start: int
    end: int
    name: str


class Marks(NamedTuple):
    """How a source's passages do under one convention: sets of passages, as numbers with a bit for each.

    A name counts three where it is the passage, two where it is but for white space, one where it is how the passage
    starts; so it is in as many of the three sets.
    """

    fits: int = 0
    named: int = 0
    named_but_for_white: int = 0
    named_whole: int = 0
    clean_start: int = 0
    clean_end: int = 0
    white: int = 0


Worth = tuple[int, ...]
"""What a passage is worth for one sign: one for each of these fields of Marks that it is in."""

_FITS, _NAMED, _NAME, _CLEAN_START, _CLEAN_END, _EDGES, _WHITE = (0,), (1,), (1, 2, 3), (4,), (5,), (4, 5), (6,)


@dataclass(frozen=True, slots=True)
class Sample:
    """One source: its text and its passages."""

    guid: str
    name: str
    raw: RawText
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    """What is kept of a source: how its passages do under every convention that can be told apart in it.

    stands_for: by place in CONVENTIONS, the place of the convention whose marks are its own too.
    """

    guid: str
    name: str
    stands_for: bytes
    marks: dict[int, Marks]

    @classmethod
    def of(cls, sample: Sample) -> "_Marked":
        """Mark a source's passages once for all conventions that give the same ones."""
        raw = sample.raw
        scales = {key: Scale(raw, key[0], two_wide=key[1]) for key in product(Unit, (False, True))}
        judge = _Judge(raw.source.text)
        first_with: dict[tuple[Span | None, ...], int] = {}
        same: dict[Convention, int] = {}
        marks: dict[int, Marks] = {}
        for place, convention in enumerate(CONVENTIONS):
            simplest = raw.simplest(convention)
            if simplest not in same:
                ruler = Ruler(raw, simplest, scales[simplest.unit, simplest.two_wide])
                spans = tuple(ruler.span(passage.start, passage.end) for passage in sample.passages)
                same[simplest] = first_with.setdefault(spans, place)
                if first_with[spans] == place:
                    marks[place] = judge.marks(sample.passages, spans)
        stands_for = bytes(same[raw.simplest(convention)] for convention in CONVENTIONS)
        return cls(sample.guid, sample.name, stands_for, marks)

    @property
    def named(self) -> int:
        """How many passages have a name that is how they start, under at least one convention."""
        found = 0
        for marks in self.marks.values():
            found |= marks.named
        return found.bit_count()

    def of_convention(self, convention: Convention) -> Marks:
        return self.marks[self.stands_for[_PLACES[convention]]]


_PLACES = {convention: place for place, convention in enumerate(CONVENTIONS)}


class _Scores:
    """The marks of every source."""

    def __init__(self) -> None:
        self.samples: list[_Marked] = []

    def groups(self, numbers: Sequence[int]) -> list[list[Convention]]:
        """Conventions that give the same passages in all these sources, the nearest to the standard first."""
        found: dict[tuple[int, ...], list[Convention]] = {}
        kinds = {self.samples[number].stands_for for number in numbers}
        for place, convention in enumerate(CONVENTIONS):
            found.setdefault(tuple(kind[place] for kind in kinds), []).append(convention)
        return list(found.values())

    def total(self, numbers: Sequence[int], convention: Convention, worth: Worth) -> int:
        """Sum over passages."""
        total = 0
        for number in numbers:
            marks = self.samples[number].of_convention(convention)
            for kind in worth:
                total += marks[kind].bit_count()
        return total

    def contest(
        self, numbers: Sequence[int], one: Convention, other: Convention, worths: Sequence[Worth]
    ) -> tuple[int, int]:
        """On how many passages (or ends of them) the first does better, and on how many the other."""
        better = worse = 0
        for number in numbers:
            sample = self.samples[number]
            mine, theirs = sample.of_convention(one), sample.of_convention(other)
            if mine is theirs:
                continue
            for worth in worths:
                ahead = behind = 0
                for kind in worth:
                    ahead |= mine[kind] & ~theirs[kind]
                    behind |= theirs[kind] & ~mine[kind]
                better += ahead.bit_count()
                worse += behind.bit_count()
        return better, worse


_ENDS = (_CLEAN_START, _CLEAN_END)
_OWN = (("names", (_NAME,), 3, 0.125), ("passage ends", _ENDS, 15, AMPLE / 100))
"""What it takes for one source to be read differently from the rest: which sign, how many, how unlikely by chance."""


class Detection:
    """Finds the convention of a project's positions from its sources, one at a time. Keeps none of their words.

    origin: the program's name and version as the file gives it, used only where the passages do not decide.
    """

    def __init__(self, origin: str = "") -> None:
        self.origin = origin
        self._scores = _Scores()
        self._passages = 0

    def add(self, sample: Sample) -> None:
        """Take a source whose text is at hand; one without passages is ignored."""
        self._passages += len(sample.passages)
        if sample.passages and not _certain(self.origin):
            self._scores.samples.append(_Marked.of(sample))

    def decide(self) -> OffsetReading:
        """The convention."""
        if not self._passages:
            return OffsetReading(_known(self.origin)[0], Confidence.CERTAIN, "there are no passages to place")
        if _certain(self.origin):
            return _declared(self._passages, self.origin)
        scores = self._scores
        decision = _decide(scores, range(len(scores.samples)), self.origin)
        return OffsetReading(
            decision.convention,
            decision.confidence,
            decision.reason,
            passages=self._passages,
            named=sum(sample.named for sample in scores.samples),
            candidates=tuple(_evidence(scores, decision)),
            exceptions=tuple(_own_readings(scores, decision.convention)),
        )


def detect(samples: Iterable[Sample], *, origin: str = "") -> OffsetReading:
    """The convention of a project's positions. samples: every source whose text is at hand. origin: see Detection."""
    detection = Detection(origin)
    for sample in samples:
        detection.add(sample)
    return detection.decide()


def _declared(passages: int, origin: str) -> OffsetReading:
    """For files of a program whose convention is beyond doubt (our own), nothing needs to be guessed."""
    reason = f"written by {origin}, which counts by the standard"
    return OffsetReading(_known(origin)[0], Confidence.CERTAIN, reason, passages=passages)


@dataclass(slots=True)
class _Decision:
    convention: Convention
    confidence: Confidence
    reason: str
    ranking: list[list[Convention]]


def _decide(scores: _Scores, numbers: Sequence[int], origin: str) -> _Decision:
    groups = scores.groups(numbers)
    prior = _known(origin)
    if len(groups) == 1:
        # An end that is included always makes a passage longer, so only passages in no text can be all alike.
        reason = "no passage lies in its text, whichever way it is counted"
        return _Decision(prior[0], Confidence.LOW, reason, groups)
    by_name, names_for, names_against = _leaders(scores, numbers, groups, (_NAME,), certain=1)
    by_edge, edges_for, edges_against = _leaders(scores, numbers, by_name, _ENDS, certain=None)
    ranking = sorted(
        groups, key=lambda group: (group not in by_edge, group not in by_name, -_strength(scores, numbers, group))
    )
    if len(by_edge) > 1:
        return _undecided(scores, numbers, by_edge, prior, ranking)
    group = by_edge[0]
    convention = _preferred(group, prior)
    doubt = _contradicted(scores, numbers, group, groups)
    if doubt:
        return _Decision(convention, Confidence.HIGH, doubt, ranking)
    reasons = []
    if len(by_name) < len(groups):
        reasons.append(
            f"names match {names_for} passages that the next convention misses, and {names_against} the other way"
        )
    if len(by_edge) < len(by_name):
        reasons.append(
            f"{edges_for} passage ends are clean that the next convention cuts, and {edges_against} the other way"
        )
    ample = names_for - names_against >= 3 if len(by_name) == 1 else _chance(edges_for, edges_against) <= AMPLE
    return _Decision(convention, Confidence.CERTAIN if ample else Confidence.HIGH, "; ".join(reasons), ranking)


def _leaders(
    scores: _Scores,
    numbers: Sequence[int],
    groups: list[list[Convention]],
    worths: Sequence[Worth],
    *,
    certain: int | None,
) -> tuple[list[list[Convention]], int, int]:
    """The best group and those not clearly worse, and the contest of the best against the strongest that is.

    certain: so many passages decide when none speaks against them (names are hardly ever right by chance).
    """
    best = max(groups, key=lambda group: _sum(scores, numbers, group, worths))
    kept = []
    closest: tuple[int, int] | None = None
    for group in groups:
        better, worse = (0, 0) if group is best else scores.contest(numbers, best[0], group[0], worths)
        clear = _chance(better, worse) <= SIGNIFICANT or (certain is not None and better >= certain and not worse)
        if not clear:
            kept.append(group)
        elif closest is None or better - worse < closest[0] - closest[1]:
            closest = better, worse
    return kept, *(closest or (0, 0))


def _undecided(
    scores: _Scores,
    numbers: Sequence[int],
    groups: list[list[Convention]],
    prior: Sequence[Convention],
    ranking: list[list[Convention]],
) -> _Decision:
    """Several conventions fit about as well: the program's habit decides, else the better fit, else the standard."""
    for convention in prior[:-1]:
        if any(convention in group for group in groups):
            reason = f"{len(groups)} conventions fit about equally well; taken as the program is known to count"
            return _Decision(convention, Confidence.LOW, reason, ranking)
    standard = groups[0]
    best = max(groups, key=lambda group: _strength(scores, numbers, group))
    better, worse = scores.contest(numbers, best[0], standard[0], (_NAME, *_ENDS))
    if _chance(better, worse) <= UNLIKELY:
        reason = f"{len(groups)} conventions fit about equally well; the one that fits best is taken"
        return _Decision(best[0], Confidence.LOW, reason, ranking)
    reason = f"{len(groups)} conventions fit about equally well; the one nearest the standard is taken"
    return _Decision(standard[0], Confidence.LOW, reason, ranking)


def _contradicted(
    scores: _Scores, numbers: Sequence[int], group: list[Convention], groups: list[list[Convention]]
) -> str:
    """The sentence that says so when passage ends speak clearly against the convention the names chose; else ""."""
    for rival in groups:
        if rival is group:
            continue
        worse, better = scores.contest(numbers, group[0], rival[0], _ENDS)
        if _chance(better, worse) <= AMPLE:
            return (
                f"the names decided, but {better} passage ends against {worse} would be cleaner with {rival[0].words}"
            )
    return ""


def _own_readings(scores: _Scores, convention: Convention) -> Iterator[OwnReading]:
    """Sources whose passages clearly contradict the project's convention, with what they say themselves."""
    for number, sample in enumerate(scores.samples):
        groups = scores.groups([number])
        ours = next(group for group in groups if convention in group)
        for kind, worths, enough, chance in _OWN:
            best = max(groups, key=lambda group: (_sum(scores, [number], group, worths), group is ours))
            better, worse = scores.contest([number], best[0], ours[0], worths)
            _, names_against = scores.contest([number], best[0], ours[0], (_NAME,))
            clear = better >= enough and _chance(better, worse) <= chance
            if best is not ours and clear and not (names_against and worths is _ENDS):
                yield OwnReading(
                    sample.guid, sample.name, best[0], f"{better} {kind} here speak for it, {worse} against"
                )
                break


def _evidence(scores: _Scores, decision: _Decision) -> Iterator[Evidence]:
    numbers = range(len(scores.samples))
    for group in sorted(decision.ranking, key=lambda group: decision.convention not in group):
        shown = decision.convention if decision.convention in group else group[0]
        yield Evidence(
            shown,
            fits=scores.total(numbers, shown, _FITS),
            names=scores.total(numbers, shown, _NAMED),
            edges=scores.total(numbers, shown, _EDGES),
            white=scores.total(numbers, shown, _WHITE),
            also=tuple(other for other in group if other != shown),
        )


def _strength(scores: _Scores, numbers: Sequence[int], group: list[Convention]) -> int:
    # One point off for each departure from the standard: with 24 conventions one is better by luck soon enough.
    departures: int = sum(getattr(group[0], name) != getattr(Convention(), name) for name in FIELDS)
    return 10 * scores.total(numbers, group[0], _NAME) + scores.total(numbers, group[0], _EDGES) - departures


def _sum(scores: _Scores, numbers: Sequence[int], group: list[Convention], worths: Sequence[Worth]) -> int:
    return sum(scores.total(numbers, group[0], worth) for worth in worths)


def _preferred(group: list[Convention], prior: Sequence[Convention]) -> Convention:
    return next((convention for convention in prior if convention in group), group[0])


def _chance(better: int, worse: int) -> float:
    """How likely at least `better` of the differences fall on one side if either side were as likely."""
    trials = better + worse
    if better <= worse:
        return 1.0
    if trials > 200:
        # The normal approximation with continuity correction; exact sums of 100,000 terms would take seconds.
        return 0.5 * math.erfc(((better - worse - 1) / math.sqrt(trials)) / math.sqrt(2))
    return float(sum(math.comb(trials, wins) for wins in range(better, trials + 1)) / 2**trials)


class _Judge:
    """Marks passages of one text. A place where many conventions let a passage begin or end is looked at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: dict[int, tuple[bool, bool]] = {}
        self._ends: dict[int, tuple[bool, bool]] = {}

    def marks(self, passages: Sequence[Passage], spans: Sequence[Span | None]) -> Marks:
        """How these passages do where a convention has them."""
        found = [0] * len(Marks._fields)
        bit = 1
        for passage, span in zip(passages, spans, strict=True):
            if span is not None:
                clean_start, white_start = self._start(span.start)
                clean_end, white_end = self._end(span.end)
                name = _name_mark(passage.name, span, self.text)
                signs = (True, name > 0, name > 1, name > 2, clean_start, clean_end, white_start or white_end)
                for kind, sign in enumerate(signs):
                    if sign:
                        found[kind] |= bit
            bit <<= 1
        return Marks(*found)

    def _start(self, start: int) -> tuple[bool, bool]:
        """Whether a passage that starts here starts clean, and whether it does so with white space."""
        if start not in self._starts:
            before, first = self.text[start - 1] if start else " ", self.text[start]
            white = first.isspace()
            self._starts[start] = not white and not (_in_word(before) and _in_word(first)), white
        return self._starts[start]

    def _end(self, end: int) -> tuple[bool, bool]:
        """The same of a passage that ends here."""
        if end not in self._ends:
            last, after = self.text[end - 1], self.text[end] if end < len(self.text) else " "
            white = last.isspace()
            self._ends[end] = not white and not (_in_word(last) and _in_word(after)), white
        return self._ends[end]


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _name_mark(name: str, span: Span, text: str) -> int:
    if len(name) < _SHORTEST_NAME:
        return 0
    # Only as much of a long passage as its name can speak about: names are short, passages may be chapters.
    passage = text[span.start : min(span.end, span.start + 4 * len(name) + 80)]
    if name == passage:
        return 3
    stem = " ".join(name.removesuffix(_ELLIPSES[0]).removesuffix(_ELLIPSES[1]).split())
    words = " ".join(passage.split())
    if len(stem) < _SHORTEST_NAME or not words.startswith(stem):
        return 0
    return 2 if words == stem else 1


@cache
def _table() -> tuple[dict[str, object], ...]:
    resource = files("fivefold.method.data.exchange").joinpath("programs.1.toml")
    return tuple(tomllib.loads(resource.read_text(encoding="utf-8"))["program"])


def _known(origin: str) -> tuple[Convention, ...]:
    """What is known of the program, most likely first, and the standard's own convention last."""
    row = _row(origin)
    habits = [convention for convention in CONVENTIONS if _agrees(convention, row)] if row else []
    return (*habits, Convention())


def _certain(origin: str) -> bool:
    return bool(_row(origin).get("certain", False))


def _row(origin: str) -> dict[str, object]:
    """What the table of programs says of this one; empty if it says nothing."""
    for row in _table():
        if re.search(rf"\b{re.escape(str(row['name']))}\b", origin, re.IGNORECASE):
            return row
    return {}


def _agrees(convention: Convention, row: dict[str, object]) -> bool:
    return all(getattr(convention, field) == row[field] for field in FIELDS if field in row)
