"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """'Did you mean "led"?' for the known word closest to the given one, or "" where none is close. Case is ignored."""
    words = {word.casefold(): word for word in known}
    close = get_close_matches(given.strip().casefold(), words, n=1)
    return f'Did you mean "{words[close[0]]}"?' if close else ""


def one_of(known: Iterable[str]) -> str:
    """The words to choose from, as a person would list them: '"sole", "group" or "both"'."""
    return either([f'"{word}"' for word in known])


def either(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "sole, group or both"."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
