"""Telling whoever waits how far a long piece of work has come."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Passes items on as they are worked through. label: what is being done. length: how many there will be, or 0."""

    def __call__(self, items: Iterable[T], *, label: str, length: int) -> Iterable[T]:
        """The same items."""


def silent(items: Iterable[T], *, label: str, length: int) -> Iterable[T]:
    """Progress nobody looks at."""
    return items
