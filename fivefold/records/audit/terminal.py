"""Whether what happens now was asked for by a command, where whoever is named did not show who they are.

Without Django, so that a command can say so before it knows whether it needs the records.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TERMINAL = "terminal"
"""The fact of an event that a command told."""

_commanded: ContextVar[bool] = ContextVar("commanded", default=False)


@contextmanager
def commanded(yes: bool = True) -> Iterator[None]:
    """Within it every event says that a command told it; or not, where a command only lets others ask."""
    before = _commanded.set(yes)
    try:
        yield
    finally:
        _commanded.reset(before)


def is_commanded() -> bool:
    """Whether a command asked for what happens now."""
    return _commanded.get()
