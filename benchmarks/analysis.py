"""How long questions take on a million presence rows, beside plain SQL and pandas on the same rows.

    python -m benchmarks.analysis [--frameworks 22000]

What is asked is the study's own table: distinct frameworks by cohort and code. The plain ways count distinct over the
coded segments; Fivefold makes presence once, when the extract is made, and counts rows. All must give the same numbers.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

from fivefold.method.analysis.crosstab import crosstab
from fivefold.method.analysis.extract import Extract, sealed
from fivefold.method.analysis.gaps import gaps
from fivefold.method.analysis.questions import all_factors, factor
from fivefold.method.analysis.schema import TABLES, arrow_schema
from fivefold.method.coding.codebook import codebook
from fivefold.method.frameworks.classification import Cohort

ROUNDS = 5
AXIS = "code:risk/peer"


def made_up(frameworks: int) -> tuple[Extract, pa.Table]:
    """An extract of so many frameworks, about 45 presence rows each, and its coded segments (some repeated)."""
    chance = random.Random(1)
    book = [code for code in codebook() if len(code.path) > 1]
    references = [f"R{number:07}" for number in range(frameworks)]
    presence: list[tuple[str, str, bool]] = []
    segments: list[tuple[str, str]] = []
    for reference in references:
        codes = {code.key for code in chance.sample(book, 28)}
        above = {"/".join(key.split("/")[:depth]) for key in codes for depth in (1, 2)} - codes
        presence += [(reference, str(key), key in codes) for key in sorted(codes | above)]
        segments += [(reference, str(key)) for key in codes for _ in range(chance.choice((1, 1, 2)))]
    tables = {name: arrow_schema(name).empty_table() for name in TABLES}
    tables["frameworks"] = _rows(
        "frameworks",
        [
            (reference, chance.choice("ABCD"), cohort, cohort, False, 14, "male", "2016-10", "group", "single", 1, 20)
            for reference in references
            for cohort in [str(chance.choice(list(Cohort)[:3]))]
        ],
    )
    tables["presence"] = _rows("presence", presence)
    tables["codes"] = _rows("codes", list(_codes()))
    frames = pa.table({"framework": [row[0] for row in segments], "code": [row[1] for row in segments]})
    return sealed(tables), frames


def _codes() -> Any:
    for position, code in enumerate(codebook()):
        parent = code.key.rpartition("/")[0] or None
        yield str(code.key), str(code.primary), code.context, parent, " > ".join(code.path), code.name, 1, position


def _rows(table: str, rows: list[tuple[object, ...]] | list[tuple[str, str, bool]]) -> pa.Table:
    schema = arrow_schema(table)
    columns = zip(*rows, strict=True)
    arrays = [pa.array(list(values), item.type) for values, item in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Median seconds of ROUNDS, and the last result."""
    seconds, result = [], None
    for _ in range(ROUNDS):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), result


Answer = tuple[dict[tuple[str, str], int], dict[str, int]]
"""Cells by (code, cohort), the margin under "all"; and frameworks by cohort."""


def by_sql(found: Extract, segments: pa.Table) -> Callable[[], Answer]:
    """Plain SQL on the same engine: count distinct over the segments, for the codes below the axis."""
    connection = duckdb.connect()
    connection.register("frameworks", found.tables["frameworks"])
    connection.register("segments", segments)
    cells = """
        select code, coalesce(cohort, 'all'), count(distinct framework)
        from segments join frameworks using (framework)
        where code like 'risk/peer/%' group by grouping sets ((code, cohort), (code))
    """
    bases = "select cohort, count(*) from frameworks group by cohort"

    def count() -> Answer:
        found_cells = {(code, cohort): number for code, cohort, number in connection.execute(cells).fetchall()}
        return found_cells, dict(connection.execute(bases).fetchall())

    return count


def by_pandas(found: Extract, segments: pa.Table) -> Callable[[], Answer]:
    """pandas: merge, group, nunique."""
    frameworks, coded = found.tables["frameworks"].to_pandas(), segments.to_pandas()

    def count() -> Answer:
        peers = coded[coded["code"].str.startswith("risk/peer/")].merge(frameworks, on="framework")
        cells = {key: int(n) for key, n in peers.groupby(["code", "cohort"])["framework"].nunique().items()}
        margin = {(key, "all"): int(n) for key, n in peers.groupby("code")["framework"].nunique().items()}
        return cells | margin, {key: int(n) for key, n in frameworks.groupby("cohort").size().items()}

    return count


def main() -> None:
    """Build, check that all ways agree, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frameworks", type=int, default=22_000)
    frameworks = parser.parse_args().frameworks
    started = time.perf_counter()
    found, segments = made_up(frameworks)
    print(
        f"{found.tables['presence'].num_rows:,} presence rows, {segments.num_rows:,} segments, "
        f"{frameworks:,} frameworks"
    )
    print(f"made up in {time.perf_counter() - started:.1f} s")
    seconds, _ = timed(lambda: sealed(found.tables))
    print(f"{'checked against the schema, and digested':52} {seconds * 1000:8.0f} ms\n")
    ours, table = timed(lambda: crosstab(found, rows=AXIS, columns="cohort", references=False))
    assert table.bases is not None
    counted = (
        {cell: count.numerator for cell, count in table.cells.items() if count.numerator},
        {cohort: base for cohort, base in table.bases.items() if cohort != "all"},
    )
    print(f"{'cohort x code, with margins and bases':52} {ours * 1000:8.0f} ms")
    for name, other in {"plain SQL on DuckDB, the same": by_sql, "pandas, the same": by_pandas}.items():
        seconds, result = timed(other(found, segments))
        assert result == counted, f"{name} counts otherwise"
        print(f"{'  ' + name:52} {seconds * 1000:8.0f} ms   {seconds / ours:5.2f} times ours")
    print()
    for name, work in {
        "cohort x code, each cell with its references": lambda: crosstab(found, rows=AXIS, columns="cohort"),
        "one factor, with references": lambda: factor(found, "risk/peer/bullying-others"),
        "every need against its responses": lambda: gaps(found),
        "every factor of the codebook, with references": lambda: all_factors(found),
    }.items():
        seconds, _ = timed(work)
        print(f"{name:52} {seconds * 1000:8.0f} ms")
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
