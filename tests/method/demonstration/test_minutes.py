"""Cases written up as frameworks."""

from collections import Counter
from random import Random

from fivefold.method.common.contexts import Context
from fivefold.method.demonstration import minutes
from fivefold.method.demonstration.cases import Case, solved
from fivefold.method.demonstration.minutes import Minutes
from fivefold.method.frameworks import references
from fivefold.method.frameworks.definition import instrument


def written(case: Case, seed: int = 1) -> Minutes:
    reference = references.make(Random(seed).randbytes(references.RANDOM_BYTES))
    dealt = minutes.wordings(Random(seed))
    return minutes.write_up(case, reference=reference, instrument=instrument(), dealt=dealt, rng=Random(seed))


def test_every_code_stands_in_the_cell_it_was_given_as_often_as_it_was_given() -> None:
    for case in solved():
        made = written(case)
        repeated = {code for _, code in _incident_marks(case)}
        found = Counter((str(one.cell), one.code) for one in made.passages if one.code not in repeated)
        wanted = Counter((str(one.cell), one.code) for one in case.placed if one.code not in repeated)
        assert found == wanted, case.number


def _incident_marks(case: Case) -> set[tuple[str, str]]:
    """Codes that incident lines may repeat: whom it concerned, and where."""
    return {("individual/hsb", placed.code) for placed in case.placed if placed.code.startswith("offence/")}


def test_no_entry_carries_one_code_twice() -> None:
    for case in solved()[:20]:
        entries = Counter((one.cell, one.entry, one.code) for one in written(case).passages)
        assert max(entries.values()) == 1


def test_the_form_has_a_cell_for_every_place_and_the_header_names_no_person() -> None:
    made = written(solved()[30]).framework
    assert [cell.key for cell in made.cells] == list(instrument().places)
    assert references.is_reference(made.header.reference)
    assert made.instrument == "appendix-a/1"


def test_some_entries_say_who_said_them_how_sure_when_and_about_what() -> None:
    entries = [
        (place, entry)
        for seed in range(3)
        for case in solved()
        for place, entry in written(case, 100 * seed + case.number).framework.placed_entries()
    ]
    assert any(entry.said_by for _, entry in entries)
    assert {entry.certainty for _, entry in entries} == {None, "reported", "confirmed"}
    assert any(entry.as_of and entry.as_of.year == 2015 for _, entry in entries)
    assert any(entry.as_of and entry.as_of.year == 2016 for _, entry in entries)
    assert any(entry.about for _, entry in entries)
    assert any(entry.first_placed != place for place, entry in entries)
    assert any("\n" in entry.text for _, entry in entries)


def test_the_neighbourhood_row_mostly_says_which_place_it_is_about() -> None:
    named = [written(case, case.number).framework.places.get(Context.NEIGHBOURHOOD) == case.place for case in solved()]
    assert 0.75 < sum(named) / len(named) < 1
