import pytest

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.spans import SourceText, Span


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_a_span_runs_forward(start, end):
    with pytest.raises(ValueError, match="run forward"):
        Span(start, end)


def test_spans_overlap_when_they_share_a_character():
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))


def test_a_passage_is_the_words_it_covers_and_never_runs_past_the_end():
    text = SourceText("a", "🙂 words")
    assert text.passage(Span(2, 7)) == "words"
    with pytest.raises(ValueError, match="runs past"):
        text.passage(Span(2, 8))


def test_a_codebook_is_asked_by_key():
    assert codebook()["risk/peer"].name == "Peer"
    with pytest.raises(KeyError):
        codebook()["risk/moon"]
