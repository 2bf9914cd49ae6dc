"""Roles given and ended: what is refused, what is told, and that it acts at once."""

from collections.abc import Iterator

import pytest

from fivefold.records.accounts.access import INSTALLATION, Refusal, Refused, actor, refuse
from fivefold.records.accounts.acting import installation
from fivefold.records.accounts.actions import members, people, sites, studies
from fivefold.records.accounts.models import Membership, Person, Share, ShareKind, Study
from fivefold.records.accounts.queries import members_of, people_of_sites, sites_with_studies
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from tests.support.log import told
from tests.support.standing import NOW, World, person, share, site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_terminal() -> Iterator[None]:
    with installation():
        yield


def refusal_of(attempt: object) -> Refusal:
    with pytest.raises(Refused) as refused:
        attempt()  # type: ignore[operator]
    assert isinstance(refused.value.refusal, Refusal)
    return refused.value.refusal


def given_by_a_lead(world: World, to: Person, key: str) -> Membership:
    made = members.give(to, key, where=world.first, by=world.actor("research_lead"), at=NOW)
    assert isinstance(made, Membership)
    return made


def held(world: World, who: str) -> Membership:
    return Membership.objects.get(person=world.people[who], ended__isnull=True)


def test_a_role_given_opens_what_it_opens_at_once_and_ended_closes_it_at_once(world: World) -> None:
    newcomer = world.people["nobody"]
    assert actor(newcomer).shares == ()
    given = given_by_a_lead(world, newcomer, "coder")
    assert {one.kind for one in actor(newcomer).shares} == set(ShareKind)
    members.end(given, by=world.actor("research_lead"), at=NOW)
    assert actor(newcomer).shares == ()
    common = Share.objects.get(study=world.first, kind=ShareKind.COMMON).id
    assert [(one.verb, one.share, one.subject, one.facts) for one in told()] == [
        (Verb.MEMBERSHIP_GIVEN, common, newcomer.id, {"role": "coder"}),
        (Verb.MEMBERSHIP_ENDED, common, newcomer.id, {"role": "coder"}),
    ]


def test_a_role_at_a_site_stands_in_the_log_of_each_study_it_takes_part_in(world: World) -> None:
    members.give(world.people["nobody"], "chair", where=world.south, by=world.actor("operator"), at=NOW)
    parts = {share(world.first, ShareKind.SITE, "B").id, share(world.second, ShareKind.SITE, "A").id}
    assert {one.share for one in told()} == parts


def test_a_role_at_a_site_of_no_study_stands_in_no_study_s_log(world: World) -> None:
    members.give(world.people["nobody"], "chair", where=site("Far partnership"), by=world.actor("operator"), at=NOW)
    assert [one.share for one in told()] == [None]


def test_nobody_gives_or_ends_a_role_of_their_own(world: World) -> None:
    lead, by = world.people["research_lead"], world.actor("research_lead")
    assert refusal_of(lambda: members.give(lead, "coder", where=world.first, by=by, at=NOW)) is Refusal.OWN_ROLE
    assert refusal_of(lambda: members.end(held(world, "research_lead"), by=by, at=NOW)) is Refusal.OWN_ROLE
    operator, runs = world.people["operator"], world.actor("operator")
    give = lambda: members.give(operator, "research_lead", where=world.first, by=runs, at=NOW)  # noqa: E731
    assert refusal_of(give) is Refusal.OWN_ROLE


def test_the_last_research_lead_stays_until_there_is_another(world: World) -> None:
    by = world.actor("operator")
    assert refusal_of(lambda: members.end(held(world, "research_lead"), by=by, at=NOW)) is Refusal.LAST_LEAD
    other = person("Second lead")
    given_by_a_lead(world, other, "research_lead")
    members.end(held(world, "research_lead"), by=actor(other), at=NOW)
    assert refusal_of(lambda: members.end(Membership.objects.get(person=other), by=by, at=NOW)) is Refusal.LAST_LEAD


def test_a_suspended_lead_does_not_count_as_the_other_one(world: World) -> None:
    by, other = world.actor("operator"), person("Second lead")
    given_by_a_lead(world, other, "research_lead")
    people.suspend(other, by=by, at=NOW)
    assert refusal_of(lambda: members.end(held(world, "research_lead"), by=by, at=NOW)) is Refusal.LAST_LEAD


def test_a_lead_of_another_study_changes_nothing_here(world: World) -> None:
    by = world.actor("other_research_lead")
    nobody = world.people["nobody"]
    give = lambda: members.give(nobody, "coder", where=world.first, by=by, at=NOW)  # noqa: E731
    assert refusal_of(give) is Refusal.NOT_YOUR_ROLE
    assert refusal_of(lambda: members.end(held(world, "coder"), by=by, at=NOW)) is Refusal.NOT_YOUR_ROLE
    assert told() == []


@pytest.mark.parametrize("who", ["coder", "commissioner", "site_lead", "site_governance", "chair", "contributor"])
def test_whoever_leads_no_study_gives_no_roles(world: World, who: str) -> None:
    give = lambda: members.give(  # noqa: E731
        world.people["nobody"], "coder", where=world.first, by=world.actor(who), at=NOW
    )
    assert refusal_of(give) is Refusal.NOT_YOUR_ROLE


def test_a_research_lead_gives_no_role_at_a_site_or_in_the_installation(world: World) -> None:
    by, nobody = world.actor("research_lead"), world.people["nobody"]
    for key, where in (("site_lead", world.north), ("operator", None)):
        give = lambda key=key, where=where: members.give(nobody, key, where=where, by=by, at=NOW)  # noqa: E731
        assert refusal_of(give) is Refusal.NOT_YOUR_ROLE


@pytest.mark.parametrize(
    ("key", "where"), [("coder", "north"), ("coder", None), ("site_lead", "first"), ("operator", "first")]
)
def test_a_role_is_held_only_where_its_kind_is_held(world: World, key: str, where: str | None) -> None:
    place = getattr(world, where) if where else None
    give = lambda: members.give(  # noqa: E731
        world.people["nobody"], key, where=place, by=world.actor("operator"), at=NOW
    )
    assert refusal_of(give) is Refusal.HELD_ELSEWHERE


def test_a_role_is_held_once_at_a_place_and_ends_once(world: World) -> None:
    by, coder = world.actor("research_lead"), world.people["coder"]
    give = lambda: members.give(coder, "coder", where=world.first, by=by, at=NOW)  # noqa: E731
    assert refusal_of(give) is Refusal.ALREADY_HELD
    ended = members.end(held(world, "coder"), by=by, at=NOW)
    assert refusal_of(lambda: members.end(ended, by=by, at=NOW)) is Refusal.ROLE_ENDED
    assert give().role == "coder"
    assert held(world, "coder").person == coder


def test_nobody_whose_account_is_closed_is_given_a_role(world: World) -> None:
    by, nobody = world.actor("operator"), world.people["nobody"]
    people.suspend(nobody, by=by, at=NOW)
    give = lambda: members.give(nobody, "coder", where=world.first, by=by, at=NOW)  # noqa: E731
    assert refusal_of(give) is Refusal.NOT_ACTIVE


def test_a_study_opens_with_its_shares_and_one_event(world: World) -> None:
    by = world.actor("operator")
    made = studies.open("third", sites={"A": world.north, "B": world.south}, by=by, at=NOW)
    kinds = sorted((one.kind, one.label) for one in made.shares.all())
    assert kinds == [("common", ""), ("released", ""), ("research", ""), ("site", "A"), ("site", "B")]
    (event,) = told()
    common = made.shares.get(kind=ShareKind.COMMON).id
    assert (event.verb, event.subject, event.share, event.facts) == (Verb.STUDY_OPENED, made.id, common, {"sites": 2})


def test_a_study_needs_a_name_of_its_own_and_each_site_one_label(world: World) -> None:
    by = world.actor("operator")
    again = lambda: studies.open("first", sites={}, by=by, at=NOW)  # noqa: E731
    twice = lambda: studies.open("third", sites={"A": world.north, "B": world.north}, by=by, at=NOW)  # noqa: E731
    assert refusal_of(again) is Refusal.NAME_TAKEN
    assert refusal_of(twice) is Refusal.TAKES_PART
    assert Study.objects.count() == 2


def test_a_site_joins_a_study_later_under_a_free_label(world: World) -> None:
    by = world.actor("operator")
    new = sites.add(" West partnership ", by=by, at=NOW)
    assert new.name == "West partnership"
    for joining, label in ((world.north, "Z"), (new, "A")):
        join = lambda joining=joining, label=label: studies.propose_site(  # noqa: E731
            world.first, joining, label=label, by=by, at=NOW
        )
        assert refusal_of(join) is Refusal.TAKES_PART
    waiting = studies.propose_site(world.first, new, label="C", by=by, at=NOW)
    share = studies.agree(waiting, by=world.actor("research_lead"), at=NOW)
    assert (share.kind, share.label) == (ShareKind.SITE, "C")
    assert refusal_of(lambda: sites.add("west PARTNERSHIP", by=by, at=NOW)) is Refusal.NAME_TAKEN
    assert [(one.verb, one.subject) for one in told()] == [
        (Verb.SITE_ADDED, new.id),
        (Verb.SITE_PROPOSED, waiting.id),
        (Verb.SHARE_ADDED, world.first.id),
    ]


@pytest.mark.parametrize("who", ["research_lead", "site_lead", "coder", "nobody"])
def test_whoever_runs_no_installation_opens_no_study(world: World, who: str) -> None:
    by = world.actor(who)
    for attempt in (
        lambda: sites.add("West partnership", by=by, at=NOW),
        lambda: studies.open("third", sites={}, by=by, at=NOW),
        lambda: studies.propose_site(world.second, world.north, label="B", by=by, at=NOW),
    ):
        assert refusal_of(attempt) is Refusal.NOT_YOUR_ROLE


def test_the_terminal_changes_people_and_places_and_reads_no_record() -> None:
    may = {one for one in Ability if refuse(INSTALLATION, one) is None}
    assert may == {Ability.PEOPLE_INVITE, Ability.STUDY_OPEN, Ability.MEMBERS_READ, Ability.MEMBERS_CHANGE}


def test_members_are_listed_by_study_and_by_its_sites(world: World) -> None:
    assert [one.role for one in members_of(world.second)] == ["coder", "research_lead"]
    assert {one.person.name for one in people_of_sites(world.second)} == {"Standing other site lead"}
    assert {one.site.name for one in people_of_sites(world.first) if one.site} == {world.north.name, world.south.name}
    assert [one.name for one in sites_with_studies()] == [world.north.name, world.south.name]
