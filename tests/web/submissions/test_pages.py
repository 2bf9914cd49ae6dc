"""Pages as values, without rendering."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.http import QueryDict

from fivefold.method.common.contexts import Context
from fivefold.method.demonstration import synthetic
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.entries import Cell, CellKey, Entry
from fivefold.method.studies.eligibility import State
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.models import Study
from fivefold.records.studies.cards import Card, card
from fivefold.records.studies.contexts import register
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.searching import Found
from fivefold.records.studies.submissions import Opened
from fivefold.web.submissions import (
    context_pages,
    filters,
    framework_pages,
    history_pages,
    incident_pages,
    pages,
    unplaced_pages,
    words,
)
from fivefold.web.submissions.filters import Filter
from fivefold.web.submissions.header import Viewer
from tests.support.standing import World
from tests.support.submitted import UNPLACED, frameworks, receive

STUDY = Study(name="first")
SCHOOL = CellKey(Context.SCHOOL, "strength")


def listed(*cards: Card) -> tuple[Listed, ...]:
    return tuple(Listed(uuid4(), uuid4(), one) for one in cards)


def some(number: int = 6) -> tuple[Listed, ...]:
    """Cards of so many demonstration frameworks."""
    protocol = synthetic.protocol()
    return listed(*(card(one, protocol=protocol) for one in frameworks(number)))


def asked(query: str) -> Filter:
    return filters.parse(QueryDict(query))


def references(page: pages.ListPage) -> list[str]:
    return [row.reference for row in page.rows]


class TestList:
    def test_a_filter_goes_into_an_address_and_back(self) -> None:
        wanted = Filter("A", "group", "eligible", "none", "14", unplaced=True, overridden=True, sort="age", down=True)
        assert filters.parse(QueryDict(wanted.query[1:])) == wanted
        assert Filter().query == ""

    def test_what_is_no_choice_asks_for_nothing_and_is_named(self) -> None:
        query = "cohort=other&state=x&sex=y&age=ten&sort=words&has=nothing&page=9"
        assert filters.refused(QueryDict("age=014")) == {"age": "014"}
        assert asked(query) == Filter()
        assert filters.refused(QueryDict(query)).keys() == {"cohort", "state", "sex", "age", "sort", "has"}

    def test_what_can_be_asked_is_refused_nowhere_even_if_nothing_answers_to_it(self) -> None:
        wanted = Filter("Z", "group", "eligible", "none", "99", unplaced=True, overridden=True, sort="age", down=True)
        assert filters.refused(QueryDict(wanted.query[1:])) == {}
        form = pages.submissions(STUDY, some(), wanted=wanted, page=None).form
        assert form.is_valid(), form.errors
        assert form["age"].value() == "99"

    @pytest.mark.parametrize(
        ("query", "test"),
        [
            ("label=A", lambda one: one.label == "A"),
            ("cohort=sole", lambda one: one.cohort == Cohort.SOLE),
            ("state=eligible", lambda one: one.state == State.ELIGIBLE),
            ("sex=none", lambda one: one.sex == ""),
            ("age=none", lambda one: one.age is None),
            ("age=15", lambda one: one.age == 15),
            ("unplaced=yes", lambda one: one.unplaced > 0),
            ("overridden=yes", lambda one: one.overridden),
        ],
    )
    def test_each_question_narrows_the_list_to_its_answers(self, query: str, test: object) -> None:
        cards = [one.card for one in some(12)]
        cards[0] = replace(cards[0], sex="", age=None, unplaced=2, overridden=True)
        every = listed(*cards)
        found = filters.apply(asked(query), every)
        assert found
        assert {one.id for one in found} == {one.id for one in every if test(one.card)}  # type: ignore[operator]

    def test_a_piece_of_a_reference_finds_it_however_it_is_written(self) -> None:
        every = some()
        reference = every[3].card.reference
        for piece in (reference[:5], reference.lower().replace("-", ""), reference[2:7].replace("-", " ")):
            assert filters.named(piece, every[3].card)
            assert not filters.named(f"{piece}zz", every[3].card)

    @pytest.mark.parametrize("sort", list(filters.SORTS))
    def test_every_heading_sorts_both_ways(self, sort: str) -> None:
        every = some(12)
        up, down = (filters.apply(Filter(sort=sort, down=way), every) for way in (False, True))
        assert up == down[::-1]
        page = pages.submissions(STUDY, every, wanted=Filter(sort=sort), page=None)
        (head,) = [one for one in page.heads if one.sorted]
        assert (head.sorted, "down=yes" in head.href) == ("ascending", True)

    def test_chips_take_one_answer_out_each(self) -> None:
        page = pages.submissions(STUDY, some(), wanted=asked("label=A&cohort=sole"), page=None)
        assert [(chip.text, chip.href) for chip in page.chips] == [
            ("Site A", "/studies/first/submissions/?cohort=sole"),
            ("Cohort: sole", "/studies/first/submissions/?label=A"),
        ]

    def test_a_long_list_has_pages_of_fifty_that_keep_the_filter(self) -> None:
        one = some(1)[0].card
        every = listed(*(replace(one, reference=f"R-{number:03}") for number in range(120)))
        page = pages.submissions(STUDY, every, wanted=asked("label=A"), page="2")
        assert (len(page.rows), page.rows[0].reference, page.pages.words) == (50, "R-050", "51 to 100 of 120")
        assert page.pages.next == "?label=A&page=3"

    def test_rows_lead_to_the_framework_with_the_filter_behind_it(self) -> None:
        every = some(1)
        page = pages.submissions(STUDY, every, wanted=asked("label=A"), page=None)
        assert page.rows[0].href == f"/studies/first/submissions/{every[0].id}/?label=A"

    def test_no_address_of_a_search_holds_its_words(self) -> None:
        every = some(3)
        hit = Found(SCHOOL, "zebra crossing")
        first = every[0].id
        page = pages.submissions(
            STUDY,
            every,
            wanted=Filter(),
            page=None,
            found={first},
            entries=lambda asked: dict.fromkeys(asked, [hit] * 5),
        )
        (row,) = page.rows
        assert [one.where for one in row.hits] == ["School(s), Strengths"] * 3
        assert row.more == 2
        assert not any(head.href for head in page.heads)
        assert "zebra" not in f"{row.href}{page.whole}{page.pages}{page.kept}"

    def test_an_empty_list_says_why_and_what_to_do(self) -> None:
        every = some(2)
        nothing = pages.submissions(STUDY, (), wanted=Filter(), page=None).empty
        narrowed = pages.submissions(STUDY, every, wanted=asked("label=Z"), page=None).empty
        searched = pages.submissions(STUDY, every, wanted=Filter(), page=None, found=set()).empty
        assert nothing
        assert narrowed
        assert searched
        assert len({nothing.title, narrowed.title, searched.title}) == 3
        assert narrowed.href == searched.href == "/studies/first/submissions/"

    def test_an_override_stands_beside_what_the_rule_says(self) -> None:
        one = some(1)[0].card
        other = replace(one, cohort="group", overridden=True)
        same = replace(one, overridden=True)
        page = pages.submissions(STUDY, listed(other, same), wanted=Filter(), page=None)
        assert [row.note for row in page.rows] == ["rule says sole", "decided by a person"]


class TestFramework:
    @pytest.fixture
    def seen(self, world: World) -> tuple[Viewer, Opened, Value]:
        values = list(frameworks(3))
        first = values[0]
        entry = Entry("Walks home with a friend", CellKey(Context.PEER, "risk"), said_by="School", about="School 2")
        cells = tuple(Cell(SCHOOL, (entry,)) if one.key == SCHOOL else one for one in first.framework.cells)
        values[0] = replace(first, age=None, framework=replace(first.framework, cells=cells))
        with world.acting("research_lead") as by:
            return self._open(world, by, values)

    def _open(self, world: World, by: object, values: list[Value]) -> tuple[Viewer, Opened, Value]:
        from fivefold.records.studies import listing, submissions

        row = receive(values, of=world.first, by=by, unplaced=UNPLACED)[0]  # type: ignore[arg-type]
        viewer = Viewer(
            world.first,
            submissions.protocol(world.first),
            world.actor("research_lead"),
            listing.cards(world.first, world.actor("research_lead").shares_of(world.first.id)),
        )
        return viewer, submissions.opened(row), values[0]

    def test_the_grid_is_the_forms_own(self, seen: tuple[Viewer, Opened, Value]) -> None:
        viewer, opened, value = seen
        page = framework_pages.overview(viewer, opened)
        assert (len(page.rows), len(page.columns)) == (5, 8)
        assert all(len(row.cells) == 8 for row in page.rows)
        shown = [entry.text for row in page.rows for cell in row.cells for entry in cell.entries]
        assert shown == [entry.text for _, entry in value.framework.placed_entries()]
        assert all(cell.entries or cell.status for row in page.rows for cell in row.cells)

    def test_an_entry_says_what_is_known_about_it(self, seen: tuple[Viewer, Opened, Value]) -> None:
        page = framework_pages.overview(seen[0], seen[1])
        school = next(row for row in page.rows if row.key == "school")
        (entry,) = next(cell for cell in school.cells if cell.column == "strength").entries
        assert entry.details == "said by School; about School 2; first placed in Peer group(s), Risk factors"

    def test_reading_counts_what_each_context_holds(self, seen: tuple[Viewer, Opened, Value]) -> None:
        page = framework_pages.reading(seen[0], seen[1])
        for row in page.rows:
            assert len(row.filled) + len(row.empty) == 8
            assert row.entries == sum(len(cell.entries) for cell in row.filled)

    def test_the_facts_name_the_criterion_that_is_not_met(self, seen: tuple[Viewer, Opened, Value]) -> None:
        page = framework_pages.overview(seen[0], seen[1])
        facts = {fact.label: fact for fact in page.facts}
        assert facts["Age at the meeting"].text == "Not given"
        assert facts["Eligibility"].text == "Undecided"
        assert "no age is given" in facts["Eligibility"].notes[0]
        assert facts["Cohort"].notes
        assert page.unplaced.startswith("2 pieces")

    def test_neighbours_are_those_of_the_list_the_reader_came_from(self, seen: tuple[Viewer, Opened, Value]) -> None:
        viewer, opened, _value = seen
        same_site = replace(viewer, wanted=Filter(label="A"))
        around = framework_pages.overview(same_site, opened).around
        assert around is not None
        assert around.place.endswith("of 2 that match your filter")
        (other,) = [way for way in (around.before, around.after) if way]
        assert other.href.endswith("/?label=A")
        assert framework_pages.overview(replace(viewer, wanted=Filter(label="B")), opened).around is None

    def test_no_name_reference_or_word_stands_in_a_tab_title(self, seen: tuple[Viewer, Opened, Value]) -> None:
        viewer, opened, value = seen
        for page in (
            framework_pages.overview(viewer, opened),
            framework_pages.printed(viewer, opened),
            framework_pages.reading(viewer, opened),
            incident_pages.incidents(viewer, opened),
            history_pages.history(viewer, opened, (), names={}),
            unplaced_pages.one(viewer.study, opened, opened.unplaced[0]),
        ):
            assert value.reference not in page.kind

    def test_incidents_show_roles_bands_and_the_rules_reasons(self, seen: tuple[Viewer, Opened, Value]) -> None:
        viewer, opened, value = seen
        page = incident_pages.incidents(viewer, opened)
        assert [one.reference for one in page.incidents] == [one.reference for one in value.incidents]
        assert all(one.reason and one.kind in words.KINDS.values() for one in page.incidents)
        assert page.incidents[0].participants[0].who == "The young person"
        assert page.override is not None
        assert page.withdraw is None
        assert page.undo is None

    def test_whoever_may_not_decide_is_told_who_may(self, world: World, seen: tuple[Viewer, Opened, Value]) -> None:
        viewer, opened, _ = seen
        page = incident_pages.incidents(replace(viewer, by=world.actor("coder")), opened)
        assert page.override is None
        assert page.undo is None
        assert "research lead" in page.refusal

    def test_only_those_who_may_read_codings_are_led_to_them(
        self, world: World, seen: tuple[Viewer, Opened, Value]
    ) -> None:
        viewer, opened, _ = seen
        ways = {way.text for way in framework_pages.overview(viewer, opened).ways}
        lead = {way.text for way in framework_pages.overview(replace(viewer, by=world.actor("site_lead")), opened).ways}
        assert ways - lead == {"Coding"}

    def test_words_that_wait_are_shown_in_their_framework(self, seen: tuple[Viewer, Opened, Value]) -> None:
        viewer, opened, _ = seen
        page = unplaced_pages.one(viewer.study, opened, opened.unplaced[0])
        assert (page.text, page.where) == UNPLACED[0]
        assert page.place is not None
        assert page.nothing is not None
        assert page.reopen is None
        assert len(page.rows) == 5


class TestAudience:
    def test_the_sentence_counts_the_eligible_alone(self) -> None:
        told = [one.card for one in some(4)]
        told[0] = replace(told[0], state="eligible", audience=True, computed="sole", wider="group")
        told[1] = replace(told[1], state="not_eligible", audience=True, computed="sole", wider="group")
        base = sum(one.state == "eligible" for one in told)
        sentence = incident_pages.audience_sentence(listed(*told), whole=True)
        audience = sum(one.audience for one in told if one.state == "eligible")
        moved = sum(one.computed != one.wider for one in told if one.state == "eligible")
        assert f"{audience} of {base} eligible" in sentence
        assert f"place {moved} of {base} elsewhere" in sentence

    def test_without_an_eligible_framework_nothing_hangs_on_it(self) -> None:
        assert "yet" in incident_pages.audience_sentence((), whole=False)


class TestContexts:
    def test_the_register_counts_and_links(self) -> None:
        one = some(1)[0].card
        school = replace(one, named=(("school", "School 2"),), incidents=(("i-1", "canteen", "school"),))
        every = listed(school, replace(school, reference="other"), replace(one, named=(), incidents=()))
        page = context_pages.contexts(STUDY, register(every), asked="", page=None, own_site=False)
        (group,) = page.groups
        assert [(shown.name, shown.frameworks) for shown in group.instances] == [
            ("School 2", "2 frameworks"),
            ("canteen", "1 framework"),
            ("canteen", "1 framework"),
        ]
        (linked,) = context_pages.contexts(STUDY, register(every), asked="shared", page=None, own_site=False).groups
        assert [shown.name for shown in linked.instances] == ["School 2"]
        (incident,) = page.incidents
        assert [way.text for way in incident.told_by.ways] == [one.reference, "other"]

    def test_a_context_narrows_the_register(self) -> None:
        one = some(1)[0].card
        every = listed(replace(one, named=(("school", "School 2"), ("peer", "the group at the gate")), incidents=()))
        page = context_pages.contexts(STUDY, register(every), asked="peer", page=None, own_site=True)
        assert [group.key for group in page.groups] == ["peer"]
        shared = context_pages.contexts(STUDY, register(every), asked="shared", page=None, own_site=True)
        assert shared.groups == ()
        assert not shared.nothing

    def test_a_name_of_hundreds_shows_some_and_counts_the_rest(self) -> None:
        one = replace(some(1)[0].card, named=(("school", "School 2"),), incidents=())
        page = context_pages.contexts(STUDY, register(listed(*[one] * 40)), asked="", page=None, own_site=False)
        assert len(page.groups[0].instances[0].named_by.ways) == context_pages.SHOWN
        assert page.groups[0].instances[0].named_by.more == 40 - context_pages.SHOWN

    def test_nothing_named_is_said(self) -> None:
        assert context_pages.contexts(STUDY, register(()), asked="", page=None, own_site=False).nothing


def test_months_are_said_as_far_as_they_are_known() -> None:
    from fivefold.method.common.dates import PartialDate

    assert words.month(PartialDate(2016, 10)) == "October 2016"
    assert words.month(PartialDate(2016)) == "2016"
    assert words.month(None) == ""
    assert words.short_month(PartialDate(2016, 10)) == "Oct 2016"


def test_a_characteristic_the_codebook_does_not_have_is_shown_as_it_is_written() -> None:
    found = words.characteristics(frozenset({"against-peers", "of-their-own"}), "appendix-b/1")
    assert found == ("Against peers", "of-their-own")
    assert words.characteristics(frozenset({"against-peers"}), "no-such-book/1") == ("against-peers",)


def test_an_event_by_somebody_without_an_account_is_still_told(world: World) -> None:
    from fivefold.records.studies import listing, submissions
    from fivefold.records.studies.submissions import Change

    with world.acting("research_lead") as by:
        row = receive(frameworks(1), of=world.first, by=by)[0]
        viewer = Viewer(
            world.first, submissions.protocol(world.first), by, listing.cards(world.first, by.shares_of(world.first.id))
        )
        at = datetime(2026, 3, 2, tzinfo=UTC)
        told = (
            Change(1, at, None, "submission.received", ("cover", "framework")),
            Change(2, at, uuid4(), "unplaced.resolved", ("unplaced",)),
        )
        page = history_pages.history(viewer, submissions.opened(row), told, names={})
    newest, oldest = page.changes
    assert (newest.newest, newest.then, newest.who) == (True, "", "Somebody who has no account any more")
    assert oldest.who == "Fivefold"
    assert oldest.then.endswith("/as-of/1/")
