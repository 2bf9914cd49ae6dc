"""Which submissions hold the words: the quick way finds what its definition says."""

from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from fivefold.records.studies import searching

_texts = some.text("abß é", max_size=8)
_frameworks = some.lists(some.lists(_texts, max_size=4), max_size=5)
_words = some.lists(some.text("abß é", min_size=1, max_size=3).filter(str.strip), min_size=1, max_size=3)


@given(frameworks=_frameworks, words=_words)
def test_the_submissions_found_are_those_with_an_entry_that_holds_all_the_words(
    frameworks: Sequence[Sequence[str]], words: Sequence[str]
) -> None:
    wanted = [part.casefold() for word in words for part in word.split()]
    plain, places = b"", {}
    for number, entries in enumerate(frameworks):
        joined = searching._joined(entries)
        places[UUID(int=number)] = (len(plain), len(plain) + len(joined))
        plain += joined
    expected = [
        UUID(int=number)
        for number, entries in enumerate(frameworks)
        if any(all(word in entry.casefold() for word in wanted) for entry in entries)
    ]
    found = searching._with_an_entry_of([word.encode() for word in wanted], plain, places)
    assert list(found) == expected
