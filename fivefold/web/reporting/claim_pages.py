"""Published figures, checked against a freeze."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from fivefold.method.reporting.claim_checks import Verdict
from fivefold.method.reporting.claim_lines import ClaimLine, is_published_study
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.analysis import queries
from fivefold.records.analysis.models import Freeze
from fivefold.web.analysis.choosing import Base, base
from fivefold.web.chrome import Link
from fivefold.web.page import Page

TONES: Mapping[str, str] = {Verdict.AGREES: "good", Verdict.DIFFERS: "wrong", Verdict.CANNOT_BE_ASKED: ""}
SHOWN: Mapping[str, str] = {
    "look": "Need a look",
    "contradict": "Contradict each other",
    "agree": "Agree",
    "cannot": "Cannot be asked",
    "bases": "Wrong bases",
    "all": "All",
}
"""What the page can be narrowed down to, by its key in an address."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A group's number: what is printed, what is counted, and where that opens."""

    words: str
    printed: str
    number: int
    of: int | None
    href: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A published figure in the list."""

    statement: str
    line: int
    implied: str
    unit: str
    counts: tuple[Counted, ...]
    verdict: str
    tone: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The figures under one heading of the publication."""

    id: str
    heading: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """One number of the summary."""

    number: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsPage(Page):
    """The check. own: whether the study is the published one, as far as its size tells."""

    base: Base
    own: bool
    total: int
    sums: tuple[Sum, ...]
    parts: tuple[Link, ...]
    sections: tuple[Section, ...]


def first_shown(chosen: Freeze) -> str:
    """What is shown unless somebody asks: what needs a look, or else what contradicts itself, or else everything."""
    lines = queries.figures_of(chosen).claims
    return next((key for key in ("look", "contradict") if any(_belongs(one, key) for one in lines)), "all")


def claims(study: Study, chosen: Freeze, *, by: Actor, show: str) -> ClaimsPage:
    """The check of a freeze, narrowed down to a key of SHOWN."""
    its, lines = base(study, chosen, by=by), queries.figures_of(chosen).claims
    by_key = {key: [one for one in lines if _belongs(one, key)] for key in SHOWN}
    sums = (
        Sum(len(by_key["agree"]), "agree with this study"),
        Sum(len(by_key["contradict"]), "contradict what is printed elsewhere"),
        Sum(len(by_key["look"]), "differ, and could have agreed"),
        Sum(len(by_key["cannot"]), "cannot be asked"),
    )
    here = f"{its.address}claims/"
    kept = {} if its.newest else {"freeze": str(its.number)}
    return ClaimsPage(
        kind="Claims",
        heading="Published figures, counted again",
        caption=its.words,
        base=its,
        own=is_published_study(lines),
        total=len(lines),
        sums=sums,
        parts=tuple(
            Link(f"{words} ({len(by_key[key]):,})", f"{here}?{urlencode({'show': key, **kept})}", key == show)
            for key, words in SHOWN.items()
        ),
        sections=tuple(_sections(by_key[show], its, kept)),
    )


def _belongs(one: ClaimLine, key: str) -> bool:
    return {
        "look": one.verdict == Verdict.DIFFERS and not one.irreconcilable,
        "contradict": one.irreconcilable,
        "agree": one.verdict == Verdict.AGREES,
        "cannot": one.verdict == Verdict.CANNOT_BE_ASKED,
        "bases": bool(one.wrong_bases),
        "all": True,
    }[key]


def _sections(lines: Sequence[ClaimLine], its: Base, kept: Mapping[str, str]) -> list[Section]:
    # A section that returns later in the publication joins its own table.
    order = list(dict.fromkeys(one.section for one in lines))
    ordered = sorted(lines, key=lambda one: (order.index(one.section), one.line))
    return [
        Section(f"part-{number}", heading, tuple(_claim(one, its, kept) for one in some))
        for number, (heading, some) in enumerate(groupby(ordered, key=lambda one: one.section), start=1)
    ]


def _claim(one: ClaimLine, its: Base, kept: Mapping[str, str]) -> Claim:
    here = f"{its.address}analysis/figures/"
    return Claim(
        statement=one.statement,
        line=one.line,
        implied=one.implied,
        unit=one.unit,
        counts=tuple(
            Counted(
                count.words,
                count.printed,
                count.numerator,
                count.base,
                f"{here}?{urlencode({'table': 'claims', 'line': one.key, 'cell': count.group, **kept})}",
            )
            for count in one.counts
        ),
        verdict=one.verdict.capitalize(),
        tone=TONES[one.verdict],
        reasons=(*one.reasons, *one.wrong_bases),
    )
