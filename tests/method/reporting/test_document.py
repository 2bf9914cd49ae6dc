"""The tree: what can be built, how it is numbered, and what stands where."""

import pytest

from fivefold.method.reporting import document as tree
from fivefold.method.reporting.blocks import Chart, Grid, Kind, Paragraph, Row, Section, Table
from fivefold.method.reporting.inlines import Number, plain, words
from tests.documents import sample

DOCUMENT = sample.document()


def test_sections_are_numbered_and_appendices_lettered() -> None:
    outline = [(heading.label, heading.level, heading.id) for heading in tree.outline(DOCUMENT)]
    assert outline == [
        ("1", 2, "sample"),
        ("1.1", 3, "terms"),
        ("2", 2, "findings"),
        ("2.1", 3, "vulnerability"),
        ("2.2", 3, "response"),
        ("3", 2, "limitations"),
        ("Appendix A", 2, "every-number"),
    ]


def test_tables_and_charts_are_numbered_in_reading_order() -> None:
    labels = tree.labels(DOCUMENT)
    assert labels["criteria"] == "Table 1"
    assert labels["factors-table"] == "Table 2"
    assert labels["factors-compared"] == "Figure 1"
    assert labels["misplaced"] == "Figure 5"
    assert labels["terms"] == "section 1.1"
    assert labels["every-number"] == "Appendix A"


def test_every_use_knows_the_nearest_place_that_can_be_named() -> None:
    places = {plain((leaf,), tree.labels(DOCUMENT)): place for place, leaf in tree.uses(DOCUMENT)}
    assert places["10 to 17"] == "sample"
    assert places["10 to 17 years"] == "criteria"
    assert places["two or more people"] == "terms"
    assert places["22 of 49 (45%)"] == ""


def test_figures_statistics_and_statements_are_gathered_once() -> None:
    assert next(iter(tree.figures(DOCUMENT))) == "sample/frameworks"
    assert set(tree.statistics(DOCUMENT)) == {"comparison/harmful-attitudes", "comparison/robbery", "agreement/kappa"}
    assert tree.statements(DOCUMENT)["the protocol"] == ("10 to 17", "10 to 17 years", "January 2016 to June 2017")


@pytest.mark.parametrize("identifier", ["", "Sample", "1st", "a b", "number-a", "use-1", "chart-x", "ff-top"])
def test_an_id_is_plain_and_not_one_of_the_renderers(identifier: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        Section(identifier, words("Heading"), ())


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("a", words("A"), (words("x"), words("y"), words("z")), (Row(words("r"), ((),)),))


def test_columns_are_numbers_unless_the_table_says_otherwise() -> None:
    table = sample.cohort_table()
    assert all(table.is_numeric(column) for column in range(4))
    assert not sample.criteria_table().is_numeric(0)


def test_a_grid_is_whole() -> None:
    one = Number(sample.SAMPLE)
    with pytest.raises(ValueError, match="one row of cells"):
        Grid("Row", "Column", (words("r"),), (words("c"), words("d")), ((one,),))
    with pytest.raises(ValueError, match="one row of cells"):
        Grid("Row", "Column", (words("r"), words("s")), (words("c"),), ((one,),))
    with pytest.raises(ValueError, match="at least one"):
        Grid("Row", "Column", (), (words("c"),), ())
    with pytest.raises(ValueError, match="at least one"):
        Grid("Row", "Column", (words("r"),), (), ((),))


def test_a_chart_has_an_id() -> None:
    grid = Grid("Row", "Column", (words("r"),), (words("c"),), ((Number(sample.SAMPLE),),))
    with pytest.raises(ValueError, match="not an id"):
        Chart("Chart", Kind.MATRIX, words("A"), grid)


def test_a_paragraph_has_one_run() -> None:
    assert list(tree.runs(Paragraph(words("a")))) == [words("a")]
