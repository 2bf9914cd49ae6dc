"""Two coders who read the same entries and do not always agree with the layer they later agreed on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from fivefold.method.coding.codebook import Code, Codebook, Primary
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.demonstration.minutes import Minutes, Passage
from fivefold.method.frameworks.entries import CellKey


@dataclass(frozen=True, slots=True)
class Coder:
    """How far a coder strays from what was agreed.

    misses: share of passages left uncoded. confuses: share given a neighbouring code. adds: share of entries with a
    code more than was agreed. trims: share of passages selected a few words longer or shorter.
    """

    layer: str
    misses: float
    confuses: float
    adds: float
    trims: float


CODERS = (
    Coder("Coder 1", misses=0.07, confuses=0.05, adds=0.04, trims=0.2),
    Coder("Coder 2", misses=0.11, confuses=0.06, adds=0.02, trims=0.35),
)
"""The two of the demonstration: one codes much, the other sparingly."""

_CONFUSED = {
    Primary.VULNERABILITY: (Primary.VULNERABILITY, Primary.RISK),
    Primary.RISK: (Primary.RISK, Primary.VULNERABILITY),
}
"""The same words are a vulnerability in one case and a risk in another, and coders differ over which."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The codebook as a coder has it in mind: codes by key, and for each those it could be taken for."""

    codes: Mapping[str, Code]
    neighbours: Mapping[str, Sequence[str]]


def choices(codebook: Codebook) -> Choices:
    """Codes of the same node are taken for one another, and those of vulnerabilities and risks besides."""
    by_node: dict[tuple[Primary, Context | None, int], list[str]] = {}
    for code in codebook:
        by_node.setdefault((code.primary, code.context, len(code.path)), []).append(code.key)
    neighbours = {
        code.key: [
            key
            for primary in _CONFUSED.get(code.primary, (code.primary,))
            for key in by_node.get((primary, code.context, len(code.path)), ())
            if key != code.key
        ]
        for code in codebook
    }
    return Choices({code.key: code for code in codebook}, neighbours)


def codings(minutes: Minutes, *, reference: str, known: Choices, rng: Random) -> tuple[Coding, ...]:
    """The agreed layer, exactly the minutes' passages, and each coder's own."""
    texts = _texts(minutes)
    found = [_coding(passage, AGREED, reference, known) for passage in minutes.passages]
    for coder in CODERS:
        read = dict.fromkeys(_reading(minutes.passages, texts, coder, known, rng))
        found += [_coding(passage, coder.layer, reference, known) for passage in read]
    return tuple(found)


def _texts(minutes: Minutes) -> dict[tuple[CellKey, int], str]:
    return {
        (cell.key, number): entry.text
        for cell in minutes.framework.cells
        for number, entry in enumerate(cell.entries)
    }  # fmt: skip


def _coding(passage: Passage, layer: str, reference: str, known: Choices) -> Coding:
    span = Span(passage.start, passage.end)
    return Coding(reference, passage.cell, passage.entry, span, known.codes[passage.code], layer)


def _reading(
    agreed: Iterable[Passage],
    texts: Mapping[tuple[CellKey, int], str],
    coder: Coder,
    known: Choices,
    rng: Random,
) -> Iterator[Passage]:
    for passage in agreed:
        draw = rng.random()
        if draw < coder.misses:
            continue
        text = texts[passage.cell, passage.entry]
        code = passage.code
        if draw < coder.misses + coder.confuses:
            code = rng.choice(known.neighbours[code])
        start, end = _selected(passage, text, coder, rng)
        yield Passage(passage.cell, passage.entry, start, end, code)
        if rng.random() < coder.adds:
            yield Passage(passage.cell, passage.entry, start, end, rng.choice(known.neighbours[code]))


def _selected(passage: Passage, text: str, coder: Coder, rng: Random) -> tuple[int, int]:
    """The passage, or the passage to the next word boundary inwards or outwards."""
    if rng.random() >= coder.trims:
        return passage.start, passage.end
    if rng.random() < 0.5:
        longer = text.find(" ", passage.end + 1)
        return passage.start, longer if longer > 0 else len(text)
    shorter = text.rfind(" ", passage.start, passage.end)
    return passage.start, shorter if shorter > passage.start else passage.end
