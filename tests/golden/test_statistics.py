"""Statistics against published worked examples and R's printed values."""

import csv
from pathlib import Path

import pytest

from fivefold.method.analysis import effects, exact, intervals
from fivefold.method.coding import agreement

ROWS = list(csv.DictReader(Path(__file__).with_name("statistics.csv").read_text(encoding="utf-8").splitlines()))


def _table(text: str) -> list[list[int]]:
    return [[int(cell) for cell in row.split()] for row in text.split(";")]


def _answer(what: str, table: list[list[int]]) -> float | None:
    name, _, part = what.rpartition("_")
    if part in ("low", "high"):
        if name == "odds_ratio":
            result = effects.odds_ratio(*table[0], *table[1])
        elif name == "difference":
            result = intervals.difference(tuple(table[0]), tuple(table[1]))
        else:
            result = getattr(intervals, name)(*table[0])
        return getattr(result, part)
    if what == "independence":
        assert exact.independence(table).method == "exact"
        return exact.independence(table).p_value
    if what == "odds_ratio":
        return effects.odds_ratio(*table[0], *table[1]).value
    assert what == "cohen_kappa"
    return agreement.cohen_kappa(agreement.Units(*table[0])).value


def _marks(row: dict[str, str]) -> list[pytest.MarkDecorator]:
    # The 4 x 4 table of job satisfaction has millions of tables with its margins: seconds, not milliseconds.
    # Counted line by line for coverage it would take minutes.
    return [pytest.mark.slow, pytest.mark.no_cover] if row["input"].count(";") == 3 else []


@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=_marks(row), id=f"{row['what']} {row['input']}") for row in ROWS]
)
def test_the_published_value_is_reproduced(row: dict[str, str]) -> None:
    value = _answer(row["what"], _table(row["input"]))
    assert value == pytest.approx(float(row["expected"]), rel=0, abs=float(row["tolerance"]))
