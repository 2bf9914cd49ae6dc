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
from collections.abc import Callable, Iterator, Sequence
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


class Mark(NamedTuple):
    """How one passage does under one convention.

    name: 3 the name is the passage, 2 it is but for white space, 1 it is how the passage starts, 0 it is not.
    """

    fits: bool
    name: int
    clean_start: bool
    clean_end: bool
    white: bool


Worth = Callable[[Mark], int]
"""What a passage's mark is worth for one sign."""

_MISFIT = Mark(fits=False, name=0, clean_start=False, clean_end=False, white=False)


@dataclass(frozen=True, slots=True)
class Sample:
    """One source: its text and its passages."""

    guid: str
    name: str
    raw: RawText
    passages: tuple[Passage, ...]


class _Scores:
    """The marks of every source under every convention that can be told apart in it."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.samples = samples
        self._marks: dict[tuple[int, Convention], tuple[Mark, ...]] = {}
        self._same: dict[tuple[int, Convention], Convention] = {}
        self._totals: dict[tuple[int, Convention, Worth], int] = {}
        for number, sample in enumerate(samples):
            self._take(number, sample)

    def _take(self, number: int, sample: Sample) -> None:
        """Mark a source's passages once for all conventions that give the same ones."""
        raw = sample.raw
        scales = {key: Scale(raw, key[0], two_wide=key[1]) for key in product(Unit, (False, True))}
        first_with: dict[tuple[Span | None, ...], Convention] = {}
        for convention in CONVENTIONS:
            simplest = raw.simplest(convention)
            if (number, simplest) not in self._same:
                ruler = Ruler(raw, simplest, scales[simplest.unit, simplest.two_wide])
                spans = tuple(ruler.span(passage.start, passage.end) for passage in sample.passages)
                self._same[number, simplest] = first_with.setdefault(spans, simplest)
                if first_with[spans] == simplest:
                    text = raw.source.text
                    marked = zip(sample.passages, spans, strict=True)
                    self._marks[number, simplest] = tuple(_mark(passage, span, text) for passage, span in marked)
            self._same[number, convention] = self._same[number, simplest]

    def marks(self, number: int, convention: Convention) -> tuple[Mark, ...]:
        """The marks of one source's passages."""
        return self._marks[number, self._same[number, convention]]

    def same(self, number: int, convention: Convention) -> Convention:
        """The convention that stands for all that give this source the same passages."""
        return self._same[number, convention]

    def groups(self, numbers: Sequence[int]) -> list[list[Convention]]:
        """Conventions that give the same passages in all these sources, the nearest to the standard first."""
        found: dict[tuple[Convention, ...], list[Convention]] = {}
        for convention in CONVENTIONS:
            found.setdefault(tuple(self.same(number, convention) for number in numbers), []).append(convention)
        return list(found.values())

    def total(self, numbers: Sequence[int], convention: Convention, worth: Worth) -> int:
        """Sum over passages."""
        total = 0
        for number in numbers:
            key = (number, self._same[number, convention], worth)
            if key not in self._totals:
                self._totals[key] = sum(map(worth, self._marks[key[:2]]))
            total += self._totals[key]
        return total

    def contest(
        self, numbers: Sequence[int], one: Convention, other: Convention, worths: Sequence[Worth]
    ) -> tuple[int, int]:
        """On how many passages (or ends of them) the first does better, and on how many the other."""
        better = worse = 0
        for number in numbers:
            if self.same(number, one) == self.same(number, other):
                continue
            for mine, theirs in zip(self.marks(number, one), self.marks(number, other), strict=True):
                for worth in worths:
                    difference = worth(mine) - worth(theirs)
                    better += difference > 0
                    worse += difference < 0
        return better, worse


def _name(mark: Mark) -> int:
    return mark.name


def _named_so(mark: Mark) -> int:
    return mark.name > 0


def _fits(mark: Mark) -> int:
    return mark.fits


def _white(mark: Mark) -> int:
    return mark.white


def _clean_start(mark: Mark) -> int:
    return mark.clean_start


def _clean_end(mark: Mark) -> int:
    return mark.clean_end


def _edges(mark: Mark) -> int:
    return mark.clean_start + mark.clean_end


_ENDS = (_clean_start, _clean_end)
_OWN = (("names", (_name,), 3, 0.125), ("passage ends", _ENDS, 15, AMPLE / 100))
"""What it takes for one source to be read differently from the rest: which sign, how many, how unlikely by chance."""


def detect(samples: Sequence[Sample], *, origin: str = "") -> OffsetReading:
    """The convention of a project's positions.

    samples: every source whose text is at hand; those without passages are ignored. origin: the program's name and
    version as the file gives it, used only where the passages do not decide.
    """
    samples = [sample for sample in samples if sample.passages]
    if not samples:
        return OffsetReading(_known(origin)[0], Confidence.CERTAIN, "there are no passages to place")
    if _certain(origin):
        return _declared(samples, origin)
    scores = _Scores(samples)
    everywhere = range(len(samples))
    decision = _decide(scores, everywhere, origin)
    own = tuple(_own_readings(scores, decision.convention))
    return OffsetReading(
        decision.convention,
        decision.confidence,
        decision.reason,
        passages=sum(len(sample.passages) for sample in samples),
        named=_named(scores),
        candidates=tuple(_evidence(scores, decision)),
        exceptions=own,
    )


def _declared(samples: Sequence[Sample], origin: str) -> OffsetReading:
    """For files of a program whose convention is beyond doubt (our own), nothing needs to be guessed."""
    convention = _known(origin)[0]
    total = sum(len(sample.passages) for sample in samples)
    reason = f"written by {origin}, which counts by the standard"
    return OffsetReading(convention, Confidence.CERTAIN, reason, passages=total)


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
    by_name, names_for, names_against = _leaders(scores, numbers, groups, (_name,), certain=1)
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
    better, worse = scores.contest(numbers, best[0], standard[0], (_name, *_ENDS))
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
            _, names_against = scores.contest([number], best[0], ours[0], (_name,))
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
            fits=scores.total(numbers, shown, _fits),
            names=scores.total(numbers, shown, _named_so),
            edges=scores.total(numbers, shown, _edges),
            white=scores.total(numbers, shown, _white),
            also=tuple(other for other in group if other != shown),
        )


def _named(scores: _Scores) -> int:
    named = 0
    for number in range(len(scores.samples)):
        columns = [scores.marks(number, group[0]) for group in scores.groups([number])]
        named += sum(any(mark.name for mark in row) for row in zip(*columns, strict=True))
    return named


def _strength(scores: _Scores, numbers: Sequence[int], group: list[Convention]) -> int:
    # One point off for each departure from the standard: with 24 conventions one is better by luck soon enough.
    departures: int = sum(getattr(group[0], name) != getattr(Convention(), name) for name in FIELDS)
    return 10 * scores.total(numbers, group[0], _name) + scores.total(numbers, group[0], _edges) - departures


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


def _mark(passage: Passage, span: Span | None, text: str) -> Mark:
    if span is None:
        return _MISFIT
    first, last = text[span.start], text[span.end - 1]
    before = text[span.start - 1] if span.start else " "
    after = text[span.end] if span.end < len(text) else " "
    return Mark(
        fits=True,
        name=_name_mark(passage.name, span, text),
        clean_start=not first.isspace() and not (_in_word(before) and _in_word(first)),
        clean_end=not last.isspace() and not (_in_word(last) and _in_word(after)),
        white=first.isspace() or last.isspace(),
    )


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
