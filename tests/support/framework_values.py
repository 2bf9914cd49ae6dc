"""Frameworks to test with: one that a meeting could have left, and arbitrary ones."""

import string

from hypothesis import strategies as st

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellKey, CellStatus, Certainty, Entry, Framework, Header
from fivefold.method.frameworks.forms import statuses

FORM = instrument()

_RECORDED = {
    "individual/hsb": ("Two incidents in the autumn term, both under investigation",),
    "individual/vulnerability": ("EHCP in draft, SENCO chasing", "Two moves of placement since spring"),
    "individual/strength": ("Has begun to talk about what happened",),
    "family/risk": ("Mum works nights; older cousin in charge after school",),
    "peer/risk": ("Group makes hostile jokes about girls & nobody objects", "Leads a group of four"),
    "school/vulnerability": ("Bullying by the lockers <not followed up>",),
    "school/action": ("Staff rota for the corridors\nfrom Monday", "Named adult to meet him at the gate"),
    "neighbourhood/barrier": ("No youth service works on the estate",),
}
_UNSAID = {
    "individual/barrier": CellStatus.NOT_DISCUSSED,
    "family/strength": CellStatus.NOBODY_KNEW,
    "peer/strength": CellStatus.NONE_IDENTIFIED,
    "school/involvement": CellStatus.NOT_APPLICABLE,
    "neighbourhood/hsb": CellStatus.AGENCY_NOT_PRESENT,
}


def a_framework() -> Framework:
    """A framework with entries, every status in words, blank cells, details and a named place."""
    return Framework(
        FORM.key,
        Header("7KQ2M", "Lead professional", "Group"),
        tuple(_recorded(place) for place in FORM.places),
        {Context.NEIGHBOURHOOD: "The park by the station"},
    )


def _recorded(place: CellKey) -> Cell:
    if status := _UNSAID.get(str(place)):
        return Cell(place, status=status, status_text=statuses.words(status))
    texts = _RECORDED.get(str(place), ())
    return Cell(place, tuple(_entry(text, place, number) for number, text in enumerate(texts)))


def _entry(text: str, place: CellKey, number: int) -> Entry:
    if not number:
        return Entry(text, place)
    first = CellKey(Context.INDIVIDUAL, "risk")
    return Entry(text, first, "Youth justice", Certainty.CONFIRMED, PartialDate(2016, 10), "School 2")


_LETTERS = st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff")
_AWKWARD = st.sampled_from(
    (
        "none", "None.", "N/A", "not discussed: later", "Strengths", "School(s)", "Reference Number: 7", "- dash",
        "• bullet", "1. first", "a) letter", "[confirmed]", "said so [confirmed]", "x [entry]", "x [said by a; b]",
        "[", "]", "\\", "a\\", "x [about \\]]", "tab\there", "two  spaces", "line\nbreak", "gap\n\ngap", "\n- dash",
        "\U0001f600 face", "עברית", "e\u0301", "\u00a0x\u00a0", "<w:t>&amp;</w:t>", "]]>", "Page 3 of 9", "x" * 3000,
    )
)  # fmt: skip
words = st.one_of(
    st.lists(st.one_of(_AWKWARD, st.text(_LETTERS, max_size=12)), min_size=1, max_size=3).map(" ".join),
    st.text(st.sampled_from(string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", "")), max_size=40),
)
"""Any text that a Word file can hold, with what could be mistaken for something else in good measure."""

texts = words.map(str.strip).filter(lambda text: any(each.isalnum() for each in text))
"""Words of an entry: without surrounding white space, with at least one letter or digit."""

_values = texts.map(lambda text: text[:60].strip()).filter(bool)
_FIELD_VALUES = st.sampled_from(
    ("", "7KQ2M", "A. N. Other, lead", "a & b <c>", "two  lines\nhere", "tab\there", "x [confirmed]")
)
"""Header fields are short; arbitrary letters among them can spell another field's name ("URN")."""
_PLACE_NAMES = st.sampled_from(
    ("School 2", "The park by the station; stairwell C", "Two flats\nand a garden", "a & b <c>")
)
_dates = st.one_of(
    st.builds(PartialDate, st.integers(2010, 2020)),
    st.builds(PartialDate, st.integers(2010, 2020), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(2010, 2020), st.integers(1, 12), st.integers(1, 28)),
)


def entries_in(place: CellKey) -> st.SearchStrategy[Entry]:
    """Any entry that stands in a place; half were first placed there."""
    return st.builds(
        Entry,
        texts,
        st.one_of(st.just(place), st.sampled_from(FORM.places)),
        st.none() | _values,
        st.none() | st.sampled_from(Certainty),
        st.none() | _dates,
        st.none() | _values,
    )


def _cells(place: CellKey) -> st.SearchStrategy[Cell]:
    said = [Cell(place, status=status, status_text=statuses.words(status)) for status in CellStatus]
    recorded = st.lists(entries_in(place), min_size=1, max_size=3).map(lambda found: Cell(place, tuple(found)))
    return st.one_of(recorded, st.sampled_from([Cell(place), *said]))


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any framework: a few cells filled with anything, the others blank."""
    chosen = draw(st.lists(st.sampled_from(FORM.places), min_size=1, max_size=4, unique=True))
    drawn = {place: draw(_cells(place)) for place in chosen}
    header = Header(*(draw(_FIELD_VALUES) for _ in range(3)))
    places = {context: draw(_PLACE_NAMES) for context in draw(st.sets(st.sampled_from(Context), max_size=1))}
    return Framework(FORM.key, header, tuple(drawn.get(place, Cell(place)) for place in FORM.places), places)
