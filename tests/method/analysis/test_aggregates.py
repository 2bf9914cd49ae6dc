"""Aggregates of frameworks as they stand, each number against a slow reading of the frameworks themselves."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from fivefold.method.analysis.aggregates import Aggregates, Table, aggregates
from fivefold.method.analysis.closed_answers import (
    Answers,
    Number,
    asked,
    band,
    complete,
    groups,
    places,
    reasons,
    says,
)
from fivefold.method.frameworks import classification
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellStatus, Framework
from fivefold.method.frameworks.incidents import AgeBand
from fivefold.method.frameworks.offence_field import read_offence
from fivefold.method.studies.cohorts import decide
from fivefold.method.studies.eligibility import State, assess
from fivefold.method.studies.study import Submission
from tests.method.analysis.known_frameworks import known
from tests.method.analysis.random_studies import PROTOCOL, random_study

OTHER_FORM = "appendix-a/0"
COLUMNS_OF = {
    "need": ("vulnerability", "risk"),
    "protective": ("resilience", "strength"),
    "response": ("involvement", "action"),
}
YEARS = {"under_10": range(10), "10_12": range(10, 13), "13_15": range(13, 16), "16_17": range(16, 18)}


def submissions(seed: int) -> tuple[Submission, ...]:
    """A few at random; of some seeds one was recorded on another version of the form."""
    found = random_study(seed).study.submissions
    if seed % 3 or not found:
        return found
    return (replace(found[0], framework=replace(found[0].framework, instrument=OTHER_FORM)), *found[1:])


def counted(several: tuple[Submission, ...], **among: str) -> Aggregates:
    return aggregates([known(one, PROTOCOL, unplaced=waiting(one)) for one in several], among=among)


def waiting(one: Submission) -> int:
    return len(one.reference) % 2


# ---- the oracle: every question put to the framework itself


class Asked:
    """One submission, asked slowly; what takes long is worked out once."""

    def __init__(self, one: Submission) -> None:
        self.one = one
        self.decision = decide(one, rule=classification.rule("group/1"))
        self.state = assess(one, protocol=PROTOCOL).state
        self.offence = read_offence(one.framework.header.offence)

    def answers(self, name: str, value: str) -> bool:
        match name:
            case "cohort":
                return self.decision.cohort == value
            case "computed":
                return self.decision.computed.cohort == value
            case "overridden":
                return self.one.override is not None
            case "state":
                return self.state == value
            case "sex":
                return (self.one.sex or "none") == value
            case "offence":
                return self.offence == value
            case "unplaced":
                return waiting(self.one) > 0
            case "complete":
                return all(cell.entries or cell.status != CellStatus.UNEXPLAINED for cell in self.one.framework.cells)
            case "band":
                return in_band(self.one.age, value)
            case _:
                return self.one.framework.instrument == instrument().key and of_cells(self.one.framework, name, value)


def in_band(age: int | None, value: str) -> bool:
    if value == "unspecified":
        return age is None
    return age is not None and (age >= 18 if value == "18_over" else age in YEARS[value])


def of_cells(framework: Framework, name: str, value: str) -> bool:
    context, *rest = value.split(".")
    columns = COLUMNS_OF.get(rest[0], (rest[0],)) if rest else [one.key for one in instrument().columns]
    cells = [cell for cell in framework.cells if cell.key.context == context and cell.key.column in columns]
    if name == "why":
        return [(cell.entries, cell.status) for cell in cells] == [((), rest[1])]
    return any(cell.entries for cell in cells) == (name in ("has", "also"))


def numbers(found: Aggregates) -> list[tuple[str, Number]]:
    tops = (found.received, found.eligible, found.complete, found.waiting)
    return [("above", one) for one in tops] + [
        (f"{table.key}, {line.key}", one) for table in found.tables for line in table.lines for one in line.cells
    ]


@pytest.mark.slow  # a slow reading of some hundred frameworks for each of some hundred numbers
@pytest.mark.parametrize("among", [{}, {"state": State.ELIGIBLE}])
def test_every_number_counts_the_frameworks_that_answer_what_it_asks(among: Mapping[str, str]) -> None:
    for seed in range(20):
        several = submissions(seed)
        slowly = [Asked(one) for one in several]
        for where, one in numbers(counted(several, **among)):
            slow = [each for each in slowly if all(each.answers(*ask) for ask in one.asks.items())]
            assert one.numerator == len(slow), (seed, where)
            assert one.numerator <= one.base, (seed, where)


@pytest.mark.slow  # some hundred numbers, each asked of a list
def test_a_list_that_asks_the_same_shows_the_frameworks_behind_every_number() -> None:
    for seed in range(12):
        told = [known(one, PROTOCOL, unplaced=waiting(one)) for one in submissions(seed)]
        for where, one in numbers(aggregates(told)):
            tests = [asked(*ask) for ask in one.asks.items()]
            assert one.numerator == sum(all(test(each) for test in tests) for each in told), (seed, where)


# ---- what must hold between them


@pytest.fixture
def several() -> tuple[Submission, ...]:
    return tuple(replace(one, reference=f"R{seed}") for seed in range(1, 12, 3) for one in submissions(seed))


def by_key(table: Table) -> dict[str, tuple[Number, ...]]:
    return {line.key: line.cells for line in table.lines}


def test_cohorts_add_up_to_all_by_the_rule_and_as_counted(several: tuple[Submission, ...]) -> None:
    table = by_key(counted(several).people[0])
    assert list(table) == list(Cohort)
    for column in (0, 1):
        assert sum(cells[column].numerator for cells in table.values()) == len(several)
        assert {cells[column].base for cells in table.values()} == {len(several)}
    assert all(decided.base == counted_as.numerator for _, counted_as, decided in table.values())


def test_ages_sexes_and_what_the_form_says_add_up_to_each_cohort(several: tuple[Submission, ...]) -> None:
    for table in counted(several).people[1:]:
        for place, column in enumerate(table.columns):
            assert sum(line.cells[place].numerator for line in table.lines) == column.base, table.key
        assert all(line.cells[-1].numerator for line in table.lines), "a row in which nobody stands"


def test_with_an_entry_and_without_one_are_all_there_are(several: tuple[Submission, ...]) -> None:
    found = counted(several)
    grid = by_key(found.grid)
    for key, (lacks, *why) in by_key(found.empty).items():
        context, column = key.split(".")
        place = [one.key for one in found.grid.columns].index(context)
        assert grid[column][place].numerator + lacks.numerator == lacks.base
        assert sum(one.numerator for one in why) == lacks.numerator
        assert {one.base for one in why} == {lacks.numerator}


def test_cells_stand_with_the_most_often_empty_first_and_none_is_missing(several: tuple[Submission, ...]) -> None:
    lines = counted(several).empty.lines
    found = [line.cells[0].numerator for line in lines]
    assert found == sorted(found, reverse=True)
    assert {line.key for line in lines} == {str(one).replace("/", ".") for one in instrument().places}


def test_what_was_recorded_on_another_form_stands_in_no_table_of_cells(several: tuple[Submission, ...]) -> None:
    other = replace(several[0], framework=replace(several[0].framework, instrument=OTHER_FORM))
    found = counted((other, *several[1:]))
    assert (found.counted, found.other_forms) == (len(several), 1)
    assert {one.base for one in by_key(found.grid)["risk"]} == {len(several) - 1}
    assert counted(several).other_forms == 0


def test_a_framework_whose_outline_is_not_kept_is_never_complete() -> None:
    assert complete("+" * 39 + "n")
    assert not complete("+" * 39 + ".")
    assert not complete("")


def test_nothing_received_leaves_every_base_at_nothing() -> None:
    found = aggregates([])
    assert {(one.numerator, one.base) for _, one in numbers(found)} == {(0, 0)}
    assert [table.lines for table in found.people[1:]] == [(), (), ()]


@pytest.mark.parametrize(
    ("age", "wanted"),
    [(0, AgeBand.UNDER_10), (9, AgeBand.UNDER_10), (10, AgeBand.FROM_10_TO_12), (13, AgeBand.FROM_13_TO_15),
     (16, AgeBand.FROM_16_TO_17), (17, AgeBand.FROM_16_TO_17), (18, AgeBand.ADULT), (None, AgeBand.UNSPECIFIED)],
)  # fmt: skip
def test_an_age_stands_in_its_band(age: int | None, wanted: AgeBand) -> None:
    assert band(age) is wanted


def test_columns_are_asked_about_together_as_they_feed_the_coding_framework() -> None:
    assert {name: set(columns) for name, columns in groups().items()} == {
        name: set(columns) for name, columns in COLUMNS_OF.items()
    }


def test_every_place_can_be_said_in_words() -> None:
    assert all(says(key) for key in places())
    assert says("peer.need") == "Peer: a need"
    assert says("school.risk") == "School: risk factors"
    assert says("neighbourhood") == "Neighbourhood"


def test_every_cell_can_be_empty_for_every_reason() -> None:
    assert len(reasons()) == 40 * len(CellStatus)
    assert "peer.risk.not_discussed" in reasons()


def test_a_question_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        asked("has", "moon.risk")
    with pytest.raises(KeyError):
        Answers([]).which({"weather": "fine"})
