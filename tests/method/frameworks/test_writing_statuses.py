"""Why a cell is empty, in words, and the form's own words."""

import pytest

from fivefold.method.frameworks.entries import CellStatus
from fivefold.method.frameworks.forms import furniture, statuses
from tests.support.framework_values import FORM


@pytest.mark.parametrize("status", CellStatus)
def test_the_words_of_a_status_mean_it(status: CellStatus) -> None:
    assert statuses.status_of(statuses.words(status)) is status
    assert statuses.status_of(f" [{statuses.words(status).upper()}.] ") is status
    assert statuses.status_of(f"{statuses.words(status)}: agency sent apologies") is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("n/a", CellStatus.NOT_APPLICABLE),
        ("N.A.", CellStatus.NOT_APPLICABLE),
        ("none", CellStatus.NONE_IDENTIFIED),
        ("• None known", CellStatus.NONE_IDENTIFIED),
        ("not  known", CellStatus.NOBODY_KNEW),
        ("don’t know", CellStatus.NOBODY_KNEW),
        ("-", CellStatus.UNEXPLAINED),
        ("—", CellStatus.UNEXPLAINED),
        ("…", CellStatus.UNEXPLAINED),
    ],
)
def test_what_people_put_in_an_empty_cell_is_understood(text: str, status: CellStatus) -> None:
    assert statuses.status_of(text) is status


@pytest.mark.parametrize("text", ["", " ", "None of the group attends", "Known to police", "School: none", "!"])
def test_other_words_are_no_status(text: str) -> None:
    assert statuses.status_of(text) is None


def test_the_form_knows_its_own_words_whatever_the_page_and_spacing() -> None:
    assert all(furniture.is_own(text, instrument=FORM) for text in furniture.own_words(FORM))
    assert furniture.is_own("page 12 of  31", instrument=FORM)
    assert furniture.is_own("Reference number", instrument=FORM)
    assert not furniture.is_own("Strengths of the family", instrument=FORM)
