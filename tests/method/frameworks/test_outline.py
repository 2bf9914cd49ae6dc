"""One letter for each cell, and no word of what stands in it."""

from hypothesis import given

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Framework
from fivefold.method.frameworks.outline import HELD, LETTERS, outline
from tests.support.framework_values import a_framework, frameworks

LETTER_BY_STATUS = dict(LETTERS)


def test_a_blank_form_says_of_no_cell_why_it_is_empty() -> None:
    assert outline(instrument().blank()) == "." * 40


def test_every_status_has_a_letter_of_its_own() -> None:
    assert len({HELD, *LETTERS.values()}) == len(LETTERS) + 1


def test_an_outline_holds_a_letter_for_each_cell_in_form_order() -> None:
    framework = a_framework()
    found = dict(zip(map(str, instrument().places), outline(framework), strict=True))
    assert found["school/action"] == HELD
    assert (found["family/strength"], found["neighbourhood/hsb"], found["peer/action"]) == ("k", "p", ".")


@given(frameworks())
def test_letters_say_what_cells_say(framework: Framework) -> None:
    for cell, letter in zip(framework.cells, outline(framework), strict=True):
        assert (letter == HELD) is bool(cell.entries)
        if not cell.entries:
            assert LETTER_BY_STATUS[cell.status] == letter  # type: ignore[index]  # no entries, so a status
