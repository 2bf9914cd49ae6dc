"""How often entries stand in another context than the one they are about.

The cell an entry stands in and the context of its code are two facts. Where they differ, the entry was misplaced:
a finding about how meetings think, and a measure of what training changes. Shown for sites and studies, never for a
named worker: nothing here knows who wrote an entry.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.common.contexts import Context


@dataclass(frozen=True, slots=True)
class Rate:
    """numerator of base. references: the frameworks the numerator stands in, sorted."""

    numerator: int
    base: int
    references: tuple[str, ...] = ()

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nothing to take a share of."""
        return self.numerator / self.base if self.base else None

    @property
    def words(self) -> str:
        """ "7 of 15"."""
        return f"{self.numerator} of {self.base}"


@dataclass(frozen=True, slots=True)
class Misplacement:
    """Misplacement in one layer of codings.

    segments: of all coded segments whose code has a context, those in a cell of another context. A segment with two
    codes counts twice. entries: of the entries with such a segment, those with at least one misplaced.
    matrix[cell, code]: segments in cells of the first context whose code is about the second; every pair is there.
    by_cell[context]: of the segments in cells of this context, those about another one.
    by_code[context]: of the segments about this context, those in a cell of another one.
    by_site[site]: as segments, for the study's sites.
    without_context: segments whose code has no context (situation, offence characteristics, challenges); they can
    stand anywhere and are in no base.
    """

    layer: str
    segments: Rate
    entries: Rate
    matrix: Mapping[tuple[Context, Context], Rate]
    by_cell: Mapping[Context, Rate]
    by_code: Mapping[Context, Rate]
    by_site: Mapping[str, Rate]
    without_context: int


def misplacement(coded: CodedStudy, *, layer: str = AGREED, only: Collection[str] | None = None) -> Misplacement:
    """Misplacement over a study, counted in one layer.

    only: references of the frameworks to count (the eligible ones); every framework where not given.

    Bases are coded segments, except `entries`. A matrix cell's base is the segments in cells of its row's context,
    so that each row adds up to its base.
    """
    codings = [
        coding for coding in coded.codings if coding.layer == layer and (only is None or coding.framework in only)
    ]
    about = [coding for coding in codings if coding.code.context is not None]
    site_of = {submission.reference: submission.site for submission in coded.study.submissions}
    return Misplacement(
        layer=layer,
        segments=_rate(about, _misplaced),
        entries=_entries(about),
        matrix={
            (cell, code): _rate(_in(about, cell), partial(_is_about, code)) for cell in Context for code in Context
        },
        by_cell={context: _rate(_in(about, context), _misplaced) for context in Context},
        by_code={
            context: _rate([coding for coding in about if coding.code.context == context], _misplaced)
            for context in Context
        },
        by_site={
            site: _rate([coding for coding in about if site_of.get(coding.framework) == site], _misplaced)
            for site in coded.study.protocol.sites
        },
        without_context=len(codings) - len(about),
    )


def _misplaced(coding: Coding) -> bool:
    return coding.misplaced


def _is_about(context: Context, coding: Coding) -> bool:
    return coding.code.context == context


def _in(codings: Iterable[Coding], context: Context) -> list[Coding]:
    return [coding for coding in codings if coding.cell.context == context]


def _rate(codings: list[Coding], counts: Callable[[Coding], bool]) -> Rate:
    counted = [coding for coding in codings if counts(coding)]
    return Rate(len(counted), len(codings), tuple(sorted({coding.framework for coding in counted})))


def _entries(codings: list[Coding]) -> Rate:
    entries = {(coding.framework, coding.cell, coding.entry) for coding in codings}
    misplaced = {(coding.framework, coding.cell, coding.entry) for coding in codings if coding.misplaced}
    return Rate(len(misplaced), len(entries), tuple(sorted({framework for framework, _, _ in misplaced})))
