"""The newest freeze, on which counts and places of passages stand, and what was counted of it once."""

from collections.abc import Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.passages import CodeCount, Index, code_counts
from fivefold.method.reporting.briefing.agreement import Agreed, agreements
from fivefold.records.accounts.models import Study
from fivefold.records.analysis import queries
from fivefold.records.analysis.models import Freeze


def newest(study: Study) -> Freeze | None:
    """The study's newest freeze; None before its first."""
    return queries.newest(study)


def extract(freeze: Freeze) -> Extract:
    """The freeze's extract."""
    return queries.extract_of(freeze)


def counts(freeze: Freeze) -> Mapping[str, CodeCount]:
    """Counts by code, in the codebook's order: kept with the freeze, and counted anew where an old one has none."""
    return queries.figures_of(freeze).codes or code_counts(extract(freeze))


_indexed: WeakKeyDictionary[Extract, Index] = WeakKeyDictionary()
"""Extracts that are open, made ready for passages once. Reached only through `extract`, past the keyring."""


def index(freeze: Freeze) -> Index:
    """The freeze's extract, ready to be asked for passages."""
    opened = extract(freeze)
    if opened not in _indexed:
        # Held by value, the index would keep its own extract alive for good.
        _indexed[opened] = Index.of(replace(opened))
    return _indexed[opened]


def sites(opened: Extract) -> tuple[str, ...]:
    """The labels of the sites whose frameworks were frozen."""
    return tuple(sorted(set(opened.tables["frameworks"]["site"].to_pylist())))


_compared: WeakKeyDictionary[Extract, dict[tuple[str, str], tuple[Agreed, ...]]] = WeakKeyDictionary()
"""As `_indexed`: a large study's million codings are compared once."""


def compared(freeze: Freeze, first: str, second: str) -> tuple[Agreed, ...]:
    """Agreement of two coders, as the briefing counts it; () where one of them coded nothing."""
    opened = extract(freeze)
    known = _compared.setdefault(opened, {})
    if (first, second) not in known:
        rows = opened.tables["coder_segments"]
        theirs = rows.filter(pc.is_in(rows["layer"], pa.array([first, second])))
        known[first, second] = agreements(replace(opened, tables={**opened.tables, "coder_segments": theirs}))
    return known[first, second]
