"""What commissioners may be told: needs and whether they were met, in words, from a fixed catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.gaps import Answer, answers, context_gaps, gaps
from fivefold.method.common.errors import InputError
from fivefold.method.disclosure.extents import TOO_FEW, Extent, enough, extent, rounded


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the catalogue. key: a code of needs, or a context.

    identified: of all frameworks, those with the need. met: of those, the ones with a response that addresses it.
    """

    key: str
    title: str
    context: str
    identified: Extent
    met: Extent


@dataclass(frozen=True, slots=True)
class Findings:
    """The whole catalogue, whatever was recorded: that a line is there tells nothing.

    frameworks: how many stand behind it, rounded; None where there are too few to say anything at all.
    """

    frameworks: int | None
    contexts: tuple[Finding, ...]
    needs: tuple[Finding, ...]


def commissioned(extract: Extract) -> Findings:
    """The catalogue for a freeze: pooled over its sites, without a cohort, a quote or a code of the coders' own."""
    frameworks = extract.sizes[Group.ALL]
    return Findings(
        rounded(frameworks) if enough(frameworks) else None, tuple(_contexts(extract)), tuple(_needs(extract))
    )


def moved(before: Findings, now: Findings) -> Finding | None:
    """The first line that tells another thing of the same frameworks than it told before; None where none does.

    Beside each other the two would say of a handful of frameworks that they were coded anew, and which way: a count
    that crosses a limit of rounding gives away that it stands next to it. A line that was not there told too few.
    """
    told = {one.key: one for one in (*before.contexts, *before.needs)}
    for one in (*now.contexts, *now.needs):
        earlier = told.get(one.key)
        if (one.identified, one.met) != ((earlier.identified, earlier.met) if earlier else (TOO_FEW, TOO_FEW)):
            return one
    return None


def _contexts(extract: Extract) -> Iterator[Finding]:
    try:
        found = context_gaps(extract)
    except InputError:
        # A codebook without contexts has nothing to say by context.
        return
    for gap in found:
        need, left = gap.need.counts[Group.ALL].numerator, gap.unaddressed.counts[Group.ALL].numerator
        context = str(gap.context)
        yield _finding(context, context.capitalize(), context, need=need, met=need - left, extract=extract)


def _needs(extract: Extract) -> Iterator[Finding]:
    held = [one for one in answers() if {one.need, *one.responses} <= extract.codes.keys()]
    recorded = {gap.need.key: gap for gap in gaps(extract, held)}
    for one in sorted(held, key=lambda answer: _place(extract, answer)):
        row, gap = extract.codes[one.need], recorded.get(one.need)
        need = gap.need.counts[Group.ALL].numerator if gap else 0
        left = gap.unaddressed.counts[Group.ALL].numerator if gap else 0
        yield _finding(one.need, str(row["name"]), str(row["context"]), need=need, met=need - left, extract=extract)


def _place(extract: Extract, answer: Answer) -> int:
    # By the codebook, never by frequency: the order would tell which of two counts is the larger.
    return list(extract.codes).index(answer.need)


def _finding(key: str, title: str, context: str, *, need: int, met: int, extract: Extract) -> Finding:
    identified = extent(need, extract.sizes[Group.ALL])
    return Finding(key, title, context, identified, TOO_FEW if identified == TOO_FEW else extent(met, need))
