"""Progress that notes what it is told."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Told:
    """Passes items on; said: for each piece of work its label, how many items came, and how many were announced."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int, int]] = []

    def __call__(self, items: Iterable[T], *, label: str, length: int) -> Iterator[T]:
        count = 0
        for item in items:
            yield item
            count += 1
        self.said.append((label, count, length))
