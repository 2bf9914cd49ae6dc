"""Published figures read from a file, and what is wrong with a file told by figure and field."""

import json
from typing import Any

import pytest

from fivefold.method.analysis.figures import Group
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.claims import Bound, Certainty, Factor, read_claims
from tests.support.published_claims import published, row


def read(*rows: Any) -> Any:
    return read_claims(json.dumps(list(rows)), file="figures.json")


def test_a_figure_is_read_with_its_counts_and_without_its_blanks() -> None:
    (claim,) = read(
        row(note="Implies sole>=13, group_or_both<=4 and nothing else.", table="Table 3", certainty="bound")
    )
    assert claim.factor == Factor("Risk", "Peer", "Bullying others")
    assert str(claim.factor) == "Risk > Peer > Bullying others"
    assert (claim.counts, claim.bases) == ({Group.ALL: 2}, {})
    assert claim.bounds == (Bound(Group.SOLE, ">=", 13), Bound(Group.GROUP_OR_BOTH, "<=", 4))
    assert (claim.certainty, claim.table, claim.line) == (Certainty.BOUND, "Table 3", 7)


def test_what_may_be_left_out_may_be_left_out() -> None:
    short = {name: value for name, value in row().items() if name not in ("context", "note")}
    (claim,) = read(short)
    assert (claim.factor.context, claim.table, claim.note, claim.bounds) == ("", "", "", ())
    assert str(claim.factor) == "Risk > Bullying others"


def test_bounds_are_kept_to_from_either_side() -> None:
    least, most = Bound(Group.SOLE, ">=", 3), Bound(Group.SOLE, "<=", 3)
    assert [least.holds(count) for count in (2, 3, 4)] == [False, True, True]
    assert [most.holds(count) for count in (2, 3, 4)] == [True, True, False]
    assert (str(least), str(most)) == ("at least 3", "at most 3")


@pytest.mark.parametrize(
    ("rows", "where", "what"),
    [
        ([row(), row()], "figures.json", 'the id "one" stands twice'),
        ([{"id": "one"}], "figure 1", 'has no "section"'),
        ([row(), row(id="two", line="7")], r"figure 2 \(two\)", "\"line\" holds '7'"),
        ([row(counts={"all": True})], "figure 1", '"counts" holds True'),
        ([row(counts={"all": -1})], "figure 1", '"counts" holds -1'),
        ([row(counts={"everyone": 1})], "figure 1", '"everyone" in "counts" is no group'),
        ([row(denominators=[1])], "figure 1", '"denominators" is not a table of groups'),
        ([row(certainty="sure")], "figure 1", "certainty is 'sure'"),
        (["one"], "figures.json", "not a list of published figures"),
    ],
)
def test_what_cannot_be_read_is_named(rows: list[Any], where: str, what: str) -> None:
    with pytest.raises(InputError, match=where) as raised:
        read(*rows)
    assert what in str(raised.value)


@pytest.mark.parametrize("text", ["", "{", '{"id": 1}', "7"])
def test_a_file_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"figures\.json"):
        read_claims(text, file="figures.json")


def test_the_figures_held_are_those_of_the_published_study() -> None:
    held = published()
    assert len(held) == 255
    assert len({claim.key for claim in held}) == 255
    assert all(claim.statement and claim.section and claim.line > 0 for claim in held)
