"""Cross-tabulations of every unit, on a study small enough to count by eye."""

import pytest

from fivefold.method.analysis.crosstab import Crosstab, crosstab
from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.figures import Unit
from fivefold.method.common.errors import InputError
from tests.method.analysis.small_study import small_study
from tests.method.analysis.test_extract import with_submission
from tests.method.analysis.test_questions import BULLIED, BULLYING, STUDY

FOUND = extract(small_study(STUDY.replace("R3 A", "R3 B")))


def numbers(table: Crosstab) -> dict[str, tuple[int, ...]]:
    return {
        label: tuple(table.cells[row, column].numerator for column in table.columns)
        for row, label in zip(table.rows, table.row_labels, strict=True)
    }


def test_codes_by_cohort_have_a_row_for_every_code_below_and_the_cohorts_as_bases() -> None:
    table = crosstab(FOUND, rows="code:risk/peer", columns="cohort")
    assert table.columns == ("sole", "group", "both", "all")
    assert table.bases == {"sole": 1, "group": 1, "both": 2, "all": 4}
    assert numbers(table)["Bullying others"] == (1, 1, 0, 2)
    assert numbers(table)["Peer criminality"] == (0, 0, 0, 0)
    assert table.cells[BULLYING, "all"].references == ("R1", "R2")
    assert "do not add up" in table.notes[0]
    assert table.title == "Frameworks by what is coded under Risks > Peer and cohort"


def test_a_code_with_nothing_below_it_is_an_axis_of_itself() -> None:
    assert numbers(crosstab(FOUND, rows=f"code:{BULLIED}", columns="cohort")) == {"Bullied by others": (1, 0, 1, 2)}


def test_attribute_by_attribute_adds_up_and_needs_no_note() -> None:
    table = crosstab(FOUND, rows="instances", columns="cohort")
    assert numbers(table) == {"single": (1, 1, 0, 2), "series": (0, 0, 2, 2)}
    assert table.notes == ()


def test_a_table_can_have_the_same_attribute_down_and_across() -> None:
    assert numbers(crosstab(FOUND, rows="cohort", columns="cohort_if_audience_counted"))["both"] == (0, 0, 2, 2)


def test_codes_by_codes_show_what_goes_together() -> None:
    table = crosstab(FOUND, rows="code:risk/peer", columns="code:vulnerability/peer")
    assert table.cells[BULLYING, BULLIED].references == ("R1",)
    assert table.cells[BULLYING, BULLIED].base == 2


def test_interventions_have_no_base() -> None:
    table = crosstab(FOUND, rows="target", columns="cohort", unit=Unit.INTERVENTIONS)
    assert numbers(table) == {"peer": (1, 2, 0, 3), "school": (0, 0, 1, 1)}
    assert table.bases is None
    assert {cell.base for cell in table.cells.values()} == {None}


def test_interventions_by_code_count_what_is_at_or_below_it() -> None:
    table = crosstab(FOUND, rows="code:response", columns="cohort", unit=Unit.INTERVENTIONS)
    assert numbers(table)["Peer"] == (1, 2, 0, 3)
    assert numbers(table)["Family" if "Family" in numbers(table) else "Familial"] == (0, 0, 0, 0)


def test_cells_by_status_have_all_cells_of_the_column_as_base() -> None:
    table = crosstab(FOUND, rows="status", columns="context", unit=Unit.CELLS)
    assert table.bases is not None
    assert table.bases["peer"] == 4 * 8
    assert sum(count for counts in numbers(table).values() for count in counts[-1:]) == table.bases["all"] == 160


def test_segments_by_whether_they_are_misplaced_speak_plainly() -> None:
    table = crosstab(FOUND, rows="misplaced", columns="site", unit=Unit.SEGMENTS)
    assert table.row_labels == ("no",)


def test_incidents_are_counted_once_however_many_frameworks_tell_of_them() -> None:
    table = crosstab(FOUND, rows="kind", columns="cohort", unit=Unit.INCIDENTS)
    assert numbers(table) == {"alone": (1, 0, 2, 3), "group": (0, 1, 2, 3)}
    assert "counted once" in table.notes[0]


def test_an_incident_that_frameworks_share_is_one_in_their_column_and_one_in_all() -> None:
    coded = small_study(STUDY)
    shared = coded.study.submissions[1].incidents[0]
    found = extract(with_submission(coded, "R3", incidents=(shared, *coded.study.submissions[2].incidents)))
    table = crosstab(found, rows="kind", columns="cohort", unit=Unit.INCIDENTS)
    assert numbers(table)["group"] == (0, 1, 3, 3)
    assert table.cells["group", "all"].references == ("R2", "R3", "R4")
    assert table.bases == {"sole": 1, "group": 1, "both": 5, "all": 6}


def test_what_is_not_recorded_is_a_row_of_its_own_and_comes_last() -> None:
    found = extract(small_study("R1 A sole | peer/action = response, response/peer"))
    table = crosstab(found, rows="target", columns="site", unit=Unit.INTERVENTIONS)
    assert table.row_labels == ("peer", "not recorded")


def test_without_references_the_numbers_are_the_same() -> None:
    bare = crosstab(FOUND, rows="code:risk/peer", columns="cohort", references=False)
    assert numbers(bare) == numbers(crosstab(FOUND, rows="code:risk/peer", columns="cohort"))
    assert all(cell.references == () for cell in bare.cells.values())


@pytest.mark.parametrize(
    ("rows", "unit", "message"),
    [
        ("sit", Unit.FRAMEWORKS, 'Did you mean "site"'),
        ("weather", Unit.FRAMEWORKS, '"code:risk/peer"'),
        ("weather", Unit.CELLS, '"status"'),
        ("code:risk/peer", Unit.CELLS, "cells cannot be laid out by"),
        ("code:risk/pear", Unit.FRAMEWORKS, 'Did you mean "risk/peer"'),
        ("cohort", Unit.SITES, "sites cannot be cross-tabulated"),
    ],
)
def test_an_axis_or_unit_there_is_none_of_is_refused_with_what_there_is(rows: str, unit: Unit, message: str) -> None:
    with pytest.raises(InputError, match=message):
        crosstab(FOUND, rows=rows, columns="cohort", unit=unit)


def test_an_axis_of_another_unit_says_which_unit_to_count() -> None:
    with pytest.raises(InputError, match="which is a fact of interventions") as raised:
        crosstab(FOUND, rows="target", columns="cohort")
    assert raised.value.next_step == "Count those instead, with --unit interventions."
