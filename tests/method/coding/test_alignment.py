"""Entries are found again in whatever text a program made of the form."""

import pytest

from fivefold.method.coding.alignment import align
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.frameworks import linear_text
from tests.support.coded_values import FORM, cell, framework

ENTRIES = {
    "individual/vulnerability": ["Finds it hard to make friends", "Moved home twice in a year"],
    "peer/risk": ["The group laughs at hostile jokes;\nnobody objects"],
    "school/strength": ["A mentor meets him weekly – engagement is good"],
    "neighbourhood/barrier": ["No service works on the estate"],
}


def aligned(text, entries=None):
    return align(SourceText("One", text), framework(entries or ENTRIES), FORM)


def exported(entries, *, by_columns=False, cells="\t", bullet=""):
    """The form's table as a program writes it into a text."""
    made = framework(entries)
    rows = [
        ["\n".join(bullet + one.text for one in made.cell(row.context, column.key).entries) for column in FORM.columns]
        for row in FORM.rows
    ]
    if by_columns:
        rows = [list(column) for column in zip(*rows, strict=True)]
    return "Reference Number: K7M\n" + "\n".join(cells.join(row) for row in rows) + "\n"


def whole_parts(alignment):
    """What each entry's whole passage reads as, by place."""
    return {
        (str(place), number): [(part.span.start, part.span.end) for part in alignment.locate(span).parts]
        for place, number, span in alignment.placed
    }


def all_whole(entries):
    return {(place, number): [(0, len(text))] for place, texts in entries.items() for number, text in enumerate(texts)}


def test_our_own_reading_is_exact():
    linear = linear_text.render(framework(ENTRIES), FORM)
    alignment = aligned(linear.text)
    assert alignment.exact
    assert whole_parts(alignment) == all_whole(ENTRIES)
    start = linear.text.index("laughs")
    [part] = alignment.locate(Span(start, start + 6)).parts
    assert (str(part.cell), part.entry) == ("peer/risk", 0)
    assert ENTRIES["peer/risk"][0][part.span.start : part.span.end] == "laughs"


@pytest.mark.parametrize("by_columns", [False, True])
@pytest.mark.parametrize("cells", ["\t", "\n", " ", "", " | "])
@pytest.mark.parametrize("bullet", ["", "• "])
def test_a_form_imported_as_text_is_found_by_its_words(by_columns, cells, bullet):
    alignment = aligned(exported(ENTRIES, by_columns=by_columns, cells=cells, bullet=bullet))
    assert not alignment.exact
    assert alignment.missed == ()
    assert whole_parts(alignment) == all_whole(ENTRIES)


def test_white_space_and_punctuation_may_differ():
    text = (
        exported(ENTRIES).replace("\nnobody", "  nobody").replace("–", "-").replace("hostile jokes;", "hostile jokes")
    )
    alignment = aligned(text)
    assert alignment.missed == ()
    at = text.index("nobody objects")
    [part] = alignment.locate(Span(at, at + 14)).parts
    assert ENTRIES["peer/risk"][0][part.span.start : part.span.end] == "nobody objects"


def test_an_entry_that_is_not_there_is_missed_and_said():
    alignment = aligned(exported(ENTRIES).replace("No service works on the estate", "Nobody works there"))
    [missed] = alignment.missed
    assert str(missed.cell) == "neighbourhood/barrier"
    assert missed.reason == "its words are not in the text"


def test_short_words_inside_longer_ones_are_not_taken_for_an_entry():
    entries = {"individual/risk": ["he"], "peer/risk": ["the other group"]}
    alignment = aligned("Something about the other group, and there.", entries)
    assert [str(missed.cell) for missed in alignment.missed] == ["individual/risk"]


def test_an_entry_inside_another_entrys_words_is_not_found_there():
    entries = {"individual/risk": ["Bullied"], "peer/risk": ["Bullied by others"]}
    text = "Bullied by others\tBullied\n"
    assert whole_parts(aligned(text, entries)) == {("individual/risk", 0): [(0, 7)], ("peer/risk", 0): [(0, 17)]}


SAME = {
    "individual/hsb": ["Seen in the park"],
    "individual/risk": ["Not known"],
    "peer/hsb": ["Friends watched"],
    "peer/risk": ["Not known"],
    "school/hsb": ["Staff told parents"],
}


@pytest.mark.parametrize("by_columns", [False, True])
def test_the_same_words_twice_are_told_apart_by_the_forms_order(by_columns):
    text = exported(SAME, by_columns=by_columns)
    alignment = aligned(text, SAME)
    assert alignment.missed == ()
    order = [str(place) for place, _, _ in alignment.placed]
    by_rows = ["individual/hsb", "individual/risk", "peer/hsb", "peer/risk", "school/hsb"]
    by_column = ["individual/hsb", "peer/hsb", "school/hsb", "individual/risk", "peer/risk"]
    assert order == (by_column if by_columns else by_rows)


def test_the_same_words_once_more_than_there_are_entries_go_between_their_neighbours():
    text = "Not known\n" + exported(SAME)
    alignment = aligned(text, SAME)
    assert alignment.missed == ()
    assert all(span.start >= 10 for _, _, span in alignment.placed)


def test_without_an_order_the_same_words_are_not_guessed():
    text = "Friends watched\nNot known\nStaff told parents\nSeen in the park\nNot known\n"
    alignment = aligned(text, SAME)
    assert [str(missed.cell) for missed in alignment.missed] == ["individual/risk", "peer/risk"]
    assert "order does not decide" in alignment.missed[0].reason
    assert "2 times in the text and 2 times among the entries" in alignment.missed[0].reason


def test_too_many_places_between_the_same_neighbours_are_not_guessed():
    text = exported(SAME).replace("Friends watched", "Not known Friends watched")
    assert [str(missed.cell) for missed in aligned(text, SAME).missed] == ["individual/risk"]


def test_several_same_entries_in_one_cell_go_in_order():
    entries = {**SAME, "peer/risk": ["Not known", "Not known"]}
    alignment = aligned(exported(entries), entries)
    assert alignment.missed == ()
    places = [(number, span.start) for place, number, span in alignment.placed if place == cell("peer/risk")]
    assert places == sorted(places)


def test_entries_without_letters_are_found_by_their_marks_or_missed():
    entries = {"individual/risk": ["???"], "peer/risk": ["The group laughs"]}
    assert aligned("???\tThe group laughs", entries).missed == ()
    assert [str(one.cell) for one in aligned("The group laughs", entries).missed] == ["individual/risk"]


def test_letters_that_grow_in_lower_case_do_not_shift_what_follows():
    entries = {"individual/risk": ["İ is told by staff"]}
    alignment = aligned("xx\nİ  is told by staff", entries)
    [part] = alignment.locate(Span(14, 21)).parts
    assert "İ is told by staff"[part.span.start : part.span.end] == "by staf"


def test_a_passage_over_several_entries_is_taken_apart():
    linear = linear_text.render(framework(ENTRIES), FORM)
    first, second = linear.text.index("make friends"), linear.text.index("home twice")
    passage = aligned(linear.text).locate(Span(first, second + 10))
    assert [(str(part.cell), part.entry) for part in passage.parts] == [
        ("individual/vulnerability", 0),
        ("individual/vulnerability", 1),
    ]
    texts = ENTRIES["individual/vulnerability"]
    assert [texts[n][part.span.start : part.span.end] for n, part in enumerate(passage.parts)] == [
        "make friends",
        "Moved home twice",
    ]
    assert passage.outside == "-"


def test_a_passage_outside_every_entry_has_no_parts():
    text = exported(ENTRIES)
    passage = aligned(text).locate(Span(0, 16))
    assert passage.parts == ()
    assert passage.outside == "Reference Number"


def test_a_passage_of_white_space_inside_an_entry_has_no_part():
    text = exported(ENTRIES, cells="\t")
    at = text.index(" hard")
    assert aligned(text).locate(Span(at, at + 1)).parts == ()


def test_a_framework_without_entries_has_nothing_to_find():
    alignment = aligned("some words", {"peer/risk": []})
    assert (alignment.placed, alignment.missed) == ((), ())
    assert alignment.locate(Span(0, 4)).outside == "some"
