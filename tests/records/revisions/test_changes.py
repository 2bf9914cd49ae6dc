"""Changes as values."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fivefold.records.revisions import changes

KEYS = st.sampled_from("abcd")
STATES = st.dictionaries(KEYS, st.integers(0, 3) | st.text(max_size=300), max_size=4)
CHANGES = st.one_of(
    STATES.map(changes.put),
    st.builds(
        lambda given, dropped: changes.keys(given=given, dropped=dropped - given.keys()),
        STATES,
        st.sets(KEYS, max_size=3),
    ),
)


@given(STATES, CHANGES)
def test_the_inverse_leads_back(state: dict[str, Any], change: changes.Change) -> None:
    assert changes.apply(changes.apply(state, change), changes.inverse(state, change)) == state


@given(STATES, CHANGES)
def test_a_change_leaves_the_state_before_as_it_was(state: dict[str, Any], change: changes.Change) -> None:
    before = dict(state)
    changes.apply(state, change)
    assert state == before


@given(CHANGES)
def test_a_packed_change_is_the_same_change(change: changes.Change) -> None:
    assert changes.unpacked(changes.packed(change)) == change


@given(STATES, CHANGES, CHANGES)
def test_changes_of_different_keys_commute(state: dict[str, Any], one: changes.Change, other: changes.Change) -> None:
    these, those = changes.touches(one), changes.touches(other)
    if these is not None and those is not None and these.isdisjoint(those):
        assert changes.folded((changes.put(state), one, other)) == changes.folded((changes.put(state), other, one))


def test_a_long_change_is_deflated_and_a_short_one_is_not() -> None:
    assert len(changes.packed(changes.put({"text": "words " * 500}))) < 200
    assert changes.packed(changes.put({"a": 1})) == b'\x00{"put":{"a":1}}'
