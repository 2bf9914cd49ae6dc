"""Pages of coding are values that say everything their templates show."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from fivefold.method.analysis.passages import CodeCount, Found, Place
from fivefold.method.coding.codebook import Code, Codebook, Primary, codebook
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.accounts.models import Study
from fivefold.records.coding.coded_entries import CodedFramework, coded_framework
from fivefold.records.coding.passages import Quotation, Quoted
from fivefold.records.studies.models import Submission
from fivefold.web.coding import codebook_pages, pages
from fivefold.web.coding.codebook_pages import CodeItem, Frozen, Narrowed, Standing
from fivefold.web.coding.pages import EVERY_LAYER, CodedEntriesPage, EntryItem
from fivefold.web.submissions.filters import Filter
from tests.support.coded_words import PASSAGES, WALK
from tests.web.coding.conftest import Coded

STUDY = Study(name="first")
AS_OF = Standing(3)


def entries_page(coded: Coded, *, layer: str = "", primaries: tuple[str, ...] = ()) -> CodedEntriesPage:
    with coded.world.acting("coder") as by:
        row = Submission.objects.select_related("study").get(id=coded.stored.submissions["F1"])
        found = coded_framework(row)
        wanted = pages.asked(found, layer=layer, primaries=primaries)
        return pages.coded_entries(coded.world.first, row, found, wanted, by=by, listed=Filter(cohort="sole"))


def test_the_ways_to_look_at_the_framework_stand_there_and_keep_the_list_it_was_opened_from(coded: Coded) -> None:
    page = entries_page(coded)
    assert [one.text for one in page.ways] == ["Overview", "Reading", "Incidents", "Coding", "History"]
    assert [one.text for one in page.ways if one.here] == ["Coding"]
    assert {one.href.partition("?")[2] for one in page.ways} == {"cohort=sole"}
    assert page.kept == {"cohort": "sole"}


def items(page: CodedEntriesPage) -> list[EntryItem]:
    return [entry for context in page.contexts for cell in context.cells for entry in cell.entries]


def test_the_agreed_passages_are_shown_first_each_with_its_words(coded: Coded) -> None:
    page = entries_page(coded)
    agreed = sorted(words.replace("\r", " ") for _, _, _, words, _, layer in PASSAGES["F1"] if layer == AGREED)
    assert sorted(one.words for entry in items(page) for one in entry.passages) == agreed
    assert page.passages == len(agreed)
    assert [(one.text, one.chosen) for one in page.layers] == [
        ("Agreed", True),
        ("Coder 1", False),
        ("Coder 2", False),
        ("Every layer", False),
    ]


def test_a_passage_says_its_path_and_that_it_is_misplaced(coded: Coded) -> None:
    walk = next(entry for entry in items(entries_page(coded)) if entry.text == WALK)
    by_words = {one.words: one for one in walk.passages}
    assert by_words["friends.\nNobody"].path == ("Vulnerabilities", "Familial", "Parents absent")
    assert by_words["friends.\nNobody"].misplaced == "About the family or home, written in the row of the peer group."
    assert by_words["home 👋🏽 with"].misplaced == ""
    # Two code points of the greeting are two UTF-16 units each.
    assert (by_words["café"].start, by_words["café"].end) == (WALK.index("café") + 3, WALK.index("café") + 7)
    assert entries_page(coded).misplaced == 4


def test_overlapping_passages_are_drawn_in_lanes_of_their_own(coded: Coded) -> None:
    walk = next(entry for entry in items(entries_page(coded)) if entry.text == WALK)
    assert {one.words: one.lane for one in walk.passages} == {
        "home 👋🏽 with": 0,
        "👋🏽": 1,
        "friends.\nNobody": 0,
        "café": 0,
    }


def test_passages_are_narrowed_by_layer_and_primary_node(coded: Coded) -> None:
    page = entries_page(coded, layer="Coder 2")
    assert [one.words for entry in items(page) for one in entry.passages] == ["gate 🚸"]
    page = entries_page(coded, layer=EVERY_LAYER, primaries=("response", "nonsense"))
    assert {one.primary for entry in items(page) for one in entry.passages} == {"response"}
    assert [one.chosen for one in page.primaries] == [one is Primary.RESPONSE for one in Primary]
    assert entries_page(coded, layer="nobody's").layers[0].chosen


def test_without_an_agreed_layer_every_layer_is_shown() -> None:
    found = CodedFramework("F1", "appendix-a/1", codebook(), ("Coder 1",), (), 0)
    assert pages.asked(found, layer="", primaries=()).layer == EVERY_LAYER


def test_every_entry_stands_on_the_page_coded_or_not(coded: Coded) -> None:
    page = entries_page(coded)
    assert page.entries == len(items(page)) == 3
    assert page.contexts[0].label.startswith("Individual")


def every_code(several: tuple[CodeItem, ...]) -> list[CodeItem]:
    return [found for one in several for found in (one, *every_code(one.below))]


def test_the_tree_holds_every_code_with_its_counts_once() -> None:
    counts = {code.key: CodeCount(0, 0, {}) for code in codebook()}
    counts["risk"] = CodeCount(3, 5, {"sole": 2, "group": 1})
    del counts["risk/peer"]
    page = codebook_pages.codebook(STUDY, codebook(), counts, freeze=AS_OF)
    found = {one.key: one for one in every_code(page.codes)}
    assert list(found) == [code.key for code in codebook()]
    assert [one.key for one in page.codes] == list(Primary)
    assert (found["risk"].frameworks, found["risk"].passages) == (3, 5)
    assert found["risk"].cohorts == (("Sole", 2), ("Group", 1), ("Both", 0), ("Undetermined", 0))
    assert found["risk/peer"].frameworks is None
    assert found["risk/school"].cohorts == ()
    assert page.unused == len(found) - 2
    assert found["risk/peer"].level == 2


def test_a_code_whose_parent_is_missing_hangs_under_the_next_above() -> None:
    lone = Code("risk/elsewhere/x", ("Risks", "x"), Primary.RISK, None)
    book = Codebook("own/1", (codebook()["risk"], lone))
    (risk,) = codebook_pages.codebook(STUDY, book, {}, freeze=Standing()).codes
    assert [one.key for one in risk.below] == ["risk/elsewhere/x"]


def test_an_address_that_asks_for_no_page_gets_the_first() -> None:
    for page in ("", "0", "-3", "x", "9" * 40, "²"):
        assert codebook_pages.narrowed(QueryDict(f"code=risk&page={page}")) == Narrowed("risk")
    assert codebook_pages.narrowed(QueryDict("code=risk&page=7&site=A&cohort=sole&layer=L")) == Narrowed(
        "risk", "L", "sole", "A", 7
    )


@pytest.mark.parametrize(
    "asked", [Narrowed("risk", layer="Nobody"), Narrowed("risk", cohort="x"), Narrowed("risk", site="Z")]
)
def test_what_the_freeze_does_not_have_is_not_asked_of_it(asked: Narrowed) -> None:
    here = Frozen(AS_OF, (AGREED,), ("A",))
    assert not here.has(asked)
    assert here.has(Narrowed("risk", cohort="sole", site="A"))


def test_a_passage_says_where_its_words_stand_or_why_there_are_none() -> None:
    place = Place("F1", CellKey(Context.PEER, "risk"), 0, Span(0, 5), "vulnerability/family/parents-absent")
    submission = Submission().id
    there = Quotation(submission, "e1", Quoted("a\r", "words", "", cut_after=True))
    gone = replace(there, quoted=None)
    page = codebook_pages.passages(
        STUDY,
        codebook(),
        Narrowed("vulnerability", site="A"),
        Found(3, 1, (place, place, place)),
        (there, gone, None),
        here=Frozen(AS_OF, (AGREED,), ("A",)),
    )
    first, second, third = page.items
    assert first.quoted == Quoted("a ", "words", "", cut_after=True)
    assert first.place == "Peer group(s): Risk factors (factors directly related to HSB)"
    assert first.href == f"/studies/first/submissions/{submission}/coding/#entry-e1"
    assert first.misplaced.startswith("About the family")
    assert second.quoted is None
    assert third.href == ""
    assert len({first.why, second.why, third.why}) == 3
    assert page.pages.words == "1 to 3 of 3"
    assert page.clear_href
    before = codebook_pages.passages_before_freezing(STUDY, codebook(), Narrowed("vulnerability"))
    assert (before.items, before.clear_href) == ((), "")
