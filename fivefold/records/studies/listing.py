"""The cards of a reader's submissions, opened once a process and again where something was written; and what is worked
out of them (docs/decisions/0029-pages-of-a-large-study.md).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from threading import Lock
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.audit.models import Event
from fivefold.records.studies import cards as of_cards
from fivefold.records.studies.cards import Card
from fivefold.records.studies.models import Submission
from fivefold.records.vault import keyring


@dataclass(frozen=True, slots=True)
class Listed:
    """A submission in a list: its row's id and its card."""

    id: UUID
    share: UUID
    card: Card


Written: TypeAlias = tuple[int, bytes]
"""An event that wrote, by number and mac: a number that was rolled back is given again. (0, b"") for none."""

MOST_KEPT = 100_000
"""Cards a process keeps opened: some 200 MB. What was asked for longest ago goes first."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A share's opened cards, in order. newest: the newest event that wrote when they were opened.

    common: the newest that wrote into what the whole study shares, by which every card may have been written anew.
    every: withdrawn ones too.
    """

    newest: Written
    common: Written
    every: Mapping[UUID, Listed]
    listed: tuple[Listed, ...]


_seen: OrderedDict[UUID, _Seen] = OrderedDict()
"""By share. Reached only past the keyring."""

_worked_out: dict[tuple[Callable[..., Any], tuple[UUID, ...]], tuple[tuple[_Seen, ...], Any]] = {}
"""By what works it out and of which shares: the cards it was worked out of, and what came of it."""

_lock = Lock()
"""Of both, which every thread of a process shares. Nothing is asked, opened or worked out under it."""

_place = attrgetter("card.label", "card.reference")

T = TypeVar("T")


def cards(study: Study, shares: Iterable[Share]) -> tuple[Listed, ...]:
    """The cards of these shares' submissions, by label and reference.

    shares: the actor's own, as `Actor.shares_of` gives them. One query, and two more where a share was written in,
    however many submissions. Cards once opened are kept for this process, and those opened again whose submission was
    written since; they are given only to whoever holds the share's key. Raises NotOnKeyring for a share that is not the
    actor's.
    """
    return _in_order(_up_to_date(study, shares).values())


def worked_out(work: Callable[[tuple[Listed, ...]], T], study: Study, shares: Iterable[Share]) -> T:
    """What `work` makes of the cards of these shares' submissions, kept until one of the shares is written in.

    work: a function of cards alone, that nobody changes the result of. Raises as `cards`.
    """
    seen = _up_to_date(study, shares)
    key, of = (work, tuple(seen)), tuple(seen.values())
    with _lock:
        kept = _worked_out.get(key)
    if kept is None or kept[0] != of:
        kept = (of, work(_in_order(of)))
        with _lock:
            # Of cards that went meanwhile it would stay for as long as nobody asks for them again.
            if seen.keys() <= _seen.keys():
                _worked_out[key] = kept
    found: T = kept[1]
    return found


def _up_to_date(study: Study, shares: Iterable[Share]) -> dict[UUID, _Seen]:
    """By share, its cards as they stand."""
    wanted = {share.id: share for share in shares if share.study_id == study.id and share.kind == ShareKind.SITE}
    for share in wanted.values():
        keyring.current().require(share.scope)
    newest, common = newest_writes(study, list(wanted.values()))
    with _lock:
        known = {one: seen for one in wanted if (seen := _seen.get(one))}
    as_they_stand = {one for one, seen in known.items() if (seen.newest, seen.common) == (newest[one], common)}
    if stale := [one for one in wanted if one not in as_they_stand]:
        opened = _opened(stale, {one: seen for one, seen in known.items() if seen.common == common}, wanted)
        known |= {one: _seen_now(opened[one], newest[one], common) for one in stale}
    _keep(known)
    return {one: known[one] for one in wanted}


def _keep(known: Mapping[UUID, _Seen]) -> None:
    """These as the ones asked for last, and no more of the others than may be kept."""
    with _lock:
        for one, seen in known.items():
            _seen[one] = seen
            _seen.move_to_end(one)
        while len(_seen) > len(known) and sum(len(one.every) for one in _seen.values()) > MOST_KEPT:
            gone, _ = _seen.popitem(last=False)
            for key in [key for key in _worked_out if gone in key[1]]:
                del _worked_out[key]


def _opened(
    stale: Sequence[UUID], known: Mapping[UUID, _Seen], shares: Mapping[UUID, Share]
) -> dict[UUID, dict[UUID, Listed]]:
    """Every card by share, of which those are opened whose submission was written since the share was known."""
    part = _still_told({one: known[one].newest for one in stale if one in known})
    rows = Q(share__in=[one for one in stale if one not in part])
    for one, number in part.items():
        wrote = Event.objects.filter(share=one, number__gt=number, content__isnull=False)
        rows |= Q(share=one, id__in=wrote.values("subject"))
    found = {one: dict(known[one].every) if one in part else {} for one in stale}
    for row in Submission.objects.filter(rows).only("id", "share_id", "card"):
        card = of_cards.unseal(bytes(row.card), row=row.id, share=shares[row.share_id])
        found[row.share_id][row.id] = Listed(row.id, row.share_id, card)
    return found


def _still_told(events: Mapping[UUID, Written]) -> dict[UUID, int]:
    """Their numbers, of those that stand in the log: one that was seen in a transaction may have gone with it."""
    numbers = [number for number, _ in events.values()]
    macs = dict(Event.objects.filter(number__in=numbers).values_list("number", "mac")) if numbers else {}
    return {one: number for one, (number, mac) in events.items() if bytes(macs.get(number, b"")) == mac}


def _seen_now(every: Mapping[UUID, Listed], newest: Written, common: Written) -> _Seen:
    listed = sorted((one for one in every.values() if not one.card.withdrawn), key=_place)
    return _Seen(newest, common, every, tuple(listed))


def _in_order(several: Iterable[_Seen]) -> tuple[Listed, ...]:
    of = tuple(several)
    return of[0].listed if len(of) == 1 else tuple(sorted((each for one in of for each in one.listed), key=_place))


def newest_writes(study: Study, shares: Sequence[Share]) -> tuple[dict[UUID, Written], Written]:
    """By share, the newest event that wrote into it; and the newest that wrote into what the whole study shares.

    Reading leaves both as they are. One query.
    """
    writing = Event.objects.filter(share=OuterRef("id"), content__isnull=False).order_by("-number")
    asked = Share.objects.filter(Q(id__in=[share.id for share in shares]) | Q(study=study, kind=ShareKind.COMMON))
    told = asked.annotate(
        number=Subquery(writing.values("number")[:1]), mac=Subquery(writing.values("mac")[:1])
    ).values_list("id", "kind", "number", "mac")
    found = {share: (kind, (number or 0, bytes(mac or b""))) for share, kind, number, mac in told}
    common = max((event for kind, event in found.values() if kind == ShareKind.COMMON), default=(0, b""))
    return {share.id: found[share.id][1] for share in shares}, common
