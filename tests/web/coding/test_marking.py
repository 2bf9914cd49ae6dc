"""Marks stand where their words are, in the units a browser counts, and overlaps get lanes of their own."""

from hypothesis import given
from hypothesis import strategies as st

from fivefold.method.coding.spans import Span
from fivefold.web.coding.marking import LANES, browser_offsets, lanes, shown

texts = st.text(min_size=1, max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(texts)
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda two: two[0] != two[1])
    return text, [Span(*sorted(two)) for two in draw(st.lists(ends, max_size=12))]


@given(marked_texts())
def test_offsets_cut_the_same_words_out_of_utf_16(marked: tuple[str, list[Span]]) -> None:
    text, spans = marked
    units = text.encode("utf-16-le", "surrogatepass")
    cut = [
        units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in browser_offsets(text, spans)
    ]
    assert cut == [text[span.start : span.end] for span in spans]


def test_a_character_outside_the_basic_plane_counts_twice() -> None:
    assert browser_offsets("a👋b", [Span(2, 3)]) == ((3, 4),)
    assert browser_offsets("ab", [Span(1, 2)]) == ((1, 2),)


@given(marked_texts())
def test_what_a_page_shows_has_as_many_characters_as_the_text(marked: tuple[str, list[Span]]) -> None:
    text, _ = marked
    assert len(shown(text)) == len(text)
    assert not set("\r\x00") & set(shown(text))


@given(marked_texts())
def test_passages_of_one_lane_never_overlap_but_in_the_last(marked: tuple[str, list[Span]]) -> None:
    _, spans = marked
    given_lanes = lanes(spans)
    for number, (lane, span) in enumerate(zip(given_lanes, spans, strict=True)):
        others = [other for place, other in enumerate(spans) if given_lanes[place] == lane and place != number]
        assert lane == LANES - 1 or not any(span.overlaps(other) for other in others)


def test_passages_side_by_side_share_the_first_lane() -> None:
    assert lanes([Span(0, 5), Span(5, 9), Span(3, 6), Span(4, 5), Span(4, 6)]) == (0, 0, 1, 2, 3)
