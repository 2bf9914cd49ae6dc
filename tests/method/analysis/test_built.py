"""A table somebody builds: every cell by hand, and against the questions."""

import pytest

from fivefold.method.analysis.built import ATTRIBUTES, MOST_EFFORT, Asked, Built, build, which
from fivefold.method.analysis.exact import effort, independence
from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Group, Unit
from fivefold.method.analysis.questions import attribute, factor, incident_feature
from fivefold.method.common.errors import InputError
from tests.method.analysis.random_studies import random_study
from tests.method.analysis.small_study import small_study

STUDY = """
    F1 A sole         | peer/risk = risk/peer/bullying-others, risk/peer/peer-criminality
    F2 A group        | peer/risk = risk/peer/bullying-others; family/risk = risk/peer/bullying-others
    F3 B group        | individual/risk = risk/individual/weapon-use
    F4 B undetermined | peer/risk = risk/peer/peer-criminality
"""


@pytest.fixture(scope="module")
def found() -> Extract:
    return extract(small_study(STUDY))


@pytest.fixture(scope="module")
def many() -> Extract:
    return extract(random_study(11, frameworks=30))


def cells(table: Built) -> dict[str, list[tuple[int, int | None]]]:
    return {row.key: [(row.cells[one].numerator, row.cells[one].base) for one in table.groups] for row in table.rows}


def test_an_attribute_is_counted_over_each_cohort(found: Extract) -> None:
    assert cells(build(found, Asked("site"))) == {
        "A": [(1, 1), (1, 2), (0, 0), (2, 4)],
        "B": [(0, 1), (1, 2), (0, 0), (2, 4)],
    }


def test_with_a_code_the_base_is_the_row_and_cohort(found: Extract) -> None:
    assert cells(build(found, Asked("site", "risk/peer/bullying-others"))) == {
        "A": [(1, 1), (1, 1), (0, 0), (2, 2)],
        "B": [(0, 0), (0, 1), (0, 0), (0, 2)],
    }


def test_rows_of_codes_are_those_directly_below_a_node(found: Extract) -> None:
    table = cells(build(found, Asked("code:risk/peer")))
    assert table["risk/peer/bullying-others"] == [(1, 1), (1, 2), (0, 0), (2, 4)]
    assert table["risk/peer/peer-criminality"] == [(1, 1), (0, 2), (0, 0), (2, 4)]
    assert list(cells(build(found, Asked("code:risk/peer/bullying-others")))) == ["risk/peer/bullying-others"]


def test_segments_are_counted_one_by_one(found: Extract) -> None:
    by_site = cells(build(found, Asked("site", unit=Unit.SEGMENTS)))
    assert by_site == {"A": [(2, 2), (2, 3), (0, 0), (4, 6)], "B": [(0, 2), (1, 3), (0, 0), (2, 6)]}
    below = cells(build(found, Asked("code:risk", "risk/peer", Unit.SEGMENTS)))
    assert below["risk/peer"] == [(2, 2), (2, 2), (0, 0), (5, 5)]
    assert below["risk/individual"] == [(0, 2), (0, 2), (0, 0), (0, 5)]


def test_a_cell_opens_onto_its_frameworks(found: Extract) -> None:
    assert which(found, build(found, Asked("site")), "A", Group.ALL).references == ("F1", "F2")
    opened = which(
        found, build(found, Asked("code:risk/peer", unit=Unit.SEGMENTS)), "risk/peer/bullying-others", Group.GROUP
    )
    assert (opened.numerator, opened.base, opened.references) == (2, 3, ("F2",))
    with pytest.raises(InputError, match="no such row"):
        which(found, build(found, Asked("site")), "Z", Group.ALL)


@pytest.mark.parametrize("rows", ATTRIBUTES)
def test_every_attribute_agrees_with_its_question(many: Extract, rows: str) -> None:
    held = ATTRIBUTES[rows]
    for row in build(many, Asked(rows)).rows:
        value: object = None if row.key == "-" else row.key
        if held.column == "age" and value is not None:
            value = int(row.key)
        if held.column == "online":
            value = row.key.lower() == "true"
        if value is None:
            continue
        ask = attribute if held.one else incident_feature
        figure = ask(many, held.column, value)
        for group, count in row.cells.items():
            assert (count.numerator, count.base) == (figure.counts[group].numerator, figure.counts[group].base)
        assert (
            which(many, build(many, Asked(rows)), row.key, Group.ALL).references == figure.counts[Group.ALL].references
        )


def test_what_is_not_recorded_has_a_row_of_its_own_that_opens(many: Extract) -> None:
    row = build(many, Asked("location")).rows[-1]
    assert (row.key, row.label) == ("-", "Not recorded")
    assert len(which(many, build(many, Asked("location")), "-", Group.ALL).references) == row.cells[Group.ALL].numerator


def test_a_code_agrees_with_its_factor(many: Extract) -> None:
    for row in build(many, Asked("code:vulnerability/peer")).rows:
        assert row.cells[Group.ALL].numerator == factor(many, row.key).counts[Group.ALL].numerator


def test_rows_that_do_not_overlap_are_tested_as_a_whole(many: Extract) -> None:
    table = build(many, Asked("site"))
    seen = [[row.cells[one].numerator for one in (Group.SOLE, Group.GROUP, Group.BOTH)] for row in table.rows]
    assert table.whole is not None
    assert table.whole.result == independence(seen)
    assert {row.tested for row in table.rows} == {None}


def test_rows_that_overlap_are_tested_one_by_one_and_corrected(many: Extract) -> None:
    table = build(many, Asked("code:vulnerability/peer"))
    assert table.whole is None
    assert any("several rows" in note for note in table.notes)
    for row in table.rows:
        assert row.tested is not None
        if row.tested.result.p_value is not None:
            assert row.tested.adjusted is not None
            assert row.tested.adjusted >= row.tested.result.p_value


def test_segments_are_not_tested_and_have_no_interval(many: Extract) -> None:
    table = build(many, Asked("site", unit=Unit.SEGMENTS))
    assert table.whole is None
    assert all(row.tested is None and not row.intervals for row in table.rows)


def test_a_table_too_large_to_wait_for_says_so(monkeypatch: pytest.MonkeyPatch, many: Extract) -> None:
    monkeypatch.setattr("fivefold.method.analysis.built.MOST_EFFORT", 1)
    whole = build(many, Asked("site")).whole
    assert whole is not None
    assert whole.result.p_value is None
    assert "too large" in (whole.result.why_undefined or "")
    rows = [row.tested for row in build(many, Asked("code:vulnerability/peer")).rows]
    assert {"too large" in (one.result.why_undefined or "") for one in rows if one} == {True}


def test_the_effort_of_a_test_is_known_beforehand() -> None:
    assert effort([[1, 2], [0, 0]]) == 0
    assert 0 < effort([[10, 5, 3], [14, 10, 7]]) < effort([[100, 50, 30], [140, 100, 70]])
    assert effort([[10, 5, 3], [14, 10, 7]]) < MOST_EFFORT < effort([[3000, 2000, 900], [3000, 400, 700]])


@pytest.mark.parametrize(
    "asked",
    [Asked("moon"), Asked("code:moon"), Asked("site", "moon"), Asked("site", unit=Unit.CELLS)],
)
def test_what_cannot_be_laid_out_is_refused(found: Extract, asked: Asked) -> None:
    with pytest.raises(InputError):
        build(found, asked)


def test_a_definition_says_what_a_cell_is_of(found: Extract) -> None:
    said = {
        build(found, Asked("site", code, unit)).definition
        for code in ("", "risk/peer")
        for unit in (Unit.FRAMEWORKS, Unit.SEGMENTS)
    }
    assert len(said) == 4
    assert "undetermined" in " ".join(build(found, Asked("site")).notes)


def test_a_study_without_undetermined_cohorts_has_nothing_to_note_of_them() -> None:
    assert build(extract(small_study("F1 A sole | peer/risk = risk/peer")), Asked("site")).notes == ()
