"""Agreement of the coders before they agreed, over entries and codes."""

from collections.abc import Iterable
from itertools import combinations

from fivefold.method.analysis.extract import Extract
from fivefold.method.coding.agreement import Agreement, Units, cohen_kappa, gwet_ac1, krippendorff_alpha, percent
from fivefold.method.reporting.inlines import Statistic, Style

_CELL = ("framework", "context", "column", "entry")


def agreements(extract: Extract) -> tuple[Statistic, ...]:
    """Percent agreement, kappa, alpha and AC1 of the coders, () where fewer than two coded.

    The units are pairs of an entry and a code in use: every entry that anybody coded, with every code anybody gave.
    More than two coders are taken pair by pair and their decisions added up.
    """
    marked: dict[str, set[tuple[object, ...]]] = {}
    for row in extract.tables["coder_segments"].to_pylist():
        marked.setdefault(row["layer"], set()).add((*(row[name] for name in _CELL), row["code"]))
    if len(marked) < 2:
        return ()
    every = set().union(*marked.values())
    entries = {unit[:-1] for unit in every}
    codes = {unit[-1] for unit in every}
    total = len(entries) * len(codes)
    seen = _added(
        Units(len(one & other), len(one - other), len(other - one), total - len(one | other))
        for one, other in combinations([marked[layer] for layer in sorted(marked)], 2)
    )
    found = (percent(seen), cohen_kappa(seen), krippendorff_alpha(seen), gwet_ac1(seen))
    return tuple(_statistic(one, extract) for one in found)


def _added(pairs: Iterable[Units]) -> Units:
    both = first = second = neither = 0
    for pair in pairs:
        both, first = both + pair.both, first + pair.only_first
        second, neither = second + pair.only_second, neither + pair.neither
    return Units(both, first, second, neither)


def _statistic(found: Agreement, extract: Extract) -> Statistic:
    return Statistic(
        key=f"agreement/{found.name.lower().replace(' ', '-').replace(chr(39), '')}",
        title=found.name[:1].upper() + found.name[1:],
        definition=f"Over {found.units} decisions: every coded entry with every code in use, marked or not by each "
        "coder. Method: fivefold.method.coding.agreement, which names its sources.",
        values=() if found.value is None else (found.value,),
        style=Style.PERCENT if found.name == "agreement" else Style.DECIMAL,
        freeze=extract.freeze,
        why_undefined=found.why_undefined or "",
    )
