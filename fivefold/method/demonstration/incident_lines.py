"""Lines that tell where and when an incident was and whom it concerned, with the offence codes they carry."""

from collections.abc import Iterator
from random import Random

from fivefold.method.common.dates import PartialDate
from fivefold.method.demonstration import voices
from fivefold.method.demonstration.cases import Case
from fivefold.method.demonstration.language import Marked
from fivefold.method.demonstration.voices import Voice
from fivefold.method.frameworks.incidents import AgeBand, AgeGap, Harmed, Incident, Relationship

_PLACES = ("in-school", "in-local-neighbourhood", "opportunistic-public-space-incident", "behaviour-at-parties")
_SHORT = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_SHARE = 0.6
"""How often a form tells its incidents one by one."""


def lines(case: Case, voice: Voice, rng: Random) -> Iterator[Marked]:
    """A line for each incident of the case, or none: not every minute-taker lists them."""
    if rng.random() >= _SHARE:
        return
    pattern = rng.choice(voices.table()["incident"]["lines"])
    for number, incident in enumerate(case.incidents, start=1):
        yield voices.finish(_line(pattern, number, case, incident, voice), voice)


def _line(pattern: str, number: int, case: Case, incident: Incident, voice: Voice) -> Marked:
    harmed = incident.harmed[0]
    values = {
        "n": (str(number), ()),
        "when": (_when(incident.date), ()),
        "setting": (incident.setting, _place_codes(incident)),
        "harmed": (_whom(harmed), _harmed_codes(harmed)),
        "CSC": (voice.words["CSC"], ()),
    }
    text = ""
    marks: list[tuple[int, int, str]] = []
    for before, _, rest in (part.partition("}") for part in ("}" + pattern).split("{")):
        if before:
            words, codes = values[before]
            opens = not text or text.endswith((". ", "? "))
            words = words[0].upper() + words[1:] if opens else words
            marks += [(len(text), len(text) + len(words), code) for code in codes if code in case.codes]
            text += words
        text += rest
    return Marked(text, tuple(marks))


def _when(date: PartialDate | None) -> str:
    if date is None:
        return "date not known"
    return str(date.year) if date.month is None else f"{_SHORT[date.month - 1]} {date.year}"


def _place_codes(incident: Incident) -> tuple[str, ...]:
    return tuple(f"offence/{slug}" for slug in _PLACES if slug in incident.characteristics)


def _whom(harmed: Harmed) -> str:
    words: dict[str, str] = voices.table()["incident"]["harmed"]
    if harmed.relationship is Relationship.SIBLING and harmed.age is AgeBand.UNSPECIFIED:
        return words["sibling_unspecified"]
    return words[harmed.relationship]


def _harmed_codes(harmed: Harmed) -> tuple[str, ...]:
    codes = {
        Relationship.SIBLING: ["offence/against-siblings"],
        Relationship.PARTNER: ["offence/against-partners"],
        Relationship.OTHER_RELATIVE: ["offence/against-other-relatives"],
    }.get(harmed.relationship, [])
    if harmed.age is AgeBand.UNDER_10:
        codes = [*codes, "offence/against-younger-children"]
    if harmed.gap is AgeGap.WITHIN_3:
        codes = [*codes, "offence/against-peers"]
    if harmed.age is AgeBand.UNSPECIFIED:
        codes = [*codes, "offence/age-of-those-harmed-unspecified"]
    return tuple(codes)
