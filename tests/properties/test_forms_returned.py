"""What is written into a form reads back from it, in whatever manner it was returned: every word in its cell."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fivefold.method.demonstration.returned import ADDING, STRAYING, Manner, return_form
from fivefold.method.frameworks.entries import Framework
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.framework_values import FORM, a_framework, frameworks

MARKED = frozenset({Manner.TYPED_BULLETS, Manner.SOFT_BREAKS})
"""Manners in which an entry's own lines can be mistaken for further entries."""
FAITHFUL = sorted(set(Manner) - STRAYING)


def told(framework: Framework) -> list[object]:
    """What a framework says, without its blank cells, so that a difference can be seen."""
    said = [cell for cell in framework.cells if cell.entries or cell.status_text]
    return [framework.header, framework.places, *said]


def fields(framework: Framework) -> list[str]:
    return [framework.header.reference, framework.header.signature, framework.header.offence]


@pytest.mark.slow
@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(framework=frameworks())
def test_any_framework_reads_back_as_it_was_written(framework: Framework) -> None:
    """Slow because a form is written and read for each of many frameworks."""
    reading = read_form(write_form(framework, instrument=FORM), file="form.docx", instrument=FORM)
    assert told(reading.framework) == told(framework)
    assert reading.unplaced == ()


@pytest.mark.parametrize("manner", FAITHFUL)
def test_a_form_returned_in_any_manner_has_every_word_in_its_cell(manner: Manner) -> None:
    written = write_form(a_framework(), instrument=FORM)
    for seed in range(2):
        returned = return_form(written, manner=manner, rng=Random(seed))
        reading = read_form(returned, file="form.docx", instrument=FORM)
        assert told(reading.framework) == told(a_framework())
        assert bool(reading.unplaced) == (manner in ADDING)


@pytest.mark.slow
@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(framework=frameworks(), manner=st.sampled_from(sorted(set(FAITHFUL) - MARKED)), seed=st.integers(0, 9))
def test_any_framework_returned_in_any_manner_reads_back(framework: Framework, manner: Manner, seed: int) -> None:
    """Slow because a form is written, changed and read for each of many frameworks."""
    returned = return_form(write_form(framework, instrument=FORM), manner=manner, rng=Random(seed))
    read = read_form(returned, file="form.docx", instrument=FORM).framework
    assert told(read)[1:] == told(framework)[1:]
    # Fields that are moved into one line lose their own line breaks and tabs, but no word.
    assert [value.split() for value in fields(read)] == [value.split() for value in fields(framework)]


@pytest.mark.parametrize("manner", sorted(STRAYING))
def test_an_entry_that_strays_is_kept_in_one_place(manner: Manner) -> None:
    returned = return_form(write_form(a_framework(), instrument=FORM), manner=manner, rng=Random(1))
    reading = read_form(returned, file="form.docx", instrument=FORM)
    written = [entry.text for _, entry in a_framework().placed_entries()]
    placed = [entry.text for _, entry in reading.framework.placed_entries()]
    strayed = " ".join(each.text for each in reading.unplaced)
    assert [text for text in written if text not in placed] == [text for text in written if text in strayed]
