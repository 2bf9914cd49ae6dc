"""What each published factor asks of a study, as data, and the answers as figures."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Count, Figure, Group, Unit
from fivefold.method.analysis.queries import ask
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.claims import SPOKEN, Factor
from fivefold.method.studies.study import Protocol

BRIEFING = "briefing/1"
"""The factors of the study briefing."""

_UNMAPPED = "No query is written for this factor."
_NO_PROTOCOL = "It counts the protocol, which an extract does not hold; check against the study folder instead."


@dataclass(frozen=True, slots=True)
class Question:
    """A query in the grammar of `analysis.queries`, or a count of the protocol, or why there is neither."""

    query: Mapping[str, Any] | None = None
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What words say without a number: a factor is recorded more often for one group than for another."""

    more: Group
    than: Group

    @property
    def groups(self) -> tuple[Group, Group]:
        """The groups compared, the one with more first."""
        return self.more, self.than

    def holds(self, figure: Figure) -> bool:
        """Whether the share of the first is the larger, however little. Shares, because cohorts differ in size."""
        more, than = (figure.counts[group] for group in self.groups)
        return more.numerator * (than.base or 0) > than.numerator * (more.base or 0)

    def said_of(self, figure: Figure) -> str:
        """The counts that are compared, as a sentence."""
        more, than = (figure.counts[group] for group in self.groups)
        return (
            f"The words say {self}; {more.numerator} of {more.base} are counted against "
            f"{than.numerator} of {than.base}."
        )

    def __str__(self) -> str:
        return f"{SPOKEN[self.more]} more often than {SPOKEN[self.than]}"


def questions(key: str = BRIEFING) -> Mapping[Factor, Question]:
    """The question of every factor in one published list ("briefing/1").

    Raises InputError when no such list is held.
    """
    return {
        Factor(row["primary"], row.get("context", ""), row["factor"]): Question(row.get("query"), row.get("cannot", ""))
        for row in _list(key)["factor"]
    }


def comparisons(key: str = BRIEFING) -> Mapping[str, tuple[Comparison, ...]]:
    """What claims in words compare, by the claim's key. Errors as `questions`."""
    return {
        row["claim"]: tuple(Comparison(Group(row["more"]), Group(than)) for than in row["than"])
        for row in _list(key)["comparison"]
    }


@cache
def _list(key: str) -> Mapping[str, Any]:
    name, _, version = key.partition("/")
    resource = files("fivefold.method.data.claims").joinpath(f"{name}.{version}.toml")
    if not resource.is_file():
        raise InputError(f'there is no list of questions "{key}"', next_step=f'There is "{BRIEFING}".')
    return tomllib.loads(resource.read_text(encoding="utf-8"))


def answer(
    factor: Factor, *, extract: Extract, protocol: Protocol | None, known: Mapping[Factor, Question]
) -> Figure | str:
    """The figure a factor asks for, or the sentence that says why it cannot be asked."""
    question = known.get(factor, Question(cannot=_UNMAPPED))
    if question.query is None:
        return question.cannot
    if "protocol" not in question.query:
        return ask(extract, question.query)
    if protocol is None:
        return _NO_PROTOCOL
    return _counted(str(question.query["protocol"]), extract, protocol)


def _counted(what: str, extract: Extract, protocol: Protocol) -> Figure:
    title, unit, definition, count = _PROTOCOL[what]
    return Figure(
        key=f"protocol/{what}",
        title=title,
        definition=definition,
        unit=unit,
        counts={Group.ALL: Count(count(protocol, extract), None, ())},
        freeze=extract.freeze,
    )


def _months(protocol: Protocol, _: Extract) -> int:
    first, last = protocol.window
    return (last.year - first.year) * 12 + (last.month or 12) - (first.month or 1) + 1


def _cohorts(_: Protocol, extract: Extract) -> int:
    return sum(1 for group in (Group.SOLE, Group.GROUP, Group.BOTH) if extract.sizes[group])


def _approved(route: str) -> Callable[[Protocol, Extract], int]:
    return lambda protocol, _: sum(1 for ethics in protocol.ethics if ethics.route == route)


_PROTOCOL: Mapping[str, tuple[str, Unit, str, Callable[[Protocol, Extract], int]]] = {
    "sites": (
        "Participating sites",
        Unit.SITES,
        "Sites named in the protocol.",
        lambda protocol, _: len(protocol.sites),
    ),
    "window": (
        "Months of data collection",
        Unit.MONTHS,
        "Months from the first to the last of the protocol's window, both included.",
        _months,
    ),
    "cohorts": ("Cohorts in use", Unit.COHORTS, "Cohorts into which at least one framework falls.", _cohorts),
    "ethics-university": (
        "Sites that accepted the university's approval",
        Unit.SITES,
        "Sites whose ethics route in the protocol is the university's.",
        _approved("university"),
    ),
    "ethics-local": (
        "Sites with an application of their own",
        Unit.SITES,
        "Sites whose ethics route in the protocol is a local committee's.",
        _approved("local"),
    ),
}
