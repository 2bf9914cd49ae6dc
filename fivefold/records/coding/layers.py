"""What layers are called: a number in clear, and whose codings they are under the study's key.

A layer's name is that of a coding program's user, and so most often a person's. The study's own pages, figures and
addresses say "Coder 1"; the name leaves with an export alone, so that the coding program knows its user again.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final
from uuid import UUID

from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.project import UNATTRIBUTED
from fivefold.records.vault import keyring
from fivefold.records.vault.scopes import Scope
from fivefold.records.vault.sealing import Place

_NUMBERED: Final = re.compile(r"Coder [1-9]\d{0,3}")
_OURS: Final = frozenset({AGREED, UNATTRIBUTED})


def numbered(names: Iterable[str], *, known: Mapping[str, str]) -> dict[str, str]:
    """A label for each name. known: those that have one, by name; a label once given is no other's.

    A name that says nothing of anybody ("agreed", "Coder 2") is its own label where that is free.
    """
    given = dict(known)
    fresh = sorted(set(names) - set(given))
    for name in fresh:
        if (name in _OURS or _NUMBERED.fullmatch(name)) and name not in given.values():
            given[name] = name
    free = (label for number in count(1) if (label := f"Coder {number}") not in given.values())
    for name in fresh:
        if name not in given:
            given[name] = next(free)
    return given


def seal(name: str, *, label: str, row: UUID, scope: Scope) -> bytes | None:
    """The name as a layer's row keeps it; None where the label says it."""
    if name == label:
        return None
    return keyring.current().seal(name.encode(), scope=scope, place=Place("layer", row, "name"))


def unseal(sealed: "bytes | memoryview[int] | None", *, label: str, row: UUID, scope: Scope) -> str:
    """The name of a layer. NotOnKeyring when its share is not the reader's."""
    if sealed is None:
        return label
    return keyring.current().unseal(bytes(sealed), scope=scope, place=Place("layer", row, "name")).decode()
