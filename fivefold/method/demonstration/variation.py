"""Cases for a study of any size: the solved ones, again and again, each time a little different."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

from fivefold.method.common.dates import PartialDate
from fivefold.method.demonstration.cases import Case, Placed, solved
from fivefold.method.frameworks.incidents import Incident

_DROPPED = 0.06
"""Share of the codes that may be dropped which a variation lacks."""

_BORROWED = 3
"""At most so many codes come from another case of the same cohort."""

_FIXED = ("offence/", "situation/")
"""Codes that incidents and their histories stand behind: a variation keeps them as they are."""


def cases(number: int, *, rng: Random) -> Iterator[Case]:
    """So many cases. Exactly as many as were solved are the solved ones, as they are, in order.

    Otherwise the solved cases come in rounds, each in a new order, so that the shares of cohorts and sites stay what
    they are; every case is varied, and incidents shared by two cases of a round stay shared.
    """
    held = solved()
    if number == len(held):
        yield from held
        return
    order: list[Case] = []
    for made in range(number):
        round_, place = divmod(made, len(held))
        if place == 0:
            order = rng.sample(held, len(held))
        yield vary(order[place], number=made + 1, round_=round_, rng=rng)


def vary(case: Case, *, number: int, round_: int, rng: Random) -> Case:
    """The case with other ages, months and schools, some codes fewer and some more.

    What the cohort, the incidents and those harmed are stays.
    """
    kept = [placed for placed in case.placed if placed.code.startswith(_FIXED) or rng.random() >= _DROPPED]
    return replace(
        case,
        number=number,
        age=min(17, max(10, case.age + rng.choice((-1, 0, 0, 1)))),
        meeting=PartialDate(2016, rng.choice((9, 10, 11, 12))),
        school=_renumbered(case.school, round_),
        placed=tuple(kept + _borrowed(case, kept, rng)),
        incidents=tuple(_of_round(incident, number, round_) for incident in case.incidents),
    )


def _renumbered(school: str, round_: int) -> str:
    """Another school for another round, so that ten thousand young people do not share fifteen schools."""
    name, _, digits = school.rpartition(" ")
    return f"{name} {int(digits) + 15 * round_}" if digits.isdigit() else school


def _borrowed(case: Case, kept: list[Placed], rng: Random) -> list[Placed]:
    lender = rng.choice(_of_cohort(case.cohort))
    carried = {placed.code for placed in kept} | case.codes
    free = [placed for placed in lender.placed if not placed.code.startswith(_FIXED) and placed.code not in carried]
    return rng.sample(free, min(len(free), rng.randint(0, _BORROWED)))


@cache
def _of_cohort(cohort: str) -> tuple[Case, ...]:
    return tuple(case for case in solved() if case.cohort == cohort)


def _of_round(incident: Incident, number: int, round_: int) -> Incident:
    shared = incident.reference.startswith("shared-")
    reference = f"{incident.reference}.{round_}" if shared else f"{number:02}-{incident.reference.partition('-')[2]}"
    return replace(incident, reference=reference)
