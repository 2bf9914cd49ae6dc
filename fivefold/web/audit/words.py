"""Events in words."""

import tomllib
from functools import cache
from importlib.resources import files

from fivefold.records.audit.models import Event
from fivefold.records.audit.terminal import TERMINAL
from fivefold.records.audit.verbs import Verb


@cache
def verbs() -> dict[str, str]:
    """What each verb is called on the trail: the end of a sentence that begins with a name."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return {str(key): str(words) for key, words in table["verbs"].items()}


def verb(event: Event) -> str:
    """What happened, and whether a command did it. A kind that a later version no longer has is named by its key."""
    what = verbs().get(event.verb, event.verb)
    return f"{what}, from a terminal" if event.facts.get(TERMINAL) else what


def facts(event: Event) -> str:
    """The event's facts: counts and keys, by name."""
    stated = {name: value for name, value in event.facts.items() if value not in ("", []) and name != TERMINAL}
    return "; ".join(f"{name.replace('_', ' ')}: {_fact(value)}" for name, value in stated.items())


def _fact(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def choices() -> list[tuple[str, str]]:
    """Every verb by its words, for a list to choose from."""
    return sorted(((str(one), verbs().get(one, str(one)).capitalize()) for one in Verb), key=lambda one: one[1])
