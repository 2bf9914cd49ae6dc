"""The people and studies that other tests stand on."""

import pytest

from fivefold.records.accounts.models import ShareKind
from fivefold.records.accounts.roles import roles
from fivefold.records.audit import events
from fivefold.records.audit.models import Head
from fivefold.records.audit.verbs import Verb
from tests.support.standing import NOW, World


def test_somebody_stands_in_each_role(world: World) -> None:
    assert set(roles()) <= set(world.people)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("site_lead", [("common", ""), ("site", "A")]),
        ("coder", [("common", ""), ("released", ""), ("research", ""), ("site", "A"), ("site", "B")]),
        ("commissioner", [("released", "")]),
        ("other_research_lead", []),
        ("other_site_lead", [("common", ""), ("site", "B")]),
        ("nobody", []),
    ],
)
def test_each_sees_their_shares_of_the_first_study(world: World, who: str, sees: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.label) for one in world.actor(who).shares_of(world.first.id)] == sees


def test_an_event_is_recorded_by_somebody_acting(world: World) -> None:
    with world.acting("coder") as by:
        common = by.shares_of(world.first.id, ShareKind.COMMON)[0]
        events.record(Verb.STUDY_READ, by=by.person, at=NOW, share=common.id, subject=world.first.id)
    assert Head.objects.get().number == 1
