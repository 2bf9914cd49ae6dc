"""The rules of the language bank: each is broken once, and says so."""

import json

import pytest

from fivefold.method.coding.codebook import Codebook, codebook
from fivefold.method.common.errors import InputError
from fivefold.method.demonstration import language, language_rules

CARE = "situation/living-in-care"
ENOUGH = [f"[[In placement number {n}]] since spring." for n in ("one", "two", "three", "four", "five", "six")]


def only(key: str) -> Codebook:
    """A codebook with one code to cover."""
    return Codebook("one", tuple(code for code in codebook() if code.key in (key, key.split("/")[0])))


def problems(*, phrases: list[str], more: str = "", cases: dict[str, int] | None = None) -> list[str]:
    # JSON's strings and lists are TOML's too.
    text = f'["{CARE}"]\nphrases = {json.dumps(phrases)}\n{more}'
    return list(language_rules.problems(language.read({"some.toml": text}), only(CARE), cases=cases or {}))


def test_a_bank_that_keeps_the_rules_has_no_problems() -> None:
    assert problems(phrases=ENOUGH) == []


def test_a_code_needs_six_entries_and_a_common_one_ten() -> None:
    assert "has 5 entries and needs 6" in problems(phrases=ENOUGH[:5])[0]
    assert "has 6 entries and needs 10" in problems(phrases=ENOUGH, cases={CARE: 9})[0]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("[[Short]].", "has 6 characters"),
        ("[[Very " + "very " * 60 + "long]].", "characters, not 8 to 260"),
        ("[[Placed]] with two  blanks inside.", "stray white space"),
        ("[[A victim of]] circumstance, says carer.", '"victim" must not be said'),
        ("[[Placed]] with Darren since spring.", '"Darren" looks like a name'),
        ("Placed with carers, nothing marked.", "marks nothing"),
        ("[[Placed ]]with carers since spring.", "begins or ends with a blank"),
        ("[[Placed]] and [[moved]] in one entry.", f"marks {CARE} 2 times"),
        ("[[In placement number one]] since spring!", "stands twice"),
    ],
)
def test_an_entry_that_breaks_a_rule_is_named(entry: str, complaint: str) -> None:
    found = problems(phrases=[*ENOUGH, entry])
    assert len(found) == 1
    assert complaint in found[0]


def test_a_codes_own_name_may_stand_in_one_entry_of_five() -> None:
    named = ["[[Living in care]] since spring.", "[[Now living in care]], second time."]
    assert problems(phrases=[*ENOUGH, named[0]]) == []
    assert "say the code's own name" in problems(phrases=[*ENOUGH, *named])[0]


def test_a_code_that_is_not_in_the_codebook_is_named() -> None:
    more = '["situation/unheard-of"]\nphrases = ["[[Something unheard of]] happened."]'
    assert problems(phrases=ENOUGH, more=more) == [
        "some.toml, situation/unheard-of: there is no code situation/unheard-of"
    ]


def test_a_double_marks_two_codes_and_a_filler_none() -> None:
    double = f'[[double]]\ncodes = ["{CARE}"]\ntext = "[[1:Only one]] is marked here."'
    assert "fewer than two codes" in problems(phrases=ENOUGH, more=double)[0]
    filler = '[filler]\n"school/risk" = ["[[Marked]] although a filler."]'
    assert "a filler marks something" in problems(phrases=ENOUGH, more=filler)[0]
    assert problems(phrases=ENOUGH, more='[filler]\n"school/risk" = ["See the minutes of last time."]') == []


def test_words_for_an_empty_cell_are_those_a_reader_of_the_form_knows() -> None:
    assert problems(phrases=ENOUGH, more='[status]\nnot_discussed = ["Ran out of time"]') == []
    wrong = problems(phrases=ENOUGH, more='[status]\nnot_discussed = ["Unknown"]')
    assert 'would not take "Unknown" for it' in wrong[0]


def test_a_file_that_is_not_toml_is_named() -> None:
    with pytest.raises(InputError, match=r"broken\.toml"):
        language.read({"broken.toml": "phrases = ["})
