"""The form's own field, as people fill it in, beside the cohort."""

import pytest

from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.offence_field import Comparison, Offence, compare, read_offence


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("Group", Offence.GROUP),
        ("GROUP OFFENCE (3 boys)", Offence.GROUP),
        ("with peers", Offence.GROUP),
        ("sole.", Offence.SOLE),
        ("Acted on his own", Offence.SOLE),
        ("both", Offence.BOTH),
        ("sole & group", Offence.BOTH),
        ("Sole + group", Offence.BOTH),
        ("Group, at other times alone", Offence.BOTH),
        ("", Offence.NOT_SAID),
        (" - ", Offence.NOT_SAID),
        ("N/K", Offence.NOT_SAID),
        ("Not known", Offence.NOT_SAID),
        ("Group or Sole", Offence.UNCLEAR),
        ("Group / Sole", Offence.UNCLEAR),
        ("group?", Offence.UNCLEAR),
        ("not group", Offence.UNCLEAR),
        ("see minutes", Offence.UNCLEAR),
        ("regrouping", Offence.UNCLEAR),
    ],
)
def test_the_field_is_read_liberally_and_never_beyond_what_it_says(text: str, offence: Offence) -> None:
    assert read_offence(text) == offence


@pytest.mark.parametrize(
    ("offence", "cohort", "comparison"),
    [
        (Offence.SOLE, Cohort.SOLE, Comparison.AGREES),
        (Offence.BOTH, Cohort.BOTH, Comparison.AGREES),
        (Offence.GROUP, Cohort.BOTH, Comparison.PART),
        (Offence.GROUP, Cohort.SOLE, Comparison.DIFFERS),
        (Offence.BOTH, Cohort.SOLE, Comparison.DIFFERS),
        (Offence.NOT_SAID, Cohort.SOLE, Comparison.NOT_COMPARED),
        (Offence.UNCLEAR, Cohort.SOLE, Comparison.NOT_COMPARED),
        (Offence.GROUP, Cohort.UNDETERMINED, Comparison.NOT_COMPARED),
    ],
)
def test_a_form_that_could_not_say_both_does_not_contradict_it(
    offence: Offence, cohort: Cohort, comparison: Comparison
) -> None:
    assert compare(offence, cohort) == comparison
