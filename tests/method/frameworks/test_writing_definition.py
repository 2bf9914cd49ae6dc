"""The instrument as data."""

import pytest

from fivefold.method.common.contexts import Context
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.definition import APPENDIX_A, instrument, versions
from tests.support.framework_values import FORM, a_framework


def test_the_original_form_has_five_contexts_eight_columns_and_three_header_fields() -> None:
    assert [row.context for row in FORM.rows] == list(Context)
    assert [column.key for column in FORM.columns] == [
        "hsb", "vulnerability", "risk", "resilience", "strength", "involvement", "action", "barrier",
    ]  # fmt: skip
    assert [field.key for field in FORM.header] == ["reference", "signature", "offence"]
    assert len(FORM.places) == 40


def test_every_row_and_column_prompts_and_every_row_teaches_with_a_pair_of_examples() -> None:
    assert all(row.prompt and row.individual_example and row.contextual_example for row in FORM.rows)
    assert all(column.prompt for column in FORM.columns)


def test_rows_and_columns_are_found_by_their_keys() -> None:
    assert FORM.row(Context.SCHOOL).label == "School(s)"
    assert FORM.column("strength").label == "Strengths"
    with pytest.raises(KeyError):
        FORM.column("weather")
    with pytest.raises(KeyError):
        a_framework().cell(Context.SCHOOL, "weather")


def test_every_version_held_can_be_listed_and_opened() -> None:
    assert [held.key for held in versions()] == [APPENDIX_A]
    assert versions()[0] is instrument(APPENDIX_A)


def test_a_version_that_is_not_held_is_refused() -> None:
    with pytest.raises(InputError, match="appendix-a/9"):
        instrument("appendix-a/9")
