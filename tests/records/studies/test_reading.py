"""Finding words, the context register, and a submission's history."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import Cell, CellKey, Entry
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.models import ShareKind
from fivefold.records.audit.verbs import Verb
from fivefold.records.studies import actions_resolving, contexts, listing, queries, searching, submissions
from fivefold.records.studies.models import Submission
from fivefold.records.vault.keyring import NotOnKeyring
from tests.support.standing import NOW, World
from tests.support.submitted import UNPLACED, events, frameworks, receive

SCHOOL = CellKey(Context.SCHOOL, "strength")


def saying(value: Value, *texts: str, about: str | None = None) -> Value:
    """The submission with these entries, and no others, under the school's strengths."""
    entries = tuple(Entry(text, SCHOOL, about=about) for text in texts)
    cells = tuple(Cell(SCHOOL, entries) if one.key == SCHOOL else one for one in value.framework.cells)
    return replace(value, framework=replace(value.framework, cells=cells))


def found(world: World, who: str, words: str) -> dict[str, list[str]]:
    """Texts found, by reference."""
    with world.acting(who) as by:
        search = searching.search(words, world.first, by.shares_of(world.first.id, ShareKind.SITE))
        hits = search.entries(search.submissions)
        rows = Submission.objects.select_related("share").in_bulk(list(hits))
        return {queries.card_of(rows[one]).reference: [hit.text for hit in told] for one, told in hits.items()}


@pytest.fixture
def told(world: World) -> tuple[Value, Value]:
    """One submission of each site, with words of their own."""
    a, b = frameworks(2)
    a = saying(a, 'Named adult "Robin" meets\nhim at the gate', "Zebra crossing outside", about="School 77")
    b = saying(b, "ZEBRA club on Fridays, Straße", about="school  77")
    with world.acting("research_lead") as by:
        receive((a, b), of=world.first, by=by)
    return a, b


def test_an_entry_is_found_by_all_of_its_words_whatever_their_case(world: World, told: tuple[Value, Value]) -> None:
    a, b = (one.reference for one in told)
    assert found(world, "coder", "zebra").keys() == {a, b}
    assert found(world, "coder", "CROSSING zebra") == {a: ["Zebra crossing outside"]}
    assert found(world, "coder", "zebra gate") == {}, "two entries hold one word each"
    assert found(world, "coder", '"robin" him') == {a: ['Named adult "Robin" meets\nhim at the gate']}
    assert found(world, "coder", "strasse").keys() == {b}
    assert found(world, "coder", "  ") == {}


def test_names_of_the_stored_form_are_no_words(world: World, told: tuple[Value, Value]) -> None:
    assert found(world, "coder", "first_placed") == {}


def test_a_site_lead_finds_in_the_own_site_alone(world: World, told: tuple[Value, Value]) -> None:
    assert found(world, "site_lead", "zebra").keys() == {told[0].reference}


def test_words_placed_since_are_found(world: World) -> None:
    with world.acting("research_lead") as by:
        row = receive(frameworks(1), of=world.first, by=by, unplaced=UNPLACED)[0]
        words = submissions.opened(row).unplaced[0].key
        assert not searching.search("canary-7f3a", world.first, by.shares).submissions
        actions_resolving.place(row, words=words, cell=SCHOOL, against=1, by=by, at=NOW)
        assert searching.search("canary-7f3a", world.first, by.shares).submissions == {row.id}


def test_one_name_at_two_sites_is_two_context_instances(world: World, told: tuple[Value, Value]) -> None:
    with world.acting("coder") as by:
        listed = listing.cards(world.first, by.shares_of(world.first.id))
    named = [one for one in contexts.instances(listed) if one.name.casefold() == "school 77"]
    assert [(one.context, one.frameworks) for one in named] == [("school", 1), ("school", 1)]


def test_spacing_and_case_apart_one_name_at_a_site_is_one_instance(world: World) -> None:
    a, b = frameworks(2, labels=("A",))
    with world.acting("research_lead") as by:
        receive((saying(a, "One", about="School 77"), saying(b, "Two", about="school  77")), of=world.first, by=by)
        listed = listing.cards(world.first, by.shares_of(world.first.id))
    (one,) = [one for one in contexts.instances(listed) if one.name.casefold() == "school 77"]
    assert one.frameworks == 2


def test_an_incident_of_two_frameworks_links_them_and_its_setting_does_not(world: World) -> None:
    a, b = frameworks(2, labels=("A",))
    shared = replace(a.incidents[0], reference="shared-1", setting="friend's home", location=Context.FAMILY)
    a, b = (replace(one, incidents=(shared, *one.incidents[1:])) for one in (a, b))
    with world.acting("research_lead") as by:
        receive((a, b), of=world.first, by=by)
        listed = listing.cards(world.first, by.shares_of(world.first.id))
    (link,) = contexts.shared_incidents(listed)
    assert (link.reference, len(link.told_by)) == ("shared-1", 2)
    homes = [one for one in contexts.instances(listed) if one.name == "friend's home"]
    assert [(one.context, one.named_by, len(one.set_in), one.frameworks) for one in homes] == [("family", (), 1, 1)] * 2
    assert not {one.name for one in contexts.register(listed).of["shared"]} & {"friend's home"}


def test_a_setting_is_one_with_what_its_own_form_names_and_with_nothing_another_form_names(world: World) -> None:
    names, silent = (
        replace(one, incidents=(replace(one.incidents[0], setting="school 77", location=Context.SCHOOL),))
        for one in frameworks(2, labels=("A",))
    )
    with world.acting("research_lead") as by:
        receive((saying(names, "One", about="School 77"), saying(silent, "Two")), of=world.first, by=by)
        listed = listing.cards(world.first, by.shares_of(world.first.id))
    several = [one for one in contexts.instances(listed) if one.name.casefold() == "school 77"]
    named, alone = sorted(several, key=lambda one: not one.named_by)
    assert [one.card.reference for one in named.named_by] == [names.reference]
    assert (named.set_in, named.frameworks) == (named.named_by, 1)
    assert [one.card.reference for one in alone.set_in] == [silent.reference]
    assert alone.named_by == ()


def test_a_submission_tells_what_happened_and_how_it_stood_then(world: World) -> None:
    with world.acting("research_lead") as by:
        row = receive(frameworks(1), of=world.first, by=by, unplaced=UNPLACED)[0]
        before = submissions.opened(row)
        actions_resolving.place(row, words=before.unplaced[0].key, cell=SCHOOL, against=1, by=by, at=NOW)
        first, second = submissions.changes(row)
        assert (first.verb, second.verb) == (Verb.SUBMISSION_RECEIVED, Verb.UNPLACED_RESOLVED)
        assert second.kinds == ("framework", "unplaced")
        assert submissions.names((first, second)) == {by.person: by.name}
        then = submissions.opened(row, as_of=first.event)
        assert then.value.framework == before.value.framework
        assert then.value.framework != submissions.opened(row).value.framework
        with pytest.raises(LookupError):
            submissions.opened(row, as_of=first.event - 1)


def test_a_submission_of_another_site_or_study_is_not_found(world: World) -> None:
    with world.acting("research_lead") as by:
        own, other = receive(frameworks(2), of=world.first, by=by)
    with world.acting("site_lead"):
        assert submissions.find(world.first, own.id) is not None
        assert submissions.find(world.first, other.id) is None
        assert submissions.find(world.second, own.id) is None


def test_a_study_without_a_protocol_says_so(world: World) -> None:
    with world.acting("coder"), pytest.raises(LookupError):
        submissions.protocol(world.first)


def test_reading_writes_no_event_of_its_own(world: World, told: tuple[Value, Value]) -> None:
    before = len(events())
    found(world, "coder", "zebra")
    assert len(events()) == before


def test_what_is_kept_between_searches_is_sealed_and_searched_again_without_a_framework_being_opened(
    world: World, told: tuple[Value, Value]
) -> None:
    expected = found(world, "coder", "zebra")
    kept = [one.sealed for one in searching._kept.values()]
    assert kept
    assert not any(b"zebra" in sealed for sealed in kept)
    with world.acting("coder") as by, CaptureQueriesContext(connection) as captured:
        shares = by.shares_of(world.first.id, ShareKind.SITE)
        assert len(searching.search("zebra", world.first, shares).submissions) == len(expected)
    assert len(captured) == 1


def test_texts_kept_for_others_are_not_for_who_has_no_key(world: World, told: tuple[Value, Value]) -> None:
    found(world, "coder", "zebra")
    with world.acting("coder") as by:
        shares = by.shares_of(world.first.id, ShareKind.SITE)
    with world.acting("other_coder"), pytest.raises(NotOnKeyring):
        searching.search("zebra", world.first, shares)


def test_no_more_is_kept_than_may_be(world: World, told: tuple[Value, Value], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_KEPT", 1)
    a, b = (one.reference for one in told)
    for _ in range(2):
        assert found(world, "coder", "zebra").keys() == {a, b}
    assert len(searching._kept) == 1
