"""Which submissions a list shows, in which order: read from an address, applied to cards, written to an address.

An address holds keys of closed lists, never words of a framework nor a reference: those are searched for (SearchForm).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

from fivefold.method.analysis import aggregates, closed_answers
from fivefold.method.analysis.quality import STATUS_WORDS
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.studies.eligibility import State
from fivefold.method.studies.lists import SEXES
from fivefold.records.studies.cards import Card
from fivefold.records.studies.listing import Listed
from fivefold.web.submissions import words

SORTS: Final[Mapping[str, tuple[str, Callable[[Card], Any]]]] = MappingProxyType(
    {
        "reference": ("Reference", lambda card: card.reference),
        "site": ("Site", lambda card: (card.label, card.reference)),
        "cohort": ("Cohort", lambda card: (list(Cohort).index(Cohort(card.cohort)), card.reference)),
        "age": ("Age", lambda card: (card.age is None, card.age or 0, card.reference)),
        "month": ("Meeting", lambda card: (not card.meeting, card.meeting, card.reference)),
        "eligibility": ("Eligibility", lambda card: (list(State).index(State(card.state)), card.reference)),
        "entries": ("Entries", lambda card: (card.entries, card.reference)),
        "unplaced": ("Unplaced words", lambda card: (card.unplaced, card.reference)),
    }
)
"""What a list can be sorted by: its heading, and a card's place."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; "" and False ask for nothing. age: in years, as it is written. down: largest first.

    computed, offence, band, complete, has, also, lacks, why: as numbers of the own site ask (`closed_answers.Asks`).
    """

    label: str = ""
    cohort: str = ""
    state: str = ""
    sex: str = ""
    age: str = ""
    unplaced: bool = False
    overridden: bool = False
    computed: str = ""
    offence: str = ""
    band: str = ""
    complete: bool = False
    has: str = ""
    also: str = ""
    lacks: str = ""
    why: str = ""
    sort: str = "site"
    down: bool = False

    @property
    def asked(self) -> tuple[str, ...]:
        """Names of what narrows the list."""
        return tuple(name for name in _NARROWS if getattr(self, name))

    @property
    def told(self) -> dict[str, str]:
        """What differs from the whole list in its usual order, as an address holds it."""
        return {name: _written(getattr(self, name)) for name in _FIELDS if getattr(self, name) != getattr(_ALL, name)}

    @property
    def query(self) -> str:
        """As the end of an address: "?cohort=group&sort=age", or ""."""
        return f"?{urlencode(self.told)}" if self.told else ""

    def without(self, name: str) -> "Filter":
        """The same, not narrowed by this."""
        return replace(self, **{name: getattr(_ALL, name)})

    def sorted_by(self, sort: str) -> "Filter":
        """The same list sorted by this; the other way round if it is already."""
        return replace(self, sort=sort, down=sort == self.sort and not self.down)


_FIELDS: Final = tuple(Filter.__dataclass_fields__)
_ORDERS: Final = ("sort", "down")
_NARROWS: Final = tuple(name for name in _FIELDS if name not in _ORDERS)
_ALL: Final = Filter()


def parse(given: QueryDict) -> Filter:
    """What an address or a form asks for. What is not among the choices asks for nothing."""
    return Filter(
        label=given.get("label", "")[:20],
        cohort=_one_of(given.get("cohort", ""), list(Cohort)),
        state=_one_of(given.get("state", ""), list(State)),
        sex=_one_of(given.get("sex", ""), [*SEXES, "none"]),
        age=_age(given.get("age", "")),
        unplaced=bool(given.get("unplaced")),
        overridden=bool(given.get("overridden")),
        computed=_one_of(given.get("computed", ""), list(Cohort)),
        offence=_one_of(given.get("offence", ""), list(aggregates.OFFENCES)),
        band=_one_of(given.get("band", ""), list(aggregates.BANDS)),
        complete=bool(given.get("complete")),
        **{name: _one_of(given.get(name, ""), closed_answers.places()) for name in ("has", "also", "lacks")},
        why=_one_of(given.get("why", ""), closed_answers.reasons()),
        sort=_one_of(given.get("sort", ""), list(SORTS)) or _ALL.sort,
        down=bool(given.get("down")),
    )


def refused(given: QueryDict) -> dict[str, str]:
    """What an address or a form asks that cannot be asked, by name: `parse` takes it for nothing."""
    wanted = parse(given)
    return {name: told for name in _FIELDS if (told := given.get(name, "")) and not _takes(wanted, name, told)}


def _takes(wanted: Filter, name: str, told: str) -> bool:
    found = getattr(wanted, name)
    return found is True or found == told


def apply(wanted: Filter, listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Those asked for, in the order asked for. Cost: one look at each card, and a sort."""
    tests = tuple(_tests(wanted))
    found = [one for one in listed if all(test(one.card) for test in tests)]
    _, place = SORTS[wanted.sort]
    return tuple(sorted(found, key=lambda one: place(one.card), reverse=wanted.down))


def chips(wanted: Filter) -> Sequence[tuple[str, str]]:
    """What narrows the list, as (name, phrase)."""
    says = {
        "label": f"Site {wanted.label}",
        "cohort": f"Cohort: {words.COHORTS.get(wanted.cohort, '').lower()}",
        "state": words.ELIGIBILITY.get(wanted.state, ""),
        "sex": f"Sex: {words.SEXES.get(_empty(wanted.sex), '').lower()}",
        "age": "Age not given" if wanted.age == "none" else f"Aged {wanted.age}",
        "unplaced": "With unplaced words",
        "overridden": "Cohort decided by a person",
        "computed": f"By the rule: {words.COHORTS.get(wanted.computed, '').lower()}",
        "offence": f"The form says: {aggregates.OFFENCES.get(wanted.offence, '').lower()}",
        "band": f"Age: {aggregates.BANDS.get(wanted.band, '').lower()}",
        "complete": "Every cell has an entry or says why not",
        "has": f"With an entry: {_place(wanted.has)}",
        "also": f"With an entry: {_place(wanted.also)}",
        "lacks": f"Without an entry: {_place(wanted.lacks)}",
        "why": _why(wanted.why),
    }
    return tuple((name, says[name]) for name in wanted.asked)


def _tests(wanted: Filter) -> Iterable[Callable[[Card], bool]]:
    if wanted.label:
        yield lambda card: card.label == wanted.label
    if wanted.age:
        age = None if wanted.age == "none" else int(wanted.age)
        yield lambda card: card.age == age
    for name in wanted.asked:
        if name not in ("label", "age"):
            yield closed_answers.asked(name, _written(getattr(wanted, name)))


def _place(key: str) -> str:
    return closed_answers.says(key) if key else ""


def _why(asked: str) -> str:
    cell, _, status = asked.rpartition(".")
    return f"{closed_answers.says(cell)}: {STATUS_WORDS[CellStatus(status)].lower()}" if asked else ""


def named(part: str, card: Card) -> bool:
    """Whether a card's reference is this one, or holds it, however it is spaced and cased."""
    return _bare(part) in _bare(card.reference)


def _bare(reference: str) -> str:
    """A reference, or a piece of one, however it is spaced and cased."""
    return re.sub(r"[\W_]+", "", reference).upper()


def _empty(value: str) -> str:
    """In an address "none" stands for what is not given."""
    return "" if value == "none" else value


def _age(value: str) -> str:
    """Years as they were written, or "none"; "" for what is no age."""
    return value if value == "none" or (value.isdecimal() and len(value) < 4 and value == str(int(value))) else ""


def _one_of(value: str, choices: Collection[str]) -> str:
    return str(value) if value in choices else ""


def _written(value: object) -> str:
    return "yes" if value is True else str(value)
