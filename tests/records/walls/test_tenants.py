"""Whatever people of several tenants do, in whatever order, none of them meets another's words."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fivefold.records.accounts.access import Actor, actor
from fivefold.records.accounts.acting import acting, overseeing, reading_trail
from fivefold.records.accounts.models import Share
from fivefold.records.accounts.tenancy import OutsideShares
from fivefold.records.audit import events
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.models import Memo, MemoAbout
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind, Line, Revision
from tests.support.databases import wants_postgresql
from tests.support.standing import NOW, World

WHO = ("site_lead", "other_site_lead", "coder", "other_coder", "research_lead", "commissioner", "nobody")


@dataclass
class Play:
    """What the players have done: lines by share, and the words that stand in each share."""

    actors: dict[str, Actor]
    shares: tuple[Share, ...]
    lines: dict[UUID, Line] = field(default_factory=dict)
    written: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    count: int = 0

    def write(self, by: Actor, to: Share, subject: int) -> None:
        """Write words of the share; refused where it is not the actor's."""
        self.count += 1
        words = f"CANARY-{to.id}-{self.count}"
        try:
            with transaction.atomic():
                one = lines.line(Kind.MEMO, share=to, subject=uuid5(to.id, str(subject)))
                change = changes.keys(given={str(self.count): words})
                lines.write([Write(one, change)], verb=Verb.MEMO_WRITTEN, by=by, at=NOW, share=to, subject=one.subject)
        except OutsideShares:
            assert to not in by.shares
        else:
            assert to in by.shares
            self.lines[one.id] = one
            self.written[to.id].add(words)

    def write_row(self, by: Actor, to: Share, subject: int) -> None:
        """Make a row of the share; refused where it is not the actor's."""
        row = Memo(share=to, about=MemoAbout.STUDY, made=NOW)
        if to in by.shares:
            row.save()
        else:
            with pytest.raises(OutsideShares):
                row.save()

    def undo(self, by: Actor, to: Share, subject: int) -> None:
        """Take back the newest change of a line of the share; refused where it is not the actor's."""
        found = [one for one in self.lines.values() if one.share_id == to.id]
        if not found:
            return
        one = found[subject % len(found)]
        newest = lines.history(one)
        assert bool(newest) == (to in by.shares)
        if newest:
            lines.undo(one, newest[-1].number, by=by, at=NOW)
            self._know_again(one)

    def read_states(self, by: Actor, to: Share, subject: int) -> None:
        """Read everything that can be reached."""
        self._sees(by, lines.states(Line.objects.all()), all_of_it=True)

    def read_foreign(self, by: Actor, to: Share, subject: int) -> None:
        """Read through lines and subjects that somebody else found."""
        self._sees(by, lines.states(self.lines.values()), all_of_it=True)
        self._sees(by, lines.states_of([one.subject for one in self.lines.values()], Kind.MEMO), all_of_it=True)

    def read_histories(self, by: Actor, to: Share, subject: int) -> None:
        """Read every line's history."""
        self._sees(by, [lines.history(one) for one in self.lines.values()])

    def read_rows(self, by: Actor, to: Share, subject: int) -> None:
        """Look at the rows: on PostgreSQL with raw SQL and the other manager, which the first wall does not stop."""
        held = {one.id for one in by.shares}
        assert {one.share_id for model in (Line, Revision, Memo) for one in model.objects.all()} <= held
        if wants_postgresql():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT share_id FROM line UNION SELECT share_id FROM revision UNION SELECT share_id FROM memo"
                )
                assert {row[0] for row in cursor.fetchall()} <= held
            assert {one.share_id for one in Revision.everywhere.select_related("line")} <= held

    def read_trail(self, by: Actor, to: Share, subject: int) -> None:
        """Read the events of a share."""
        open_to = {one.id for one in (*by.shares, *by.trail)}
        with reading_trail(by, [one.id for one in self.shares]):
            assert {one.share for one in Event.objects.all()} <= open_to

    def _know_again(self, one: Line) -> None:
        """Take what stands in a share anew, after a change of which the words are not ours to foresee."""
        of = [line for line in self.lines.values() if line.share_id == one.share_id]
        self.written[one.share_id] = {words for state in lines.states(of).values() for words in state.values()}

    def _sees(self, by: Actor, found: Any, *, all_of_it: bool = False) -> None:
        text = json.dumps(found, default=str) if not isinstance(found, dict) else str(found)
        held = {one.id for one in by.shares}
        for share in self.shares:
            if share.id not in held:
                assert f"CANARY-{share.id}" not in text
            elif all_of_it:
                assert all(words in text for words in self.written[share.id])


MOVES: dict[str, Callable[[Play, Actor, Share, int], None]] = {
    "write": Play.write,
    "row": Play.write_row,
    "undo": Play.undo,
    "states": Play.read_states,
    "foreign": Play.read_foreign,
    "histories": Play.read_histories,
    "rows": Play.read_rows,
    "trail": Play.read_trail,
}
STEPS = st.lists(
    st.tuples(st.sampled_from([*MOVES, "write", "write"]), st.sampled_from(WHO), st.integers(0, 8), st.integers(0, 1)),
    min_size=4,
    max_size=14,
)


@pytest.mark.slow  # Three hundred plays of up to fourteen moves, each on a real database.
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_play_shows_anybody_anothers_words(world: World, steps: list[tuple[str, str, int, int]]) -> None:
    shares = tuple(Share.objects.select_related("study").order_by("study__name", "kind", "label"))
    with transaction.atomic():
        play = Play({who: actor(world.people[who]) for who in WHO}, shares)
        for move, who, to, subject in steps:
            with acting(play.actors[who]) as by:
                MOVES[move](play, by, shares[to % len(shares)], subject)
        with overseeing():
            assert (events.verify(), lines.unmatched()) == (None, None)
        transaction.set_rollback(True)
