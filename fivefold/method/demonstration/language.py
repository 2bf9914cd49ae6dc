"""The language bank: what invented practitioners write down, with the words a coder would select."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.entries import CellStatus

SLOTS = frozenset(
    [
        "YP",
        "yp",
        "Mother",
        "mother",
        "Father",
        "father",
        "Parents",
        "parents",
        "CSC",
        "SW",
        "YOS",
        "school",
        "place",
        "peers",
        "home",
        "incident",
        "year",
        "month",
    ]
)
"""Names that may stand in braces (the bank's README says what becomes of each)."""

_K = TypeVar("_K")
_V = TypeVar("_V")

_MARK = re.compile(r"\[\[(?:(?P<numbers>\d(?:,\d)*):)?(?P<words>[^\[\]]+)\]\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words of a phrase and the keys of the codes they carry, none for plain words."""

    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry as the bank holds it: pieces with slots still open.

    source: file and key it was read from, for messages.
    """

    pieces: tuple[Piece, ...]
    source: str

    @property
    def text(self) -> str:
        """The words with open slots and without marks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes its pieces carry, each once, in order."""
        return tuple(dict.fromkeys(code for piece in self.pieces for code in piece.codes))

    @property
    def slots(self) -> frozenset[str]:
        """Names of the slots that stand open."""
        return frozenset(_SLOT.findall(self.text))


@dataclass(frozen=True, slots=True)
class Marked:
    """A phrase with its slots filled. marks: (start, end, code key) in code points of text."""

    text: str
    marks: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """Every phrase.

    phrases: by code key. doubles: phrases with several codes. fillers: by "context/column", "*" for any context.
    statuses: words that stand in an empty cell.
    """

    phrases: Mapping[str, tuple[Phrase, ...]]
    doubles: tuple[Phrase, ...]
    fillers: Mapping[str, tuple[Phrase, ...]]
    statuses: Mapping[CellStatus, tuple[str, ...]]

    @property
    def coded(self) -> Iterator[Phrase]:
        """Phrases that carry codes."""
        for phrases in self.phrases.values():
            yield from phrases
        yield from self.doubles

    def __iter__(self) -> Iterator[Phrase]:
        yield from self.coded
        for phrases in self.fillers.values():
            yield from phrases


def parse(marked: str, codes: tuple[str, ...], *, source: str = "") -> Phrase:
    """Read "[[marked words]] and plain ones".

    codes: what an unnumbered mark carries; a numbered mark ("[[2:...]]", "[[1,2:...]]") carries those codes alone.
    Raises InputError where a mark is not closed, a number has no code, or a slot is not one of SLOTS.
    """
    pieces: list[Piece] = []
    end = 0
    for mark in _MARK.finditer(marked):
        pieces.append(Piece(marked[end : mark.start()]))
        pieces.append(Piece(mark["words"], _numbered(mark["numbers"], codes, f"{source}: {marked}")))
        end = mark.end()
    pieces.append(Piece(marked[end:]))
    phrase = Phrase(tuple(piece for piece in pieces if piece.text), source)
    if "[" in phrase.text or "]" in phrase.text:
        raise InputError("a mark is not closed, or one stands inside another", where=f"{source}: {marked}")
    if unknown := phrase.slots - SLOTS:
        raise InputError(f"there is no slot {{{sorted(unknown)[0]}}}", where=f"{source}: {marked}")
    return phrase


def _numbered(numbers: str | None, codes: tuple[str, ...], where: str) -> tuple[str, ...]:
    if numbers is None:
        return codes
    chosen = [int(number) for number in numbers.split(",")]
    if not all(1 <= number <= len(codes) for number in chosen):
        raise InputError(f"mark {numbers} is numbered beyond its {len(codes)} codes", where=where)
    return tuple(codes[number - 1] for number in chosen)


def fill(phrase: Phrase, words: Mapping[str, str]) -> Marked:
    """The phrase with every slot filled from words; a slot that opens a sentence gets a capital.

    KeyError if words lacks one of the phrase's slots.
    """
    text = ""
    marks: list[tuple[int, int, str]] = []
    for piece in phrase.pieces:
        start = len(text)
        text = _append(text, piece.text, words)
        marks += [(start, len(text), code) for code in piece.codes]
    return Marked(text, tuple(marks))


def _append(text: str, piece: str, words: Mapping[str, str]) -> str:
    end = 0
    for slot in _SLOT.finditer(piece):
        text += piece[end : slot.start()]
        word = words[slot[1]]
        opens = not text or text.endswith((". ", "? ", "! "))
        text += word[0].upper() + word[1:] if opens else word
        end = slot.end()
    return text + piece[end:]


@cache
def bank() -> Bank:
    """The committed bank. What a good entry is, `language_rules` checks."""
    folder = files("fivefold.method.data.demonstration.language")
    held = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return read({name: folder.joinpath(name).read_text(encoding="utf-8") for name in held})


def read(texts: Mapping[str, str]) -> Bank:
    """A bank from TOML texts by file name (the README beside the committed files says what they hold).

    Raises InputError naming file and entry when one cannot be read.
    """
    phrases: dict[str, tuple[Phrase, ...]] = {}
    doubles: list[Phrase] = []
    fillers: dict[str, tuple[Phrase, ...]] = {}
    statuses: dict[CellStatus, tuple[str, ...]] = {}
    for name, text in texts.items():
        for key, part in _table(name, text).items():
            if key == "double":
                doubles += [parse(row["text"], tuple(row["codes"]), source=f"{name}, double") for row in part]
            elif key == "filler":
                _extend(fillers, {place: _parse_all(lines, (), f"{name}, {place}") for place, lines in part.items()})
            elif key == "status":
                _extend(statuses, {CellStatus(status): tuple(lines) for status, lines in part.items()})
            else:
                _extend(phrases, {key: _parse_all(part["phrases"], (key,), f"{name}, {key}")})
    return Bank(phrases, tuple(doubles), fillers, statuses)


def _table(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the file is not TOML: {error}", where=name) from error


def _parse_all(lines: Iterable[str], codes: tuple[str, ...], source: str) -> tuple[Phrase, ...]:
    return tuple(parse(line, codes, source=source) for line in lines)


def _extend(into: dict[_K, tuple[_V, ...]], more: Mapping[_K, tuple[_V, ...]]) -> None:
    for key, values in more.items():
        into[key] = into.get(key, ()) + values
