"""Decks of wordings, dealt so that none returns before the others have been used."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Generic, TypeVar

Card = TypeVar("Card")


class Decks(Generic[Card]):
    """One shuffled deck for every key, shuffled anew when it runs out.

    of: the cards of a key. Memory stays flat: a deck holds what is left of it.
    """

    def __init__(self, of: Callable[[str], Sequence[Card]], *, rng: Random) -> None:
        self._of = of
        self._rng = rng
        self._left: dict[str, list[Card]] = {}

    def deal(self, key: str, *, prefer: Callable[[Card], float] | None = None) -> Card:
        """The next card of a key; of the next two, the one preferred (least value). KeyError if the key has none."""
        left = self._left.setdefault(key, [])
        if not left:
            left += self._of(key)
            self._rng.shuffle(left)
        if not left:
            raise KeyError(key)
        if prefer is not None and len(left) > 1 and prefer(left[-2]) < prefer(left[-1]):
            return left.pop(-2)
        return left.pop()
