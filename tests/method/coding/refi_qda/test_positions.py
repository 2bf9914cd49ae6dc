import pytest

from fivefold.method.coding.refi_qda.positions import RawText, Ruler
from fivefold.method.coding.refi_qda.readings import Convention, Unit
from fivefold.method.coding.spans import Span
from tests.support.refi_dialects import Dialect, position

TEXT = "🙂 café\nby the 🏫 gate\n\nend"


def raw(text: str) -> RawText:
    return RawText.take_apart("a", text)


def test_line_ends_become_line_feeds_and_the_mark_goes():
    taken = raw("\ufeffone\r\ntwo\rthree\nfour\r\n")
    assert taken.source.text == "one\ntwo\nthree\nfour\n"
    assert taken.marked
    assert taken.carriage_returns == {3, 18}


def test_a_text_without_carriage_returns_stays_as_it_is():
    assert raw("one\ntwo") == RawText(raw("one\ntwo").source, False, frozenset())


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("two_wide", [False, True])
@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
def test_every_passage_is_found_under_every_convention(unit, two_wide, mark, inclusive):
    convention = Convention(unit, two_wide, counts_mark=mark, inclusive=inclusive)
    dialect = Dialect("x", convention, mark=mark)
    file = ("\ufeff" if mark else "") + (TEXT.replace("\n", "\r\n") if two_wide else TEXT)
    ruler = Ruler(raw(file), convention)
    for start in range(len(TEXT)):
        for end in range(start + 1, len(TEXT) + 1):
            found = ruler.span(position(TEXT, start, dialect), position(TEXT, end, dialect, end=True))
            assert found == Span(start, end)


def test_a_position_inside_a_wide_character_is_no_position():
    assert Ruler(raw("🙂x"), Convention(Unit.UTF_16)).code_point(1) is None
    assert Ruler(raw("éx"), Convention(Unit.BYTES)).code_point(1) is None
    assert Ruler(raw("a\r\nb"), Convention(two_wide=True)).code_point(2) is None


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 9), (2, 2), (2, 1), (9, 9)])
def test_a_passage_outside_the_text_or_without_words_is_none(start, end):
    assert Ruler(raw("word"), Convention()).span(start, end) is None


@pytest.mark.parametrize(
    ("text", "convention", "positions", "span"),
    [
        ("word", Convention(), (1, 9), Span(1, 4)),
        ("word", Convention(inclusive=True), (1, 4), Span(1, 4)),
        ("word", Convention(), (4, 9), None),
        ("word", Convention(), (9, 12), None),
        ("word", Convention(), (-1, 3), None),
        ("word", Convention(), (3, 1), None),
        ("a\r\nb", Convention(two_wide=True), (0, 2), Span(0, 1)),
        ("a\r\nb", Convention(two_wide=True), (2, 4), Span(2, 3)),
        ("🙂x🙂", Convention(Unit.UTF_16), (1, 4), Span(1, 2)),
        ("\ufeffword", Convention(counts_mark=True), (0, 3), Span(0, 2)),
    ],
)
def test_a_passage_that_is_off_by_little_covers_the_whole_characters_there_are(text, convention, positions, span):
    ruler = Ruler(raw(text), convention)
    assert ruler.span(*positions) is None
    assert ruler.nearest(*positions) == span


def test_an_inclusive_end_may_be_the_first_step_of_a_wide_character():
    assert Ruler(raw("x🙂"), Convention(Unit.UTF_16, inclusive=True)).span(0, 1) == Span(0, 2)
    assert Ruler(raw("x🙂"), Convention(Unit.UTF_16, inclusive=True)).span(0, 2) == Span(0, 2)


def test_an_inclusive_end_past_the_text_is_none():
    assert Ruler(raw("ab"), Convention(inclusive=True)).span(0, 2) is None


def test_line_feeds_of_a_file_without_carriage_returns_may_have_been_counted_as_two():
    assert Ruler(raw("a\nb"), Convention(two_wide=True)).span(3, 4) == Span(2, 3)


def test_only_the_line_ends_that_were_two_count_as_two():
    assert Ruler(raw("a\nb\r\nc"), Convention(two_wide=True)).span(5, 6) == Span(4, 5)


def test_the_mark_counts_three_bytes():
    assert Ruler(raw("\ufeffab"), Convention(Unit.BYTES, counts_mark=True)).span(3, 5) == Span(0, 2)


def test_conventions_that_cannot_differ_in_a_text_are_one():
    plain = raw("plain words")
    assert plain.simplest(Convention(Unit.UTF_16, two_wide=True, counts_mark=True)) == Convention()
    assert plain.simplest(Convention(Unit.BYTES)) == Convention()
    assert raw("café").simplest(Convention(Unit.BYTES)) == Convention(Unit.BYTES)
    assert raw("\ufeffab").simplest(Convention(Unit.BYTES, counts_mark=True)) == Convention(
        Unit.BYTES, counts_mark=True
    )
