"""Write a form, read it back: for any words at all, every cell has its own again."""

import random
import string

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.demonstration.returned import ADDING, STRAYING, Manner, return_form
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Certainty, Entry, Framework, Header
from fivefold.method.frameworks.forms.reading import read_form
from fivefold.method.frameworks.forms.writing import write_form

FORM = instrument()
EXAMPLES = 40

writable = st.characters(
    blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff", whitelist_characters="\t\n"
)
anything = st.text(writable, min_size=1, max_size=60).map(str.strip).filter(bool)
AWKWARD = ["bullying", "stairs", "weekly", "n/a", "none", "-", "•", "1.", "School(s)", "Strengths"]
AWKWARD += ["[entry]", "(specify)", "Ref:", ";", "\\"]
minutes = st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=8).map(" ".join)
words = anything | minutes


@st.composite
def entries(draw: st.DrawFn, key: CellKey) -> Entry:
    return Entry(
        draw(words),
        draw(st.sampled_from(FORM.places)) if draw(st.booleans()) else key,
        draw(st.none() | words),
        draw(st.none() | st.sampled_from(Certainty)),
        draw(st.none() | st.builds(PartialDate, st.integers(2000, 2030), st.integers(1, 12))),
        draw(st.none() | words),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    filled = draw(st.sets(st.sampled_from(FORM.places), max_size=6))
    cells = []
    for place in FORM.places:
        if place in filled:
            cells.append(Cell(place, tuple(draw(st.lists(entries(place), min_size=1, max_size=3)))))
        else:
            cells.append(Cell(place, (), draw(st.sampled_from(CellStatus))))
    names = draw(st.dictionaries(st.sampled_from(Context), words, max_size=2))
    # Three underscores and more are the line a pen writes on.
    header = Header(*(draw(st.just("") | words.filter(lambda each: "___" not in each)) for _ in range(3)))
    return Framework(FORM.key, header, tuple(cells), names)


def all_words(text: str) -> list[str]:
    return text.split()


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(frameworks())
@pytest.mark.slow(reason="every example writes and reads a whole form")
def test_what_is_written_reads_back_as_the_same_framework(framework: Framework) -> None:
    reading = read_form(write_form(framework, instrument=FORM), file="form", instrument=FORM)
    assert reading.unplaced == ()
    assert reading.framework.header == framework.header
    assert reading.framework.places == framework.places
    for written, read in zip(framework.cells, reading.framework.cells, strict=True):
        assert read.entries == written.entries
        assert read.status == written.status


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(words, min_size=1, max_size=6), st.sampled_from(FORM.places))
@example(["n/a"], FORM.places[0])
@example(["Strengths", "School(s)"], FORM.places[3])
@example(["first\nsecond\n- third"], FORM.places[39])
@pytest.mark.slow(reason="every example writes and reads a whole form")
def test_every_word_of_arbitrary_entries_is_in_its_cell(texts: list[str], place: CellKey) -> None:
    cells = tuple(Cell(key, tuple(Entry(text, key) for text in texts) if key == place else ()) for key in FORM.places)
    framework = Framework(FORM.key, Header(), cells)
    reading = read_form(write_form(framework, instrument=FORM), file="form", instrument=FORM)
    found = reading.framework.cell(place.context, place.column)
    assert [all_words(entry.text) for entry in found.entries] == [all_words(text) for text in texts]
    assert not reading.unplaced


plain_words = st.text(string.ascii_lowercase, min_size=1, max_size=8)
sentences = st.lists(plain_words, min_size=2, max_size=6).map(lambda each: "About " + " ".join(each))


@pytest.mark.parametrize("manner", sorted(set(Manner) - STRAYING), ids=str)
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.slow(reason="every example writes, changes and reads a whole form")
def test_entries_stay_in_their_cells_in_whatever_manner_the_form_comes_back(
    manner: Manner, data: st.DataObject
) -> None:
    filled = data.draw(st.sets(st.sampled_from(FORM.places), min_size=1, max_size=12))
    cells = tuple(
        Cell(key, tuple(Entry(text, key) for text in data.draw(st.lists(sentences, min_size=1, max_size=3))))
        if key in filled
        else Cell(key, (), CellStatus.NOT_DISCUSSED)
        for key in FORM.places
    )
    framework = Framework(FORM.key, Header("7KQ2M", "Lead professional", "Sole"), cells)
    seed = data.draw(st.integers(0, 1000))
    returned = return_form(write_form(framework, instrument=FORM), manner=manner, rng=random.Random(seed))
    reading = read_form(returned, file="form", instrument=FORM)
    assert reading.framework.header == framework.header
    assert bool(reading.unplaced) <= (manner in ADDING)
    for written, read in zip(framework.cells, reading.framework.cells, strict=True):
        assert [entry.text for entry in read.entries] == [entry.text for entry in written.entries]
        assert read.status == written.status
