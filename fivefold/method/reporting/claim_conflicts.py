"""Where a publication contradicts itself: one count printed twice, and parts that do not make their whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fivefold.method.analysis.figures import Group
from fivefold.method.reporting.claims import SPOKEN, Claim


@dataclass(frozen=True, slots=True)
class Term:
    """A printed count in a sum, and the line it stands at."""

    group: Group
    count: int
    line: int

    def __str__(self) -> str:
        return f"{SPOKEN[self.group]} {self.count}"


@dataclass(frozen=True, slots=True)
class PrintedTwice:
    """The same count printed here and elsewhere with different numbers."""

    here: Term
    elsewhere: Term

    @property
    def sentence(self) -> str:
        """The contradiction in words."""
        return (
            f"{SPOKEN[self.here.group]} is {self.here.count} at line {self.here.line} and "
            f"{self.elsewhere.count} at line {self.elsewhere.line}."
        )


@dataclass(frozen=True, slots=True)
class Sum:
    """Printed parts that do not make the printed whole."""

    parts: tuple[Term, ...]
    whole: Term

    @property
    def total(self) -> int:
        """What the parts make."""
        return sum(part.count for part in self.parts)

    @property
    def lines(self) -> str:
        """The lines the terms stand at, in order."""
        return ", ".join(map(str, sorted({term.line for term in (*self.parts, self.whole)})))

    @property
    def sentence(self) -> str:
        """The sum in words."""
        terms = " + ".join(map(str, self.parts))
        return f"{terms} = {self.total}, but {SPOKEN[self.whole.group]} is {self.whole.count} (lines {self.lines})."


Conflict = PrintedTwice | Sum

_PARTS: tuple[tuple[Group, tuple[Group, ...]], ...] = (
    (Group.ALL, (Group.SOLE, Group.GROUP, Group.BOTH)),
    (Group.ALL, (Group.SOLE, Group.GROUP_OR_BOTH)),
    (Group.ALL, (Group.GROUP, Group.SOLE_OR_BOTH)),
    (Group.GROUP_OR_BOTH, (Group.GROUP, Group.BOTH)),
    (Group.SOLE_OR_BOTH, (Group.SOLE, Group.BOTH)),
)
"""What must add up: cohorts do not overlap."""


def conflicts(claim: Claim, borne_out: Sequence[Claim]) -> tuple[Conflict, ...]:
    """Every way in which a claim contradicts what else is printed of the same factor in the same unit.

    borne_out: the claims a study agrees with; only these are held against it, for of two numbers that contradict each
    other the study's own count says which is the slip.
    """
    same = [other for other in borne_out if other.factor == claim.factor and other.unit == claim.unit]
    return (*_printed_twice(claim, same), *_sums(claim, same))


def _printed_twice(claim: Claim, others: Sequence[Claim]) -> Iterator[PrintedTwice]:
    for group, count in claim.counts.items():
        for other in others:
            if other.counts.get(group, count) != count:
                # One other place is enough to show it.
                yield PrintedTwice(Term(group, count, claim.line), Term(group, other.counts[group], other.line))
                break


def _sums(claim: Claim, others: Sequence[Claim]) -> Iterator[Sum]:
    printed = {
        group: Term(group, count, source.line)
        for source in (*others, claim)  # the claim's own numbers last, so that they stand
        for group, count in source.counts.items()
    }
    for whole, parts in _PARTS:
        involved = (whole, *parts)
        # A sum among others' numbers alone says nothing of this claim.
        if not claim.counts.keys() & set(involved) or not printed.keys() >= set(involved):
            continue
        found = Sum(tuple(printed[part] for part in parts), printed[whole])
        if found.total != found.whole.count:
            yield found
