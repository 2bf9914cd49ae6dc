"""The members of a study, and the page that says what one can see and why."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from fivefold.records.accounts.models import Membership, Person, ShareKind
from fivefold.records.accounts.roles import Ability, roles
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import seeing
from tests.support.log import told, verbs
from tests.support.signing_in import entered, with_app
from tests.support.standing import World, give, person
from tests.support.visiting import confirmed
from tests.support.visiting import signed_in as only_signed_in

pytestmark = pytest.mark.django_db


def signed_in(who: Person) -> Client:
    """Somebody who has just shown a second factor."""
    return confirmed(only_signed_in(who))


MEMBERS = "/studies/first/members/"


@pytest.fixture(autouse=True)
def nobody_tried_before(db: None) -> None:
    cache.clear()


def test_a_lead_sees_members_and_sites_and_gives_and_ends_roles(world: World) -> None:
    client = signed_in(world.people["research_lead"])
    shown = client.get(MEMBERS).content.decode()
    assert "Standing coder" in shown
    assert "North partnership" in shown
    newcomer = world.people["nobody"]
    assert client.post(MEMBERS, {"email": newcomer.email.upper(), "role": "coder"}).headers["Location"] == MEMBERS
    held = Membership.objects.get(person=newcomer)
    end = f"{MEMBERS}{held.id}/end/"
    assert "Standing nobody" in client.get(end).content.decode()
    assert client.post(end).headers["Location"] == MEMBERS
    assert client.get(end).status_code == 404
    given = [one.verb for one in told() if one.subject == newcomer.id]
    assert given == [Verb.MEMBERSHIP_GIVEN, Verb.MEMBERSHIP_ENDED]


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({}, "email", "Enter an e-mail address"),
        ({"email": "standing.coder@example.org"}, "role", "Choose a role"),
        ({"email": "stranger@example.org", "role": "coder"}, "email", "Nobody has been invited"),
        ({"email": "standing.coder@example.org", "role": "coder"}, "role", "hold this role here already"),
        ({"email": "standing.research.lead@example.org", "role": "coder"}, "email", "role of their own"),
        ({"email": "standing.coder@example.org", "role": "operator"}, "role", "what was chosen is not in the list"),
    ],
)
def test_each_error_links_to_a_field_that_is_there(world: World, form: dict[str, str], field: str, said: str) -> None:
    answer = signed_in(world.people["research_lead"]).post(MEMBERS, form)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert f'href="#id_{field}"' in shown
    assert f'id="id_{field}"' in shown


def test_the_last_lead_is_offered_no_end_and_the_reason_is_said(world: World) -> None:
    operator = signed_in(world.people["operator"])
    held = Membership.objects.get(person=world.people["research_lead"])
    answer = operator.post(f"/people/{held.person_id}/roles/{held.id}/end/")
    assert answer.status_code == 403
    assert "needs a research lead" in answer.content.decode()
    own = signed_in(world.people["research_lead"]).get(MEMBERS).content.decode()
    assert f"{held.id}/end/" not in own
    assert "role of their own" in own


def test_a_coder_sees_members_without_sites_and_changes_nothing(world: World) -> None:
    client = signed_in(world.people["coder"])
    shown = client.get(MEMBERS).content.decode()
    assert "Standing research lead" in shown
    assert "North partnership" not in shown
    assert "Give the role" not in shown
    answer = client.post(MEMBERS, {"email": world.people["nobody"].email, "role": "coder"})
    assert answer.status_code == 403
    held = Membership.objects.get(person=world.people["commissioner"])
    assert client.post(f"{MEMBERS}{held.id}/end/").status_code == 403
    assert held.id in Membership.objects.filter(ended__isnull=True).values_list("id", flat=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("site_lead", 403), ("commissioner", 403), ("other_research_lead", 404), ("other_coder", 404), ("nobody", 404)],
)
def test_members_are_closed_to_others_and_not_there_for_other_studies(world: World, who: str, status: int) -> None:
    client = signed_in(world.people[who])
    assert client.get(MEMBERS).status_code == status
    assert client.post(MEMBERS, {"email": world.people["nobody"].email, "role": "coder"}).status_code == status
    assert not Membership.objects.filter(person=world.people["nobody"]).exists()


def test_a_role_of_another_study_is_not_found_here(world: World) -> None:
    other = Membership.objects.get(person=world.people["other_coder"])
    assert signed_in(world.people["research_lead"]).post(f"{MEMBERS}{other.id}/end/").status_code == 404


def test_reading_the_members_is_told(world: World) -> None:
    signed_in(world.people["coder"]).get(MEMBERS)
    event = told()[-1]
    common = world.first.shares.get(kind=ShareKind.COMMON).id
    assert (event.verb, event.share, event.subject) == (Verb.MEMBERS_READ, common, world.first.id)


def test_a_rights_change_acts_at_the_next_request(world: World) -> None:
    client = entered(with_app(world.people["coder"]))
    assert client.get(MEMBERS).status_code == 200
    held = Membership.objects.get(person=world.people["coder"])
    signed_in(world.people["research_lead"]).post(f"{MEMBERS}{held.id}/end/")
    assert client.get(MEMBERS).status_code == 404


@pytest.mark.parametrize("key", list(roles()))
def test_the_page_says_of_each_role_what_the_doors_say(world: World, key: str) -> None:
    by = world.actor(key)
    page = seeing.access(by)
    (first,) = page.studies or (None,)
    open_kinds = {str(share.kind) for share in by.shares}
    if first is None:
        assert open_kinds == set()
    else:
        assert first.name == "first"
        seen = {
            kind
            for kind, what in seeing.KINDS.items()
            for one in first.parts
            if one.what == what and one.sees != "Nothing"
        }
        assert seen == open_kinds
        for doing in first.doings:
            ability = next(one for one in Ability if one.says == doing.what)
            assert doing.may == (ability in by.abilities[world.first.id] | by.abilities[None])
            named = roles()[key].name in doing.why
            assert named == (ability in roles()[key].may)
    assert [one.may for one in page.everywhere] == ([True] * 4 if key == "operator" else [])
    assert [one.name for one in page.roles] == [roles()[key].name]


def test_the_page_says_whose_submissions_a_site_lead_sees(world: World) -> None:
    (first,) = seeing.access(world.actor("site_lead")).studies
    sites = next(one for one in first.parts if one.what == seeing.KINDS[ShareKind.SITE])
    assert (sites.sees, sites.why) == ("Those of site A alone", "You are Site lead")
    research = next(one for one in first.parts if one.what == seeing.KINDS[ShareKind.RESEARCH])
    assert (research.sees, research.why) == ("Nothing", "Opened by: Coder, Research lead")


def test_governance_sees_no_submissions_and_reads_the_trail(world: World) -> None:
    (first,) = seeing.access(world.actor("site_governance")).studies
    sees = {one.what: one.sees for one in first.parts}
    assert sees[seeing.KINDS[ShareKind.SITE]] == "Nothing"
    may = {one.what for one in first.doings if one.may}
    assert Ability.AUDIT_READ.says in may
    assert Ability.SUBMISSIONS_READ.says not in may


def test_somebody_without_a_role_is_told_what_to_do(world: World) -> None:
    shown = signed_in(world.people["nobody"]).get("/me/access/").content.decode()
    assert "You hold no role yet" in shown


def test_the_page_costs_the_same_however_many_studies(world: World, django_assert_num_queries: Any) -> None:
    by = world.actor("coder")
    with django_assert_num_queries(3):
        seeing.access(by)
    busy: Person = person("Busy")
    for study in (world.first, world.second):
        give(busy, "coder", of=study)
    from fivefold.records.accounts.access import actor

    by = actor(busy)
    with django_assert_num_queries(3):
        assert len(seeing.access(by).studies) == 2
    assert Verb.REFUSED not in verbs()
