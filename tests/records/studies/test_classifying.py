"""Deciding a cohort against the rule, taking it back, undoing either."""

import pytest

from fivefold.method.frameworks.classification import Cohort
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions.lines import Conflict
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import actions_classifying as classifying
from fivefold.records.studies import queries, submissions
from fivefold.records.studies.actions_classifying import Refusal
from fivefold.records.studies.models import Submission
from tests.support.standing import NOW, World
from tests.support.submitted import events, frameworks, receive, revisions

REASON = "The second meeting's minutes name two peers who acted with him, CANARY-7f3a."


@pytest.fixture
def sole(world: World) -> Submission:
    """A submission of the first study that the rule calls sole."""
    with world.acting("research_lead") as by:
        found = receive(frameworks(1), of=world.first, by=by)[0]
        assert queries.card_of(found).cohort == Cohort.SOLE
    return found


def card(world: World, row: Submission) -> queries.Card:
    with world.acting("research_lead"):
        return queries.card_of(Submission.objects.select_related("share").get(id=row.id))


def decide(world: World, row: Submission, cohort: Cohort = Cohort.GROUP, *, against: int = 0) -> Event:
    with world.acting("research_lead") as by:
        return classifying.override(row, cohort=cohort, reason=REASON, against=against, by=by, at=NOW)


def test_a_decision_stands_beside_the_rule_with_name_and_reason(world: World, sole: Submission) -> None:
    decide(world, sole)
    with world.acting("research_lead"):
        opened = submissions.opened(sole)
    assert opened.value.override is not None
    assert (opened.value.override.cohort, opened.value.override.reason) == ("group", REASON)
    assert opened.value.override.by == "Standing research lead"
    told = card(world, sole)
    assert (told.cohort, told.computed, told.overridden) == ("group", "sole", True)


def test_a_decision_makes_one_event_without_its_reason(world: World, sole: Submission) -> None:
    before = len(events())
    event = decide(world, sole)
    assert len(events()) == before + 1
    assert (event.verb, event.facts) == (Verb.CLASSIFICATION_OVERRIDDEN, {})
    assert (event.subject, event.share) == (sole.id, sole.share_id)


def test_taking_a_decision_back_lets_the_rule_hold_and_keeps_the_history(world: World, sole: Submission) -> None:
    decide(world, sole)
    with world.acting("research_lead") as by:
        event = classifying.withdraw(sole, against=1, by=by, at=NOW)
        verbs = [one.verb for one in submissions.changes(sole)]
    assert event.verb == Verb.OVERRIDE_WITHDRAWN
    assert (card(world, sole).cohort, card(world, sole).overridden) == ("sole", False)
    assert verbs[-2:] == [Verb.CLASSIFICATION_OVERRIDDEN, Verb.OVERRIDE_WITHDRAWN]


def test_undoing_a_withdrawal_brings_the_decision_back(world: World, sole: Submission) -> None:
    decide(world, sole)
    with world.acting("research_lead") as by:
        classifying.withdraw(sole, against=1, by=by, at=NOW)
        classifying.undo(sole, number=2, by=by, at=NOW)
    assert card(world, sole).cohort == "group"


def test_undoing_a_decision_that_another_followed_is_a_conflict(world: World, sole: Submission) -> None:
    decide(world, sole)
    decide(world, sole, Cohort.BOTH, against=1)
    with world.acting("research_lead") as by, pytest.raises(Conflict):
        classifying.undo(sole, number=1, by=by, at=NOW)
    assert card(world, sole).cohort == "both"


def test_a_decision_upon_what_somebody_changed_meanwhile_writes_nothing(world: World, sole: Submission) -> None:
    decide(world, sole)
    before = len(revisions()), len(events())
    with pytest.raises(Conflict) as conflict:
        decide(world, sole, Cohort.BOTH, against=0)
    assert conflict.value.theirs[0].change["put"]["cohort"] == "group"
    assert (len(revisions()), len(events())) == before
    assert card(world, sole).cohort == "group"


@pytest.mark.parametrize("who", ["coder", "site_lead"])
def test_only_a_research_lead_decides(world: World, sole: Submission, who: str) -> None:
    with world.acting(who) as by:
        for act in (
            lambda: classifying.override(sole, cohort=Cohort.GROUP, reason=REASON, against=0, by=by, at=NOW),
            lambda: classifying.withdraw(sole, against=0, by=by, at=NOW),
            lambda: classifying.undo(sole, number=1, by=by, at=NOW),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.refusal is NotAllowed.NOT_YOUR_ROLE


@pytest.mark.parametrize(
    ("cohort", "reason", "refusal"),
    [
        (Cohort.UNDETERMINED, REASON, Refusal.NO_COHORT),
        (Cohort.GROUP, "  \n ", Refusal.NO_REASON),
        (Cohort.GROUP, "x" * (classifying.REASON_AT_MOST + 1), Refusal.TOO_LONG),
    ],
)
def test_a_decision_needs_a_cohort_and_a_reason_of_bearable_length(
    world: World, sole: Submission, cohort: Cohort, reason: str, refusal: Refusal
) -> None:
    with world.acting("research_lead") as by, pytest.raises(Refused) as refused:
        classifying.override(sole, cohort=cohort, reason=reason, against=0, by=by, at=NOW)
    assert refused.value.refusal is refusal


def test_there_is_nothing_to_take_back_where_nobody_decided(world: World, sole: Submission) -> None:
    with world.acting("research_lead") as by:
        for act in (
            lambda: classifying.withdraw(sole, against=0, by=by, at=NOW),
            lambda: classifying.undo(sole, number=7, by=by, at=NOW),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.refusal is Refusal.NOTHING_DECIDED


def test_a_reason_reaches_storage_only_sealed(world: World, sole: Submission) -> None:
    decide(world, sole)
    assert any(one.line.kind == Kind.CLASSIFICATION for one in revisions())
    assert all(b"CANARY-7f3a" not in bytes(one.sealed) for one in revisions())
    assert all("CANARY" not in str(event.facts) for event in events())


def test_a_card_that_cannot_be_written_takes_the_decision_back(
    world: World, sole: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no space")

    before = len(revisions()), len(events())
    monkeypatch.setattr("fivefold.records.studies.cards.seal", fail)
    with pytest.raises(OSError, match="no space"):
        decide(world, sole)
    assert (len(revisions()), len(events())) == before
