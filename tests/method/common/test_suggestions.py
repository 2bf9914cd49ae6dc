"""What a misspelt word was meant to be, and lists of words as sentences have them."""

from fivefold.method.common.suggestions import did_you_mean, either, one_of


def test_the_closest_word_is_suggested_whatever_its_case() -> None:
    assert did_you_mean("LEADER", ["led", "Followed"]) == 'Did you mean "led"?'
    assert did_you_mean("folowed", ["led", "Followed"]) == 'Did you mean "Followed"?'


def test_nothing_is_suggested_where_nothing_is_close() -> None:
    assert did_you_mean("xyz", ["led", "followed"]) == ""
    assert did_you_mean("led", []) == ""


def test_words_are_listed_as_a_sentence_lists_them() -> None:
    assert either([]) == ""
    assert either(["sole"]) == "sole"
    assert either(["sole", "group"]) == "sole or group"
    assert one_of(["sole", "group", "both"]) == '"sole", "group" or "both"'
