"""The standard tables: what they count is what the questions count, and every number opens onto the same count."""

import dataclasses

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Group, Unit
from fivefold.method.analysis.gaps import gaps
from fivefold.method.analysis.quality import completeness
from fivefold.method.analysis.questions import factor
from fivefold.method.analysis.standard import PART_WORDS, Part, behind, of_figure, standard
from fivefold.method.analysis.tables import findings, published_tables
from fivefold.method.coding.codebook import Codebook, codebook
from fivefold.method.common.errors import InputError
from tests.method.analysis.small_study import OWN_NEED, small_study, with_own_need

NEED = "vulnerability/family/domestic-abuse-between-parents-or-carers"
ANSWER = "response/family/domestic-abuse-service-referral"
STUDY = f"""
    F1 A sole  | peer/risk = risk/peer/bullying-others; family/vulnerability = {NEED}
    F2 A group | individual/risk = risk/individual/weapon-use; family/action = {ANSWER}
    F3 B both  | family/vulnerability = {NEED}; family/action = {ANSWER}
"""


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(with_own_need(small_study(STUDY)))


@pytest.mark.slow  # It asks some seventy questions, one by one.
def test_every_number_opens_onto_the_same_count(found: Extract) -> None:
    for table in standard(found):
        # A few of each table: asking for each number of all of them takes seconds.
        for line in table.lines[:2]:
            for column, cell in list(line.cells.items())[-2:]:
                opened = behind(found, table.key, line.key, column)
                assert (opened.count.numerator, opened.count.base) == (cell.numerator, cell.base), (table.key, line.key)
                if opened.unit is Unit.FRAMEWORKS:
                    assert len(opened.count.references) == cell.numerator


def test_every_part_has_a_table_and_words(found: Extract) -> None:
    assert {table.part for table in standard(found)} == set(Part) == set(PART_WORDS)


def test_the_counts_are_those_of_the_questions(found: Extract) -> None:
    study, made = found, {table.key: table for table in standard(found)}
    for table in (*published_tables(study), *findings(study, "risk")):
        for figure, line in zip(table.rows, made[table.key].lines, strict=True):
            for head in table.heads:
                assert line.cells[head.group].numerator == figure.counts[head.group].numerator
    needs = gaps(study)
    assert [line.key for line in made["gaps/needs"].lines] == [gap.need.key for gap in needs]
    by_context = completeness(study).by_context
    for line in made["record/contexts"].lines:
        for column in by_context.columns:
            assert line.cells[column].numerator == by_context.cells[line.key, column].numerator


def test_a_need_of_the_coders_own_stands_in_a_table_of_its_own(found: Extract) -> None:
    table = next(one for one in standard(found) if one.key == "gaps/unmapped")
    assert [line.key for line in table.lines] == [OWN_NEED]


def test_the_answers_to_a_need_are_counted_together_in_the_frameworks_that_have_it(found: Extract) -> None:
    assert behind(found, "gaps/needs", NEED, "need").count.references == ("F1", "F3")
    opened = behind(found, "gaps/needs", NEED, "responses")
    assert (opened.count.numerator, opened.count.references, opened.unit) == (1, ("F3",), Unit.INTERVENTIONS)


@pytest.mark.parametrize(
    ("table", "line", "column"),
    [
        ("nothing", "x", "all"),
        ("table-9", "x", "all"),
        ("table-2", "x", "all"),
        ("table-2", "offence/image-sharing", "everybody"),
        ("findings/risk/peer", "risk/individual/weapon-use", "all"),
        ("findings/risk/peer", "risk/peer/nothing", "all"),
        ("gaps/contexts", "moon", "need"),
        ("gaps/contexts", "peer", "all"),
        ("gaps/needs", "risk/peer", "need"),
        ("gaps/needs", "moon", "need"),
        ("gaps/needs", NEED, "all"),
        ("record/statuses", "cells/lost", "all"),
        ("record/contexts", "lost", "peer"),
        ("record/contexts", "recorded", "moon"),
        ("record/silent", "silent/moon", "all"),
        ("record/misplaced-segments", "x", "all"),
    ],
)
def test_what_is_no_number_of_a_freeze_is_refused(found: Extract, table: str, line: str, column: str) -> None:
    with pytest.raises(InputError):
        behind(found, table, line, column)


def test_a_figure_without_a_group_has_nothing_to_open(found: Extract) -> None:
    only = dataclasses.replace(
        factor(found, "risk/peer"), counts={Group.ALL: factor(found, "risk/peer").counts[Group.ALL]}
    )
    assert of_figure(only, "sole") is None
    assert of_figure(only, "all") is not None


def test_a_codebook_that_lacks_what_a_table_asks_for_has_no_such_table() -> None:
    book = Codebook("own/1", tuple(code for code in codebook() if code.key.startswith("risk")))
    keys = {table.key for table in standard(extract(small_study("F1 A sole | peer/risk = risk/peer", book=book)))}
    assert "table-1" in keys
    assert not keys & {"table-2", "gaps/contexts", "findings/offence"}
    assert "gaps/needs" in keys


def test_a_freeze_without_an_eligible_framework_counts_nothing_and_breaks_nothing() -> None:
    made = standard(extract(small_study("")))
    assert all(cell.numerator == 0 for table in made for line in table.lines for cell in line.cells.values())
