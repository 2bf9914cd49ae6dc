"""A framework by keys: nothing of it is lost, and who writes in different places does not meet."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Entry, Framework
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Conflict, Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import states
from fivefold.records.studies.states import EntryId, State
from tests.support.framework_values import frameworks
from tests.support.standing import NOW, World
from tests.support.submitted import frameworks as submitted
from tests.support.submitted import receive

RISK, STRENGTH = CellKey(Context.SCHOOL, "risk"), CellKey(Context.PEER, "strength")


def made() -> EntryId:
    return uuid4().hex, 1, "mark"


@given(one=frameworks())
def test_a_framework_and_its_entries_are_told_whole(one: Framework) -> None:
    entries = [made() for _ in one.placed_entries()]
    state = states.framework(one, entries)
    assert states.framework_of(state) == one
    assert list(states.entry_ids(state)) == entries
    placed = [(entry.cell, entry.text) for entry in states.placed(state)]
    assert placed == [(cell, entry.text) for cell, entry in one.placed_entries()]


@given(one=frameworks())
def test_the_order_in_which_keys_were_written_is_not_the_order_of_entries(one: Framework) -> None:
    state = states.framework(one, [made() for _ in one.placed_entries()])
    assert states.framework_of(dict(reversed(state.items()))) == one


def test_a_status_shows_again_when_the_last_entry_of_its_cell_is_taken_out() -> None:
    cell = Cell(RISK, (), CellStatus.NOBODY_KNEW, "N/K")
    one = submitted(1)[0].framework
    one = replace(one, cells=tuple(cell if each.key == RISK else each for each in one.cells))
    before = states.framework(one, [made() for _ in one.placed_entries()])
    entry = made()
    after = before | states.entry_at_end(before, Entry("Walks home with his cousin.", RISK), entry)
    held = states.framework_of(after).cell(RISK.context, RISK.column)
    assert ([each.text for each in held.entries], held.status, held.status_text) == (
        ["Walks home with his cousin."],
        None,
        "",
    )
    assert states.framework_of(changes.apply(after, changes.keys(dropped=[states.entry_key(entry[0])]))) == one


# ---- several people at one framework


@pytest.fixture
def line(world: World) -> Line:
    """The line of a framework that was received."""
    with world.acting("research_lead") as by:
        row = receive(submitted(1), of=world.first, by=by)[0]
        return Line.objects.select_related("share").get(kind=Kind.FRAMEWORK, subject=row.id)


def told(line: Line) -> State:
    return lines.states([line])[line.id]


def write(world: World, line: Line, change: changes.Change, *, against: int) -> None:
    with world.acting("research_lead") as by:
        one = Write(line, change, against=against)
        lines.write([one], verb=Verb.SUBMISSION_RECEIVED_AGAIN, by=by, at=NOW, share=line.share)


def reworded(state: State, entry: str, text: str) -> dict[str, Any]:
    key = states.entry_key(entry)
    held = state[key]
    return {key: {**held, "version": held["version"] + 1, "entry": {**held["entry"], "text": text}}}


def test_two_who_add_to_one_cell_and_one_who_rewords_another_entry_do_not_meet(world: World, line: Line) -> None:
    with world.acting("research_lead"):
        seen = told(line)
    ids = [entry for entry, _, _ in states.entry_ids(seen)]
    added = [states.entry_at_end(seen, Entry(text, STRENGTH), made()) for text in ("First.", "Second.")]
    for given_ in (*added, reworded(seen, ids[0], "Said otherwise.")):
        write(world, line, changes.keys(given=given_), against=1)
    with world.acting("research_lead"):
        now = told(line)
    texts = [entry.text for entry in states.placed(now) if entry.cell == STRENGTH]
    assert sorted(texts[-2:]) == ["First.", "Second."]
    assert next(entry.text for entry in states.placed(now) if entry.id[0] == ids[0]) == "Said otherwise."


def test_the_second_who_rewords_one_entry_is_told_what_the_first_wrote(world: World, line: Line) -> None:
    with world.acting("research_lead"):
        seen = told(line)
    entry = states.entry_ids(seen)[0][0]
    write(world, line, changes.keys(given=reworded(seen, entry, "Hers.")), against=1)
    with pytest.raises(Conflict) as conflict:
        write(world, line, changes.keys(given=reworded(seen, entry, "His.")), against=1)
    (theirs,) = conflict.value.theirs
    assert theirs.change["set"][states.entry_key(entry)]["entry"]["text"] == "Hers."


def test_one_entry_is_undone_and_what_others_wrote_since_stays(world: World, line: Line) -> None:
    with world.acting("research_lead"):
        seen = told(line)
    first, second = (entry for entry, _, _ in states.entry_ids(seen)[:2])
    write(world, line, changes.keys(given=reworded(seen, first, "By mistake.")), against=1)
    write(world, line, changes.keys(given=reworded(seen, second, "On purpose.")), against=1)
    with world.acting("research_lead") as by:
        lines.undo(line, 2, by=by, at=NOW)
        now = told(line)
    assert now[states.entry_key(first)] == seen[states.entry_key(first)]
    assert now[states.entry_key(second)]["entry"]["text"] == "On purpose."


def test_a_form_that_comes_again_writes_what_is_another_and_nothing_else(world: World) -> None:
    value = submitted(1)[0]
    cells = list(value.framework.cells)
    place = next(number for number, cell in enumerate(cells) if cell.entries)
    text = f"{cells[place].entries[0].text} And more."
    cells[place] = replace(
        cells[place], entries=(replace(cells[place].entries[0], text=text), *cells[place].entries[1:])
    )
    with world.acting("research_lead") as by:
        row = receive([value], of=world.first, by=by)[0]
        receive([replace(value, framework=replace(value.framework, cells=tuple(cells)))], of=world.first, by=by)
        (line,) = Line.objects.filter(kind=Kind.FRAMEWORK, subject=row.id)
        again = lines.history(line)[1]
    assert not again.change["drop"]
    (held,) = again.change["set"].values()
    assert (held["version"], held["entry"]["text"]) == (2, text)
