"""Whether a document may be printed: every number computed or attributed, every link answered."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fivefold.method.analysis.figures import Figure, Unit
from fivefold.method.common.errors import InputError
from fivefold.method.reporting import document as tree
from fivefold.method.reporting.blocks import Appendix, Chart, EveryNumber, Section, Table
from fivefold.method.reporting.document import Document, Passage
from fivefold.method.reporting.inlines import Emphasis, Inlines, Link, Number, Reference, Result, Strong, Text, leaves

DEEPEST = 4
"""Heading levels go from 2 to this; deeper ones no longer help a reader find their way."""

_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DIGIT = re.compile(r"\S*[0-9%½¼¾⅓⅔]\S*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a document cannot be printed as it stands. place: id of the table, chart or section; "" before the first."""

    place: str
    words: str
    why: str


def check(document: Document) -> tuple[Problem, ...]:
    """Every problem of the document; () when it may be printed."""
    found = (_register_problems, _link_problems, _unprintable)
    return (*check_numbers(document), *(problem for problems in found for problem in problems(document)))


def require_checked(document: Document) -> None:
    """Raise InputError naming the first problems unless `check` finds none. Every renderer calls it."""
    problems = check(document)
    if problems:
        listed = "; ".join(
            f'"{problem.words}" in {problem.place or "the opening"}: {problem.why}' for problem in problems[:5]
        )
        more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
        raise InputError(
            f"the document cannot be printed: {listed}{more}",
            next_step="Make the number a Number or a Result, or say with Stated whose statement it is.",
        )


def check_numbers(document: Document) -> tuple[Problem, ...]:
    """Plain words that hold a digit, a percentage or a counting word: nothing typed by hand may pass as computed."""
    return tuple(
        Problem(passage.place, found, "a number typed as plain words")
        for passage in tree.passages(document)
        for leaf in leaves(passage.inlines)
        if isinstance(leaf, Text)
        for found in typed_numbers(leaf.words)
    )


def typed_numbers(text: str) -> tuple[str, ...]:
    """The digits and counting words in plain words, as they stand there."""
    allowed, counting = _patterns()
    rest = allowed.sub(" ", text)
    return (*_DIGIT.findall(rest), *counting.findall(rest))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    resource = files("fivefold.method.data.wording").joinpath("counting-words.toml")
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    return _any_of(table["allowed"]), _any_of([*table["phrases"], *table["words"]])


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    # A hyphen on either side makes another word: "two" must not be found in "two-way" once that is allowed,
    # but "twenty-two" is caught by either half.
    spaced = (re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(rf"\b(?:{'|'.join(spaced)})\b", re.IGNORECASE)


def _register_problems(document: Document) -> Iterator[Problem]:
    registers = sum(isinstance(block, EveryNumber) for block in tree.blocks(document))
    if registers > 1 or (not registers and tree.needs_register(document)):
        yield Problem("", "every number", f"the document has {registers} registers of its numbers and needs one")
    known: dict[str, object] = {}
    for place, leaf in tree.uses(document):
        if not isinstance(leaf, Number | Result):
            continue
        entry = leaf.figure if isinstance(leaf, Number) else leaf.statistic
        name = f"{type(entry).__name__} {entry.key}"
        if entry.freeze != document.meta.freeze:
            yield Problem(place, leaf.words, f'"{entry.key}" comes from another freeze than the document')
        if known.setdefault(name, entry) != entry:
            yield Problem(place, leaf.words, f'two different results are called "{entry.key}"')
        if isinstance(leaf, Number):
            yield from (Problem(place, leaf.words, why) for why in _inconsistencies(leaf.figure))


@cache
def _why_inconsistent(numerator: int, base: int | None, references: int, unit: Unit) -> str:
    if numerator < 0 or (base is not None and numerator > base):
        return "a numerator outside its base"
    if unit is Unit.FRAMEWORKS and references != numerator:
        return f"{references} reference codes for a count of {numerator} frameworks"
    return ""


def _inconsistencies(figure: Figure) -> Iterator[str]:
    for group, count in figure.counts.items():
        why = _why_inconsistent(count.numerator, count.base, len(count.references), figure.unit)
        if why:
            yield f'figure "{figure.key}" has {why} ({group})'


def _link_problems(document: Document) -> Iterator[Problem]:
    ids = Counter(block.id for block in tree.blocks(document) if isinstance(block, Table | Chart | Section | Appendix))
    labelled = tree.labels(document)
    yield from (Problem(name, name, "an id used more than once") for name, times in ids.items() if times > 1)
    for heading in tree.outline(document):
        if heading.level > DEEPEST:
            yield Problem(heading.id, heading.label, "a heading too deep to find")
    for passage in tree.passages(document):
        for target in _targets(passage):
            if target not in labelled:
                yield Problem(passage.place, target, "nothing in the document has this id")


def _unprintable(document: Document) -> Iterator[Problem]:
    """Characters that no format can hold: they would break the file, or vanish from it."""
    said: list[tuple[str, str]] = [
        ("", text) for text in (document.meta.study, document.meta.version, *document.meta.authors)
    ]
    said += [(place, leaf.words) for place, leaf in tree.uses(document) if not isinstance(leaf, Reference)]
    for figure in tree.figures(document).values():
        said += [("", text) for text in (figure.title, figure.definition, *(one.reason for one in figure.exclusions))]
    for statistic in tree.statistics(document).values():
        said += [("", text) for text in (statistic.title, statistic.definition)]
    said += [("", source) for source in tree.statements(document)]
    for place, text in said:
        if _BROKEN.search(text):
            yield Problem(place, _BROKEN.sub("?", text), "a character that cannot be printed")


def _targets(passage: Passage) -> Iterator[str]:
    for leaf in leaves(passage.inlines):
        if isinstance(leaf, Reference):
            yield leaf.target
    yield from _linked(passage.inlines)


def _linked(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Link) and inline.target.startswith("#"):
            yield inline.target[1:]
        if isinstance(inline, Emphasis | Strong | Link):
            yield from _linked(inline.inlines)
