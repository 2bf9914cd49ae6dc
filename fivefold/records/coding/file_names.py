"""What a study's forms are called when it is taken out: no two alike, or one would be lost on unpacking."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import count
from pathlib import PurePosixPath
from typing import Final
from unicodedata import normalize
from uuid import UUID

from fivefold.records.revisions.changes import State

_LONGEST: Final = 80
"""Bytes of a file's stem and of a reference, which may be anything a form says, in a name made of both."""

_HELD: Final = 255
"""Bytes of a name that file systems hold, most of them. A name of as many characters of another script has more."""


def unlike(covers: Iterable[tuple[UUID, State]]) -> dict[UUID, str]:
    """The path of each submission's form within the study folder, by submission. No two differ in case alone.

    A form keeps its own where no other has it and it can be unpacked. Those that share one have their references in
    it, and a number where that is not enough. The order of `covers` does not matter.
    """
    held = dict(covers)
    sharing = Counter(_same(cover["file"]) for cover in held.values())
    names: dict[UUID, str] = {}
    shared = []
    for row, cover in held.items():
        if sharing[_same(cover["file"])] == 1 and len(PurePosixPath(cover["file"]).name.encode()) <= _HELD:
            names[row] = cover["file"]
        else:
            shared.append((cover["file"], cover["reference"], row))
    taken = set(map(_same, names.values()))
    for file, reference, row in sorted(shared):
        names[row] = next(name for name in _candidates(file, reference) if _same(name) not in taken)
        taken.add(_same(names[row]))
    return names


def _candidates(file: str, reference: str) -> Iterable[str]:
    path = PurePosixPath(file)
    told = _cut(re.sub(r"\W+", "-", reference).strip("-"))
    stem = f"{_cut(path.stem)} {told}".strip()
    yield str(path.with_stem(stem))
    yield from (str(path.with_stem(f"{stem} {number}")) for number in count(2))


def _cut(words: str) -> str:
    # What is left of a character that was cut through is left out.
    return words.encode()[:_LONGEST].decode(errors="ignore")


def _same(name: str) -> str:
    # Some file systems take no notice of case, some of how an accent is written.
    return normalize("NFC", name.casefold())
