"""Memos are written, rewritten without loss, and read with their history."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fivefold.method.common.errors import InputError
from fivefold.records.accounts.access import Refusal, Refused
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import actions_memos, memos
from fivefold.records.coding.access import refuse_write_memo
from fivefold.records.coding.models import Memo, MemoAbout
from fivefold.records.revisions.lines import Conflict
from tests.support.standing import NOW, World, told

LATER = NOW + timedelta(hours=1)


def test_a_memo_keeps_every_version_with_its_writer(world: World) -> None:
    with world.acting("coder") as by:
        made = actions_memos.write(world.first, text="  first\r\nthought ", code="risk/peer", by=by, at=NOW)
    with world.acting("research_lead") as by:
        actions_memos.rewrite(Memo.objects.get(id=made.id), text="second thought", seen=1, by=by, at=LATER)
        (found,) = memos.memos(world.first)
    assert (found.about, found.code, found.submission) == (MemoAbout.CODE, "risk/peer", None)
    assert [(one.number, one.text, one.by) for one in found.versions] == [
        (1, "first\nthought", "Standing coder"),
        (2, "second thought", "Standing research lead"),
    ]
    assert found.newest.at == LATER


def test_writing_is_one_event_without_words(world: World) -> None:
    before = len(told())
    with world.acting("coder") as by:
        made = actions_memos.write(world.first, text="CANARY-7f3a", by=by, at=NOW)
    (event,) = told()[before:]
    assert (event.verb, event.subject, event.facts) == (Verb.MEMO_WRITTEN, made.id, {"about": "study"})
    assert event.content is not None


def test_memos_are_listed_by_what_they_are_about(world: World) -> None:
    submission = uuid4()
    with world.acting("coder") as by:
        for number, about in enumerate(({}, {"submission": submission}, {"code": "risk/peer"}, {"code": "risk"})):
            at = NOW + timedelta(minutes=number)
            actions_memos.write(world.first, text=f"memo {number}", by=by, at=at, **about)  # type: ignore[arg-type]

        def listed(**asked: object) -> list[str]:
            return [one.newest.text for one in memos.memos(world.first, **asked)]  # type: ignore[arg-type]

        assert listed() == ["memo 3", "memo 2", "memo 1", "memo 0"]
        assert listed(about=MemoAbout.STUDY) == ["memo 0"]
        assert listed(submission=submission) == ["memo 1"]
        assert listed(about=MemoAbout.CODE, code="risk/peer") == ["memo 2"]


def test_who_writes_over_somebody_else_is_told_and_nothing_is_written(world: World) -> None:
    with world.acting("coder") as by:
        made = actions_memos.write(world.first, text="first", by=by, at=NOW)
        actions_memos.rewrite(made, text="theirs", seen=1, by=by, at=LATER)
        with pytest.raises(Conflict) as met:
            actions_memos.rewrite(made, text="mine", seen=1, by=by, at=LATER)
        assert [told.change["set"]["text"] for told in met.value.theirs] == ["theirs"]
        assert memos.memo(made).newest.text == "theirs"


@pytest.mark.parametrize("text", ["", " \n ", "x" * (actions_memos.LONGEST + 1)])
def test_a_memo_without_words_or_with_too_many_is_not_written(world: World, text: str) -> None:
    with world.acting("coder") as by:
        with pytest.raises(InputError):
            actions_memos.write(world.first, text=text, by=by, at=NOW)
        assert not Memo.objects.exists()


@pytest.mark.parametrize("who", ["site_lead", "commissioner", "contributor", "operator", "other_research_lead"])
def test_others_neither_write_nor_read(world: World, who: str) -> None:
    with world.acting("coder") as by:
        made = actions_memos.write(world.first, text="first", by=by, at=NOW)
    with world.acting(who) as by:
        assert refuse_write_memo(by, world.first.id) is Refusal.NOT_YOUR_ROLE
        with pytest.raises(Refused):
            actions_memos.write(world.first, text="mine", by=by, at=NOW)
        with pytest.raises(Refused):
            actions_memos.rewrite(made, text="mine", seen=1, by=by, at=NOW)
        assert not Memo.objects.filter(id=made.id).exists()
