"""What goes together: for two codes, how many frameworks hold both, one, the other, or neither."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from fivefold.method.analysis.engine import frame, having, once, rows
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.figures import Figure, Group
from fivefold.method.analysis.questions import all_of, known_codes


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """Two codes over all frameworks of the extract: a fourfold table of counts.

    first, second: keys, in codebook order. both + only_first + only_second + neither = frameworks.
    """

    first: str
    second: str
    both: int
    only_first: int
    only_second: int
    neither: int


def cooccurrence(extract: Extract, codes: Sequence[str] | None = None, *, least: int = 1) -> tuple[Cooccurrence, ...]:
    """Every pair of `codes` that at least `least` frameworks hold together, the most frequent first.

    codes: by default every code that some framework was given directly.
    A code and one above it are no pair: they go together always.
    """
    present = frame(extract, "presence")
    chosen = _given(extract) if codes is None else list(codes)
    known_codes(extract, chosen)
    left = having(extract, present, "code", chosen).select("framework", "code")
    pairs = left.join(left.rename({"code": "other"}), on="framework", how="inner").group_by("code", "other")
    found = {(code, other): int(count) for code, other, count in rows(pairs.agg(_n=nw.len()))}
    position = {code: number for number, code in enumerate(extract.codes)}
    frameworks = extract.sizes[Group.ALL]
    results = []
    for (first, second), both in found.items():
        if position[first] >= position[second] or both < least or second.startswith(f"{first}/"):
            continue
        only_first, only_second = found[first, first] - both, found[second, second] - both
        neither = frameworks - both - only_first - only_second
        results.append(Cooccurrence(first, second, both, only_first, only_second, neither))
    return tuple(sorted(results, key=lambda pair: (-pair.both, position[pair.first], position[pair.second])))


def _given(extract: Extract) -> list[str]:
    return [code for (code,) in rows(once(frame(extract, "presence").filter(nw.col("direct")), "code"))]


def together(extract: Extract, pair: Cooccurrence) -> Figure:
    """The figure of frameworks that hold both codes of a pair, by group and with references."""
    return all_of(extract, [pair.first, pair.second])
