"""Changes as values: what a revision says, applied and undone. A state is a JSON object.

{"put": {...}} replaces the whole state. {"set": {key: value}, "drop": [key]} changes single keys, so that two people
who change different keys do not meet.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

State = dict[str, Any]
Change = Mapping[str, Any]

_PLAIN, _DEFLATED = b"\x00", b"\x01"
_WORTH_DEFLATING = 256


def put(state: Mapping[str, Any]) -> Change:
    """The change that makes `state` the whole state."""
    return {"put": dict(state)}


def keys(*, given: Mapping[str, Any] | None = None, dropped: Iterable[str] = ()) -> Change:
    """The change of single keys."""
    return {"set": dict(given or {}), "drop": list(dropped)}


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    """The change of single keys that leads from one state to another."""
    given = {key: value for key, value in after.items() if key not in before or before[key] != value}
    return keys(given=given, dropped=[key for key in before if key not in after])


def apply(state: State, change: Change) -> State:
    """The state after a change; the state before is left as it was."""
    return folded((put(state), change))


def folded(changes: Iterable[Change]) -> State:
    """The state after changes in their order, from nothing."""
    state: State = {}
    for change in changes:
        if "put" in change:
            state = dict(change["put"])
        else:
            for key in change["drop"]:
                state.pop(key, None)
            state.update(change["set"])
    return state


def inverse(state: State, change: Change) -> Change:
    """What leads back from the state after `change` to `state`, the state before it."""
    if "put" in change:
        return put(state)
    touched = [*change["set"], *change["drop"]]
    return keys(
        given={key: state[key] for key in touched if key in state},
        dropped=[key for key in touched if key not in state],
    )


def touches(change: Change) -> frozenset[str] | None:
    """The keys a change touches; None for all of them."""
    return None if "put" in change else frozenset((*change["set"], *change["drop"]))


def packed(change: Change) -> bytes:
    """The change as bytes to be sealed."""
    plain = json.dumps(change, ensure_ascii=False, separators=(",", ":")).encode()
    return _PLAIN + plain if len(plain) < _WORTH_DEFLATING else _DEFLATED + zlib.compress(plain, 1)


def unpacked(data: bytes) -> Change:
    """The change that `packed` gave."""
    change: Change = json.loads(plain(data))
    return change


def plain(data: bytes) -> bytes:
    """The JSON that `packed` holds, for a search that looks before it reads. A whole state begins with {"put"."""
    return data[1:] if data[:1] == _PLAIN else zlib.decompress(data[1:])
