import pytest

from fivefold.method.coding.codebook import codebook, codebook_source, codebooks
from fivefold.method.common.errors import InputError


def test_the_versions_are_listed_and_tables_beside_them_are_not():
    assert [book.key for book in codebooks()] == ["appendix-b/1"]


def test_a_version_says_where_it_comes_from():
    assert "Appendix B" in codebook_source("appendix-b/1")


@pytest.mark.parametrize("key", ["appendix-b/2", "columns-to-nodes/1", "../instruments/appendix-a/1", ""])
def test_another_version_is_refused_with_where_to_look(key):
    with pytest.raises(InputError, match="no codebook") as caught:
        codebook(key)
    assert "fivefold coding codebooks" in caught.value.next_step
