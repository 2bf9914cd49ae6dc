import pytest

from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.columns import column_map
from fivefold.method.common.errors import InputError
from tests.support.coded_values import BOOK, FORM, coding


def test_every_column_feeds_a_node_and_every_node_is_fed():
    found = column_map()
    assert {feed.column for feed in found.feeds} == {column.key for column in FORM.columns}
    assert {feed.primary for feed in found.feeds} == set(Primary)
    assert (found.instrument, found.codebook) == (FORM.key, BOOK.key)


def test_the_map_is_many_to_many_and_each_pair_stands_once_with_its_reason():
    found = column_map()
    pairs = [(feed.column, feed.primary) for feed in found.feeds]
    assert len(pairs) == len(set(pairs))
    assert all(feed.reason.endswith(".") for feed in found.feeds)
    assert len(found.nodes("vulnerability")) > 1
    assert len(found.columns(Primary.STRENGTH)) > 1


def test_resilience_is_coded_under_strengths_only():
    assert [feed.primary for feed in column_map().nodes("resilience")] == [Primary.STRENGTH]


def test_professional_involvement_has_no_node_of_its_own():
    assert column_map().nodes("involvement")[0].primary is Primary.RESPONSE


def test_an_unusual_pair_is_told_from_a_usual_one():
    assert column_map().usual(coding("peer/resilience", "strength/peer"))
    assert not column_map().usual(coding("peer/resilience", "risk/peer"))


def test_another_version_is_refused():
    with pytest.raises(InputError, match="no map of columns"):
        column_map("columns-to-nodes/9")
