"""Agreement of the coders before they agreed, over entries and codes."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from fivefold.method.analysis.extract import Extract
from fivefold.method.coding import agreement as coefficients
from fivefold.method.coding.agreement import Agreement, Units
from fivefold.method.coding.codebook import Primary
from fivefold.method.reporting.inlines import Statistic, Style

_CELL = ["framework", "context", "column", "entry"]


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
    segments = extract.tables["coder_segments"]
    layers = sorted(segments["layer"].unique().to_pylist())
    if len(layers) < 2:
        return ()
    given = _decided(segments, layers)
    entries = pc.count_distinct(_numbered(segments, _CELL)).as_py()
    primary_of = {code: extract.codes[code]["primary"] for code in {one.code for one in given}}
    pairs = len(layers) * (len(layers) - 1) // 2
    found = []
    for primary in (*Primary, None):
        codes = {code for code, its in primary_of.items() if primary is None or its == primary}
        if codes:
            decided = _decisions(given, codes, entries * len(codes) * pairs)
            found.append(_agreed(extract, primary, decided))
    return tuple(found)


class _Given(NamedTuple):
    """How many entries were given a code by exactly these coders: one flag for each, in the order of their labels."""

    code: str
    by: tuple[bool, ...]
    entries: int


def _decided(segments: pa.Table, layers: list[str]) -> list[_Given]:
    # Whole columns at once: a large study's coders made a million decisions, and a set of them takes minutes.
    flags = [f"by {number}" for number in range(len(layers))]
    columns = {flag: pc.equal(segments["layer"], layer) for flag, layer in zip(flags, layers, strict=True)}
    marked = pa.table({"entry": _numbered(segments, _CELL), "code": segments["code"].dictionary_encode(), **columns})
    units = marked.group_by(["entry", "code"]).aggregate([(flag, "max") for flag in flags])
    counted = units.group_by(["code", *(f"{flag}_max" for flag in flags)]).aggregate([([], "count_all")])
    return [
        _Given(row["code"], tuple(row[f"{flag}_max"] for flag in flags), row["count_all"])
        for row in counted.to_pylist()
    ]


def _numbered(table: pa.Table, names: Iterable[str]) -> pa.Array:
    """One number for each row, the same where these columns hold the same: a number in as many radixes."""
    numbers = pa.repeat(pa.scalar(0, pa.int64()), table.num_rows)
    for name in names:
        column = table[name].combine_chunks().dictionary_encode()
        numbers = pc.add(pc.multiply(numbers, len(column.dictionary)), column.indices.cast(pa.int64()))
    return numbers


def _decisions(given: Iterable[_Given], codes: Set[str], total: int) -> Units:
    """Decisions of every pair of coders on these codes, added up. total: of all of them, taken or not."""
    both = first = second = 0
    for code, by, entries in given:
        if code in codes:
            for one, other in combinations(by, 2):
                both += entries * (one and other)
                first += entries * (one and not other)
                second += entries * (other and not one)
    return Units(both, first, second, total - both - first - second)


def _agreed(extract: Extract, primary: Primary | None, seen: Units) -> Agreed:
    where = "all codes" if primary is None else f"the codes of {extract.codes[str(primary)]['name']}"
    over = f"Over {seen.total:,} decisions on {where}: every coded entry with every code in use, given or not."
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
