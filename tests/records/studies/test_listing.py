"""Cards kept between pages are those of the records as they stand, and no more of them is opened than was written."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import (
    actions_classifying,
    actions_receiving,
    actions_resolving,
    cards,
    listing,
    searching,
)
from fivefold.records.studies import submissions as read
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.models import SearchText, Submission
from fivefold.records.vault import keyring
from fivefold.records.vault.keyring import NotOnKeyring
from fivefold.records.vault.keystore import KeyStore
from tests.support.standing import NOW, World
from tests.support.submitted import UNPLACED, frameworks, receive

NUMBER = 6
SCHOOL = CellKey(Context.SCHOOL, "strength")


@pytest.fixture
def rows(world: World) -> Iterator[tuple[Submission, ...]]:
    """Submissions of two sites, the first with words without a place; the research lead acts."""
    listing._seen.clear()
    with world.acting("research_lead") as by:
        yield receive(frameworks(NUMBER), of=world.first, by=by, unplaced=UNPLACED)


def seen(world: World, who: str = "research_lead") -> tuple[Listed, ...]:
    by = world.actor(who)
    return listing.cards(world.first, by.shares_of(world.first.id, ShareKind.SITE))


def opened(world: World) -> tuple[tuple[Listed, ...], int]:
    """The cards, and how many of them had to be opened."""
    with patch.object(cards, "unseal", wraps=cards.unseal) as unsealed:
        return seen(world), unsealed.call_count


def decide(row: Submission, by: Actor, cohort: Cohort = Cohort.GROUP) -> None:
    line = Line.objects.filter(subject=row.id, kind=Kind.CLASSIFICATION).first()
    actions_classifying.override(
        row, cohort=cohort, reason="Said at the meeting.", against=line.head if line else 0, by=by, at=NOW
    )


def place_words(row: Submission, by: Actor) -> None:
    words = read.opened(row).unplaced[0].key
    actions_resolving.place(row, words=words, cell=SCHOOL, against=1, by=by, at=NOW)


def take_for_nothing(row: Submission, by: Actor) -> None:
    words = read.opened(row).unplaced[0].key
    actions_resolving.dismiss(row, words=words, reason="A page number.", against=1, by=by, at=NOW)


def place_and_reopen(row: Submission, by: Actor) -> None:
    place_words(row, by)
    words = read.opened(row).unplaced[0].key
    actions_resolving.reopen(row, words=words, against=2, by=by, at=NOW)


def decide_and_take_back(row: Submission, by: Actor) -> None:
    decide(row, by)
    actions_classifying.withdraw(row, against=1, by=by, at=NOW)
    actions_classifying.undo(row, number=2, by=by, at=NOW)


def receive_again(row: Submission, by: Actor) -> None:
    value = read.opened(row).value
    (cell, _), *_ = value.framework.placed_entries()
    rewritten = tuple(
        replace(one, entries=(replace(one.entries[0], text="Rewritten, about a zebra crossing"), *one.entries[1:]))
        if one.key == cell
        else one
        for one in value.framework.cells
    )
    receive([replace(value, age=11, framework=replace(value.framework, cells=rewritten))], of=row.study, by=by)


ACTIONS = (decide, place_words, take_for_nothing, place_and_reopen, decide_and_take_back, receive_again)


@pytest.mark.parametrize("act", ACTIONS)
def test_after_every_action_the_card_it_changed_is_opened_and_no_other(
    world: World, rows: tuple[Submission, ...], act: Callable[[Submission, Actor], None]
) -> None:
    before = seen(world)
    act(rows[0], world.actor("research_lead"))
    found, count = opened(world)
    assert count == 1
    assert opened(world) == (found, 0)
    listing._seen.clear()
    assert opened(world) == (found, NUMBER)
    # One action takes back what it did.
    assert {one.id for one in found if one not in before} <= {rows[0].id}


@pytest.mark.parametrize("act", ACTIONS)
def test_after_every_action_what_is_searched_is_what_the_framework_says(
    world: World, rows: tuple[Submission, ...], act: Callable[[Submission, Actor], None]
) -> None:
    by = world.actor("research_lead")
    act(rows[0], by)
    shares = by.shares_of(world.first.id, ShareKind.SITE)
    told = {one: read.opened(one).value.framework for one in rows}
    assert {one.id: read.opened(one).heads[Kind.FRAMEWORK] for one in rows} == dict(
        SearchText.objects.values_list("submission", "head")
    )
    for word in ("school", "zebra", "rang"):
        saying = {
            one.id
            for one, framework in told.items()
            if any(word in entry.text.casefold() for _, entry in framework.placed_entries())
        }
        searching._kept.clear()
        with patch.object(searching, "_opened", side_effect=AssertionError("a framework was opened")):
            assert searching.search(word, world.first, shares).submissions == saying
    # Where nothing lies beside a framework, or it is of another revision, the framework itself is opened.
    SearchText.objects.filter(submission__in=[rows[0].id, rows[1].id]).update(head=99)
    searching._kept.clear()
    with patch.object(searching, "_opened", wraps=searching._opened) as opened_again:
        assert searching.search("rang", world.first, shares).submissions == saying
        assert {one for call in opened_again.call_args_list for one in call.args[1]} == {rows[0].id, rows[1].id}


def test_what_was_seen_in_a_transaction_goes_with_it(world: World, rows: tuple[Submission, ...]) -> None:
    before, by = seen(world), world.actor("research_lead")
    with transaction.atomic():
        decide(rows[0], by)
        during = seen(world)
        transaction.set_rollback(True)
    assert during != before
    # The next write takes the number of the one that went, and is of another framework.
    decide(rows[1], by)
    found = seen(world)
    listing._seen.clear()
    assert found == seen(world)
    assert [one.id for one in found if one.card.overridden] == [rows[1].id]


def test_a_change_of_the_protocol_opens_every_card(world: World, rows: tuple[Submission, ...]) -> None:
    seen(world)
    by = world.actor("research_lead")
    protocol = read.protocol(world.first)
    actions_receiving.write_protocol_line(world.first, replace(protocol, ages=(17, 17)), by=by, at=NOW)
    found, count = opened(world)
    assert count == NUMBER
    assert any(one.card.state != "eligible" for one in found)


def test_what_is_worked_out_is_kept_until_somebody_writes(world: World, rows: tuple[Submission, ...]) -> None:
    calls = []

    def references(several: tuple[Listed, ...]) -> list[str]:
        calls.append(len(several))
        return sorted(one.card.reference for one in several)

    by = world.actor("research_lead")
    every = by.shares_of(world.first.id, ShareKind.SITE)
    one_site = [one for one in every if one.label == "A"]
    for _ in range(2):
        assert len(listing.worked_out(references, world.first, every)) == NUMBER
        assert len(listing.worked_out(references, world.first, one_site)) == NUMBER // 2
    assert calls == [NUMBER, NUMBER // 2]
    decide(next(one for one in rows if one.share.label == "B"), by)
    assert len(listing.worked_out(references, world.first, every)) == NUMBER
    assert len(listing.worked_out(references, world.first, one_site)) == NUMBER // 2
    assert calls == [NUMBER, NUMBER // 2, NUMBER]


def test_what_is_worked_out_is_for_nobody_without_the_keys(world: World, rows: tuple[Submission, ...]) -> None:
    every = world.actor("research_lead").shares_of(world.first.id, ShareKind.SITE)
    assert listing.worked_out(len, world.first, every) == NUMBER
    with world.acting("site_lead"), pytest.raises(NotOnKeyring):
        listing.worked_out(len, world.first, every)


def test_no_more_is_kept_than_may_be(
    world: World, rows: tuple[Submission, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_KEPT", 1)
    every = world.actor("research_lead").shares_of(world.first.id, ShareKind.SITE)
    listing.worked_out(len, world.first, every)
    assert set(listing._seen) >= {one.id for one in every}, "those of one page stay together"
    one_site = [one for one in every if one.label == "A"]
    assert len(listing.cards(world.first, one_site)) == NUMBER // 2
    assert set(listing._seen) == {one.id for one in one_site}
    assert not any(key[1] == tuple(one.id for one in every) for key in listing._worked_out)


def test_what_is_worked_out_of_cards_that_went_meanwhile_is_not_kept(
    world: World, rows: tuple[Submission, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.actor("research_lead").shares_of(world.first.id, ShareKind.SITE)
    monkeypatch.setattr(listing, "MOST_KEPT", 1)

    def while_another_reads(several: tuple[Listed, ...]) -> int:
        listing.cards(world.first, [second])
        return len(several)

    assert listing.worked_out(while_another_reads, world.first, [first]) == NUMBER // 2
    assert set(listing._seen) == {second.id}
    assert (while_another_reads, (first.id,)) not in listing._worked_out


def test_threads_that_read_at_once_each_get_their_own_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(id=uuid4(), name="many")
    shares = [Share(id=uuid4(), study=study, kind=ShareKind.SITE) for _ in range(48)]
    store = KeyStore(Path("never opened"), bytes(32))

    def nothing_new(study: Study, of: Sequence[Share]) -> Any:
        return {one.id: (1, b"") for one in of}, (0, b"")

    def one_each(stale: Sequence[UUID], *_: Mapping[UUID, Any]) -> Any:
        card = SimpleNamespace(label="A", reference="K7M", withdrawn=False)
        return {one: {one: Listed(one, one, card)} for one in stale}  # type: ignore[arg-type]

    def shares_in(several: tuple[Listed, ...]) -> list[UUID]:
        return [one.share for one in several]

    def read(mine: Sequence[Share]) -> None:
        with keyring.held(store, {one.scope for one in mine}):
            for one in mine * 60:
                assert listing.worked_out(shares_in, study, [one]) == [one.id]

    monkeypatch.setattr(listing, "newest_writes", nothing_new)
    monkeypatch.setattr(listing, "_opened", one_each)
    # There is room for a few of them, so that each thread puts out what another reads.
    monkeypatch.setattr(listing, "MOST_KEPT", 6)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            for done in [threads.submit(read, shares[number::8]) for number in range(8)]:
                done.result()
    finally:
        sys.setswitchinterval(usual)
    assert len(listing._seen) <= listing.MOST_KEPT
