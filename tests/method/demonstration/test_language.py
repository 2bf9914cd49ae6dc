"""The language bank: how an entry is read, and that every committed entry keeps the rules."""

from collections import Counter

import pytest

from fivefold.method.coding.codebook import codebook
from fivefold.method.common.errors import InputError
from fivefold.method.demonstration import language, language_rules
from fivefold.method.demonstration.cases import solved


def test_every_committed_entry_keeps_the_rules() -> None:
    cases = Counter(code for case in solved() for code in case.codes)
    found = language_rules.problems(language.bank(), codebook(), cases=cases)
    assert not found, "\n".join(found)


def test_a_mark_carries_the_codes_of_its_phrase() -> None:
    phrase = language.parse("Says [[he is no good]] at all.", ("a",))
    assert language.fill(phrase, {}) == language.Marked("Says he is no good at all.", ((5, 18, "a"),))


def test_numbered_marks_carry_their_own_codes() -> None:
    phrase = language.parse("[[1:One thing]] and [[2:another]], [[1,2:both]].", ("a", "b"))
    assert language.fill(phrase, {}).marks == ((0, 9, "a"), (14, 21, "b"), (23, 27, "a"), (23, 27, "b"))
    assert phrase.codes == ("a", "b")


def test_slots_are_filled_and_capitalised_where_a_sentence_opens() -> None:
    phrase = language.parse("{school} knows. {place} [[by {place}]].", ("a",))
    filled = language.fill(phrase, {"school": "the PRU", "place": "the park"})
    assert filled.text == "The PRU knows. The park by the park."
    assert filled.text[slice(*filled.marks[0][:2])] == "by the park"


@pytest.mark.parametrize("marked", ["[[open", "[[a [[b]] c]]", "[[3:beyond]]", "{nowhere} is no slot"])
def test_an_entry_that_cannot_be_read_is_refused_by_name(marked: str) -> None:
    with pytest.raises(InputError) as refused:
        language.parse(marked, ("a",), source="some.toml")
    assert "some.toml" in refused.value.sentence


def test_words_that_must_not_be_said_are_found() -> None:
    assert language_rules.forbidden_words("The victim of the offender") == ("victim", "offender")
    assert language_rules.forbidden_words("Youth offending service, grape juice") == ()


def test_a_capital_inside_a_sentence_is_taken_for_a_name_unless_it_is_listed() -> None:
    assert language_rules.unexplained_capitals("Seen with Darren near School 2. Then CAMHS.") == ("Darren",)
