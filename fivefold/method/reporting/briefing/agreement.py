"""Agreement of the coders before they agreed, over entries and codes."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from fivefold.method.analysis.extract import Extract
from fivefold.method.coding import agreement as coefficients
from fivefold.method.coding.agreement import Agreement, Units
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.inlines import Statistic, Style

_CELL = ("framework", "context", "column", "entry")

_Marks = Mapping[str, Set[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far coders agree on the codes of one primary node; primary None: on all codes.

    both, one_only: decisions to give a code that both coders took, and that one alone did.
    percent, kappa, alpha, ac1: over every coded entry with every code in use.
    """

    primary: Primary | None
    both: Statistic
    one_only: Statistic
    percent: Statistic
    kappa: Statistic
    alpha: Statistic
    ac1: Statistic


def agreements(extract: Extract) -> tuple[Agreed, ...]:
    """Agreement for each primary node in use and, last, for all codes; () where fewer than two coders coded.

    The units are pairs of an entry and a code: every entry that anybody coded, with every code anybody gave.
    More than two coders are taken pair by pair and their decisions added up.
    """
    marked: dict[str, set[tuple[object, ...]]] = {}
    for row in extract.tables["coder_segments"].to_pylist():
        marked.setdefault(row["layer"], set()).add((*(row[name] for name in _CELL), row["code"]))
    if len(marked) < 2:
        return ()
    every = set().union(*marked.values())
    entries = len({unit[:-1] for unit in every})
    used = {str(unit[-1]) for unit in every}
    found = []
    for primary in (*Primary, None):
        codes = {code for code in used if primary is None or extract.codes[code]["primary"] == primary}
        if codes:
            found.append(_agreed(extract, primary, _decisions(marked, codes, entries * len(codes))))
    return tuple(found)


def _decisions(marked: _Marks, codes: Set[str], total: int) -> Units:
    of_these = [{unit for unit in marked[layer] if unit[-1] in codes} for layer in sorted(marked)]
    return _added(
        Units(len(one & other), len(one - other), len(other - one), total - len(one | other))
        for one, other in combinations(of_these, 2)
    )


def _added(pairs: Iterable[Units]) -> Units:
    both = first = second = neither = 0
    for pair in pairs:
        both, first = both + pair.both, first + pair.only_first
        second, neither = second + pair.only_second, neither + pair.neither
    return Units(both, first, second, neither)


def _agreed(extract: Extract, primary: Primary | None, seen: Units) -> Agreed:
    where = "all codes" if primary is None else f"the codes of {extract.codes[str(primary)]['name']}"
    over = f"Over {seen.total} decisions on {where}: every coded entry with every code in use, given or not."
    source = "Method and source: fivefold.method.coding.agreement."

    def tally(name: str, title: str, value: int) -> Statistic:
        key = f"agreement/{primary or 'all'}/{name}"
        return Statistic(key, f"{title}, {where}", over, (value,), Style.TALLY, extract.freeze)

    def coefficient(found: Agreement, name: str, *, style: Style = Style.DECIMAL, digits: int = 2) -> Statistic:
        return Statistic(
            key=f"agreement/{primary or 'all'}/{name}",
            title=f"{found.name[:1].upper()}{found.name[1:]} of the coders, {where}",
            definition=f"{over} {source}",
            values=() if found.value is None else (found.value,),
            style=style,
            freeze=extract.freeze,
            digits=digits,
            why_undefined=found.why_undefined or "",
        )

    return Agreed(
        primary=primary,
        both=tally("both", "Given by both coders", seen.both),
        one_only=tally("one-only", "Given by one coder alone", seen.only_first + seen.only_second),
        percent=coefficient(coefficients.percent(seen), "percent", style=Style.PERCENT, digits=1),
        kappa=coefficient(coefficients.cohen_kappa(seen), "kappa"),
        alpha=coefficient(coefficients.krippendorff_alpha(seen), "alpha"),
        # It comes close to unity where most codes fit few entries; rounding must not make it unity.
        ac1=coefficient(coefficients.gwet_ac1(seen), "ac1", digits=3),
    )
