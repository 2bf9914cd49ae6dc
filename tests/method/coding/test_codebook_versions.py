import pytest

from fivefold.method.coding.codebook import Code, Primary, codebook, codebook_source, codebooks
from fivefold.method.common.contexts import Context
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


def test_codes_of_the_coders_own_stand_below_their_parents_whatever_their_order():
    path = ("Risks", "Peer", "Waits alone")
    parent = Code("risk/peer/waits-alone", path, Primary.RISK, Context.PEER)
    child = Code("risk/peer/waits-alone/at-night", (*path, "At night"), Primary.RISK, Context.PEER)
    keys = [code.key for code in codebook().extended([child, parent])]
    assert keys[(first := keys.index(parent.key)) : first + 3] == [parent.key, child.key, "risk/school"]


def test_a_code_of_no_known_parent_stands_last_and_its_own_below_it():
    lone = Code("risk/elsewhere/x", ("Risks", "Elsewhere", "x"), Primary.RISK, None)
    child = Code("risk/elsewhere/x/y", (*lone.path, "y"), Primary.RISK, None)
    assert codebook().extended([lone, child]).codes == (*codebook(), lone, child)
