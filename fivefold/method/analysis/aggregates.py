"""Aggregates of frameworks as they stand: who they are about, and what of the form is recorded, by context.

They need no coding and no freeze: a site counts its own frameworks with them. They say where something is written and
never what it says: "a need" is an entry in a column that asks for needs, in the row where it was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fivefold.method.analysis.closed_answers import (
    NEED,
    PROTECTIVE,
    RESPONSE,
    YES,
    Answers,
    Asks,
    Known,
    Number,
    says,
    short,
)
from fivefold.method.analysis.quality import STATUS_WORDS
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.incidents import AgeBand
from fivefold.method.frameworks.offence_field import Offence
from fivefold.method.studies.eligibility import State
from fivefold.method.studies.lists import SEXES


@dataclass(frozen=True, slots=True)
class Column:
    """A column. base: what all its numbers are of; None where each says so itself."""

    key: str
    label: str
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a number for each column, in their order."""

    key: str
    title: str
    cells: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of numbers of frameworks. notes: sentences for under it."""

    key: str
    title: str
    row_head: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregates:
    """received, eligible, complete, waiting: of all frameworks, whatever the tables are narrowed to.

    counted: frameworks in the tables. other_forms: those among them that stand in no table of cells, since they were
    recorded on another version of the form. people: who they are about. grid: what is recorded in each cell. balance:
    needs and strengths beside what is planned. empty: every cell, the most often empty first.
    """

    received: Number
    eligible: Number
    complete: Number
    waiting: Number
    counted: int
    other_forms: int
    people: tuple[Table, ...]
    grid: Table
    balance: Table
    empty: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them, in the order they are read."""
        return (*self.people, self.grid, self.balance, self.empty)


def aggregates(several: Sequence[Known], *, among: Asks | None = None, form: Instrument | None = None) -> Aggregates:
    """Count frameworks. among: what those in the tables have in common, such as their eligibility.

    Cost: grows with the frameworks and the cells of their form; no text is read.
    """
    answers, common = Answers(several, form), dict(among or {})
    counted = answers.which(common)
    return Aggregates(
        received=answers.number({}, of={}),
        eligible=answers.number({"state": State.ELIGIBLE}, of={}),
        complete=answers.number({"complete": YES}, of={}),
        waiting=answers.number({"unplaced": YES}, of={}),
        counted=counted.bit_count(),
        other_forms=(counted & ~answers.comparable).bit_count(),
        people=(_cohorts(answers, common), *_people(answers, common)),
        grid=_grid(answers, common),
        balance=_balance(answers, common),
        empty=_empty(answers, common),
    )


# ---- who they are about

_COHORTS: Final[Mapping[str, str]] = {
    Cohort.SOLE: "Sole",
    Cohort.GROUP: "Group",
    Cohort.BOTH: "Both",
    Cohort.UNDETERMINED: "Undetermined",
}
BANDS: Final[Mapping[str, str]] = {
    AgeBand.UNDER_10: "Under 10",
    AgeBand.FROM_10_TO_12: "10 to 12",
    AgeBand.FROM_13_TO_15: "13 to 15",
    AgeBand.FROM_16_TO_17: "16 or 17",
    AgeBand.ADULT: "18 or over",
    AgeBand.UNSPECIFIED: "Not given",
}
_SEXES: Final[Mapping[str, str]] = {sex or "none": sex.capitalize() or "Not given" for sex in (*SEXES, "")}
OFFENCES: Final[Mapping[str, str]] = {
    Offence.SOLE: "Sole",
    Offence.GROUP: "Group",
    Offence.BOTH: "Both",
    Offence.NOT_SAID: "Not said",
    Offence.UNCLEAR: "Not clear",
}
_PEOPLE: Final = (
    ("band", "Age at the meeting", "Age", BANDS, ()),
    ("sex", "Sex", "Sex", _SEXES, ()),
    (
        "offence",
        "“Group or sole offence” as the form says it, beside the cohort",
        "The form says",
        OFFENCES,
        ("The form has two answers and was made before the study's cohorts, which follow from the incidents.",),
    ),
)


def _cohorts(answers: Answers, common: Asks) -> Table:
    """What the rule says beside where each is counted."""
    held = answers.which(common).bit_count()

    def line(cohort: str) -> Line:
        counted = answers.number({"cohort": cohort}, of=common)
        decided = answers.number({"overridden": YES}, of=counted.asks)
        return Line(cohort, _COHORTS[cohort], (answers.number({"computed": cohort}, of=common), counted, decided))

    return Table(
        "cohort",
        "Cohort",
        "Cohort",
        (
            Column("computed", "By the rule", held),
            Column("cohort", "Counted as", held),
            Column("overridden", "Of those, decided by a person"),
        ),
        tuple(line(cohort) for cohort in Cohort),
    )


def _people(answers: Answers, common: Asks) -> Iterator[Table]:
    """A table for each attribute, by the cohort each is counted in. Rows in which nobody stands are left out."""
    for name, title, head, words, notes in _PEOPLE:
        of = [{**common, "cohort": cohort} for cohort in Cohort] + [dict(common)]
        rows = {key: tuple(answers.number({name: key}, of=one) for one in of) for key in words}
        yield Table(
            name,
            title,
            head,
            tuple(
                Column(key, label, answers.which(one).bit_count())
                for (key, label), one in zip([*_COHORTS.items(), ("all", "All")], of, strict=True)
            ),
            tuple(Line(key, words[key], cells) for key, cells in rows.items() if cells[-1].numerator),
            notes,
        )


# ---- what of the form is recorded


def _grid(answers: Answers, common: Asks) -> Table:
    held = (answers.which(common) & answers.comparable).bit_count()
    contexts = [str(row.context) for row in answers.form.rows]

    def line(column: str, label: str) -> Line:
        keys = (f"{context}.{column}".removesuffix(".") for context in contexts)
        return Line(column or "any", short(label), tuple(answers.number({"has": key}, of=common) for key in keys))

    return Table(
        "grid",
        "Frameworks with at least one entry, by column and context",
        "Column of the form",
        tuple(Column(context, says(context), held) for context in contexts),
        (*(line(one.key, one.label) for one in answers.form.columns), line("", "Anything at all")),
    )


_BALANCE: Final[tuple[tuple[str, str, str, Mapping[str, str]], ...]] = (
    ("need", "A need (vulnerability or risk)", "", {"has": NEED}),
    ("met", "Of those, with an action planned", "need", {"also": "action"}),
    ("left", "Of those, with neither an action nor professional involvement", "need", {"lacks": RESPONSE}),
    ("protective", "A strength or resilience factor", "", {"has": PROTECTIVE}),
    ("built", "Of those, with an action planned", "protective", {"also": "action"}),
    ("barrier", "A challenge or barrier", "", {"has": "barrier"}),
    ("silent", "No entry at all", "", {"lacks": ""}),
)
"""Rows: key, label, the row whose frameworks it is of ("" for all), and what it asks of a context's row of the form."""


def _balance(answers: Answers, common: Asks) -> Table:
    contexts = [str(row.context) for row in answers.form.rows]
    made: dict[str, tuple[Number, ...]] = {"": tuple(Number(0, 0, common) for _ in contexts)}
    for key, _, of, asks in _BALANCE:
        made[key] = tuple(
            answers.number(
                {name: f"{context}.{place}".removesuffix(".") for name, place in asks.items()}, of=among.asks
            )
            for context, among in zip(contexts, made[of], strict=True)
        )
    return Table(
        "balance",
        "Needs and strengths, and what is planned, by context",
        "Recorded",
        tuple(Column(context, says(context)) for context in contexts),
        tuple(Line(key, label, made[key]) for key, label, _, _ in _BALANCE),
        (
            "A need is an entry under vulnerability or risk factors. An entry counts in the row where it was written.",
            "Whether an action answers the need beside it cannot be said without reading both.",
        ),
    )


def _empty(answers: Answers, common: Asks) -> Table:
    def line(key: str) -> Line:
        lacks = answers.number({"lacks": key}, of=common)
        # Not of `lacks`: who is empty for a reason is empty, and a list need not be asked both.
        why = (answers.number({"why": f"{key}.{status}"}, of=common) for status in CellStatus)
        return Line(
            key, says(key, answers.form), (lacks, *(Number(one.numerator, lacks.numerator, one.asks) for one in why))
        )

    held = (answers.which(common) & answers.comparable).bit_count()
    keys = [f"{one.context}.{one.column}" for one in answers.form.places]
    return Table(
        "empty",
        "Cells without an entry, and why",
        "Cell",
        (Column("lacks", "Without an entry", held), *(Column(one, STATUS_WORDS[one]) for one in CellStatus)),
        tuple(sorted((line(key) for key in keys), key=lambda one: -one.cells[0].numerator)),
    )
