"""An entry's details as words in brackets, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.entries import CellKey, Certainty, Entry
from fivefold.method.frameworks.forms import annotations
from tests.support.framework_values import FORM, entries_in, words

HERE = CellKey(Context.SCHOOL, "risk")
THERE = CellKey(Context.PEER, "strength")


def test_every_detail_is_written_in_words_and_in_one_order() -> None:
    entry = Entry("Argues", THERE, "Youth justice", Certainty.CONFIRMED, PartialDate(2016, 10), "School 2")
    assert annotations.write(entry, stands_in=HERE) == (
        "Argues [said by Youth justice; confirmed; as of 2016-10; about School 2; first placed in peer / strength]"
    )


def test_an_entry_of_which_nothing_is_known_is_its_words_alone() -> None:
    assert annotations.write(Entry("Argues", HERE), stands_in=HERE) == "Argues"
    assert annotations.suffix(Entry("Argues", HERE), stands_in=HERE) == ""


def test_an_empty_detail_is_none() -> None:
    assert annotations.write(Entry("Argues", HERE, said_by=" ", about=""), stands_in=HERE) == "Argues"


def test_signs_of_the_grammar_inside_a_detail_are_escaped() -> None:
    entry = Entry("Argues", HERE, said_by="A; B [C] \\ D")
    written = annotations.write(entry, stands_in=HERE)
    assert written == "Argues [said by A\\; B \\[C\\] \\\\ D]"
    assert annotations.read(written).entry(stands_in=HERE) == entry


@pytest.mark.parametrize(
    "text",
    [
        "Left the area [see police log]",
        "Left the area [confirmed; see police log]",
        "Left the area [confirmed; confirmed]",
        "Left the area [as of last autumn]",
        "Left the area [first placed in the minutes]",
        "Left the area [first placed in garden / shed]",
        "Left the area [said by ]",
        "Left the area []",
        "Left the area [;]",
        "Left the area [confirmed",
        "Left the area[confirmed]",
        "[confirmed]",
        "",
    ],
)
def test_a_bracket_that_is_not_details_from_end_to_end_is_words(text: str) -> None:
    assert annotations.read(text) == annotations.Annotated(text)


def test_details_are_read_as_people_type_them() -> None:
    read = annotations.read("Argues  [ Confirmed ;SAID BY  Police;as  of 2016;First placed in peer/strength ] ")
    assert read == annotations.Annotated(
        "Argues", "Police", Certainty.CONFIRMED, PartialDate(2016), None, THERE, marked=True
    )


def test_a_first_place_that_the_form_does_not_have_is_words() -> None:
    text = "Argues [first placed in school / garden]"
    assert annotations.read(text, places=FORM.places) == annotations.Annotated(text)
    assert annotations.read("Argues [first placed in school / risk]", places=FORM.places).first_placed == HERE


def test_words_that_look_like_something_else_are_marked_as_an_entry() -> None:
    assert annotations.write(Entry("none", HERE), stands_in=HERE, mark=True) == "none [entry]"
    assert annotations.write(Entry("He said so [confirmed]", HERE), stands_in=HERE) == "He said so [confirmed] [entry]"
    assert annotations.write(Entry("none", HERE, "Police"), stands_in=HERE, mark=True) == "none [said by Police]"
    assert annotations.read("none [entry]") == annotations.Annotated("none", marked=True)


@pytest.mark.slow
@settings(derandomize=True, max_examples=100, deadline=None)
@given(entry=entries_in(HERE), mark=st.booleans())
def test_whatever_is_written_reads_back(entry: Entry, mark: bool) -> None:
    """Slow because of the many entries that are made up."""
    written = annotations.write(entry, stands_in=HERE, mark=mark)
    read = annotations.read(written, places=FORM.places)
    assert read.entry(stands_in=HERE) == entry
    assert read.marked or not mark
    assert written.startswith(entry.text)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(text=words)
def test_reading_takes_nothing_but_a_bracket_of_details_away(text: str) -> None:
    read = annotations.read(text)
    assert text.startswith(read.text)
    assert read.marked or read.text == text
