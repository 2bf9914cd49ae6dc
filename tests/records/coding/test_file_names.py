"""What forms are called when a study is taken out: as they came, and never two alike."""

from itertools import permutations
from uuid import UUID

import pytest

from fivefold.records.coding.file_names import unlike


def named(*covers: tuple[str, str]) -> list[str]:
    """The names of forms, given as file and reference."""
    held = [(UUID(int=number), {"file": file, "reference": told}) for number, (file, told) in enumerate(covers)]
    ways = [unlike(way) for way in permutations(held)]
    assert all(way == ways[0] for way in ways)
    return [ways[0][row] for row, _ in held]


def test_a_file_with_a_name_of_its_own_keeps_it() -> None:
    assert named(("site-a/1.docx", "R1"), ("site-b/1.docx", "R2")) == ["site-a/1.docx", "site-b/1.docx"]


def test_files_that_share_a_name_but_for_case_have_their_references_in_it() -> None:
    assert named(("site-a/1.docx", "R1"), ("site-a/1.DOCX", "R2")) == ["site-a/1 R1.docx", "site-a/1 R2.DOCX"]


def test_a_name_made_so_gives_way_to_one_that_came() -> None:
    came = ("site-a/1 r1.docx", "R3")
    made = named(("site-a/1.docx", "R1"), ("site-a/1.docx", "R2"), came)
    assert made == ["site-a/1 R1 2.docx", "site-a/1 R2.docx", came[0]]


def test_the_same_accent_written_in_two_ways_is_one_name() -> None:
    assert named(("site-a/\u00e9.docx", "R1"), ("site-a/e\u0301.docx", "R2")) == [
        "site-a/\u00e9 R1.docx",
        "site-a/e\u0301 R2.docx",
    ]


@pytest.mark.parametrize("character", ["\u0434", "\u8a18", "\U0001f5c2", "a"])
def test_a_name_made_of_any_script_can_be_unpacked_and_no_character_is_cut_through(character: str) -> None:
    long = (f"site-a/x{character * 60}.docx", f"y{character * 60}")
    for made in named(long, long):
        name = made.removeprefix("site-a/")
        assert len(name.encode()) <= 255
        assert set(name) <= {*character, *"xy 2.docx"}
        assert name.count(character) >= 19


def test_a_name_that_came_and_cannot_be_unpacked_is_made_shorter() -> None:
    assert named(("site-a/" + "\u8a18" * 100 + ".docx", "R1")) == ["site-a/" + "\u8a18" * 26 + " R1.docx"]


def test_whatever_a_reference_says_stays_within_the_folder() -> None:
    made = named(("site-a/b/1.docx", "../07:2016 " + "x" * 300), ("site-a/b/1.docx", "\u2026"))
    assert made[0].startswith("site-a/b/1 07-2016-xxx")
    assert len(made[0]) < 100
    assert made[1] == "site-a/b/1.docx"
