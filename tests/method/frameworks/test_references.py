"""References: random, whole or not, and what a slip was meant to be."""

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks import references

ONE = references.make(bytes(range(8)))
OTHER = references.make(bytes(range(8, 16)))


def test_a_reference_is_nine_characters_in_threes_without_vowels_or_look_alikes() -> None:
    assert [len(part) for part in ONE.split("-")] == [3, 3, 3]
    assert len(references.ALPHABET) == 29
    assert not set("AEIOU1L") & set(references.ALPHABET)


def test_a_reference_is_made_from_the_bytes_alone() -> None:
    assert references.make(bytes(range(8))) == ONE
    assert ONE != OTHER


@pytest.mark.parametrize("length", [0, 7, 9])
def test_too_few_or_too_many_bytes_make_no_reference(length: int) -> None:
    with pytest.raises(ValueError, match="8 random bytes"):
        references.make(bytes(length))


def test_a_reference_is_known_however_it_is_spaced_and_cased() -> None:
    for written in (ONE, ONE.lower(), ONE.replace("-", ""), ONE.replace("-", " "), f" {ONE} ", ONE.replace("0", "O")):
        assert references.is_reference(written)
        assert references.normalise(written) == ONE
        assert references.key(written) == references.key(ONE)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there is no reference"),
        (f"{ONE[:-1]}A", 'holds "A"'),
        (ONE[:-1], "has 8 characters"),
        (f"{ONE[:-1]}{'3' if ONE[-1] == '2' else '2'}", "check character"),
    ],
)
def test_what_is_wrong_with_a_reference_is_said(text: str, what: str) -> None:
    assert not references.is_reference(text)
    with pytest.raises(InputError, match=what):
        references.normalise(text)


def test_a_site_may_keep_references_of_its_own() -> None:
    assert references.key(" b-07 ") == references.key("B-07") == "B-07"
    assert references.key("B-07") != references.key("B0-7")


def test_a_reference_is_found_among_other_words_if_there_is_only_one() -> None:
    assert references.canonical(f"Ref: {ONE.lower()} (copy)") == ONE
    assert references.canonical(f"{ONE} or {OTHER}") == f"{ONE} or {OTHER}"
    assert references.canonical("  to   follow ") == "to follow"
    assert references.canonical(ONE.replace("-", "")) == ONE


def test_what_is_written_in_threes_looks_like_a_reference() -> None:
    assert references.looks_like_one("AAA-BBB-CCC")
    assert not references.looks_like_one("B-07")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("B-07", "b-07", True),
        ("B-07", "B-08", True),
        ("B-07", "B-7", True),
        ("B-07", "B-007", True),
        ("B-07", "B-70", True),
        ("", "", True),
        ("B-07", "C-08", False),
        ("B-07", "B-0789", False),
        ("B-0712", "B-1207", False),
        ("B-112", "B-12", True),
    ],
)
def test_one_slip_is_told_from_two(one: str, other: str, apart: bool) -> None:
    assert references.one_slip_apart(one, other) == references.one_slip_apart(other, one) == apart


def test_a_slip_of_one_character_finds_the_reference_meant() -> None:
    known = references.by_key([ONE, OTHER, "B-07", "b-07"])
    bare = ONE.replace("-", "")
    for slip in (bare[1:], bare[1] + bare[0] + bare[2:], "X" + bare[1:], bare[:4] + "Z" + bare[4:]):
        assert references.near_misses(slip, known) == (ONE,)
    assert references.near_misses("B-7", known) == ("B-07",)
    assert references.near_misses("somewhere else altogether, and far too long", known) == ()
