"""How a count is said."""

import pytest

from fivefold.method.analysis.figures import Count
from fivefold.method.analysis.saying import say, thresholds


@pytest.mark.parametrize(
    ("numerator", "base", "figures", "words"),
    [
        (0, 15, "0 of 15", "none"),
        (1, 15, "1 of 15", "few"),
        (2, 15, "2 of 15", "some"),
        (7, 15, "7 of 15", "under half"),
        (5, 10, "5 of 10", "half"),
        (13, 24, "13 of 24", "over half"),
        (7, 10, "7 of 10", "most"),
        (8, 10, "8 of 10", "nearly all"),
        (15, 15, "15 of 15", "all"),
    ],
)
def test_a_small_sample_gets_words_and_a_count_and_never_a_percentage(
    numerator: int, base: int, figures: str, words: str
) -> None:
    said = say(Count(numerator, base, ()))
    assert (said.figures, said.words, said.percentage, said.full) == (figures, words, None, figures)


def test_a_base_that_bears_it_gets_a_percentage_beside_the_count() -> None:
    assert say(Count(26, 50, ())).full == "26 of 50 (52 %)"


def test_an_intervention_has_no_base_to_be_said_of() -> None:
    said = say(Count(46, None, ()))
    assert (said.figures, said.words, said.full) == ("46", None, "46")


def test_nothing_of_nothing_is_no_share() -> None:
    assert say(Count(0, 0, ())).words is None


def test_every_share_has_its_words() -> None:
    assert all(say(Count(part, base, ())).words for base in range(1, 120) for part in range(base + 1))
    assert thresholds().percentage_from_base == 50
