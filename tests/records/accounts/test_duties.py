"""Separation of duties: nobody makes the second person of a release alone, whoever runs the installation."""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction

from fivefold.records.accounts.access import INSTALLATION, Actor, Installation, Refusal, Refused, actor
from fivefold.records.accounts.acting import acting, installation
from fivefold.records.accounts.actions import members, people, studies
from fivefold.records.accounts.models import (
    Membership,
    Nomination,
    Outcome,
    Person,
    PersonState,
    Share,
    ShareKind,
    Site,
    SiteNomination,
    Study,
)
from fivefold.records.accounts.roles import Ability, At, for_two_people, roles
from fivefold.records.accounts.trails import Asked, events_of, roles_of_trail, shares_of_trail
from fivefold.records.audit.terminal import commanded
from fivefold.records.audit.verbs import Verb
from tests.support.log import told
from tests.support.standing import NOW, World, give, person, share, site, study

pytestmark = pytest.mark.django_db

AGREED = [key for key, one in roles().items() if one.agreed]


@pytest.fixture(autouse=True)
def at_the_terminal() -> Iterator[None]:
    with installation():
        yield


def refusal_of(attempt: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as refused:
        attempt()
    assert isinstance(refused.value.refusal, Refusal)
    return refused.value.refusal


def place_of(world: World, key: str) -> Study | Site:
    return world.first if roles()[key].at is At.STUDY else world.north


def proposed(world: World, key: str, *, to: Person | None = None, by: Actor | Installation | None = None) -> Nomination:
    made = members.give(
        to or world.people["nobody"], key, where=place_of(world, key), by=by or world.actor("operator"), at=NOW
    )
    assert isinstance(made, Nomination)
    return made


def taking_part(where: Study, its: Site, *, by: Actor) -> Share:
    """A site that an operator proposed for a study under the label F, and a lead agreed to."""
    waiting = studies.propose_site(where, its, label="F", by=INSTALLATION, at=NOW)
    return studies.agree(waiting, by=by, at=NOW)


def test_what_opens_case_text_or_a_release_is_what_an_operator_cannot_give_alone() -> None:
    sensitive = {Ability.SUBMISSIONS_READ, Ability.FINDINGS_RELEASE, Ability.FINDINGS_CONFIRM, Ability.MEMBERS_AGREE}
    assert set(AGREED) == {key for key, one in roles().items() if one.may & sensitive}


@pytest.mark.parametrize("runs", ["operator", "terminal"])
@pytest.mark.parametrize("key", AGREED)
def test_a_role_an_operator_gives_where_somebody_answers_opens_nothing_yet(world: World, key: str, runs: str) -> None:
    newcomer = world.people["nobody"]
    proposed(world, key, by=INSTALLATION if runs == "terminal" else world.actor("operator"))
    assert actor(newcomer).shares == ()
    assert actor(newcomer).held == ()
    (event,) = told()
    assert (event.verb, event.subject, event.facts) == (Verb.MEMBERSHIP_PROPOSED, newcomer.id, {"role": key})


@pytest.mark.parametrize(("key", "who"), [("coder", "research_lead"), ("research_lead", "research_lead")])
def test_a_lead_agrees_and_the_role_opens_what_it_opens(world: World, key: str, who: str) -> None:
    nomination = proposed(world, key)
    given = members.agree(nomination, by=world.actor(who), at=NOW)
    assert (given.role, given.person) == (key, world.people["nobody"])
    assert {one.kind for one in actor(world.people["nobody"]).shares} == set(ShareKind)
    event = told()[-1]
    assert (event.verb, event.actor) == (Verb.MEMBERSHIP_GIVEN, world.people[who].id)
    assert event.facts == {"role": key, "proposed": True}
    assert refusal_of(lambda: members.agree(nomination, by=world.actor(who), at=NOW)) is Refusal.DECIDED


@pytest.mark.parametrize("who", ["site_lead", "site_governance"])
def test_a_site_s_own_people_agree_to_its_roles(world: World, who: str) -> None:
    assert members.agree(proposed(world, "site_lead"), by=world.actor(who), at=NOW).site == world.north


def test_who_answers_for_the_place_may_decline(world: World) -> None:
    nomination = proposed(world, "coder")
    members.decline(nomination, by=world.actor("research_lead"), at=NOW)
    nomination.refresh_from_db()
    assert (nomination.outcome, nomination.decided_by) == (Outcome.DECLINED, world.people["research_lead"].id)
    assert told()[-1].verb == Verb.MEMBERSHIP_DECLINED
    assert actor(world.people["nobody"]).held == ()
    assert proposed(world, "coder").outcome == Outcome.OPEN


@pytest.mark.parametrize(
    "who", ["operator", "coder", "commissioner", "site_lead", "site_governance", "other_research_lead", "nobody"]
)
def test_nobody_else_agrees_to_a_role_in_a_study_or_declines_it(world: World, who: str) -> None:
    nomination = proposed(world, "research_lead", to=person("Somebody new"))
    assert refusal_of(lambda: members.agree(nomination, by=world.actor(who), at=NOW)) is Refusal.NOT_YOUR_ROLE
    assert refusal_of(lambda: members.decline(nomination, by=world.actor(who), at=NOW)) is Refusal.NOT_YOUR_ROLE


@pytest.mark.parametrize("who", ["operator", "research_lead", "coder", "chair", "other_site_lead"])
def test_nobody_else_agrees_to_a_role_at_a_site_that_has_people_of_its_own(world: World, who: str) -> None:
    nomination = proposed(world, "site_lead")
    assert refusal_of(lambda: members.agree(nomination, by=world.actor(who), at=NOW)) is Refusal.NOT_YOUR_ROLE


def test_nobody_agrees_to_a_role_of_their_own(world: World) -> None:
    nomination = proposed(world, "site_governance", to=world.people["site_lead"])
    assert refusal_of(lambda: members.agree(nomination, by=world.actor("site_lead"), at=NOW)) is Refusal.OWN_ROLE


def test_nobody_agrees_to_what_they_proposed_and_the_database_says_so_too(world: World) -> None:
    nomination = proposed(world, "coder")
    lead = world.people["research_lead"]
    Nomination.objects.filter(id=nomination.id).update(by=lead.id)
    assert (
        refusal_of(lambda: members.agree(nomination, by=world.actor("research_lead"), at=NOW)) is Refusal.OWN_PROPOSAL
    )
    for by in (lead.id, nomination.person_id, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nomination.objects.filter(id=nomination.id).update(outcome=Outcome.AGREED, decided=NOW, decided_by=by)


def test_the_first_lead_of_a_study_is_the_operator_s_to_name_and_no_second(world: World) -> None:
    new = study("third", labels={"A": world.north})
    first, second = person("First lead"), person("Second account")
    assert isinstance(members.give(first, "research_lead", where=new, by=world.actor("operator"), at=NOW), Membership)
    assert isinstance(members.give(second, "research_lead", where=new, by=world.actor("operator"), at=NOW), Nomination)


def test_a_first_lead_who_never_joined_can_be_named_again(world: World) -> None:
    by, new = world.actor("operator"), study("third")
    mistaken = people.invite(email="mistaken@example.org", name="Mistaken", by=by, at=NOW).person
    given = members.give(mistaken, "research_lead", where=new, by=by, at=NOW)
    assert isinstance(given, Membership)
    members.end(given, by=by, at=NOW)
    assert isinstance(members.give(person("Right"), "research_lead", where=new, by=by, at=NOW), Membership)


def test_the_first_role_at_a_site_waits_for_a_lead_of_a_study_that_holds_its_frameworks(world: World) -> None:
    east = site("East partnership")
    taking_part(world.second, east, by=world.actor("other_research_lead"))
    nomination = members.give(world.people["nobody"], "site_governance", where=east, by=INSTALLATION, at=NOW)
    assert isinstance(nomination, Nomination)
    for who in ("site_lead", "coder", "research_lead"):
        agree = lambda who=who: members.agree(nomination, by=world.actor(who), at=NOW)  # noqa: E731
        assert refusal_of(agree) is Refusal.NOT_YOUR_ROLE
    assert members.agree(nomination, by=world.actor("other_research_lead"), at=NOW).site == east


def test_the_first_role_at_a_site_of_no_study_is_the_operator_s_to_give(world: World) -> None:
    far = site("Far partnership")
    assert isinstance(
        members.give(world.people["nobody"], "site_lead", where=far, by=world.actor("operator"), at=NOW), Membership
    )


def test_suspending_the_lead_does_not_let_an_operator_name_another(world: World) -> None:
    by = world.actor("operator")
    people.suspend(world.people["research_lead"], by=by, at=NOW)
    nomination = proposed(world, "research_lead")
    for who in ("coder", "site_lead", "site_governance"):
        agree = lambda who=who: members.agree(nomination, by=world.actor(who), at=NOW)  # noqa: E731
        assert refusal_of(agree) is Refusal.NOT_YOUR_ROLE
    people.let_back(world.people["research_lead"], by=by, at=NOW)
    assert members.agree(nomination, by=world.actor("research_lead"), at=NOW).role == "research_lead"


def test_an_operator_s_own_study_lends_nobody_a_voice_at_a_site_of_another(world: World) -> None:
    """The way round: a new study with a lead of one's own, and the site made to take part in it."""
    by, planted = world.actor("operator"), person("Planted lead")
    far = site("Far partnership")
    taking_part(world.first, far, by=world.actor("research_lead"))
    new = studies.open("planted", sites={"A": far}, by=by, at=NOW)
    members.give(planted, "research_lead", where=new, by=by, at=NOW)
    nomination = members.give(person("Planted reader"), "site_lead", where=far, by=by, at=NOW)
    assert isinstance(nomination, Nomination)
    assert refusal_of(lambda: members.agree(nomination, by=actor(planted), at=NOW)) is Refusal.NOT_YOUR_ROLE
    lead = world.people["research_lead"]
    assert refusal_of(lambda: members.agree(nomination, by=actor(lead), at=NOW)) is Refusal.NOT_YOUR_ROLE
    give(lead, "research_lead", of=new)
    assert members.agree(nomination, by=actor(lead), at=NOW).site == far


def test_an_operator_s_own_site_lends_nobody_a_voice_in_a_study(world: World) -> None:
    by, planted, far = world.actor("operator"), person("Planted governance"), site("Far partnership")
    members.give(planted, "site_governance", where=far, by=by, at=NOW)
    taking_part(world.first, far, by=world.actor("research_lead"))
    people.suspend(world.people["research_lead"], by=by, at=NOW)
    nomination = proposed(world, "research_lead")
    assert refusal_of(lambda: members.agree(nomination, by=actor(planted), at=NOW)) is Refusal.NOT_YOUR_ROLE


def test_an_operator_s_own_site_is_put_to_no_label_before_a_lead_agrees(world: World) -> None:
    """A label that came with a study folder has frameworks and no site yet."""
    by, planted, far = world.actor("operator"), person("Planted reader"), site("Far partnership")
    members.give(planted, "site_lead", where=far, by=by, at=NOW)
    label = Share.objects.create(study=world.first, kind=ShareKind.SITE, label="L")
    waiting = studies.propose_site(world.first, far, label="L", by=by, at=NOW)
    assert actor(planted).shares == ()
    for who in ("operator", "coder", "site_lead", "site_governance", "other_research_lead"):
        agree = lambda who=who: studies.agree(waiting, by=world.actor(who), at=NOW)  # noqa: E731
        assert refusal_of(agree) is Refusal.NOT_YOUR_ROLE
    assert refusal_of(lambda: studies.agree(waiting, by=actor(planted), at=NOW)) is Refusal.NOT_YOUR_ROLE
    again = lambda: studies.propose_site(world.first, far, label="M", by=by, at=NOW)  # noqa: E731
    assert refusal_of(again) is Refusal.SITE_PROPOSED_ALREADY
    assert studies.agree(waiting, by=world.actor("research_lead"), at=NOW) == label
    assert label in actor(planted).shares
    common = world.first.shares.get(kind=ShareKind.COMMON).id
    assert [(one.verb, one.share, one.subject, one.facts) for one in told()[-2:]] == [
        (Verb.SITE_PROPOSED, common, waiting.id, {}),
        (Verb.SHARE_ADDED, label.id, world.first.id, {"proposed": True}),
    ]
    decided = lambda: studies.agree(waiting, by=world.actor("research_lead"), at=NOW)  # noqa: E731
    assert refusal_of(decided) is Refusal.DECIDED


def test_nobody_new_comes_alone_to_a_site_that_waits_for_a_lead(world: World) -> None:
    """The lead agrees to the people they are shown, so an operator names nobody at the site meanwhile."""
    far = site("Far partnership")
    waiting = studies.propose_site(world.first, far, label="F", by=INSTALLATION, at=NOW)
    give_lead = lambda: members.give(person("New"), "site_lead", where=far, by=INSTALLATION, at=NOW)  # noqa: E731
    assert isinstance(give_lead(), Nomination)
    studies.decline(waiting, by=world.actor("research_lead"), at=NOW)
    assert told()[-1].verb == Verb.SITE_DECLINED
    assert not Share.objects.filter(site=far).exists()
    assert isinstance(members.give(person("Next"), "site_lead", where=far, by=INSTALLATION, at=NOW), Membership)


def test_a_site_is_agreed_to_by_somebody_else_and_only_while_its_label_is_free(world: World) -> None:
    lead, far, near = world.actor("research_lead"), site("Far partnership"), site("Near partnership")
    first, second = (studies.propose_site(world.first, one, label="F", by=INSTALLATION, at=NOW) for one in (far, near))
    SiteNomination.objects.filter(id=first.id).update(by=lead.person)
    assert refusal_of(lambda: studies.agree(first, by=lead, at=NOW)) is Refusal.OWN_PROPOSAL
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteNomination.objects.filter(id=first.id).update(outcome=Outcome.AGREED, decided=NOW, decided_by=lead.person)
    studies.agree(second, by=lead, at=NOW)
    SiteNomination.objects.filter(id=first.id).update(by=None, outcome=Outcome.OPEN)
    assert refusal_of(lambda: studies.agree(first, by=lead, at=NOW)) is Refusal.TAKES_PART


def test_a_site_proposed_before_there_is_a_lead_waits_for_the_first(world: World) -> None:
    """Or an operator could put a site of their own to the label that a lead's study folder brings frameworks for."""
    new, far, lead = study("third"), site("Far partnership"), person("First lead")
    waiting = studies.propose_site(new, far, label="F", by=world.actor("operator"), at=NOW)
    assert not Share.objects.filter(site=far).exists()
    members.give(lead, "research_lead", where=new, by=world.actor("operator"), at=NOW)
    assert studies.agree(waiting, by=actor(lead), at=NOW).site == far


def test_a_site_that_took_the_label_ends_what_else_was_proposed_for_it(world: World) -> None:
    far, near = site("Far partnership"), site("Near partnership")
    first, second = (studies.propose_site(world.first, one, label="F", by=INSTALLATION, at=NOW) for one in (far, near))
    studies.agree(second, by=world.actor("research_lead"), at=NOW)
    first.refresh_from_db()
    assert first.outcome == Outcome.LAPSED
    assert refusal_of(lambda: studies.agree(first, by=world.actor("research_lead"), at=NOW)) is Refusal.DECIDED
    assert isinstance(members.give(person("New"), "site_lead", where=far, by=INSTALLATION, at=NOW), Membership)


def test_an_operator_takes_a_proposal_back_until_it_is_decided(world: World) -> None:
    far, by = site("Far partnership"), world.actor("operator")
    waiting = studies.propose_site(world.first, far, label="F", by=INSTALLATION, at=NOW)
    attempt = lambda: studies.take_back(waiting, by=world.actor("research_lead"), at=NOW)  # noqa: E731
    assert refusal_of(attempt) is Refusal.NOT_YOUR_ROLE
    studies.take_back(waiting, by=by, at=NOW)
    assert (told()[-1].verb, told()[-1].subject) == (Verb.SITE_TAKEN_BACK, waiting.id)
    for decide in (studies.agree, studies.decline):
        attempt = lambda decide=decide: decide(waiting, by=world.actor("research_lead"), at=NOW)  # noqa: E731
        assert refusal_of(attempt) is Refusal.DECIDED
    assert refusal_of(lambda: studies.take_back(waiting, by=by, at=NOW)) is Refusal.DECIDED


def test_an_invited_colleague_is_no_way_to_take_a_study_over(world: World) -> None:
    """The way round: the lead's role ended beside one nobody joined for, then that one, then a lead of one's own."""
    by, lead = world.actor("operator"), world.people["research_lead"]
    invited = people.invite(email="colleague@example.org", name="Colleague", by=by, at=NOW).person
    given = members.give(invited, "research_lead", where=world.first, by=world.actor("research_lead"), at=NOW)
    held = Membership.objects.get(person=lead, role="research_lead")
    assert refusal_of(lambda: members.end(held, by=by, at=NOW)) is Refusal.LAST_LEAD
    assert refusal_of(lambda: people.end(lead, by=by, at=NOW)) is Refusal.LAST_LEAD
    people.suspend(lead, by=by, at=NOW)
    assert isinstance(given, Membership)
    assert refusal_of(lambda: members.end(given, by=by, at=NOW)) is Refusal.LAST_LEAD
    # However a study came to have no lead, an operator names none.
    Membership.objects.filter(study=world.first, role="research_lead").update(ended=NOW)
    assert isinstance(members.give(person("Own"), "research_lead", where=world.first, by=by, at=NOW), Nomination)


def test_what_needs_no_agreement_is_given_at_once(world: World) -> None:
    for key in ("commissioner", "chair", "contributor"):
        made = members.give(person(f"New {key}"), key, where=place_of(world, key), by=world.actor("operator"), at=NOW)
        assert isinstance(made, Membership)


@pytest.mark.parametrize("key", AGREED)
def test_whoever_runs_the_installation_holds_no_such_role(world: World, key: str) -> None:
    second = person("Second operator")
    give(second, "operator")
    attempt = lambda: members.give(second, key, where=place_of(world, key), by=world.actor("operator"), at=NOW)  # noqa: E731
    assert refusal_of(attempt) is Refusal.TWO_DUTIES
    holder = world.people[key]
    runs = lambda: members.give(holder, "operator", where=None, by=world.actor("operator"), at=NOW)  # noqa: E731
    assert refusal_of(runs) is Refusal.TWO_DUTIES


def test_somebody_who_came_to_hold_both_answers_for_nothing(world: World) -> None:
    """As an older installation may have it."""
    lead = world.people["research_lead"]
    give(lead, "operator")
    assert isinstance(
        members.give(world.people["nobody"], "coder", where=world.first, by=actor(lead), at=NOW), Nomination
    )
    nomination = Nomination.objects.get()
    assert refusal_of(lambda: members.agree(nomination, by=actor(lead), at=NOW)) is Refusal.NOT_YOUR_ROLE


def test_what_was_proposed_is_looked_at_again_when_somebody_agrees(world: World) -> None:
    nomination = proposed(world, "coder")
    people.suspend(world.people["nobody"], by=world.actor("operator"), at=NOW)
    agree = lambda: members.agree(nomination, by=world.actor("research_lead"), at=NOW)  # noqa: E731
    assert refusal_of(agree) is Refusal.NOT_ACTIVE
    people.let_back(world.people["nobody"], by=world.actor("operator"), at=NOW)
    give(world.people["nobody"], "operator")
    assert refusal_of(agree) is Refusal.TWO_DUTIES


def test_a_role_is_proposed_once_and_lapses_with_the_account(world: World) -> None:
    nomination = proposed(world, "coder")
    assert refusal_of(lambda: proposed(world, "coder")) is Refusal.PROPOSED_ALREADY
    people.end(world.people["nobody"], by=world.actor("operator"), at=NOW)
    nomination.refresh_from_db()
    assert nomination.outcome == Outcome.LAPSED
    assert world.people["nobody"].state == PersonState.ACTIVE


def test_whoever_a_command_names_does_nothing_that_takes_two(world: World) -> None:
    nomination = proposed(world, "coder")
    with commanded():
        lead, runs = world.actor("research_lead"), world.actor("operator")
    for attempt in (
        lambda: members.give(person("Somebody"), "coder", where=world.first, by=lead, at=NOW),
        lambda: members.agree(nomination, by=lead, at=NOW),
        lambda: members.decline(nomination, by=lead, at=NOW),
        lambda: people.invite(email="x@example.org", name="X", by=runs, at=NOW),
    ):
        assert refusal_of(attempt) is Refusal.AT_A_TERMINAL
    assert {Ability.FINDINGS_RELEASE, Ability.FINDINGS_CONFIRM, Ability.MEMBERS_CHANGE} <= for_two_people()


def test_a_change_of_roles_stands_in_the_trail_of_leads_and_of_each_site_s_governance(world: World) -> None:
    members.agree(proposed(world, "coder"), by=world.actor("research_lead"), at=NOW)
    wanted = [Verb.MEMBERSHIP_GIVEN, Verb.MEMBERSHIP_PROPOSED]
    for who in ("research_lead", "site_governance"):
        by = world.actor(who)
        with acting(by):
            found = events_of(shares_of_trail(by, world.first), Asked(), roles_of=roles_of_trail(by, world.first))
            assert [one.verb for one in found] == wanted, who


def test_a_second_factor_taken_away_and_an_account_shut_stand_there_too(world: World) -> None:
    coder = world.people["coder"]
    people.remove_factors(coder, by=world.actor("operator"), at=NOW)
    people.suspend(coder, by=world.actor("operator"), at=NOW)
    common = share(world.first, ShareKind.COMMON).id
    assert [(one.verb, one.share) for one in told()] == [(Verb.FACTOR_REMOVED, common), (Verb.STATE_CHANGED, common)]
