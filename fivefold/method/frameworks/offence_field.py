"""The form's own field "Group or Sole Offence", read liberally and set beside the cohort the incidents give.

The form asks for one of two values, the study has three cohorts, and in life there is a fourth: not known.
"""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from fivefold.method.frameworks.classification import Cohort


class Offence(StrEnum):
    """What the field says. UNCLEAR: words are there, and they do not say one thing."""

    SOLE = "sole"
    GROUP = "group"
    BOTH = "both"
    NOT_SAID = "not_said"
    UNCLEAR = "unclear"


class Comparison(StrEnum):
    """How the field and the cohort stand to one another.

    PART: the field says one of the two things that are both true; it was not made to say more.
    NOT_COMPARED: one side says nothing.
    """

    AGREES = "agrees"
    PART = "part"
    DIFFERS = "differs"
    NOT_COMPARED = "not_compared"


def read_offence(text: str) -> Offence:
    """What the words of the field come to."""
    plain = re.sub(r"[&+]", " and ", text.casefold())
    words = " ".join(re.findall(r"[^\W_]+(?:['/][^\W_]+)*", plain))
    if words in _lists()["silent"]:
        return Offence.NOT_SAID
    says = {name: pattern.search(words) is not None for name, pattern in _patterns().items()}
    if says["doubt"] or "?" in text:
        return Offence.UNCLEAR
    if says["both"] or (says["group"] and says["sole"]):
        # "Group / sole" is the label as it was printed, with nothing chosen; "group and sole" is an answer.
        return Offence.UNCLEAR if _only_label(words) else Offence.BOTH
    if says["group"] or says["sole"]:
        return Offence.GROUP if says["group"] else Offence.SOLE
    return Offence.UNCLEAR


def compare(offence: Offence, cohort: Cohort) -> Comparison:
    """The field beside the cohort."""
    if offence in (Offence.NOT_SAID, Offence.UNCLEAR) or cohort == Cohort.UNDETERMINED:
        return Comparison.NOT_COMPARED
    if offence.value == cohort.value:
        return Comparison.AGREES
    return Comparison.PART if cohort == Cohort.BOTH else Comparison.DIFFERS


def _only_label(words: str) -> bool:
    return words.replace("/", " ") in ("group sole", "sole group")


@cache
def _lists() -> dict[str, frozenset[str]]:
    resource = files("fivefold.method.data.rules").joinpath("offence-field.1.toml")
    table = tomllib.loads(resource.read_text(encoding="utf-8"))
    return {name: frozenset(table[name]) for name in ("group", "sole", "both", "doubt", "silent")}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """For each list but the silent one, any of its phrases as whole words."""
    lists = _lists().items()
    return {
        name: re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(phrases, reverse=True))) + r")\b")
        for name, phrases in lists
        if name != "silent"
    }
