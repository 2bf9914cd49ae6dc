"""The plain text that is coded, and where entries stand in it."""

import dataclasses

import pytest
from hypothesis import given, settings

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks import linear_text
from fivefold.method.frameworks.entries import CellKey, CellStatus, Framework
from tests.support.framework_values import FORM, a_framework, frameworks


def test_it_reads_from_the_header_down_the_rows() -> None:
    lines = linear_text.render(a_framework(), FORM).text.splitlines()
    assert lines[:9] == [
        "Contextual HSB Framework",
        "Reference Number: 7KQ2M",
        "Practitioner Signature: Lead professional",
        "Group or Sole Offence: Group",
        "",
        "Individual young person's characteristics",
        "",
        "Individual young person's characteristics – Young person's HSB",
        "- Two incidents in the autumn term, both under investigation",
    ]
    assert "Neighbourhood spaces (specify): The park by the station" in lines


def test_details_stand_outside_the_entry() -> None:
    found = linear_text.render(a_framework(), FORM)
    placed = next(each for each in found.entries if each.cell == CellKey(Context.PEER, "risk") and each.index == 1)
    assert found.text[placed.start : placed.end] == "Leads a group of four"
    assert found.text[placed.end :].startswith(" [said by Youth justice; confirmed; as of 2016-10;")


def test_a_cell_without_entries_says_why() -> None:
    text = linear_text.render(a_framework(), FORM).text
    assert "Peer group(s) – Strengths\n(Discussed, none identified)\n" in text
    assert "Peer group(s) – Young person's HSB\n(Left blank)\n" in text


def test_a_status_without_recorded_words_is_put_in_words() -> None:
    cells = tuple(dataclasses.replace(cell, status=CellStatus.NOT_APPLICABLE) for cell in FORM.blank().cells)
    text = linear_text.render(dataclasses.replace(FORM.blank(), cells=cells), FORM).text
    assert text.count("(Not applicable)\n") == len(FORM.places)


@pytest.mark.slow
@settings(derandomize=True, max_examples=25, deadline=None)
@given(framework=frameworks())
def test_every_entry_is_where_it_is_said_to_be(framework: Framework) -> None:
    """Slow because of the many frameworks that are made up."""
    found = linear_text.render(framework, FORM)
    said = [(each.cell, found.text[each.start : each.end]) for each in found.entries]
    assert said == [(place, entry.text) for place, entry in framework.placed_entries()]
    assert [each.index for each in found.entries] == [n for cell in framework.cells for n in range(len(cell.entries))]
    assert found.text.endswith("\n")
