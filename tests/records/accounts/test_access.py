"""Who may do what: the whole table, role by ability, written out once and compared with what the records say."""

import pytest

from fivefold.records.accounts.access import INSTALLATION, Refusal, Refused, actor, refuse, require
from fivefold.records.accounts.actions import members
from fivefold.records.accounts.models import Membership, ShareKind
from fivefold.records.accounts.roles import Ability, At, roles
from tests.support.standing import NOW, World, give, person, share, site, study

pytestmark = pytest.mark.django_db

# A row for each ability, a column for each role in the order of roles.toml:
# contributor, chair, site lead, site governance, coder, research lead, commissioner, operator.
TABLE = """
study.see             . . x x x x . .
submissions.read      . . x . x x . .
submissions.classify  . . . . . x . .
unplaced.resolve      . . . . x x . .
codings.read          . . . . x x . .
memos.write           . . . . x x . .
tables.read           . . . . x x . .
claims.read           . . . . x x . .
briefing.write        . . . . . x . .
freezes.make          . . . . . x . .
findings.release      . . . . . x . .
findings.confirm      . . . . x x . .
findings.read         . . . . x x x .
study.import          . . . . . x . .
study.export          . . . . . x . .
labels.read           . . . . . x . .
audit.read            . . . x . x . .
members.read          . . . . x x . x
members.change        . . . . . x . x
members.agree         . . x x . x . .
people.invite         . . . . . . . x
study.open            . . . . . . . x
site.aggregates       . . x . . . . .
"""
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}


def test_the_table_has_a_row_for_each_ability_and_a_column_for_each_role() -> None:
    assert set(ROWS) == set(Ability)
    assert {len(row) for row in ROWS.values()} == {len(roles())}


@pytest.mark.parametrize("ability", list(Ability))
def test_each_role_may_exactly_what_the_table_says(world: World, ability: Ability) -> None:
    for key, mark in zip(roles(), ROWS[ability], strict=True):
        by = world.actor(key)
        assert (refuse(by, ability, study=world.first.id) is None) == (mark == "x"), key


@pytest.mark.parametrize("ability", list(Ability))
def test_no_role_of_a_study_or_a_site_reaches_into_another_study(world: World, ability: Ability) -> None:
    for key, role in roles().items():
        if role.at is not At.INSTANCE:
            assert refuse(world.actor(key), ability, study=world.second.id) is Refusal.NOT_YOUR_ROLE, key


@pytest.mark.parametrize("ability", list(Ability))
def test_only_the_operator_may_anything_outside_every_study(world: World, ability: Ability) -> None:
    for key in roles():
        may = refuse(world.actor(key), ability) is None
        assert may == (key == "operator" and ROWS[ability][-1] == "x")


SHARES = {
    "contributor": "",
    "chair": "",
    "site_lead": "common site/A",
    "site_governance": "common",
    "coder": "common released research site/A site/B",
    "research_lead": "common released research site/A site/B",
    "commissioner": "released",
    "operator": "",
}


@pytest.mark.parametrize("key", list(SHARES))
def test_each_role_opens_exactly_these_shares(world: World, key: str) -> None:
    opened = {f"{one.kind}/{one.label}".rstrip("/") for one in world.actor(key).shares}
    assert opened == set(SHARES[key].split())
    assert set(SHARES) == set(roles())


def test_governance_reads_the_trail_of_its_own_site_without_opening_it(world: World) -> None:
    by = world.actor("site_governance")
    assert [one.label for one in by.trail] == ["A"]
    assert world.actor("research_lead").trail == ()


def test_a_role_at_a_site_that_takes_no_part_opens_nothing(world: World) -> None:
    alone = person("Alone")
    give(alone, "site_lead", at=site("West partnership"))
    assert actor(alone).shares == ()
    assert actor(alone).studies == ()


def test_several_roles_add_up(world: World) -> None:
    both = person("Both")
    give(both, "coder", of=world.second)
    give(both, "site_lead", at=world.north)
    by = actor(both)
    assert {one.study.name for one in by.shares} == {"first", "second"}
    assert [one.label for one in by.shares_of(world.first.id, ShareKind.SITE)] == ["A"]
    assert len(by.shares_of(world.first.id)) == 2
    assert set(by.studies) == {world.first.id, world.second.id}
    assert refuse(by, Ability.CODINGS_READ, study=world.first.id) is Refusal.NOT_YOUR_ROLE
    assert refuse(by, Ability.CODINGS_READ, study=world.second.id) is None


def test_running_the_installation_opens_no_share_beside_another_role(world: World) -> None:
    both = person("Both")
    give(both, "operator")
    give(both, "commissioner", of=world.first)
    by = actor(both)
    assert [one.kind for one in by.shares] == [ShareKind.RELEASED]
    assert refuse(by, Ability.PEOPLE_INVITE) is None


def test_somebody_is_looked_up_in_two_queries_however_much_they_hold(
    world: World, django_assert_num_queries: object
) -> None:
    busy = person("Busy")
    counted = django_assert_num_queries
    give(busy, "coder", of=world.first)
    with counted(2):  # type: ignore[operator]  # the fixture is a function
        actor(busy)
    for number in range(6):
        place = site(f"Place {number}")
        give(busy, "site_lead", at=place)
        give(busy, "coder", of=study(f"study-{number}", labels={"A": place}))
    with counted(2):  # type: ignore[operator]
        by = actor(busy)
        assert len(by.studies) == 7
        refuse(by, Ability.STUDY_SEE, study=world.first.id)


@pytest.mark.parametrize("state", ["invited", "suspended", "ended"])
def test_nobody_acts_whose_account_is_not_active(world: World, state: str) -> None:
    one = world.people["coder"]
    one.state = state
    with pytest.raises(Refused) as refused:
        actor(one)
    assert refused.value.refusal is Refusal.NOT_ACTIVE


def test_an_ended_role_opens_nothing(world: World) -> None:
    Membership.objects.filter(person=world.people["coder"]).update(ended=NOW)
    assert world.actor("coder").shares == ()


def test_a_refusal_is_a_sentence_and_none_is_no_refusal() -> None:
    require(None)
    with pytest.raises(Refused, match="None of your roles"):
        require(Refusal.NOT_YOUR_ROLE)
    assert all(str(one).endswith(".") for one in Refusal)


def test_a_share_of_the_whole_study_is_sealed_under_a_scope_of_its_own(world: World) -> None:
    scopes = {str(share(world.first, kind).scope) for kind in (ShareKind.COMMON, ShareKind.RESEARCH)}
    assert len(scopes) == 2
    assert str(share(world.first, ShareKind.RELEASED).scope).startswith("stat/")


def test_the_terminal_is_nobody_and_ends_no_ones_own_role(world: World) -> None:
    assert INSTALLATION.person is None
    from fivefold.records.accounts.acting import installation

    with installation():
        members.end(Membership.objects.get(person=world.people["coder"]), by=INSTALLATION, at=NOW)
    assert world.actor("coder").held == ()
