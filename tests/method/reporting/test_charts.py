"""Charts: what each kind asks of its data, how it is drawn, and what it says without being seen."""

import dataclasses
import re
from xml.etree.ElementTree import Element, fromstring

import pytest

from fivefold.method.analysis.figures import Count, Group, Unit
from fivefold.method.reporting import charts, drawing, svg
from fivefold.method.reporting.blocks import Chart, Grid
from fivefold.method.reporting.inlines import Form, Number, plain, words
from tests.documents import sample

EVERY = {
    "comparison": sample.comparison(),
    "matrix": sample.matrix(),
    "misplacement": sample.misplacement(),
    "completeness": sample.completeness(),
    "gap": sample.gap(),
}
SPACE = "{http://www.w3.org/2000/svg}"
DRAWN = {f"{name} {layout.name.lower()}": (chart, layout) for name, chart in EVERY.items() for layout in drawing.Layout}


def draw(chart: Chart, layout: drawing.Layout = drawing.Layout.WIDE) -> Element:
    return fromstring(drawing.draw(chart, layout=layout, names={}))


def texts(drawn: Element) -> list[str]:
    return [element.text or "" for element in drawn.iter(f"{SPACE}text")]


def with_cell(chart: Chart, cell: Number | None) -> Chart:
    """The same chart with its first cell changed."""
    first, *rest = chart.grid.cells
    cells = ((cell, *first[1:]), *rest)
    return dataclasses.replace(chart, grid=dataclasses.replace(chart.grid, cells=cells))


@pytest.mark.parametrize(("chart", "layout"), DRAWN.values(), ids=DRAWN)
def test_every_number_of_a_chart_is_written_beside_its_mark(chart: Chart, layout: drawing.Layout) -> None:
    shown = texts(draw(chart, layout))
    stacked = chart is EVERY["completeness"] and layout is drawing.Layout.WIDE
    for row in chart.grid.cells:
        for cell in filter(None, row):
            # A thin part of a stacked bar has no room for its number; the table has it.
            wanted = str(cell.count.numerator) if stacked else cell.words
            room = not stacked or (charts.share(cell) or 0) * 480 > svg.width_of(wanted, 12) + 12
            assert not room or wanted in shown


@pytest.mark.parametrize(("chart", "layout"), DRAWN.values(), ids=DRAWN)
def test_a_chart_is_drawn_with_attributes_only_and_names_itself(chart: Chart, layout: drawing.Layout) -> None:
    drawn = draw(chart, layout)
    assert drawn.get("role") == "img"
    assert not any({"style", "onload", "href"} & set(element.attrib) for element in drawn.iter())
    assert {element.tag.removeprefix(SPACE) for element in drawn.iter()} <= {
        "svg", "title", "desc", "text", "line", "rect", "circle", "polygon", "defs", "pattern", "path",
    }  # fmt: skip
    named = [element for element in drawn.iter() if element.get("id") in (drawn.get("aria-labelledby") or "").split()]
    assert [element.text for element in named] == [plain(chart.title, {}), charts.alternative(chart, {})]


@pytest.mark.parametrize(("chart", "layout"), DRAWN.values(), ids=DRAWN)
def test_everything_drawn_stays_on_the_drawing(chart: Chart, layout: drawing.Layout) -> None:
    drawn = draw(chart, layout)
    wide, tall = (float(drawn.get(side) or 0) for side in ("width", "height"))
    assert wide == layout.value
    for element in drawn.iter(f"{SPACE}text"):
        x, y, size = (float(element.get(name) or 0) for name in ("x", "y", "font-size"))
        # The estimate is generous: half a word's width over the edge would be a real overflow.
        length = svg.width_of(element.text or "", size, bold=element.get("font-weight") == "bold")
        begin = x - length / 2 if element.get("text-anchor") == "middle" else x
        assert begin >= -length / 10
        assert begin + length <= wide + length / 10
        assert size <= y <= tall
    for element in drawn.iter(f"{SPACE}rect"):
        if element.get("x"):
            assert float(element.get("x") or 0) + float(element.get("width") or 0) <= wide + 1


def test_ids_on_one_page_never_clash() -> None:
    ids = [
        element.get("id")
        for chart, layout in DRAWN.values()
        for element in draw(chart, layout).iter()
        if element.get("id")
    ]
    assert len(ids) == len(set(ids))


def test_the_same_chart_is_always_the_same_drawing() -> None:
    again = [sample.comparison(), sample.matrix(), sample.misplacement(), sample.completeness(), sample.gap()]
    for chart, same in zip(EVERY.values(), again, strict=True):
        drawn = {drawing.draw(one, layout=drawing.Layout.WIDE, names={}) for one in (chart, same)}
        assert len(drawn) == 1


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [svg.INK, svg.FAINT_INK, *(mark.colour for mark in svg.MARKS)])
def test_words_and_marks_stand_out_from_the_paper(colour: str) -> None:
    # 4.5:1 is asked of words and 3:1 of marks; ours give both the first.
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_series_are_told_apart_without_colour() -> None:
    assert len({mark.shape for mark in svg.MARKS[: charts.MOST_COMPARED]}) == charts.MOST_COMPARED
    assert len({mark.pattern for mark in svg.MARKS}) == charts.MOST_STATUSES == len(svg.MARKS)


def test_a_comparison_measures_shares_on_one_scale() -> None:
    drawn = draw(EVERY["comparison"])
    zero, whole = (
        next(float(element.get("x") or 0) for element in drawn.iter(f"{SPACE}text") if element.text == label)
        for label in ("0%", "100%")
    )
    first = next(element for element in drawn.iter(f"{SPACE}circle") if float(element.get("cx") or 0) > zero)
    assert float(first.get("cx") or 0) == pytest.approx(zero + (whole - zero) * 10 / 24, abs=0.2)


def test_a_scale_ends_where_small_shares_need_it() -> None:
    small = charts.comparison(
        "small", words("Small"), figures=[sample.counted("a", "A", (2, 1, 1))], names=["A"], groups={Group.SOLE: "Sole"}
    )
    assert "50%" in texts(draw(small))
    assert "75%" not in texts(draw(small))


def test_a_comparison_asks_for_bases_and_few_groups() -> None:
    unbased = sample.total("a", "A", 3, unit=Unit.INTERVENTIONS)
    with pytest.raises(ValueError, match="no base"):
        charts.comparison("a", words("A"), figures=[unbased], names=["A"], groups={Group.ALL: "All"})
    with pytest.raises(ValueError, match="at most 5 groups"):
        charts.comparison("a", words("A"), figures=[sample.SAMPLE], names=["A"], groups=dict.fromkeys(Group, "x"))


def test_a_head_gives_the_base_only_where_it_is_the_same_in_every_row() -> None:
    fewer = dataclasses.replace(sample.SAMPLE, key="fewer", counts={Group.SOLE: Count(1, 9, ("A",))})
    chart = charts.comparison(
        "a", words("A"), figures=[sample.SAMPLE, fewer], names=["A", "B"], groups={Group.SOLE: "Sole"}
    )
    assert plain(chart.grid.columns[0], {}) == "Sole"
    assert plain(EVERY["comparison"].grid.columns[0], {}) == "Sole (n\u00a0=\u00a024)"


@pytest.mark.parametrize("name", ["matrix", "misplacement", "gap"])
@pytest.mark.parametrize("layout", list(drawing.Layout))
def test_a_question_that_does_not_arise_is_a_dash(name: str, layout: drawing.Layout) -> None:
    assert texts(draw(EVERY[name], layout)).count("–") == 0
    assert texts(draw(with_cell(EVERY[name], None), layout)).count("–") == 1


@pytest.mark.parametrize("name", ["comparison", "matrix", "gap"])
@pytest.mark.parametrize("layout", list(drawing.Layout))
def test_nothing_counted_is_drawn_without_a_mark_and_still_says_so(name: str, layout: drawing.Layout) -> None:
    nothing = Number(sample.total("none", "None", 0, unit=Unit.INTERVENTIONS, base=0))
    grid = Grid("Row", "Column", (words("r"),), (words("c"), words("d")), ((nothing, None),))
    drawn = draw(dataclasses.replace(EVERY[name], grid=grid), layout)
    assert "0 of 0" in texts(drawn)
    assert not any(float(element.get("width") or 0) > 20 for element in drawn.iter(f"{SPACE}rect"))


def test_misplacement_outlines_what_stands_in_its_place() -> None:
    drawn = draw(EVERY["misplacement"])
    squares = [rect for rect in drawn.iter(f"{SPACE}rect") if rect.get("stroke") and float(rect.get("y") or 0) > 60]
    outlined = [square for square in squares if square.get("fill") == svg.PAPER]
    assert len(squares) == 25
    assert len(outlined) == 5


def test_misplacement_asks_for_the_same_contexts_twice() -> None:
    grid = dataclasses.replace(EVERY["misplacement"].grid, columns=tuple(words(name) for name in "abcde"))
    with pytest.raises(ValueError, match="same contexts"):
        charts.misplacement("a", words("A"), grid=grid)


def test_completeness_asks_for_parts_that_make_a_whole() -> None:
    grid = EVERY["completeness"].grid
    with pytest.raises(ValueError, match='parts of "Individual"'):
        charts.completeness("a", words("A"), grid=with_cell(EVERY["completeness"], None).grid)
    short = tuple(row[:-1] for row in grid.cells)
    with pytest.raises(ValueError, match="do not make up"):
        charts.completeness("a", words("A"), grid=dataclasses.replace(grid, columns=grid.columns[:-1], cells=short))
    twice = dataclasses.replace(grid, columns=grid.columns * 2, cells=tuple(row * 2 for row in grid.cells))
    with pytest.raises(ValueError, match="at most 6"):
        charts.completeness("a", words("A"), grid=twice)


def test_a_gap_has_two_sides() -> None:
    with pytest.raises(ValueError, match="two columns"):
        charts.gap("a", words("A"), grid=EVERY["matrix"].grid)


@pytest.mark.parametrize("chart", EVERY.values(), ids=EVERY)
def test_the_table_of_a_chart_holds_the_numbers_that_were_drawn(chart: Chart) -> None:
    table = charts.table(chart, identifier="numbers")
    assert [tuple(cell[0] if cell else None for cell in row.cells) for row in table.rows] == list(chart.grid.cells)
    assert [row.head for row in table.rows] == list(chart.grid.rows)
    assert table.heads[1:] == chart.grid.columns


def test_the_alternative_names_the_highest_and_lowest_of_each_column() -> None:
    said = charts.alternative(EVERY["comparison"], {})
    assert said.startswith("Dot chart comparing 8 rows (factor) by cohort.")
    assert "highest for A parent absent from the home, 12 of 24; lowest for Robbery and weapons" in said
    assert said.endswith("All its numbers are in the table that follows.")


def test_the_alternative_does_not_invent_a_lowest_or_a_value() -> None:
    one = Number(sample.SAMPLE, form=Form.COUNT)
    grid = Grid("Row", "Column", (words("r"),), (words("c"), words("d")), ((one, None),))
    said = charts.alternative(dataclasses.replace(EVERY["matrix"], grid=grid), {})
    assert "c: highest for r, 49." in said
    assert "lowest" not in said
    assert "d:" not in said


def test_a_share_needs_a_base_with_something_in_it() -> None:
    assert charts.share(Number(sample.total("a", "A", 0, unit=Unit.ENTRIES, base=0))) is None
    assert charts.share(Number(sample.total("a", "A", 3, unit=Unit.INTERVENTIONS))) is None
    assert charts.share(Number(sample.SAMPLE)) == 1


def test_mixed_units_are_called_records() -> None:
    chart = EVERY["comparison"]
    mixed = with_cell(chart, Number(sample.total("a", "A", 3, unit=Unit.ENTRIES, base=9)))
    assert "Share of records in each cohort" in texts(draw(mixed))


def test_every_shape_and_pattern_is_drawn() -> None:
    surface = svg.Surface("all", 200)
    for at, mark in enumerate(svg.MARKS):
        surface.point(10 + 20 * at, 10, mark)
        surface.bar(10 + 20 * at, 20, 10, 10, mark)
        surface.bar(10 + 20 * at, 40, 10, 10, mark)
    drawn = fromstring(surface.finish(height=60, title="All", description="Marks"))
    assert len(list(drawn.iter(f"{SPACE}pattern"))) == 4
    assert len(list(drawn.iter(f"{SPACE}polygon"))) == 2


def test_words_break_where_they_can() -> None:
    assert svg.wrap("a bb ccc", width=1, size=12) == ["a", "bb", "ccc"]
    assert svg.wrap("a bb ccc", width=999, size=12) == ["a bb ccc"]
    assert svg.wrap("", width=10, size=12) == [""]
    assert svg.width_of("word", 12, bold=True) > svg.width_of("word", 12)


def test_a_long_status_name_takes_two_lines_of_the_key() -> None:
    long = "A status with a name so long that it cannot stand on a single line of a narrow page at all"
    grid = EVERY["gap"].grid
    chart = dataclasses.replace(EVERY["gap"], grid=dataclasses.replace(grid, columns=(words(long), grid.columns[1])))
    shown = " ".join(texts(draw(chart, drawing.Layout.NARROW)))
    assert long in shown


def test_labels_hold_any_words_as_words() -> None:
    chart = dataclasses.replace(EVERY["gap"], title=words("<script>&\"'"))
    assert re.search(r"&lt;script&gt;", drawing.draw(chart, layout=drawing.Layout.WIDE, names={}))
