"""Giving words a place, taking them for nothing, and going back."""

import pytest

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import CellKey, CellStatus
from fivefold.records.accounts.access import Refusal as NotAllowed
from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import ShareKind
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Conflict, Write
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import actions_resolving as resolving
from fivefold.records.studies import queries, states, submissions
from fivefold.records.studies.actions_resolving import Refusal
from fivefold.records.studies.models import Submission
from fivefold.records.studies.submissions import Opened
from tests.support.standing import NOW, World, share
from tests.support.submitted import UNPLACED, events, frameworks, receive, revisions

SCHOOL = CellKey(Context.SCHOOL, "strength")


@pytest.fixture
def form(world: World) -> Submission:
    """A submission whose form came with two pieces of text that had no place."""
    with world.acting("research_lead") as by:
        return receive(frameworks(1), of=world.first, by=by, unplaced=UNPLACED)[0]


def opened(world: World, row: Submission) -> Opened:
    with world.acting("coder"):
        return submissions.opened(row)


def keys(world: World, row: Submission) -> list[str]:
    return [one.key for one in opened(world, row).unplaced]


def place(world: World, row: Submission, words: str, *, cell: CellKey = SCHOOL, against: int = 1) -> Event:
    with world.acting("coder") as by:
        return resolving.place(row, words=words, cell=cell, against=against, by=by, at=NOW)


def dismiss(world: World, row: Submission, words: str, *, reason: str = "A page number", against: int = 1) -> Event:
    with world.acting("coder") as by:
        return resolving.dismiss(row, words=words, reason=reason, against=against, by=by, at=NOW)


def card(world: World, row: Submission) -> queries.Card:
    with world.acting("coder"):
        return queries.card_of(Submission.objects.select_related("share").get(id=row.id))


def test_placed_words_become_the_last_entry_of_their_cell(world: World, form: Submission) -> None:
    before = opened(world, form)
    event = place(world, form, before.unplaced[0].key)
    after = opened(world, form)
    was = before.value.framework.cell(*_parts(SCHOOL)).entries
    now = after.value.framework.cell(*_parts(SCHOOL)).entries
    assert now[:-1] == was
    assert (now[-1].text, now[-1].first_placed) == (UNPLACED[0][0], SCHOOL)
    assert after.value.framework.cell(*_parts(SCHOOL)).status is None
    assert (event.verb, event.facts) == (Verb.UNPLACED_RESOLVED, {"as": "entry"})


def test_every_other_entry_keeps_its_identifier(world: World, form: Submission) -> None:
    before = opened(world, form)
    place(world, form, before.unplaced[0].key)
    after = opened(world, form)
    texts = {entry: text.text for (entry, _, _), (_, text) in _entries(after)}
    for (entry, _, _), (_, told) in _entries(before):
        assert texts.pop(entry) == told.text
    assert list(texts.values()) == [UNPLACED[0][0]]


def test_placing_is_one_event_of_both_lines_and_renews_the_card(world: World, form: Submission) -> None:
    before, count = card(world, form), len(events())
    event = place(world, form, keys(world, form)[0])
    assert len(events()) == count + 1
    kinds = [one.line.kind for one in revisions() if one.event_id == event.number]
    assert sorted(kinds) == [Kind.FRAMEWORK, Kind.UNPLACED]
    after = card(world, form)
    assert (before.unplaced, before.resolved, after.unplaced, after.resolved) == (2, 0, 1, 1)
    assert after.entries == before.entries + 1


def test_words_taken_for_nothing_leave_the_framework_alone(world: World, form: Submission) -> None:
    before = opened(world, form)
    event = dismiss(world, form, before.unplaced[1].key)
    after = opened(world, form)
    assert after.value.framework == before.value.framework
    assert after.unplaced[1].decided == {"as": "nothing", "reason": "A page number"}
    assert (event.verb, event.facts) == (Verb.UNPLACED_RESOLVED, {"as": "nothing"})
    assert (card(world, form).unplaced, card(world, form).resolved) == (1, 1)


def test_two_people_who_decide_on_different_words_do_not_meet(world: World, form: Submission) -> None:
    first, second = keys(world, form)
    place(world, form, first, against=1)
    dismiss(world, form, second, against=1)
    assert card(world, form).unplaced == 0


def test_the_second_to_decide_on_the_same_words_is_told_what_the_first_did(world: World, form: Submission) -> None:
    first = keys(world, form)[0]
    place(world, form, first, against=1)
    before = len(revisions()), len(events())
    with pytest.raises(Conflict) as conflict:
        dismiss(world, form, first, reason="Mine", against=1)
    assert conflict.value.theirs[0].change["set"][first]["decided"]["cell"] == "school/strength"
    assert (len(revisions()), len(events())) == before


def test_a_decision_taken_back_leaves_the_form_as_it_was(world: World, form: Submission) -> None:
    before = opened(world, form)
    empty = next(one for one in before.value.framework.cells if one.status is CellStatus.NOT_DISCUSSED)
    words = before.unplaced[0].key
    place(world, form, words, cell=empty.key)
    with world.acting("coder") as by:
        event = resolving.reopen(form, words=words, against=2, by=by, at=NOW)
    after = opened(world, form)
    assert after.value.framework == before.value.framework
    assert after.entries == before.entries
    assert after.unplaced == before.unplaced
    assert event.verb == Verb.UNDONE
    assert (card(world, form).unplaced, card(world, form).resolved) == (2, 0)


def test_taking_back_from_among_others_leaves_the_others(world: World, form: Submission) -> None:
    first, second = keys(world, form)
    place(world, form, first, cell=SCHOOL)
    before = opened(world, form)
    place(world, form, second, cell=SCHOOL, against=2)
    with world.acting("coder") as by:
        resolving.reopen(form, words=second, against=3, by=by, at=NOW)
    assert opened(world, form).value.framework == before.value.framework


def test_taking_back_nothing_needs_no_framework(world: World, form: Submission) -> None:
    words = keys(world, form)[1]
    dismiss(world, form, words)
    with world.acting("coder") as by:
        resolving.reopen(form, words=words, against=2, by=by, at=NOW)
    assert not opened(world, form).unplaced[1].decided


def test_an_entry_that_was_coded_is_not_taken_back(world: World, form: Submission) -> None:
    words = keys(world, form)[0]
    place(world, form, words)
    entry = opened(world, form).unplaced[0].decided["entry"]
    with world.acting("coder") as by:
        research = share(world.first, ShareKind.RESEARCH)
        line = lines.line(Kind.CODINGS, share=research, subject=form.id, part=form.id)
        state = changes.put({"one": [entry, 0, 4, "risk/school"]})
        lines.write([Write(line, state)], verb=Verb.CODINGS_RECEIVED, by=by, at=NOW, share=research)
        with pytest.raises(Refused) as refused:
            resolving.reopen(form, words=words, against=2, by=by, at=NOW)
    assert refused.value.refusal is Refusal.CODED


def test_an_entry_that_was_rewritten_is_not_taken_back(world: World, form: Submission) -> None:
    words = keys(world, form)[0]
    place(world, form, words)
    entry = opened(world, form).unplaced[0].decided["entry"]
    with world.acting("coder") as by:
        line = lines.line(Kind.FRAMEWORK, share=form.share, subject=form.id)
        key = states.entry_key(entry)
        told = lines.states([line])[line.id][key]
        change = changes.keys(given={key: {**told, "version": 2}})
        lines.write([Write(line, change)], verb=Verb.SUBMISSION_RECEIVED_AGAIN, by=by, at=NOW, share=form.share)
        with pytest.raises(Refused) as refused:
            resolving.reopen(form, words=words, against=2, by=by, at=NOW)
    assert refused.value.refusal is Refusal.REWRITTEN


def test_a_site_lead_decides_on_no_words(world: World, form: Submission) -> None:
    words = keys(world, form)[0]
    with world.acting("site_lead") as by:
        for act in (
            lambda: resolving.place(form, words=words, cell=SCHOOL, against=1, by=by, at=NOW),
            lambda: resolving.dismiss(form, words=words, reason="x", against=1, by=by, at=NOW),
            lambda: resolving.reopen(form, words=words, against=1, by=by, at=NOW),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.refusal is NotAllowed.NOT_YOUR_ROLE


def test_what_cannot_be_decided_is_refused_with_its_reason(world: World, form: Submission) -> None:
    words = keys(world, form)[0]
    nowhere = CellKey(Context.SCHOOL, "mood")
    with world.acting("coder") as by:
        for refusal, act in (
            (Refusal.NO_SUCH_WORDS, lambda: resolving.place(form, words="no", cell=SCHOOL, against=1, by=by, at=NOW)),
            (Refusal.NO_SUCH_CELL, lambda: resolving.place(form, words=words, cell=nowhere, against=1, by=by, at=NOW)),
            (Refusal.NO_REASON, lambda: resolving.dismiss(form, words=words, reason=" ", against=1, by=by, at=NOW)),
            (
                Refusal.TOO_LONG,
                lambda: resolving.dismiss(form, words=words, reason="x" * 1001, against=1, by=by, at=NOW),
            ),
            (Refusal.NO_SUCH_WORDS, lambda: resolving.reopen(form, words="no", against=1, by=by, at=NOW)),
            (Refusal.STILL_OPEN, lambda: resolving.reopen(form, words=words, against=1, by=by, at=NOW)),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.refusal is refusal


def _parts(cell: CellKey) -> tuple[Context, str]:
    return cell.context, cell.column


def _entries(of: Opened) -> list[tuple[tuple[str, int, str], tuple[CellKey, object]]]:
    return list(zip(of.entries, of.value.framework.placed_entries(), strict=True))  # type: ignore[arg-type]
