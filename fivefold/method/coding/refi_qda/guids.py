"""The identifiers of the exchange format: compared without case and braces, written stable."""

import re
import uuid

_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")

NAMESPACE = uuid.UUID("6f0a2f0e-5d3b-5b59-9c1f-4a7f6f5f5a01")
"""Fixed for good: every identifier we write is derived from it, so that a second export has the same ones."""


IN_DRAWINGS = frozenset({"guid", "representedGUID", "sourceVertex", "targetVertex"})
"""Attributes of a drawing's parts that hold identifiers."""


def normalise(text: str) -> str:
    """The form identifiers are compared in: lower case, no braces; anything else is only trimmed."""
    found = _GUID.fullmatch(text.strip())
    return found[1].lower() if found else text.strip()


def valid(text: str) -> bool:
    """Whether the format's schema would take it."""
    return _GUID.fullmatch(text) is not None


def derive(kind: str, *parts: object) -> str:
    """The identifier of a thing from its kind and what it is made of; the same parts give the same one."""
    # The separator cannot stand in a name, so ("a", "bc") and ("ab", "c") stay different things.
    return str(uuid.uuid5(NAMESPACE, "\x1f".join((kind, *map(str, parts)))))


def written(text: str) -> str:
    """The identifier as it is written: itself where the schema takes it, else one derived from it."""
    return text if valid(text) else derive("foreign", text)
