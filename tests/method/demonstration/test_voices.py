"""Minute-takers: what becomes of an entry's words and marks in one voice."""

import re
from random import Random

import pytest

from fivefold.method.demonstration import voices
from fivefold.method.demonstration.language import Marked, Phrase, fill, parse
from fivefold.method.demonstration.voices import Voice


def voice(**changes: object) -> Voice:
    plain = {
        "words": {"YP": "YP", "yp": "YP"},
        "habits": (),
        "full_stop": True,
        "lower": False,
        "terse": False,
        "annotates": 0.0,
        "joins": 0.0,
        "fills": 1.0,
    }
    return Voice(**{**plain, **changes})  # type: ignore[arg-type]


def passages(marked: Marked) -> list[str]:
    return [marked.text[start:end] for start, end, _ in marked.marks]


def test_a_voice_without_habits_leaves_words_as_they_stand() -> None:
    phrase = parse("[[Seen with others]] at the meeting.", ("a",))
    assert voices.shorten(phrase, voice()) is phrase


def test_habits_change_whole_words_inside_and_outside_marks_and_never_a_slot() -> None:
    habits = ((re.compile(r"(?<!\{)\bschool\b(?!\})"), "sch"),)
    phrase = parse("[[Late to school]], {school} says, schooling patchy.", ("a",))
    filled = fill(voices.shorten(phrase, voice(habits=habits)), {"school": "School 2"})
    assert filled.text == "Late to sch, School 2 says, schooling patchy."
    assert passages(filled) == ["Late to sch"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Whole entry.", "Whole entry"), ("Wait and see...", "Wait and see..."), ("No stop", "No stop")],
)
def test_a_dropped_full_stop_shortens_a_mark_that_covered_it(text: str, wanted: str) -> None:
    finished = voices.finish(Marked(text, ((0, len(text), "a"),)), voice(full_stop=False))
    assert finished.text == wanted
    assert passages(finished) == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Settled home", "settled home"), ("YP refuses", "YP refuses"), ("I was told", "I was told"), ("A lad", "A lad")],
)
def test_a_small_first_letter_spares_abbreviations(text: str, wanted: str) -> None:
    assert voices.finish(Marked(text, ()), voice(lower=True)).text == wanted


def test_joined_entries_keep_their_marks_on_the_same_words() -> None:
    first, second = Marked("One thing", ((0, 3, "a"),)), Marked("Another", ((0, 7, "b"),))
    joined = voices.join(first, second, between="; ")
    assert joined.text == "One thing; Another"
    assert joined.marks == ((0, 3, "a"), (11, 18, "b"))


def test_voices_chosen_by_lot_differ_and_fill_every_slot_for_people_and_services() -> None:
    chosen = [voices.choose(Random(seed)) for seed in range(60)]
    slots = {"YP", "yp", "Mother", "mother", "Father", "father", "Parents", "parents", "CSC", "SW", "YOS"}
    assert all(set(one.words) == slots for one in chosen)
    assert len({tuple(one.words.values()) for one in chosen}) > 10
    assert {one.full_stop for one in chosen} == {one.terse for one in chosen} == {True, False}


def test_every_phrase_of_the_bank_can_be_filled_in_every_voice() -> None:
    from fivefold.method.demonstration.language import SLOTS, bank

    others = dict.fromkeys(SLOTS, "something")
    for seed in range(4):
        one = voices.choose(Random(seed))
        for phrase in bank():
            finished = voices.finish(fill(voices.shorten(phrase, one), {**others, **one.words}), one)
            assert _codes(phrase) == sorted(code for _, _, code in finished.marks)
            assert all(passage.strip() for passage in passages(finished))


def _codes(phrase: Phrase) -> list[str]:
    return sorted(code for piece in phrase.pieces for code in piece.codes)
