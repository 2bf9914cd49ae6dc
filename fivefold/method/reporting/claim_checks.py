"""Published claims against a study: agrees, differs, or cannot be asked, with the arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.reporting.claim_questions import Question, answer, questions
from fivefold.method.reporting.claims import Certainty, Claim, Factor
from fivefold.method.studies.study import Protocol


class Verdict(StrEnum):
    """What a study says of a claim."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT_BE_ASKED = "cannot be asked"


@dataclass(frozen=True, slots=True)
class Difference:
    """A number printed for a group, beside the study's own."""

    group: Group
    printed: int
    counted: int


@dataclass(frozen=True, slots=True)
class WrongBase:
    """A printed base that is not the size of the group it is printed for. arithmetic: why, as a sentence."""

    group: Group
    printed: int
    counted: int
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with what a study says of it.

    figure: the query's result; None when it cannot be asked. differences: the counts that differ.
    broken: bounds of its words that the counts do not keep to. wrong_bases: bases that are not the group's size.
    conflicts: sentences with arithmetic that no study could satisfy together with the rest of what is printed.
    why: why it cannot be asked, else "".
    """

    claim: Claim
    verdict: Verdict
    figure: Figure | None
    differences: tuple[Difference, ...] = ()
    broken: tuple[str, ...] = ()
    wrong_bases: tuple[WrongBase, ...] = ()
    conflicts: tuple[str, ...] = ()
    why: str = ""

    @property
    def irreconcilable(self) -> bool:
        """Whether it differs because the publication contradicts itself."""
        return self.verdict is Verdict.DIFFERS and bool(self.conflicts)


def check(
    claims: Sequence[Claim],
    *,
    extract: Extract,
    protocol: Protocol | None = None,
    known: Mapping[Factor, Question] | None = None,
) -> tuple[Checked, ...]:
    """Every claim checked against one extract, in the order given.

    protocol: the study's, for claims that count sites and months; None leaves those unasked.
    known: what each factor asks; the study briefing's by default.
    """
    asked = questions() if known is None else known
    answers = {
        factor: answer(factor, extract=extract, protocol=protocol, known=asked)
        for factor in dict.fromkeys(claim.factor for claim in claims)
    }
    checked = [_check(claim, answers[claim.factor], extract.sizes) for claim in claims]
    agreed = [one.claim for one in checked if one.verdict is Verdict.AGREES]
    return tuple(_with_conflicts(one, agreed) for one in checked)


def _check(claim: Claim, found: Figure | str, sizes: Mapping[Group, int]) -> Checked:
    if isinstance(found, str):
        return Checked(claim, Verdict.CANNOT_BE_ASKED, None, why=found)
    if why := _unaskable(claim, found):
        return Checked(claim, Verdict.CANNOT_BE_ASKED, found, why=why)
    counted = {group: count.numerator for group, count in found.counts.items()}
    differences = tuple(
        Difference(group, printed, counted[group])
        for group, printed in claim.counts.items()
        if counted[group] != printed
    )
    broken = tuple(
        f"{_spoken(bound.group)}: the words imply {bound}; {counted[bound.group]} are counted."
        for bound in claim.bounds
        if claim.certainty is not Certainty.EXACT and not bound.holds(counted[bound.group])
    )
    verdict = Verdict.DIFFERS if differences or broken else Verdict.AGREES
    wrong = tuple(_wrong_bases(claim, found, sizes))
    return Checked(claim, verdict, found, differences=differences, broken=broken, wrong_bases=wrong)


def _unaskable(claim: Claim, found: Figure) -> str:
    """Why a claim with a query still cannot be checked; "" when it can."""
    if not claim.counts and not (claim.bounds and claim.certainty is not Certainty.EXACT):
        return "It is said in words and states no number. What the study counts is shown beside it."
    if not claim.counts.keys() <= found.counts.keys():
        return "It is printed for a group this question does not count."
    if claim.unit != found.unit:
        return f"It is printed in {claim.unit}; the question counts {found.unit}."
    return ""


def _wrong_bases(claim: Claim, found: Figure, sizes: Mapping[Group, int]) -> Iterator[WrongBase]:
    for group, printed in claim.bases.items():
        if printed == sizes[group]:
            continue
        others = [f"the size of {_spoken(other)}" for other, size in sizes.items() if size == printed]
        sentence = f"{printed} is printed as the base of {_spoken(group)}, which holds {sizes[group]} frameworks"
        sentence += f"; {printed} is {' and '.join(others)}." if others else f"; no group holds {printed}."
        if found.unit is Unit.INTERVENTIONS:
            sentence += " A count of interventions has no framework base: a framework can hold several."
        yield WrongBase(group, printed, sizes[group], sentence)


SPOKEN = {
    Group.SOLE: "sole",
    Group.GROUP: "group only",
    Group.BOTH: "both",
    Group.GROUP_OR_BOTH: "group-involved",
    Group.SOLE_OR_BOTH: "harmed alone",
    Group.ALL: "all",
}
"""The groups as sentences name them."""


def _spoken(group: Group) -> str:
    return SPOKEN[group]


_SUMS: tuple[tuple[Group, tuple[Group, ...]], ...] = (
    (Group.ALL, (Group.SOLE, Group.GROUP, Group.BOTH)),
    (Group.ALL, (Group.SOLE, Group.GROUP_OR_BOTH)),
    (Group.ALL, (Group.GROUP, Group.SOLE_OR_BOTH)),
    (Group.GROUP_OR_BOTH, (Group.GROUP, Group.BOTH)),
    (Group.SOLE_OR_BOTH, (Group.SOLE, Group.BOTH)),
)
"""What must add up: cohorts do not overlap."""


def _with_conflicts(checked: Checked, agreed: Sequence[Claim]) -> Checked:
    if checked.verdict is not Verdict.DIFFERS:
        return checked
    same = [claim for claim in agreed if claim.factor == checked.claim.factor and claim.unit == checked.claim.unit]
    conflicts = tuple(dict.fromkeys((*_contradictions(checked.claim, same), *_sums(checked.claim, same))))
    return Checked(
        checked.claim,
        checked.verdict,
        checked.figure,
        differences=checked.differences,
        broken=checked.broken,
        wrong_bases=checked.wrong_bases,
        conflicts=conflicts,
    )


def _contradictions(claim: Claim, others: Sequence[Claim]) -> Iterator[str]:
    """The same count printed twice with different numbers. One other place a group is enough to show it."""
    for group, printed in claim.counts.items():
        for other in others:
            if other.counts.get(group, printed) != printed:
                yield (
                    f"{_spoken(group)} is {printed} at line {claim.line} and "
                    f"{other.counts[group]} at line {other.line}."
                )
                break


def _sums(claim: Claim, others: Sequence[Claim]) -> Iterator[str]:
    """Parts that do not make their whole, using the claim's own numbers first and then what others print."""
    printed: dict[Group, tuple[int, int]] = {}
    for source in (*others, claim):
        printed |= {group: (count, source.line) for group, count in source.counts.items()}
    for whole, parts in _SUMS:
        # A sum among others' numbers alone says nothing of this claim.
        if whole not in printed or any(part not in printed for part in parts):
            continue
        if not any(group in claim.counts for group in (whole, *parts)):
            continue
        total = sum(printed[part][0] for part in parts)
        if total != printed[whole][0]:
            terms = " + ".join(f"{_spoken(part)} {printed[part][0]}" for part in parts)
            yield (
                f"{terms} = {total}, but {_spoken(whole)} is {printed[whole][0]} "
                f"(lines {_lines(printed[group][1] for group in (*parts, whole))})."
            )


def _lines(lines: Iterator[int]) -> str:
    return ", ".join(str(line) for line in sorted(set(lines)))
