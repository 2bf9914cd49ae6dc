"""Published claims against a study: agrees, differs, or cannot be asked, with the arithmetic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group, Unit
from fivefold.method.reporting.claim_conflicts import Conflict, conflicts
from fivefold.method.reporting.claim_questions import Comparison, Question, answer, comparisons, questions
from fivefold.method.reporting.claims import SPOKEN, Bound, Certainty, Claim, Factor
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
    """A printed base that is not the size of the group it is printed for.

    size_of: the groups it would be the size of. arithmetic: the same as a sentence.
    """

    group: Group
    printed: int
    counted: int
    size_of: tuple[Group, ...]
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with what a study says of it.

    figure: the query's result; None when it cannot be asked. differences: the counts that differ.
    broken: bounds of its words that the counts do not keep to. wrong_bases: bases that are not the group's size.
    conflicts: arithmetic that no study could satisfy together with the rest of what is printed.
    compared: what its words compare, where that can be counted.
    why: why it cannot be asked, else "".
    """

    claim: Claim
    verdict: Verdict
    figure: Figure | None
    differences: tuple[Difference, ...] = ()
    broken: tuple[str, ...] = ()
    wrong_bases: tuple[WrongBase, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    compared: tuple[Comparison, ...] = ()
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
    compare: Mapping[str, tuple[Comparison, ...]] | None = None,
) -> tuple[Checked, ...]:
    """Every claim checked against one extract, in the order given.

    protocol: the study's, for claims that count sites and months; None leaves those unasked.
    known: what each factor asks; the study briefing's by default. compare: what the words of a claim without a number
    compare, by the claim's key; the study briefing's by default.
    """
    asked = questions() if known is None else known
    answers = {
        factor: answer(factor, extract=extract, protocol=protocol, known=asked)
        for factor in dict.fromkeys(claim.factor for claim in claims)
    }
    said = comparisons() if compare is None else compare
    checked = [
        _check(claim, answers[claim.factor], extract.sizes, compared=_comparable(claim, said)) for claim in claims
    ]
    agreed = [one.claim for one in checked if one.verdict is Verdict.AGREES]
    return tuple(_with_conflicts(one, agreed) for one in checked)


def _comparable(claim: Claim, said: Mapping[str, tuple[Comparison, ...]]) -> tuple[Comparison, ...]:
    """What a claim compares. A claim that prints counts is held to those instead."""
    return () if claim.counts or claim.certainty is Certainty.EXACT else said.get(claim.key, ())


def _check(
    claim: Claim, found: Figure | str, sizes: Mapping[Group, int], *, compared: tuple[Comparison, ...]
) -> Checked:
    if isinstance(found, str):
        return Checked(claim, Verdict.CANNOT_BE_ASKED, None, why=found)
    if why := _unaskable(claim, found, compared):
        return Checked(claim, Verdict.CANNOT_BE_ASKED, found, why=why)
    counted = {group: count.numerator for group, count in found.counts.items()}
    differences = tuple(
        Difference(group, printed, counted[group])
        for group, printed in claim.counts.items()
        if counted[group] != printed
    )
    broken = (*_broken_bounds(claim, counted), *(one.said_of(found) for one in compared if not one.holds(found)))
    return Checked(
        claim,
        Verdict.DIFFERS if differences or broken else Verdict.AGREES,
        found,
        differences=differences,
        broken=broken,
        wrong_bases=tuple(_wrong_bases(claim, found, sizes)),
        compared=compared,
    )


def _broken_bounds(claim: Claim, counted: Mapping[Group, int]) -> Iterator[str]:
    for bound in _bounds(claim):
        if not bound.holds(counted[bound.group]):
            yield f"{SPOKEN[bound.group]}: the words imply {bound}; {counted[bound.group]} are counted."


def _bounds(claim: Claim) -> tuple[Bound, ...]:
    """The bounds a claim is held to; where it is exact, its note's bounds only comment on the count."""
    return () if claim.certainty is Certainty.EXACT else claim.bounds


def _unaskable(claim: Claim, found: Figure, compared: tuple[Comparison, ...]) -> str:
    """Why a claim with a query still cannot be checked; "" when it can."""
    bounds = _bounds(claim)
    if not (claim.counts or bounds or compared):
        return "It is said in words and states no number. What the study counts is shown beside it."
    groups = {*claim.counts, *(bound.group for bound in bounds), *(group for one in compared for group in one.groups)}
    if not groups <= found.counts.keys():
        return "It is printed for a group this question does not count."
    if claim.unit != found.unit:
        return f"It is printed in {claim.unit}; the question counts {found.unit}."
    if any(not found.counts[group].base for one in compared for group in one.groups):
        return "It compares shares, and a group it speaks of holds no frameworks."
    return ""


def _wrong_bases(claim: Claim, found: Figure, sizes: Mapping[Group, int]) -> Iterator[WrongBase]:
    for group, printed in claim.bases.items():
        if printed == sizes[group]:
            continue
        others = tuple(other for other, size in sizes.items() if size == printed)
        sentence = f"{printed} is printed as the base of {SPOKEN[group]}, which holds {sizes[group]} frameworks"
        belongs = " and ".join(f"the size of {SPOKEN[other]}" for other in others)
        sentence += f"; {printed} is {belongs}." if others else f"; no group holds {printed}."
        if found.unit is Unit.INTERVENTIONS:
            sentence += " A count of interventions has no framework base: a framework can hold several."
        yield WrongBase(group, printed, sizes[group], others, sentence)


def _with_conflicts(checked: Checked, borne_out: Sequence[Claim]) -> Checked:
    if checked.verdict is not Verdict.DIFFERS:
        return checked
    return replace(checked, conflicts=conflicts(checked.claim, borne_out))
