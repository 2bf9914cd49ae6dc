"""A framework whose cells are held packed is the framework it was made from."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.entries import Cell, CellStatus, Certainty, Entry, Framework
from fivefold.method.frameworks.held_cells import HeldCells, held, opened
from tests.support.framework_values import FORM, a_framework, frameworks

PLACE, ELSEWHERE = FORM.places[:2]


@pytest.mark.slow
@settings(derandomize=True, max_examples=25, deadline=None)
@given(framework=frameworks())
def test_whatever_is_held_comes_back(framework: Framework) -> None:
    """Slow because of the many frameworks that are made up."""
    packed = held(framework)
    assert (packed, framework) == (framework, packed)
    assert type(opened(packed).cells) is tuple
    assert opened(packed) == framework


def test_everything_that_an_entry_and_a_cell_may_say_comes_back() -> None:
    entry = Entry("Two\nlines", ELSEWHERE, "school", Certainty.CONFIRMED, PartialDate(2016, 9), "School 2")
    cells = (Cell(PLACE, (entry,)), Cell(ELSEWHERE, status=CellStatus.NOBODY_KNEW, status_text="nil known"))
    found = HeldCells(cells)
    assert tuple(found) == cells
    assert (len(found), found[-1], found[:1]) == (2, cells[1], cells[:1])
    assert (found == cells, found == HeldCells(cells), found != cells[:1], found == list(cells)) == (
        *(True, True, True),
        False,
    )
    assert hash(found) == hash(cells)


def test_it_is_looked_at_as_any_other() -> None:
    framework = a_framework()
    packed = held(framework)
    assert packed.cell(PLACE.context, PLACE.column) == framework.cell(PLACE.context, PLACE.column)
    assert list(packed.placed_entries()) == list(framework.placed_entries())


def test_it_takes_less_memory() -> None:
    entries = tuple(Entry(f"Somebody from the service said what was planned, {number}.", PLACE) for number in range(40))
    framework = replace(FORM.blank(), cells=(Cell(PLACE, entries),))
    packed = held(framework).cells
    assert isinstance(packed, HeldCells)
    size = sys.getsizeof(packed) + sys.getsizeof(packed._packed)
    assert 8 * size < sum(sys.getsizeof(entry) + sys.getsizeof(entry.text) for entry in entries)
