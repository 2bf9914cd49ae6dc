"""A table somebody builds: cohort by an attribute or by codes, of all frameworks or of those with a code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa  # type: ignore[import-untyped]

from fivefold.method.analysis.axes import NOT_RECORDED
from fivefold.method.analysis.corrections import holm
from fivefold.method.analysis.engine import Frame, frame, having, load, once, rows
from fivefold.method.analysis.exact import Independence, effort, independence
from fivefold.method.analysis.extract import COHORTS_OF, Extract
from fivefold.method.analysis.figures import Count, Group, Unit
from fivefold.method.analysis.intervals import Interval, wilson
from fivefold.method.analysis.questions import known_codes, with_codes
from fivefold.method.analysis.tables import COHORTS_AND_ALL
from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.common.suggestions import did_you_mean, one_of
from fivefold.method.frameworks.incidents import Hackett, Relationship, Standing

CODES = "code:"
"""Rows of the codes directly below one: "code:risk/peer"."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What rows can be. table, column: where the extract holds it. one: whether a framework stands in one row only."""

    words: str
    table: str
    column: str

    @property
    def one(self) -> bool:
        """Whether a framework stands in one row at most."""
        return self.table == "frameworks"


ATTRIBUTES: Mapping[str, Attribute] = {
    "site": Attribute("Site label", "frameworks", "site"),
    "age": Attribute("Age", "frameworks", "age"),
    "sex": Attribute("Sex", "frameworks", "sex"),
    "month": Attribute("Month of the meeting", "frameworks", "meeting_month"),
    "offence": Attribute("Group or sole, as the form says", "frameworks", "form_offence"),
    "instances": Attribute("One incident or several", "frameworks", "instances"),
    "category": Attribute("Hackett category of an incident", "incidents", "category"),
    "standing": Attribute("Standing of an incident", "incidents", "standing"),
    "location": Attribute("Location of an incident", "incidents", "location"),
    "online": Attribute("Incident online", "incidents", "online"),
    "characteristic": Attribute("Characteristic of an incident", "characteristics", "characteristic"),
    "relationship": Attribute("Relationship to the child who was harmed", "harmed", "relationship"),
}
UNITS = (Unit.FRAMEWORKS, Unit.SEGMENTS)

MOST_EFFORT = 200_000
"""Of an exact test that somebody waits for; some tenths of a second."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for. rows: a key of ATTRIBUTES, or "code:" and a code's key. code: "" for none."""

    rows: str
    code: str = ""
    unit: Unit = Unit.FRAMEWORKS


@dataclass(frozen=True, slots=True)
class Tested:
    """An exact test. adjusted: its p-value among all the tests of the table (Holm); None where undefined."""

    result: Independence
    adjusted: float | None = None


@dataclass(frozen=True, slots=True)
class BuiltRow:
    """A row. key: as `which` takes it. cells: by group. intervals: of the shares, where there is a base.

    tested: whether the share differs between cohorts; None where the table is tested as a whole, or not at all.
    """

    key: str
    label: str
    cells: Mapping[Group, Count]
    intervals: Mapping[Group, Interval]
    tested: Tested | None


@dataclass(frozen=True, slots=True)
class Built:
    """The table. whole: the test of rows against cohorts, where rows do not overlap and no code is asked for.

    definition: what a cell counts, of what, as a sentence. notes: what a reader must know.
    """

    asked: Asked
    title: str
    definition: str
    groups: tuple[Group, ...]
    rows: tuple[BuiltRow, ...]
    whole: Tested | None
    notes: tuple[str, ...]


def build(extract: Extract, asked: Asked) -> Built:
    """The table asked for; its counts name no frameworks, which `which` does.

    Raises InputError for rows, a code or a unit there is none of.
    """
    _refuse(extract, asked)
    items = _items(extract, asked)
    shown = _rows_of(extract, asked)
    numbers, bases = _by_group(extract, items), _bases(extract, asked, [key for key, _ in shown])
    counts = {
        key: {one: Count(numbers.get((key, one), 0), bases.get((key, one), 0), ()) for one in COHORTS_AND_ALL}
        for key, _ in shown
    }
    tests = _tests(asked, [counts[key] for key, _ in shown])
    return Built(
        asked=asked,
        title=_title(extract, asked),
        definition=_definition(extract, asked),
        groups=COHORTS_AND_ALL,
        rows=tuple(
            BuiltRow(key, label, counts[key], _intervals(asked, counts[key]), tested)
            for (key, label), tested in zip(shown, tests, strict=True)
        ),
        whole=_whole(asked, [counts[key] for key, _ in shown]),
        notes=tuple(_notes(extract, asked)),
    )


def which(extract: Extract, built: Built, row: str, group: Group) -> Count:
    """One cell's count with the frameworks it counts, or in which what it counts stands.

    built: the extract's table. Raises InputError for a row there is none of.
    """
    its = next((one for one in built.rows if one.key == row), None)
    if its is None:
        raise InputError("there is no such row in this table", next_step="Open the number from its table.")
    items = _items(extract, built.asked).filter(_is(row))
    found = [one for (one,) in rows(once(items, "framework")) if extract.cohort_of[one] in COHORTS_OF[group]]
    count = its.cells[group]
    return Count(count.numerator, count.base, tuple(sorted(found)))


_MISSING = "-"
"""The key of the row of frameworks that have no value; no value of ours is written so."""


def _is(row: str) -> nw.Expr:
    return nw.col("_row").is_null() if row == _MISSING else nw.col("_row") == row


def _refuse(extract: Extract, asked: Asked) -> None:
    if asked.unit not in UNITS:
        raise InputError(f"{asked.unit} cannot be counted here", next_step=f"Count {one_of(UNITS)}.")
    if asked.code:
        known_codes(extract, [asked.code])
    if asked.rows.startswith(CODES):
        known_codes(extract, [asked.rows.removeprefix(CODES)])
    elif asked.rows not in ATTRIBUTES:
        raise InputError(
            f'rows cannot be "{asked.rows}"',
            next_step=did_you_mean(asked.rows, ATTRIBUTES) or f"Use {one_of(ATTRIBUTES)}.",
        )


# ---- counting


def _items(extract: Extract, asked: Asked) -> Frame:
    """What is counted: how many ("_n") each framework has in each row it stands in ("framework", "_row")."""
    if asked.unit is Unit.SEGMENTS:
        return _segments(extract, asked)
    placed = _placed(extract, asked)
    kept = placed.join(with_codes(extract, [asked.code]), on="framework", how="semi") if asked.code else placed
    return kept.with_columns(_n=nw.lit(1))


def _placed(extract: Extract, asked: Asked) -> Frame:
    """Frameworks in the rows they stand in, once each."""
    if asked.rows.startswith(CODES):
        below = _below(extract, asked.rows.removeprefix(CODES))
        present = having(extract, frame(extract, "presence"), "code", below)
        return present.select("framework", nw.col("code").alias("_row"))
    held = ATTRIBUTES[asked.rows]
    column = nw.col(held.column).cast(nw.String).alias("_row")
    return once(frame(extract, held.table).select("framework", column), "framework", "_row")


def _segments(extract: Extract, asked: Asked) -> Frame:
    segments = _chosen(extract, asked)
    if not asked.rows.startswith(CODES):
        # Counted by framework first: what is joined then is thousands of rows, not a million.
        by_framework = segments.group_by("framework").agg(_n=nw.len())
        return by_framework.join(_placed(extract, asked), on="framework", how="inner")
    owners = {
        code: top for top in _below(extract, asked.rows.removeprefix(CODES)) for code in _at_or_below(extract, top)
    }
    named = pa.table({"code": pa.array(owners, pa.string()), "_row": pa.array(owners.values(), pa.string())})
    by_code = having(extract, segments, "code", list(owners)).group_by("framework", "code").agg(_n=nw.len())
    return by_code.join(load(extract, named), on="code", how="inner")


def _chosen(extract: Extract, asked: Asked) -> Frame:
    segments = frame(extract, "segments").select("framework", "code")
    return having(extract, segments, "code", _at_or_below(extract, asked.code)) if asked.code else segments


def _below(extract: Extract, key: str) -> list[str]:
    return [code for code, row in extract.codes.items() if row["parent"] == key] or [key]


def _at_or_below(extract: Extract, key: str) -> list[str]:
    return [code for code in extract.codes if code == key or code.startswith(f"{key}/")]


_Numbers = Mapping[tuple[str, Group], int]


def _by_group(extract: Extract, items: Frame) -> _Numbers:
    """How many items each row and group has. One query, whose answer is a row for each cell."""
    cohorts = frame(extract, "frameworks").select("framework", "cohort")
    found = items.join(cohorts, on="framework", how="inner").group_by("_row", "cohort").agg(_n=nw.col("_n").sum())
    numbers: dict[tuple[str, Group], int] = {}
    for row, cohort, count in rows(found):
        for group in COHORTS_AND_ALL:
            if cohort in COHORTS_OF[group]:
                key = (_MISSING if row is None else row, group)
                numbers[key] = numbers.get(key, 0) + int(count)
    return numbers


def _bases(extract: Extract, asked: Asked, keys: Sequence[str]) -> _Numbers:
    """What each cell is of: with a code, the frameworks of its row and group; without, those of its group."""
    if asked.unit is Unit.FRAMEWORKS and asked.code:
        return _by_group(extract, _placed(extract, asked).with_columns(_n=nw.lit(1)))
    if asked.unit is Unit.FRAMEWORKS:
        return {(key, group): extract.sizes[group] for key in keys for group in COHORTS_AND_ALL}
    by_framework = _chosen(extract, asked).group_by("framework").agg(_n=nw.len())
    numbers = _by_group(extract, by_framework.with_columns(_row=nw.lit("")))
    return {(key, group): numbers.get(("", group), 0) for key in keys for group in COHORTS_AND_ALL}


# ---- words


def _rows_of(extract: Extract, asked: Asked) -> list[tuple[str, str]]:
    """Rows with their labels: every code below a node, or every value that some framework has, gaps last."""
    if asked.rows.startswith(CODES):
        below = _below(extract, asked.rows.removeprefix(CODES))
        return [(code, str(extract.codes[code]["name"])) for code in below]
    held = ATTRIBUTES[asked.rows]
    found = {row for (row,) in rows(once(_placed(extract, asked).select("_row"), "_row"))}
    ordered = sorted(found, key=lambda row: (row is None, _RANKS.get(row, 0), str(row)))
    return [(_MISSING if row is None else row, _label(extract, held, row)) for row in ordered]


_RANKS = {str(word): rank for rank, word in enumerate((*Hackett, *Standing, *Context, *Relationship))}
"""Values that have an order of their own; the others stand by the alphabet, which serves ages and months too."""


def _label(extract: Extract, held: Attribute, row: str | None) -> str:
    if row is None:
        return NOT_RECORDED.capitalize()
    if held.column == "characteristic":
        return str(extract.codes[row]["name"])
    if held.column == "online":
        return {"true": "Yes", "false": "No"}[row.lower()]
    return row if held.table == "frameworks" and held.column in ("site", "meeting_month") else row.replace("_", " ")


def _title(extract: Extract, asked: Asked) -> str:
    what = "Coded segments" if asked.unit is Unit.SEGMENTS else "Frameworks"
    coded = f" coded {extract.codes[asked.code]['path']}" if asked.code else ""
    if asked.rows.startswith(CODES):
        by = f"what is coded under {extract.codes[asked.rows.removeprefix(CODES)]['path']}"
    else:
        by = ATTRIBUTES[asked.rows].words.lower()
    return f"{what}{coded}, by {by} and cohort"


def _definition(extract: Extract, asked: Asked) -> str:
    path = f"{extract.codes[asked.code]['path']}, or below it" if asked.code else ""
    if asked.unit is Unit.SEGMENTS:
        coded = f" coded {path}," if asked.code else ""
        return f"Agreed coded segments{coded} in frameworks of the row and cohort, of all such segments of the cohort."
    if asked.code:
        return (
            f"Frameworks of the row and cohort with at least one agreed coding at {path}; of all in the row and cohort."
        )
    return "Frameworks of the row and cohort, of all of the cohort."


def _notes(extract: Extract, asked: Asked) -> Iterable[str]:
    if asked.rows.startswith(CODES) or not ATTRIBUTES[asked.rows].one:
        yield "A framework can stand in several rows, so rows do not add up to the base."
    undetermined = extract.sizes[Group.ALL] - sum(extract.sizes[group] for group in COHORTS_AND_ALL[:3])
    if undetermined:
        yield f"{undetermined} of undetermined cohort stand in all and in no cohort."
    if asked.unit is Unit.SEGMENTS:
        yield "Segments of one framework are not independent of each other, so nothing is tested here."


# ---- how sure


def _intervals(asked: Asked, cells: Mapping[Group, Count]) -> Mapping[Group, Interval]:
    if asked.unit is Unit.SEGMENTS:
        return {}
    return {group: wilson(count.numerator, count.base or 0) for group, count in cells.items()}


def _tests(asked: Asked, cells: Sequence[Mapping[Group, Count]]) -> list[Tested | None]:
    """A test for each row, corrected for their number; none where the whole table is tested at once."""
    if asked.unit is Unit.SEGMENTS or _exclusive(asked):
        return [None] * len(cells)
    results = _tested([[[one.numerator, (one.base or 0) - one.numerator] for one in _known(row)] for row in cells])
    adjusted = holm([one.p_value for one in results])
    return [Tested(result, after) for result, after in zip(results, adjusted, strict=True)]


def _whole(asked: Asked, cells: Sequence[Mapping[Group, Count]]) -> Tested | None:
    if not _exclusive(asked):
        return None
    (result,) = _tested([[[one.numerator for one in _known(row)] for row in cells]])
    return Tested(result, result.p_value)


def _exclusive(asked: Asked) -> bool:
    alone = asked.rows in ATTRIBUTES and ATTRIBUTES[asked.rows].one
    return alone and not asked.code and asked.unit is Unit.FRAMEWORKS


def _known(row: Mapping[Group, Count]) -> list[Count]:
    return [row[group] for group in COHORTS_AND_ALL[:3]]


def _tested(tables: Sequence[Sequence[Sequence[int]]]) -> list[Independence]:
    """A test of each, or of none: what is corrected for the number of tests would mean little of those that were quick.

    Efforts are added up no further than needed, since to know them takes time too.
    """
    left = MOST_EFFORT
    for table in tables:
        left -= effort(table)
        if left < 0:
            why = "the table is too large for the exact test while somebody waits"
            return [Independence(None, why_undefined=why)] * len(tables)
    return [independence(table) for table in tables]
