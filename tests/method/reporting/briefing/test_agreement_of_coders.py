"""Agreement over a whole study is what one gets by looking at every entry with every code."""

import dataclasses
import random
import re
from itertools import combinations

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.coding import agreement
from fivefold.method.coding.agreement import Units
from fivefold.method.reporting.briefing.agreement import agreements
from tests.method.analysis.random_studies import random_study

SEEDS = (1, 4, 6, 7)
"""Of studies with so many eligible frameworks that every coder has coded some."""


def study(seed: int, *, coders: int) -> Extract:
    """A made-up study in which each coding is one coder's."""
    coded, chance = random_study(seed), random.Random(seed)
    theirs = tuple(dataclasses.replace(one, layer=f"Coder {chance.randint(1, coders)}") for one in coded.codings)
    return extract(dataclasses.replace(coded, codings=theirs))


def one_by_one(counted: Extract) -> Units:
    """Every decision of every pair of coders, looked at one by one."""
    rows = counted.tables["coder_segments"].to_pylist()
    entry_of = [(row["framework"], row["context"], row["column"], row["entry"]) for row in rows]
    given = {(row["layer"], entry, row["code"]) for row, entry in zip(rows, entry_of, strict=True)}
    layers, entries, codes = ({one[at] for one in given} for at in range(3))
    seen = [
        ((first, entry, code) in given, (second, entry, code) in given)
        for first, second in combinations(sorted(layers), 2)
        for entry in entries
        for code in codes
    ]
    return Units(*(seen.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))))


@pytest.mark.parametrize("coders", [2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_decisions_of_all_coders_are_those_looked_at_one_by_one(seed: int, coders: int) -> None:
    counted = study(seed, coders=coders)
    assert len(set(counted.tables["coder_segments"]["layer"].to_pylist())) == coders
    units, found = one_by_one(counted), agreements(counted)[-1]
    assert found.primary is None
    assert found.both.values == (units.both,)
    assert found.one_only.values == (units.only_first + units.only_second,)
    assert found.kappa.values == (agreement.cohen_kappa(units).value,)


def test_decisions_of_a_large_study_are_written_in_thousands() -> None:
    said = [found.both.definition for seed in SEEDS for found in agreements(study(seed, coders=3))]
    long = [one for one in said if re.match(r"Over \d{1,3}(,\d{3})+ decisions", one)]
    assert long
    assert all(re.match(r"Over \d{1,3}(,\d{3})* decisions", one) for one in said)


def test_one_coder_agrees_with_nobody() -> None:
    assert agreements(study(1, coders=1)) == ()
