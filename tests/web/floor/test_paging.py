"""A long list in pages."""

import pytest

from fivefold.web.paging import pages


@pytest.mark.parametrize(
    ("asked", "first", "last", "previous", "following"),
    [
        ("1", 1, 50, "", "?page=2"),
        ("2", 51, 100, "?page=1", "?page=3"),
        ("3", 101, 120, "?page=2", ""),
        ("99", 101, 120, "?page=2", ""),
        ("0", 1, 50, "", "?page=2"),
        ("-1", 1, 50, "", "?page=2"),
        ("words", 1, 50, "", "?page=2"),
        (None, 1, 50, "", "?page=2"),
    ],
)
def test_a_page_is_found_whatever_is_asked(asked: object, first: int, last: int, previous: str, following: str) -> None:
    found = pages(120, asked)
    assert (found.first, found.last, found.previous, found.next) == (first, last, previous, following)
    assert found.words == f"{first} to {last} of 120"


def test_an_empty_list_has_one_page_and_says_so() -> None:
    found = pages(0, "1")
    assert (found.words, found.previous, found.next) == ("None", "", "")


def test_links_keep_what_else_was_asked() -> None:
    assert pages(120, "1", query={"state": "eligible", "site": "", "page": "1"}).next == "?state=eligible&page=2"
