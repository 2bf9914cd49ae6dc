"""Finding words in the texts of frameworks: opened and compared in memory, and forgotten with the answer.

What was searched for goes nowhere: no log, no event, no index, no address.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.accounts.models import Share
from fivefold.records.revisions import changes
from fivefold.records.revisions.changes import State
from fivefold.records.revisions.models import Kind, Revision
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that holds all the words: where it stands, and its text."""

    cell: CellKey
    text: str


def entries_with(words: str, shares: Iterable[Share]) -> dict[UUID, tuple[Found, ...]]:
    """By submission of these shares, the entries that hold all the words, in form order.

    A word is found wherever its letters stand together, whatever their case. Nothing is found for no words.
    One query; about 0.1 ms for each framework, and as much again for one that holds the words.
    """
    wanted = tuple(words.casefold().split())
    if not wanted:
        return {}
    found = ((submission, tuple(_entries(state, wanted))) for submission, state in _candidates(wanted, shares))
    return {submission: hits for submission, hits in found if hits}


def _entries(state: State, wanted: tuple[str, ...]) -> Iterator[Found]:
    """From the state as it is stored: making every candidate a framework would take ten times as long."""
    for cell in state["framework"]["cells"]:
        for entry in cell["entries"]:
            text = entry["text"].casefold()
            if all(word in text for word in wanted):
                yield Found(CellKey(Context(cell["context"]), cell["column"]), entry["text"])


def _candidates(wanted: tuple[str, ...], shares: Iterable[Share]) -> Iterator[tuple[UUID, State]]:
    """Frameworks whose JSON holds all the words somewhere; reading all the others as values would take most time."""
    escaped = tuple(json.dumps(word, ensure_ascii=False)[1:-1] for word in wanted)
    by_id: Mapping[UUID, Share] = {share.id: share for share in shares}
    rows = (
        Revision.objects.filter(share__in=list(by_id), line__kind=Kind.FRAMEWORK)
        .order_by("line_id", "number")
        .values_list("line_id", "id", "share_id", "sealed", "line__subject")
    )
    for _, revisions in groupby(rows.iterator(chunk_size=500), key=itemgetter(0)):
        every = list(revisions)
        opened = (_open(row[1], by_id[row[2]], bytes(row[3])) for row in reversed(every))
        told: list[bytes] = []
        for plain in opened:
            told.append(plain)
            if plain.startswith(b'{"put"'):
                break
        if _holds(b"".join(told), escaped):
            yield every[0][4], changes.folded(json.loads(plain) for plain in reversed(told))


def _holds(plain: bytes, words: tuple[str, ...]) -> bool:
    """Whether all the words stand somewhere in the JSON. Plain English is compared without being decoded."""
    if plain.isascii():
        small = plain.lower()
        return all(word.encode() in small for word in words)
    text = plain.decode().casefold()
    return all(word in text for word in words)


def _open(revision: UUID, share: Share, sealed: bytes) -> bytes:
    plain = keyring.current().unseal(sealed, scope=share.scope, place=Place("revision", revision, "sealed"))
    return changes.plain(plain)
