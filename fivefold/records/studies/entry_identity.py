"""Which entry of a form that came again is which entry of the form before: texts change, identifiers stay."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import uuid4

from fivefold.method.frameworks.entries import CellKey, Framework
from fivefold.records.accounts.models import Share
from fivefold.records.studies.states import EntryId
from fivefold.records.vault import keyring

Mark = Callable[[str], str]
"""A text's mark under its share's key."""

MARK_LENGTH = 32
"""Hexadecimal digits of a mark: 128 bits."""

ALIKE = 0.6
"""Ratcliff-Obershelp likeness from which two texts of one cell are one entry that was rewritten."""


@dataclass(frozen=True, slots=True)
class Identified:
    """Identifiers for a framework's entries in placed order.

    changed: identifiers of entries whose text is another now. gone: those of entries that stand nowhere any more.
    """

    entries: tuple[EntryId, ...]
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def marker(share: Share) -> Mark:
    """Makes the mark of an entry's text: keyed by the share, so that it tells nothing once the key is gone."""
    ring = keyring.current()
    return lambda text: ring.mac(text.encode(), scope=share.scope).hex()[:MARK_LENGTH]


def new(framework: Framework, *, mark: Mark) -> Identified:
    """Identifiers for a framework seen for the first time."""
    return Identified(tuple((uuid4().hex, 1, mark(entry.text)) for _, entry in framework.placed_entries()))


def again(framework: Framework, *, before: Framework, ids: Sequence[EntryId], mark: Mark) -> Identified:
    """Identifiers for a framework that was known before.

    An entry keeps its identifier where its words stand in the same cell, else where they stand in another cell, else
    where its cell holds words much like them; then its version counts one up. ids: of `before`, in placed order.
    """
    old = [_Placed(cell, entry.text) for cell, entry in before.placed_entries()]
    now = [_Placed(cell, entry.text) for cell, entry in framework.placed_entries()]
    matched = _matched(now, old)
    entries: list[EntryId] = []
    changed = set()
    for place, one in enumerate(now):
        if place not in matched:
            entries.append((uuid4().hex, 1, mark(one.text)))
            continue
        entry, version, known = ids[matched[place]]
        if one.text == old[matched[place]].text:
            entries.append((entry, version, known))
        else:
            entries.append((entry, version + 1, mark(one.text)))
            changed.add(entry)
    kept = set(matched.values())
    gone = frozenset(ids[place][0] for place in range(len(old)) if place not in kept)
    return Identified(tuple(entries), frozenset(changed), gone)


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: CellKey
    text: str


def _matched(now: Sequence[_Placed], old: Sequence[_Placed]) -> dict[int, int]:
    """Place in `now` to place in `old`, each used once."""
    matched: dict[int, int] = {}
    free = dict(enumerate(old))
    for same in (_Placed.__eq__, _same_words):
        for place, one in enumerate(now):
            found = next((number for number, other in free.items() if place not in matched and same(one, other)), None)
            if found is not None:
                matched[place] = found
                del free[found]
    for _, place, number in sorted(_likenesses(now, matched, free), reverse=True):
        if place not in matched and number in free:
            matched[place] = number
            del free[number]
    return matched


def _same_words(one: _Placed, other: _Placed) -> bool:
    return one.text == other.text


def _likenesses(
    now: Sequence[_Placed], matched: dict[int, int], free: dict[int, _Placed]
) -> Iterator[tuple[float, int, int]]:
    for place, one in enumerate(now):
        for number, other in free.items():
            if place not in matched and one.cell == other.cell:
                likeness = SequenceMatcher(None, one.text, other.text, autojunk=False).ratio()
                if likeness >= ALIKE:
                    yield likeness, place, number
