"""The page of the check: what a reader of it is told first, and that nothing checked is missing from it."""

import datetime
from collections.abc import Sequence

import pytest

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.queries import ask
from fivefold.method.reporting import claims_page, provenance
from fivefold.method.reporting import document as tree
from fivefold.method.reporting.blocks import Callout, Definitions, Items, Row, Section, Table
from fivefold.method.reporting.claim_checks import Checked, check
from fivefold.method.reporting.claim_questions import Comparison
from fivefold.method.reporting.claims import Certainty, Claim, Factor
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.inlines import Inlines, plain
from tests.method.analysis.small_study import small_study
from tests.support.published_claims import COHORTS, checked, claim, demonstration

CODE = "risk/peer/bullying-others"
STUDY = f"""
R1 A sole  | peer/risk = {CODE}
R2 A sole  |
R3 B group | peer/risk = {CODE}
R4 B both  | peer/risk = {CODE}
"""


def page(some: Sequence[Checked], found: Extract) -> Document:
    meta = Meta("A study", found.freeze, "1", datetime.date(2026, 1, 2))
    return claims_page.document(some, meta=meta, sizes=ask(found, COHORTS))


@pytest.fixture(scope="module")
def small() -> Extract:
    return extract(small_study(STUDY))


def small_page(small: Extract, *claims: Claim, **options: object) -> Document:
    return page(check(claims, extract=small, **options), small)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def published() -> Document:
    return page(checked(), demonstration()[1])


def sections(document: Document) -> list[str]:
    return [block.id for block in tree.blocks(document) if isinstance(block, Section)]


def table(document: Document, identifier: str) -> Table:
    (found,) = (block for block in tree.blocks(document) if isinstance(block, Table) and block.id == identifier)
    return found


def said(document: Document, inlines: Inlines) -> str:
    return plain(inlines, tree.labels(document))


def cells(document: Document, row: Row) -> list[str]:
    return [said(document, cell) for cell in row.cells]


def headline(document: Document) -> dict[str, str]:
    first = next(block for block in tree.blocks(document) if isinstance(block, Definitions))
    assert first.headline
    return {said(document, entry.term): said(document, entry.meaning) for entry in first.entries}


def findings(document: Document) -> list[str]:
    (callout,) = (block for block in tree.blocks(document) if isinstance(block, Callout))
    return [said(document, item) for block in callout.blocks if isinstance(block, Items) for item in block.items]


def test_nothing_on_the_page_is_typed_by_hand(published: Document) -> None:
    assert provenance.check(published) == ()


def test_the_page_opens_with_what_became_of_every_figure(published: Document) -> None:
    counts = headline(published)
    assert counts == {
        "agree with the study": "202",
        "contradict what is printed elsewhere": "3",
        "differ, and could have agreed": "0",
        "cannot be asked": "50",
    }
    assert sum(map(int, counts.values())) == len(checked())


def test_every_figure_stands_once_in_the_tables_with_its_verdict(published: Document) -> None:
    rows = [
        row
        for block in tree.blocks(published)
        if isinstance(block, Table) and block.id.startswith("part-")
        for row in block.rows
    ]
    assert len(rows) == len(checked())
    heads = {said(published, row.head) for row in rows}
    assert heads >= {f"{one.claim.statement} (line\u00a0{one.claim.line})" for one in checked()}
    for row in rows:
        verdict = said(published, row.cells[-1]).partition(".")[0]
        assert row.mark == verdict.lower().replace(" ", "-")


def test_contradictions_come_first_each_with_its_sum(published: Document) -> None:
    assert sections(published)[:6] == [
        "contradictions",
        "claim-fam-abuse-22",
        "claim-t3-header",
        "claim-t4-header",
        "bases",
        "figures",
    ]
    sums = table(published, "claim-fam-abuse-22-sums")
    assert [said(published, head) for head in sums.heads] == ["Group", "All = sole + group only + both"]
    assert [(said(published, row.head), *cells(published, row)) for row in sums.rows] == [
        ("Sole", "14"),
        ("Group only", "7"),
        ("Both", "10"),
        ("Together", "31"),
        ("But printed", "22"),
        ("Counted", "31"),
    ]


def test_a_header_with_several_sums_sets_them_side_by_side(published: Document) -> None:
    sums = table(published, "claim-t4-header-sums")
    rows = {said(published, row.head): cells(published, row) for row in sums.rows}
    assert rows["Together"] == ["39", "40", "24"]
    assert rows["But printed"] == rows["Counted"] == ["49", "49", "25"]
    assert rows["Group-involved"] == ["", "25", ""]
    counts = table(published, "claim-t4-header-counts")
    assert [(said(published, row.head), *cells(published, row)) for row in counts.rows] == [
        ("Sole", "15", "24", "24"),
        ("Group only", "14", "15", "15"),
    ]


def test_wrong_bases_are_told_once_each_and_then_all(published: Document) -> None:
    slips = table(published, "base-slips")
    assert [(said(published, row.head), *cells(published, row)) for row in slips.rows] == [
        ("Group only", "14", "15", "10", "No group has this size."),
        ("Sole", "25", "24", "7", "The size of group-involved."),
        ("Sole", "15", "24", "5", "The size of group only."),
        ("Group-involved", "24", "25", "3", "The size of sole."),
    ]
    assert len(table(published, "wrong-bases").rows) == 25
    assert any("25, in 22 published figures" in found for found in findings(published))


def test_a_page_of_figures_that_all_agree_has_no_part_on_what_differs(small: Extract) -> None:
    made = small_page(small, claim("a", {"all": 3}), claim("b", {"sole": 1}, bases={"sole": 2}))
    assert provenance.check(made) == ()
    assert sections(made) == ["figures", "part-1"]
    assert findings(made) == [
        "Every figure that can be asked, and does not contradict the rest of what is printed, agrees: 2 of 2.",
        "None of 2 contradicts what is printed elsewhere.",
    ]


def test_what_differs_without_a_contradiction_has_a_part_of_its_own(small: Extract) -> None:
    given = claim("a", certainty=Certainty.VERBAL)
    made = small_page(small, given, claim("b", {"all": 2}), compare={"a": (Comparison(Group.SOLE, Group.GROUP),)})
    assert provenance.check(made) == ()
    assert sections(made) == ["unforced", "figures", "part-1"]
    rows = [cells(made, row) for row in table(made, "unforced-table").rows]
    assert rows == [
        [
            "sole more often than group only",
            "sole 1 of 2; group only 1 of 1",
            "Differs. The words say sole more often than group only; 1 of 2 are counted against 1 of 1.",
        ],
        ["all 2", "all 3 of 4", "Differs."],
    ]
    assert findings(made)[0] == "Two of 2 differ from the study although nothing printed forbids them."


def test_figures_that_ask_nothing_are_shown_with_why_and_with_what_there_is_to_see(small: Extract) -> None:
    made = small_page(small, claim("a"), claim("b", {"all": 1}, factor=Factor("Other", "", "New")))
    first, second = (cells(made, row) for row in table(made, "part-1-figures").rows)
    assert first[:2] == [
        "",
        "sole 1 of 2; group only 1 of 1; both 1 of 1; group-involved 2 of 2; harmed alone 2 of 3; all 3 of 4",
    ]
    assert second[:2] == ["all 1", ""]
    assert second[2].startswith("Cannot be asked. No query")
    assert findings(made)[0].startswith("None of 2 contradicts")


def test_a_heading_that_returns_later_keeps_one_table(small: Extract) -> None:
    made = small_page(
        small,
        claim("a", {"all": 3}, section="Peers", line=1),
        claim("b", {"all": 3}, section="Schools", line=2),
        claim("c", {"sole": 1}, section="Peers", line=9, bases={"sole": 2}),
    )
    assert sections(made) == ["figures", "part-1", "part-2"]
    rows = table(made, "part-1-figures").rows
    assert [said(made, row.head) for row in rows] == ["Statement of a. (line\u00a01)", "Statement of c. (line\u00a09)"]
    assert cells(made, rows[1])[0] == "sole 1 of 2"


def test_a_contradiction_in_one_number_needs_no_sum(small: Extract) -> None:
    made = small_page(small, claim("a", {"all": 3}, line=1), claim("b", {"all": 4}, line=2))
    assert sections(made) == ["contradictions", "claim-b", "figures", "part-1"]
    assert [cells(made, row) for row in table(made, "claim-b-counts").rows] == [["4", "3", "3"]]


def test_a_part_that_differs_beside_a_sum_is_shown_with_its_count(small: Extract) -> None:
    others = [claim("whole", {"all": 3}), claim("rest", {"group_or_both": 2})]
    made = small_page(small, *others, claim("a", {"sole": 2}))
    counts = table(made, "claim-a-counts")
    assert [said(made, head) for head in counts.heads] == ["Group", "Printed", "Counted"]
    assert [cells(made, row) for row in counts.rows] == [["2", "1"]]
    assert [cells(made, row) for row in table(made, "claim-a-sums").rows] == [["2"], ["2"], ["4"], ["3"], ["3"]]
