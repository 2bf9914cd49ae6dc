"""Exact tests of independence in r x c tables, by integers: no simulation, no rounding before the last step."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod
from random import Random

LARGEST_NETWORK = 25_000_000
"""Arcs of the network above which `independence` samples instead; about ten seconds of work."""


_Paths = dict[tuple[int, ...], Counter[int]]
"""For each state, the products of ways of the paths that lead there, with how many paths have each."""


@dataclass(frozen=True, slots=True)
class Independence:
    """Result of a test that two classifications are independent.

    p_value: probability, given both sets of margins, of a table no likelier than the one seen; None if undefined.
    method: "exact", or "sampled" when the table was too large to enumerate.
    standard_error: of a sampled p-value; None when exact.
    why_undefined: a sentence, when p_value is None.
    """

    p_value: float | None
    method: str = "exact"
    standard_error: float | None = None
    why_undefined: str | None = None


def independence(table: Sequence[Sequence[int]], *, seed: int = 0, samples: int = 100_000) -> Independence:
    """Fisher-Freeman-Halton test of an r x c table of counts.

    table: rows of equal length, whole numbers >= 0. Rows and columns that hold nothing are left out.
    The p-value sums, over all tables with these margins, the probabilities that do not exceed the observed
    one. Tables are compared as integers, so ties are ties. Beyond LARGEST_NETWORK arcs the answer is a
    Monte Carlo estimate from `samples` tables drawn with `seed`, and says so.

    Raises ValueError for a ragged table or a count that is not a whole number >= 0.
    Source: Freeman and Halton (1951), Biometrika 38, 141-149; the network is that of Mehta and Patel (1983),
    J. Am. Stat. Assoc. 78, 427-434.
    """
    counts = _counted(table)
    if len(counts) < 2 or len(counts[0]) < 2:
        return Independence(None, why_undefined="fewer than two rows or columns hold any count")
    counts = _laid(counts)
    rows, columns = _margins(counts)
    observed = prod(_ways(column) for column in zip(*counts, strict=True))
    if _arcs(rows, columns) > LARGEST_NETWORK:
        return _sampled(rows, columns, observed, seed=seed, samples=samples)
    return Independence(float(_Network(rows, columns).tail(observed)))


def effort(table: Sequence[Sequence[int]]) -> int:
    """How many arcs the exact answer of `independence` would take, at most; 0 where it is undefined.

    A million take about half a second. Raises as `independence`.
    """
    counts = _counted(table)
    return _arcs(*_margins(_laid(counts))) if len(counts) > 1 and len(counts[0]) > 1 else 0


def _laid(counts: list[list[int]]) -> list[list[int]]:
    """The longer side becomes the stages, so that states, one per way to fill the shorter side, stay few."""
    return [list(column) for column in zip(*counts, strict=True)] if len(counts) > len(counts[0]) else counts


def _margins(counts: list[list[int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    columns = (sum(column) for column in zip(*counts, strict=True))
    return tuple(sorted(map(sum, counts))), tuple(sorted(columns, reverse=True))


def _counted(table: Sequence[Sequence[int]]) -> list[list[int]]:
    if len({len(row) for row in table}) > 1:
        raise ValueError("every row of a table must have the same number of columns")
    if any(not isinstance(cell, int) or cell < 0 for row in table for cell in row):
        raise ValueError("a table holds whole numbers of at least 0")
    rows = [list(row) for row in table if any(row)]
    kept = [index for index in range(len(rows[0]) if rows else 0) if any(row[index] for row in rows)]
    return [[row[index] for index in kept] for row in rows]


def _ways(column: Sequence[int]) -> int:
    """Multinomial coefficient. Its product over columns is a table's probability times N! / (row totals)!."""
    return factorial(sum(column)) // prod(map(factorial, column))


def _fillings(total: int, room: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every way to put a column's total into rows that have this much room left."""
    if len(room) == 1:
        yield (total,)
        return
    rest = sum(room[1:])
    for first in range(max(0, total - rest), min(total, room[0]) + 1):
        for others in _fillings(total - first, room[1:]):
            yield (first, *others)


def _arcs(rows: tuple[int, ...], columns: tuple[int, ...]) -> int:
    """Upper bound on the arcs of the network: states of a stage times fillings of its column."""
    left, worst = sum(rows), 0
    for column in columns:
        worst += _compositions(left, rows) * _compositions(column, rows)
        left -= column
    return worst


def _compositions(total: int, room: tuple[int, ...]) -> int:
    """A bound on the vectors that sum to total and stay within room, order of rows aside for small tables."""
    boxes = len(room) - 1
    return min(comb(total + boxes, boxes), prod(size + 1 for size in room[:-1]))


class _Network:
    """Stages are columns; a state is what room the rows have left, sorted, since their order changes nothing."""

    def __init__(self, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
        self.rows = rows
        self.columns = columns
        self._arcs: dict[tuple[tuple[int, ...], int], Counter[tuple[tuple[int, ...], int]]] = {}
        self._bounds: dict[tuple[tuple[int, ...], int], tuple[int, int]] = {}

    def arcs(self, room: tuple[int, ...], stage: int) -> Counter[tuple[tuple[int, ...], int]]:
        """(state after filling this stage's column, ways) with how many fillings lead there."""
        key = (room, stage)
        if key not in self._arcs:
            self._arcs[key] = Counter(
                (tuple(sorted(size - part for size, part in zip(room, filling, strict=True))), _ways(filling))
                for filling in _fillings(self.columns[stage], room)
            )
        return self._arcs[key]

    def bounds(self, room: tuple[int, ...], stage: int) -> tuple[int, int]:
        """Least and greatest product of ways that the columns from this stage on can give."""
        if stage == len(self.columns):
            return 1, 1
        key = (room, stage)
        if key not in self._bounds:
            onward = [(ways, self.bounds(left, stage + 1)) for left, ways in self.arcs(room, stage)]
            self._bounds[key] = (
                min(ways * least for ways, (least, _) in onward),
                max(ways * most for ways, (_, most) in onward),
            )
        return self._bounds[key]

    def tail(self, observed: int) -> Fraction:
        """Probability of the tables whose product of ways is at most the observed one."""
        total = 0
        paths: _Paths = {self.rows: Counter({1: 1})}
        for stage in range(len(self.columns)):
            onward: _Paths = defaultdict(Counter)
            for room, past in paths.items():
                settled, undecided = self._settle(room, stage, past, observed)
                total += settled
                for (left, ways), fillings in self.arcs(room, stage).items() if undecided else ():
                    for weight, times in undecided.items():
                        onward[left][weight * ways] += times * fillings
            paths = onward
        total += sum(times * weight for past in paths.values() for weight, times in past.items() if weight <= observed)
        return Fraction(total, _ways(self.rows))

    def _settle(
        self, room: tuple[int, ...], stage: int, past: Counter[int], observed: int
    ) -> tuple[int, dict[int, int]]:
        """What the paths to a state already decide, and the paths that must go on."""
        low, high = self.bounds(room, stage)
        # Every completion is at most as likely as the table seen: take them all at once.
        settled = sum(weight * times for weight, times in past.items() if weight * high <= observed) * _ways(room)
        return settled, {weight: times for weight, times in past.items() if weight * low <= observed < weight * high}


def _sampled(
    rows: tuple[int, ...], columns: tuple[int, ...], observed: int, *, seed: int, samples: int
) -> Independence:
    """Share of random tables with these margins that are no likelier, the seen one counted among them."""
    chance = Random(seed)  # noqa: S311 -- a seeded sample that anybody can draw again, not a secret
    items = [row for row, total in enumerate(rows) for _ in range(total)]
    unlikely = 1
    for _ in range(samples):
        chance.shuffle(items)
        weight, start = 1, 0
        for total in columns:
            drawn = items[start : start + total]
            weight *= _ways([drawn.count(row) for row in range(len(rows))])
            start += total
        unlikely += weight <= observed
    share = unlikely / (samples + 1)
    return Independence(share, "sampled", (share * (1 - share) / samples) ** 0.5)


def every_table(rows: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table with these margins, column by column: the slow, obvious enumeration.

    rows, columns: totals that sum to the same. Cost grows with the number of tables; for small tables and checks.
    """
    choices = [list(_fillings(total, tuple(rows))) for total in columns]
    for table in product(*choices):
        if all(sum(parts) == total for parts, total in zip(zip(*table, strict=True), rows, strict=True)):
            yield table
