"""Decks of wordings: no card returns before the others were dealt."""

from random import Random

import pytest

from fivefold.method.demonstration.decks import Decks


def decks(cards: dict[str, list[str]], seed: int = 1) -> Decks[str]:
    return Decks(lambda key: cards[key], rng=Random(seed))


def test_every_card_is_dealt_once_before_any_returns() -> None:
    dealt = decks({"a": ["one", "two", "three", "four"]})
    rounds = [sorted(dealt.deal("a") for _ in range(4)) for _ in range(3)]
    assert rounds == [["four", "one", "three", "two"]] * 3


def test_a_preference_chooses_between_the_next_two_and_keeps_the_other() -> None:
    dealt = decks({"a": ["short", "a much longer one"]})
    assert [dealt.deal("a", prefer=len), dealt.deal("a", prefer=len)] == ["short", "a much longer one"]


def test_keys_have_decks_of_their_own() -> None:
    dealt = decks({"a": ["one"], "b": ["two"]})
    assert (dealt.deal("a"), dealt.deal("b")) == ("one", "two")


def test_a_key_without_cards_is_refused() -> None:
    with pytest.raises(KeyError):
        decks({"a": []}).deal("a")
