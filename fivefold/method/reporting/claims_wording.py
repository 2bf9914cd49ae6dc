"""What the parts of the page of published figures say alike: the statement, what is printed, what is counted."""

import re
from collections.abc import Sequence

from fivefold.method.analysis.figures import Count, Figure, Freeze, Group, Unit
from fivefold.method.reporting.claim_checks import Checked
from fivefold.method.reporting.claims import SPOKEN, Claim
from fivefold.method.reporting.inlines import Inline, Inlines, Number, Stated, words


def source(line: int) -> str:
    """Whose statement a printed number is."""
    return f"the publication, line {line}"


def statement(claim: Claim) -> Inline:
    """What a claim says, as somebody else's words."""
    return Stated(claim.statement, source(claim.line))


def section_id(claim: Claim) -> str:
    """The id of the section that lays out a claim's contradiction."""
    return "claim-" + re.sub(r"[^a-z0-9]+", "-", claim.key.lower()).strip("-")


def named(group: Group) -> str:
    """A group as the head of a row."""
    return SPOKEN[group].capitalize()


def tally(name: str, title: str, some: Sequence[Checked], of: Sequence[Checked], freeze: Freeze) -> Figure:
    """How many published figures, as a figure that opens like any other."""
    return Figure(
        key=f"claims/{name}",
        title=title,
        definition=f"Published figures checked against this study: {title.lower()}.",
        unit=Unit.PUBLISHED_FIGURES,
        counts={Group.ALL: Count(len(some), len(of), ())},
        freeze=freeze,
    )


def printed(one: Checked) -> Inlines:
    """The counts a claim prints; where it prints none, the bounds or the comparison its words imply."""
    claim = one.claim
    counts = (
        f"{SPOKEN[group]} {count}" + (f" of {claim.bases[group]}" if group in claim.bases else "")
        for group, count in claim.counts.items()
    )
    bounds = (f"{SPOKEN[bound.group]} {bound}" for bound in claim.bounds)
    said = "; ".join(counts) or "; ".join((*bounds, *map(str, one.compared)))
    return words(Stated(said, source(claim.line))) if said else ()


def counted(one: Checked) -> Inlines:
    """The study's count for each group a claim speaks of; for every group where it speaks of none."""
    figure = one.figure
    if figure is None:
        return ()
    claim = one.claim
    spoken_of = set(claim.counts) or {
        *(bound.group for bound in claim.bounds),
        *(group for comparison in one.compared for group in comparison.groups),
    }
    shown = [group for group in Group if group in figure.counts and (group in spoken_of or not spoken_of)]
    parts: list[str | Inline] = []
    for group in shown:
        parts += [f"{'; ' if parts else ''}{SPOKEN[group]} ", Number(figure, group)]
    return words(*parts)
