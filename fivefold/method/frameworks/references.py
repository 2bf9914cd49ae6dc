"""References of frameworks: random, never derived from a person, with a check character.

A reference is eight random characters and one check character, written "K7M-4Q9-TRX". The alphabet has no look-alikes
(no 1, I, L, O beside 0, U beside V) and no vowels, so that no reference spells a word.

The check character makes the sum of (weight x value) over all nine characters divide by 29. The alphabet's size is a
prime and all weights differ, so any single wrong character and any two swapped ones (neighbours or not) are caught.
"""

import re
import string
from collections.abc import Iterable, Iterator, Mapping

from fivefold.method.common.errors import InputError

ALPHABET = "023456789BCDFGHJKMNPQRSTVWXYZ"
"""29 characters, a prime number."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LENGTH = 9
_WEIGHTS = range(_LENGTH, 0, -1)
"""The check character, last, has weight 1."""

RANDOM_BYTES = 8
_THREES = re.compile(r"\w{3}-\w{3}-\w{3}")
_IN_WORDS = re.compile(r"(?<!\w)(?=(\w{3}([-– ]?)\w{3}\2\w{3})(?!\w))")
_SEPARATORS = str.maketrans("", "", " -–—‑._/\t\n\r\xa0")
_WRITTEN = string.ascii_uppercase + string.digits
_LONGEST = 24
"""Characters beyond which a text is no reference with a slip in it."""


def make(random: bytes) -> str:
    """The reference these random bytes stand for (38.9 bits of them count).

    random: exactly RANDOM_BYTES bytes from a source nobody can predict; ValueError otherwise.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a reference is made from {RANDOM_BYTES} random bytes, not {len(random)}")
    number = int.from_bytes(random)
    characters = []
    for _ in range(_LENGTH - 1):
        number, value = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[value])
    body = "".join(characters)
    return _grouped(body + _check_character(body))


def is_reference(text: str) -> bool:
    """Whether the text is a whole reference whose check character fits, however it is spaced or cased."""
    return _fits(_bare(text))


def looks_like_one(text: str) -> bool:
    """Whether the text is written as a reference is, in threes, whatever its characters are."""
    return _THREES.fullmatch(text.strip()) is not None


def normalise(text: str) -> str:
    """The reference as it is written: capitals, in threes. InputError saying what is wrong with any other text."""
    bare = _bare(text)
    if not bare:
        raise InputError("there is no reference", next_step="Write the nine characters the site gave this framework.")
    strange = [character for character in bare if character not in _VALUES]
    if strange:
        raise InputError(
            f'"{text.strip()}" holds "{strange[0]}", which no reference has',
            next_step="Compare it with the site's list: references have no vowels, no 1 and no L.",
        )
    if len(bare) != _LENGTH:
        raise InputError(
            f'"{text.strip()}" has {len(bare)} characters, and a reference has {_LENGTH}',
            next_step="Compare it with the site's list.",
        )
    if not _fits(bare):
        raise InputError(
            f'the check character of "{text.strip()}" does not fit',
            next_step="A character is wrong or two are swapped: compare it with the site's list.",
        )
    return _grouped(bare)


def key(text: str) -> str:
    """What two writings of one reference have in common, for comparing.

    A site may keep references of its own ("B-07"): those are compared without case and spaces only.
    """
    bare = _bare(text)
    return bare if _fits(bare) else _own_style(text)


def canonical(text: str) -> str:
    """The reference a field means, as it is written: a whole reference anywhere in it, else its words as they stand."""
    if is_reference(text):
        return normalise(text)
    found = {normalise(part) for part, _ in _IN_WORDS.findall(text) if is_reference(part)}
    return found.pop() if len(found) == 1 else " ".join(text.split())


def one_slip_apart(one: str, other: str) -> bool:
    """Whether the two differ by at most a wrong, missing or added character, or two neighbours swapped."""
    return any(_slip_apart(way(one), way(other)) for way in (_bare, _own_style))


def _slip_apart(here: str, there: str) -> bool:
    shared = _shared_start(here, there)
    here, there = here[shared:], there[shared:]
    shared = _shared_start(here[::-1], there[::-1])
    here, there = here[: len(here) - shared], there[: len(there) - shared]
    return max(len(here), len(there)) <= 1 or (len(here) == 2 and here == there[::-1])


def _shared_start(one: str, other: str) -> int:
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def near_misses(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Known references one slip away: a wrong, missing or added character, or two neighbours swapped.

    known: reference by `key`, as `by_key` gives it. The look-ups depend on the text's length alone.
    """
    ways = {_bare(text), key(text)} - {""}
    return tuple(sorted({known[slip] for way in ways for slip in _slips(way) if slip in known}))


def by_key(references: Iterable[str]) -> dict[str, str]:
    """The references by what `near_misses` compares; where two have one key, the first stands."""
    table: dict[str, str] = {}
    for reference in references:
        table.setdefault(key(reference), reference)
    return table


def _bare(text: str) -> str:
    return text.translate(_SEPARATORS).upper().replace("O", "0")


def _own_style(text: str) -> str:
    return "".join(text.split()).upper()


def _fits(bare: str) -> bool:
    if len(bare) != _LENGTH or any(character not in _VALUES for character in bare):
        return False
    return _weighted_sum(bare) % len(ALPHABET) == 0


def _check_character(body: str) -> str:
    return ALPHABET[-_weighted_sum(body) % len(ALPHABET)]


def _weighted_sum(characters: str) -> int:
    return sum(
        weight * _VALUES[character]
        for weight, character in zip(_WEIGHTS, characters, strict=len(characters) == _LENGTH)
    )


def _grouped(bare: str) -> str:
    return f"{bare[:3]}-{bare[3:6]}-{bare[6:]}"


def _slips(text: str) -> Iterator[str]:
    yield text
    if len(text) > _LONGEST:
        return
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]
        yield text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
        yield from (text[:place] + character + text[place + 1 :] for character in _WRITTEN)
    for place in range(len(text) + 1):
        yield from (text[:place] + character + text[place:] for character in _WRITTEN)
