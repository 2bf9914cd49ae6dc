"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """'Did you mean "led"?' for the known word closest to the given one, or "" where none is close. Case is ignored."""
    words = {word.casefold(): word for word in known}
    close = get_close_matches(given.strip().casefold(), words, n=1)
    return f'Did you mean "{words[close[0]]}"?' if close else ""


def one_of(known: Iterable[str]) -> str:
    """The words to choose from, as a person would list them: '"sole", "group" or "both"'."""
    quoted = [f'"{word}"' for word in known]
    return " or ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)
