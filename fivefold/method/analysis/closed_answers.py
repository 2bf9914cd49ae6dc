"""Frameworks asked by what is known of them without opening them: closed answers, and an outline of their cells.

A number is made of what it asks, so that a list narrowed by the same questions shows the frameworks behind it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.columns import column_map
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.incidents import AgeBand
from fivefold.method.frameworks.outline import HELD, LETTERS

Asks = Mapping[str, str]
"""Questions by name, and the answer a framework must give to be counted; a closed vocabulary, fit for an address.

cohort, computed: where it is counted, and where the rule alone would count it. overridden, unplaced, complete: YES.
state, sex, offence, band: as the study has them; of sex "none" where none is given. has, also: a place (`places`) with
an entry. lacks: a place without any. why: a cell and the status it is empty for, "peer.risk.not_discussed".
"""

YES: Final = "yes"
NEED, PROTECTIVE, RESPONSE = "need", "protective", "response"
"""Columns asked about together, by what their entries usually feed."""


class Known(Protocol):
    """What is known of a framework. form: the key of its instrument. outline: of its cells, "" where it is not kept."""

    @property
    def cohort(self) -> str: ...
    @property
    def computed(self) -> str: ...
    @property
    def overridden(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def age(self) -> int | None: ...
    @property
    def sex(self) -> str: ...
    @property
    def offence(self) -> str: ...
    @property
    def unplaced(self) -> int: ...
    @property
    def form(self) -> str: ...
    @property
    def outline(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Number:
    """numerator of base frameworks, and what it asks. A base of 0 leaves its share undefined."""

    numerator: int
    base: int
    asks: Asks


_LAST_YEARS: Final = (
    (9, AgeBand.UNDER_10),
    (12, AgeBand.FROM_10_TO_12),
    (15, AgeBand.FROM_13_TO_15),
    (17, AgeBand.FROM_16_TO_17),
)


def band(age: int | None) -> AgeBand:
    """The band of an age in years."""
    if age is None:
        return AgeBand.UNSPECIFIED
    return next((one for last, one in _LAST_YEARS if age <= last), AgeBand.ADULT)


def complete(outline: str) -> bool:
    """Whether every cell has an entry or says why not. Not of a framework whose outline is not kept."""
    return bool(outline) and LETTERS[CellStatus.UNEXPLAINED] not in outline


@cache
def places(form: Instrument | None = None) -> Mapping[str, frozenset[int]]:
    """What can be asked about: positions in an outline by "peer", "peer.risk" or "peer.need", in the form's order."""
    form = form or instrument()
    told: dict[str, frozenset[int]] = {}
    for row in form.rows:
        at = {one.column: place for place, one in enumerate(form.places) if one.context == row.context}
        told[str(row.context)] = frozenset(at.values())
        told |= {f"{row.context}.{column}": frozenset({place}) for column, place in at.items()}
        for group, columns in groups().items():
            told[f"{row.context}.{group}"] = frozenset(place for column, place in at.items() if column in columns)
    return told


@cache
def groups() -> Mapping[str, frozenset[str]]:
    """Columns by the primary node their entries usually feed: of needs, of what protects, of responses."""
    usual = {feed.column: feed.primary for feed in reversed(column_map().feeds)}
    wanted = {
        NEED: {Primary.VULNERABILITY, Primary.RISK},
        PROTECTIVE: {Primary.STRENGTH},
        RESPONSE: {Primary.RESPONSE},
    }
    return {group: frozenset(one for one, node in usual.items() if node in nodes) for group, nodes in wanted.items()}


@cache
def reasons(form: Instrument | None = None) -> frozenset[str]:
    """Every answer to `why`."""
    form = form or instrument()
    return frozenset(f"{one.context}.{one.column}.{status}" for one in form.places for status in CellStatus)


_GROUP_WORDS: Final[Mapping[str, str]] = {
    NEED: "a need",
    PROTECTIVE: "a strength or resilience factor",
    RESPONSE: "an action or professional involvement",
}


def says(key: str, form: Instrument | None = None) -> str:
    """A place in words: "Peer", "Peer: risk factors", "Peer: a need"."""
    context, _, column = key.partition(".")
    row = str(Context(context)).capitalize()
    if not column:
        return row
    label = _GROUP_WORDS.get(column) or short((form or instrument()).column(column).label)
    return f"{row}: {label[:1].lower()}{label[1:]}"


def short(label: str) -> str:
    """A label of the form without its explanation in brackets: "Risk factors"."""
    return label.split(" (")[0]


def asked(name: str, value: str, form: Instrument | None = None) -> Callable[[Known], bool]:
    """Whether a framework answers one question so. KeyError for a question or a place that there is not."""
    form = form or instrument()
    if name not in _OF_CELLS:
        told = _ANSWERS[name]
        return lambda one: told(one) == value
    key, _, status = value.rpartition(".") if name == "why" else (value, "", "")
    letter = LETTERS[CellStatus(status)] if status else HELD
    at, wanted = places(form)[key], name != "lacks"
    return lambda one: one.form == form.key and any(one.outline[place] == letter for place in at) == wanted


class Answers:
    """Frameworks in sets that answer questions together. comparable: those of this version of the form.

    A set is a whole number with a bit for each framework: ten thousand are compared in a microsecond.
    Cost: each place and each answer is looked at once, whatever is asked afterwards.
    """

    def __init__(self, several: Sequence[Known], form: Instrument | None = None) -> None:
        self.form = form or instrument()
        self.every = (1 << len(several)) - 1
        self.comparable = _set([one.form == self.form.key for one in several])
        self._several = several
        width = len(self.form.places)
        outlines = [one.outline if one.form == self.form.key else " " * width for one in several]
        # Each place's letters side by side, one for each framework.
        self._letters = tuple(map("".join, zip(*outlines, strict=True))) or ("",) * width
        self._told: dict[str, list[str]] = {}
        self._known: dict[tuple[str, str], int] = {}

    def number(self, asks: Asks, *, of: Asks) -> Number:
        """How many of those that answer `of` answer `asks` too. What it asks is both."""
        base = self.which(of)
        if any(name in _OF_CELLS for name in asks):
            base &= self.comparable
        return Number((base & self.which(asks)).bit_count(), base.bit_count(), {**of, **asks})

    def which(self, asks: Asks) -> int:
        """The set that answers every question so. KeyError for a question or a place that there is not."""
        found = self.every
        for name, value in asks.items():
            if (name, value) not in self._known:
                self._known[name, value] = self._answered(name, value)
            found &= self._known[name, value]
        return found

    def _answered(self, name: str, value: str) -> int:
        """As `asked` says of each, from what was looked at already."""
        if name not in _OF_CELLS:
            if name not in self._told:
                told = _ANSWERS[name]
                self._told[name] = [told(one) for one in self._several]
            return _set([one == value for one in self._told[name]])
        key, _, status = value.rpartition(".") if name == "why" else (value, "", "")
        found = 0
        for place in places(self.form)[key]:
            found |= _set_of(self._letters[place], LETTERS[CellStatus(status)] if status else HELD)
        return self.comparable & ~found if name == "lacks" else found


def _set(which: Sequence[bool]) -> int:
    return int("0" + "".join("1" if one else "0" for one in which), 2)


def _set_of(letters: str, letter: str) -> int:
    """Where a letter stands."""
    return int("0" + letters.translate(_BITS[letter]), 2)


_BITS: Final = {
    letter: {ord(one): "1" if one == letter else "0" for one in (HELD, " ", *LETTERS.values())}
    for letter in (HELD, *LETTERS.values())
}
_OF_CELLS: Final = ("has", "also", "lacks", "why")
_ANSWERS: Final[Mapping[str, Callable[[Known], str]]] = {
    "cohort": lambda one: one.cohort,
    "computed": lambda one: one.computed,
    "overridden": lambda one: YES if one.overridden else "",
    "state": lambda one: one.state,
    "sex": lambda one: one.sex or "none",
    "band": lambda one: band(one.age),
    "offence": lambda one: one.offence,
    "unplaced": lambda one: YES if one.unplaced else "",
    "complete": lambda one: YES if complete(one.outline) else "",
}
