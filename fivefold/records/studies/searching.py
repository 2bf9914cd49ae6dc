"""Finding words in the texts of frameworks: compared in memory, and forgotten with the answer.

What was searched for goes nowhere: no log, no event, no index, no address. What is searched lies sealed beside each
submission; a share's are opened once a process and kept as one value, sealed again under the share's own key: between
two searches no text lies in clear, and whoever does not hold the key finds nothing
(docs/decisions/0029-pages-of-a-large-study.md).
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from fivefold.method.frameworks.entries import CellKey, Framework
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.changes import Change, State
from fivefold.records.revisions.models import Kind, Line, Revision
from fivefold.records.studies import states
from fivefold.records.studies.listing import Written, newest_writes
from fivefold.records.studies.models import SearchText, Submission
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

MOST_KEPT = 128 * 2**20
"""Bytes of sealed texts a process keeps: some 70,000 frameworks. What was searched longest ago goes first."""

_BATCH = 500
"""Frameworks opened together."""

_AFTER_ENTRY = b"\xff"
"""A byte that UTF-8 never has, so that no word reaches from one entry into the next."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that holds all the words: where it stands, and its text."""

    cell: CellKey
    text: str


@dataclass(frozen=True, slots=True)
class Search:
    """Words somebody looks for, and the submissions with an entry that holds them all."""

    submissions: frozenset[UUID]
    _words: tuple[str, ...] = ()

    def entries(self, several: Iterable[UUID]) -> dict[UUID, tuple[Found, ...]]:
        """By submission of these, the entries that hold all the words, in form order. Two queries."""
        wanted = [one for one in several if one in self.submissions]
        told = lines.states_of(wanted, Kind.FRAMEWORK) if wanted else {}
        return {one: tuple(self._entries(told[one][None])) for one in wanted if one in told}

    def _entries(self, state: State) -> Iterator[Found]:
        for entry in states.placed(state):
            text = entry.text.casefold()
            if all(word in text for word in self._words):
                yield Found(entry.cell, entry.text)


def search(words: str, study: Study, shares: Iterable[Share]) -> Search:
    """The submissions of these shares with an entry that holds all the words.

    shares: the actor's own, as `Actor.shares_of` gives them. A word is found wherever its letters stand together,
    whatever their case; nothing is found for no words. Raises NotOnKeyring for a share that is not the actor's. One
    query, and some three milliseconds for a thousand frameworks. Where a share is searched for the first time in this
    process, or was written in since, the texts that are new are opened: two queries, and some forty milliseconds for
    a thousand.
    """
    wanted = tuple(words.casefold().split())
    if not wanted:
        return Search(frozenset())
    of_sites = [share for share in shares if share.study_id == study.id and share.kind == ShareKind.SITE]
    return Search(frozenset(_holding(tuple(one.encode() for one in wanted), study, of_sites)), wanted)


def _holding(wanted: Sequence[bytes], study: Study, shares: Sequence[Share]) -> Iterator[UUID]:
    newest, _ = newest_writes(study, shares)
    for share in shares:
        texts = _texts_of(share, newest[share.id])
        yield from _with_an_entry_of(wanted, texts.opened(share), texts.places)


def _with_an_entry_of(wanted: Sequence[bytes], plain: bytes, places: Mapping[UUID, tuple[int, int]]) -> Iterator[UUID]:
    """The submissions with an entry that holds all the words: from one place of the longest word to the next."""
    longest = max(wanted, key=len)
    at = plain.find(longest)
    for submission, (start, end) in places.items():
        while start <= at < end:
            first, after = max(start, plain.rfind(_AFTER_ENTRY, start, at)), plain.find(_AFTER_ENTRY, at, end)
            holds = all(plain.find(word, first, after) >= 0 for word in wanted)
            if holds:
                yield submission
            at = plain.find(longest, end if holds else after)


# ---- what lies beside each submission


def search_text(row: Submission, framework: Framework, *, head: int, before: SearchText | None = None) -> SearchText:
    """What is searched of a framework whose newest revision is `head`, to be stored in the transaction that wrote it.

    before: what was searched of it until now, which this becomes.
    """
    found = before or SearchText(submission=row, share=row.share)
    plain = _joined(entry.text for cell in framework.cells for entry in cell.entries)
    found.head, found.sealed = head, keyring.current().seal(plain, scope=row.share.scope, place=_place_of(row.id))
    return found


def renewed(row: Submission, framework: Framework, *, head: int) -> SearchText:
    """`search_text` of a framework that may have one already, to be saved. One query."""
    return search_text(row, framework, head=head, before=SearchText.objects.filter(submission=row).first())


def _joined(texts: Iterable[str]) -> bytes:
    return b"".join(one.casefold().encode() + _AFTER_ENTRY for one in texts)


def _place_of(submission: UUID) -> Place:
    return Place("search_text", submission, "sealed")


# ---- what is kept between searches


@dataclass(frozen=True, slots=True)
class _Texts:
    """A share's texts, case folded, entry after entry.

    newest: the newest event that wrote into the share when they were read. heads: by submission, its framework's newest
    revision then. places: of each framework, one after another, its first byte in the value that is sealed and the one
    after its last.
    """

    newest: Written
    heads: Mapping[UUID, int]
    places: Mapping[UUID, tuple[int, int]]
    sealed: bytes

    def opened(self, share: Share) -> bytes:
        """The texts in clear, for as long as somebody looks through them."""
        return keyring.current().unseal(self.sealed, scope=share.scope, place=_place(share))


_kept: OrderedDict[UUID, _Texts] = OrderedDict()
_lock = Lock()


def _texts_of(share: Share, newest: Written) -> _Texts:
    """A share's texts as they stand."""
    with _lock:
        known = _kept.get(share.id)
    if known is None or known.newest != newest:
        known = _read(share, newest, known)
    with _lock:
        _kept[share.id] = known
        _kept.move_to_end(share.id)
        while len(_kept) > 1 and sum(len(one.sealed) for one in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
    return known


def _read(share: Share, newest: Written, known: _Texts | None) -> _Texts:
    """The texts, of which those are opened that changed since they were known."""
    rows = Line.objects.filter(share=share, kind=Kind.FRAMEWORK).order_by("subject")
    heads = dict(rows.values_list("subject", "head"))
    before = known.opened(share) if known else b""
    texts = {
        one: before[slice(*known.places[one])] for one, head in heads.items() if known and known.heads.get(one) == head
    }
    new = {one: head for one, head in heads.items() if one not in texts}
    texts |= _stored(share, new)
    without = [one for one in new if one not in texts]
    for start in range(0, len(without), _BATCH):
        texts |= _opened(share, without[start : start + _BATCH])
    places, end = {}, 0
    for one, text in texts.items():
        places[one] = (end, end + len(text))
        end += len(text)
    sealed = keyring.current().seal(b"".join(texts.values()), scope=share.scope, place=_place(share))
    return _Texts(newest, heads, places, sealed)


def _stored(share: Share, heads: Mapping[UUID, int]) -> dict[UUID, bytes]:
    """Texts by submission of those that lie beside them as of these heads. One query, of the whole share where many
    are asked for.
    """
    rows = SearchText.objects.filter(share=share)
    if len(heads) <= _BATCH:
        rows = rows.filter(submission__in=list(heads))
    ring, scope = keyring.current(), share.scope
    return {
        submission: ring.unseal(bytes(sealed), scope=scope, place=_place_of(submission))
        for submission, head, sealed in rows.values_list("submission_id", "head", "sealed").iterator()
        if heads.get(submission) == head
    }


def _opened(share: Share, several: Sequence[UUID]) -> dict[UUID, bytes]:
    """Texts by submission, from the frameworks themselves: ten times as long, for what has none beside it."""
    rows = Revision.objects.filter(share=share, line__kind=Kind.FRAMEWORK, line__subject__in=several)
    told: dict[UUID, list[Change]] = {}
    for submission, revision, sealed in rows.order_by("number").values_list("line__subject", "id", "sealed"):
        place = Place("revision", revision, "sealed")
        plain = keyring.current().unseal(bytes(sealed), scope=share.scope, place=place)
        told.setdefault(submission, []).append(changes.unpacked(plain))
    return {one: _folded(changes.folded(made)) for one, made in told.items()}


def _place(share: Share) -> Place:
    return Place("searched", share.id, "texts")


def _folded(state: State) -> bytes:
    """From the state as it is stored: making every framework would take ten times as long."""
    return _joined(entry.text for entry in states.placed(state))
