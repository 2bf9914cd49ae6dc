"""A check of published figures as plain lines: what a page, a program or a record shows, without the frameworks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.reporting.claim_checks import Checked, Verdict, check
from fivefold.method.reporting.claim_questions import answer, questions
from fivefold.method.reporting.claims import SPOKEN, Claim, read_claims
from fivefold.method.studies.study import Protocol

PUBLISHED = "published-figures.1.json"
"""The published study's figures as data."""

_SIZES = frozenset({"design-total-49", "design-sole-24", "design-groupinvolved-25", "design-both-10"})
"""The claims that give the study's size, and that of its cohorts, in its design."""


@dataclass(frozen=True, slots=True)
class GroupCount:
    """What is printed for a group, and what the study counts. printed: "" where it prints nothing for this group."""

    group: str
    words: str
    printed: str
    numerator: int
    base: int | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One published figure checked.

    key: of the claim. implied: the bounds or the comparison its words imply, where it prints no count.
    counts: for each group it speaks of. reasons: what speaks against it, and why it cannot be asked, as sentences.
    """

    key: str
    section: str
    line: int
    statement: str
    certainty: str
    verdict: str
    irreconcilable: bool
    implied: str
    definition: str
    unit: str
    counts: tuple[GroupCount, ...]
    reasons: tuple[str, ...]
    wrong_bases: tuple[str, ...]


def published_claims() -> tuple[Claim, ...]:
    """The published study's own figures."""
    text = files("fivefold.method.data.claims").joinpath(PUBLISHED).read_text(encoding="utf-8")
    return read_claims(text, file=PUBLISHED)


def checked_lines(extract: Extract, protocol: Protocol | None) -> tuple[ClaimLine, ...]:
    """Every published figure against an extract, in the order of the publication."""
    return tuple(map(_line, check(published_claims(), extract=extract, protocol=protocol)))


def is_published_study(lines: Sequence[ClaimLine]) -> bool:
    """Whether the lines are of a study of the published one's size.

    The publication prints the cohorts' sizes several times, and not alike: where it agrees with itself is its design.
    """
    sizes = [one for one in lines if one.key in _SIZES]
    return bool(sizes) and all(one.verdict == Verdict.AGREES for one in sizes)


def figure_of(key: str, extract: Extract, protocol: Protocol | None) -> Figure | None:
    """The figure a published claim is held against; None where it cannot be asked, or there is no such claim."""
    claim = next((one for one in published_claims() if one.key == key), None)
    found = None if claim is None else answer(claim.factor, extract=extract, protocol=protocol, known=questions())
    return found if isinstance(found, Figure) else None


def _line(one: Checked) -> ClaimLine:
    claim, figure = one.claim, one.figure
    bounds = (f"{SPOKEN[bound.group]} {bound}" for bound in claim.bounds)
    return ClaimLine(
        key=claim.key,
        section=claim.section,
        line=claim.line,
        statement=claim.statement,
        certainty=str(claim.certainty),
        verdict=str(one.verdict),
        irreconcilable=one.irreconcilable,
        implied="" if claim.counts else "; ".join((*bounds, *map(str, one.compared))),
        definition="" if figure is None else figure.definition,
        unit=claim.unit if figure is None else str(figure.unit),
        counts=() if figure is None else tuple(_counts(one, figure)),
        reasons=(*one.broken, *(found.sentence for found in one.conflicts), *((one.why,) if one.why else ())),
        wrong_bases=tuple(base.arithmetic for base in one.wrong_bases),
    )


def _counts(one: Checked, figure: Figure) -> Iterator[GroupCount]:
    claim = one.claim
    spoken_of = set(claim.counts) or {
        *(bound.group for bound in claim.bounds),
        *(group for comparison in one.compared for group in comparison.groups),
    }
    for group in Group:
        if group in figure.counts and (group in spoken_of or not spoken_of):
            count = figure.counts[group]
            yield GroupCount(str(group), SPOKEN[group], _printed(claim, group), count.numerator, count.base)


def _printed(claim: Claim, group: Group) -> str:
    if group not in claim.counts:
        return ""
    of = f" of {claim.bases[group]}" if group in claim.bases else ""
    return f"{claim.counts[group]}{of}"
