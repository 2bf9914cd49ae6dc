"""What a cell's paragraphs say: entries in order, or one status for the whole cell."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Entry
from fivefold.method.frameworks.forms import annotations, statuses

_BULLET = re.compile(r"\s*(?:[•◦▪▫‣·●○■□◆◇➢➤►❖\uf0b7\uf0a7\uf0d8\uf076]\s*|[-–—*](?=\s|$)\s*|o\t\s*)")
_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}[.)]|\(?[a-hA-H]\))\s+\S")
_INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


@dataclass(slots=True)
class Piece:
    """The paragraphs of one cell of one table. listed: numbered or bulleted by Word.

    A place of the form has several pieces when its row was broken or written twice.
    """

    lines: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class Answer:
    """One cell of the form and what was left over.

    used: the text the cell was made from. marks: typed bullets that were taken off.
    beside: words that give a status in a cell that has entries as well.
    """

    cell: Cell
    used: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def answer(key: CellKey, pieces: list[Piece], *, places: Collection[CellKey]) -> Answer:
    """The cell that the pieces, in document order, amount to.

    A paragraph or list item is an entry. Line breaks stay inside it, except before lines that begin with a typed
    bullet or number. A status is one only when the whole cell says nothing else.
    """
    read = Answer(Cell(key))
    entries: list[Entry] = []
    given: list[tuple[CellStatus, str]] = []
    for piece in pieces:
        lines = [(text, listed) for text, listed in piece.lines if text.strip()]
        status = _whole_status([text for text, _ in lines])
        if status is not None:
            given.append((status, "\n".join(text.strip() for text, _ in lines)))
        else:
            for text, listed in lines:
                entries += _entries(text, key, read, listed=listed, places=places)
    if entries or not given or len({status for status, _ in given}) > 1:
        read.beside = [text for _, text in given]
        read.cell = Cell(key, tuple(entries))
    else:
        text = "\n".join(text for _, text in given)
        read.cell = Cell(key, (), given[0][0], text)
        read.used.append(text)
    return read


def _whole_status(lines: list[str]) -> CellStatus | None:
    found = {statuses.status_of(line.strip()) for line in lines}
    return found.pop() if len(found) == 1 else None


def _entries(text: str, key: CellKey, read: Answer, *, listed: bool, places: Collection[CellKey]) -> list[Entry]:
    entries = []
    for each in [text] if listed else _split(text):
        words = each if listed else _without_bullet(each, read)
        if not words.strip(_INVISIBLE).strip():
            read.marks.append(words)
            continue
        read.used.append(words)
        entries.append(annotations.read(words.strip(), places=places).entry(stands_in=key))
    return entries


def _without_bullet(text: str, read: Answer) -> str:
    mark = _BULLET.match(text)
    if mark is None:
        return text
    read.marks.append(mark[0])
    return text[mark.end() :]


def _split(text: str) -> list[str]:
    """The text in parts that begin with a typed bullet, or with typed numbers if there are at least two."""
    lines = text.split("\n")
    numbered = sum(_NUMBER.match(line) is not None for line in lines) >= 2
    parts: list[list[str]] = [[]]
    for line in lines:
        begins = _BULLET.match(line) is not None or (numbered and _NUMBER.match(line) is not None)
        if begins and any(each.strip() for each in parts[-1]):
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]
