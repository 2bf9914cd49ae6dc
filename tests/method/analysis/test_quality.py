"""Misplacement and completeness."""

from fivefold.method.analysis.extract import extract
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.quality import STATUS_WORDS, completeness, misplacement
from fivefold.method.coding.misplacement import misplacement as misplacement_of_codings
from fivefold.method.frameworks.entries import CellStatus
from tests.method.analysis.small_study import small_study

STUDY = """
R1 A sole  | school/risk = risk/individual/non-attendance-at-school, risk/school/unsupervised-spaces-at-school
R2 B group | school/risk = risk/individual/non-attendance-at-school; school/hsb = offence/in-school
R3 B both  |
"""


def test_a_segment_is_misplaced_when_its_code_is_about_another_context_than_its_cell() -> None:
    found = misplacement(extract(small_study(STUDY)))
    count = found.segments.counts[Group.ALL]
    assert (count.numerator, count.base, count.references) == (2, 3, ("R1", "R2"))
    assert found.frameworks.counts[Group.ALL].base == 3


def test_a_code_without_a_context_can_stand_anywhere_and_is_in_no_base() -> None:
    found = misplacement(extract(small_study(STUDY)))
    assert found.matrix.bases is not None
    assert found.matrix.bases["all"] == 3
    assert found.matrix.cells["individual", "school"].numerator == 2
    assert found.matrix.cells["school", "school"].numerator == 1
    assert found.by_site.cells[True, "B"].numerator == 1
    assert found.by_column.cells[True, "risk"].base == 3


def test_every_cell_of_every_framework_has_one_status() -> None:
    found = completeness(extract(small_study(STUDY)))
    assert sum(figure.counts[Group.ALL].numerator for figure in found.statuses) == 3 * 40
    assert {figure.counts[Group.ALL].base for figure in found.statuses} == {120}
    by_title = {figure.title: figure.counts[Group.ALL].numerator for figure in found.statuses}
    assert by_title[STATUS_WORDS[CellStatus.UNEXPLAINED]] == 120 - 4
    assert by_title["Something recorded"] == 4


def test_a_context_is_silent_when_its_whole_row_has_no_entry() -> None:
    silent = {figure.key: figure.counts[Group.ALL] for figure in completeness(extract(small_study(STUDY))).silent}
    assert silent["silent/school"].references == ("R3",)
    assert silent["silent/peer"].numerator == 3
    assert silent["silent/individual"].references == ("R1", "R2")


def test_cells_are_crossed_with_context_and_column() -> None:
    found = completeness(extract(small_study(STUDY)))
    assert found.by_context.cells["recorded", "school"].numerator == 3
    assert found.by_column.cells["recorded", "risk"].base == 15


def test_the_coding_projects_own_count_of_misplacement_is_the_same() -> None:
    coded = small_study(STUDY)
    by_coding = misplacement_of_codings(coded)
    count = misplacement(extract(coded)).segments.counts[Group.ALL]
    assert (by_coding.segments.numerator, by_coding.segments.base) == (count.numerator, count.base)
    assert by_coding.segments.references == count.references
