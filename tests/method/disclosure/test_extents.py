"""What may be said of a count to somebody who may see aggregates alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivefold.method.disclosure.extents import TOO_FEW, Rule, Words, enough, extent, rounded, rule, tells_apart


@pytest.mark.parametrize(
    ("numerator", "base", "words", "about"),
    [
        (10, 49, "few", 10),
        (12, 49, "few", 10),
        (13, 49, "some", 15),
        (29, 49, "some", 30),
        (30, 49, "most", 30),
        (39, 49, "most", 40),
    ],
)
def test_a_count_with_ten_on_either_side_is_said_in_a_word_and_rounded(
    numerator: int, base: int, words: str, about: int
) -> None:
    assert (extent(numerator, base).words, extent(numerator, base).about) == (words, about)


@pytest.mark.parametrize(("numerator", "base"), [(0, 49), (9, 49), (40, 49), (49, 49), (9, 9), (10, 19), (0, 0)])
def test_nothing_is_said_where_fewer_than_ten_stand_on_either_side(numerator: int, base: int) -> None:
    assert extent(numerator, base) == TOO_FEW


@pytest.mark.parametrize(("numerator", "base"), [(-1, 10), (11, 10)])
def test_a_numerator_outside_its_base_is_refused(numerator: int, base: int) -> None:
    with pytest.raises(ValueError, match="between 0 and its base"):
        extent(numerator, base)


def test_a_share_beyond_every_limit_takes_the_last_word() -> None:
    assert extent(30, 40, Rule(10, 5, (Words("few", 0.1), Words("some", 0.2)))).words == "some"


@given(st.integers(0, 200), st.integers(0, 200))
def test_whatever_is_said_has_the_threshold_on_either_side_and_a_rounded_count(with_it: int, without: int) -> None:
    said = extent(with_it, with_it + without)
    allowed = with_it >= rule().least and without >= rule().least
    assert (said != TOO_FEW) == allowed
    if said.about is not None:
        assert said.about % rule().round_to == 0
        assert abs(said.about - with_it) <= rule().round_to / 2


def test_halves_are_rounded_up_and_the_whole_is_spoken_of_from_ten() -> None:
    assert [rounded(count) for count in (0, 2, 3, 12, 13, 49)] == [0, 0, 5, 10, 15, 50]
    assert [rounded(count, Rule(10, 4, ())) for count in (1, 2, 5, 6)] == [0, 4, 4, 8]
    assert [enough(count) for count in (9, 10)] == [False, True]


def frameworks(first: int, last: int) -> frozenset[str]:
    return frozenset(map(str, range(first, last)))


def test_a_second_release_may_not_differ_by_a_handful() -> None:
    assert not tells_apart(frameworks(0, 49), frameworks(0, 49))
    assert tells_apart(frameworks(0, 49), frameworks(0, 50))
    assert tells_apart(frameworks(0, 49), frameworks(9, 49))
    assert tells_apart(frameworks(0, 49), frameworks(1, 59))
    assert not tells_apart(frameworks(0, 49), frameworks(0, 59))
    assert not tells_apart(frameworks(0, 49), frameworks(20, 69))
