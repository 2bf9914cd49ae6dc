"""What a good entry of the language bank is, as checks that name the entry and the rule."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from fivefold.method.coding.codebook import Codebook
from fivefold.method.demonstration.language import Bank, Phrase
from fivefold.method.frameworks.forms import statuses

FEWEST = 6
"""Entries every code has."""

FEWEST_COMMON = 10
"""Entries a code has that stands in more than COMMON cases."""

COMMON = 8

SHORTEST, LONGEST = 8, 260
"""Characters of an entry, slots as they stand in the bank."""

NAMED_SHARE = 0.2
"""Share of a code's entries in which its name may stand."""

_CAPITALISED = re.compile(r"(?<![\w{])[A-Z][\w&'-]*")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:]\s+|[.!?]['\")]\s+|^['\"(])$")


def forbidden_words(text: str) -> tuple[str, ...]:
    """The words of a text that must not stand in anything the demonstration says; empty when it is clean."""
    return tuple(found[0] for found in _forbidden().finditer(text))


def unexplained_capitals(text: str) -> tuple[str, ...]:
    """Capitalised words inside a sentence that are not on the list of abbreviations and months: possible names."""
    allowed = _allowed_capitals()
    return tuple(
        word[0]
        for word in _CAPITALISED.finditer(text)
        if not _SENTENCE_OPENS.search(text[: word.start()]) and word[0].removesuffix("'s") not in allowed
    )


@cache
def _allowed_capitals() -> frozenset[str]:
    return frozenset(_lines("allowed_words.txt"))


@cache
def _forbidden() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_lines('forbidden_words.txt'))})\b", re.IGNORECASE)


def _lines(name: str) -> list[str]:
    text = files("fivefold.method.data.demonstration.language").joinpath(name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def problems(bank: Bank, codebook: Codebook, *, cases: Mapping[str, int]) -> tuple[str, ...]:
    """Every rule the bank breaks, as sentences that name file, key and entry.

    cases: in how many cases of the demonstration each code stands; codes it lacks are taken as rare.
    """
    return (
        *_about_coverage(bank, codebook, cases),
        *_about_codes(bank, codebook),
        *_about_repetition(bank),
        *(line for phrase in bank for line in _about_words(phrase)),
        *_about_names(bank, codebook),
        *_about_statuses(bank),
    )


def _about_coverage(bank: Bank, codebook: Codebook, cases: Mapping[str, int]) -> Iterator[str]:
    parents = {f"{code.primary}/{code.context}" for code in codebook if code.context}
    for code in codebook:
        if len(code.path) == 1 or code.key in parents:
            continue
        fewest = FEWEST_COMMON if cases.get(code.key, 0) > COMMON else FEWEST
        held = len(bank.phrases.get(code.key, ()))
        if held < fewest:
            yield f"{code.key}: has {held} entries and needs {fewest}"


def _about_codes(bank: Bank, codebook: Codebook) -> Iterator[str]:
    known = {code.key for code in codebook}
    for phrase in bank.coded:
        for key in phrase.codes:
            if key not in known:
                yield f"{phrase.source}: there is no code {key}"
        if not phrase.codes:
            yield f"{phrase.source}: marks nothing: {phrase.text}"
    for phrase in bank.doubles:
        if len(phrase.codes) < 2:
            yield f"{phrase.source}: a double marks fewer than two codes: {phrase.text}"
    for phrases in bank.fillers.values():
        for phrase in phrases:
            if len(phrase.pieces) > 1 or phrase.codes:
                yield f"{phrase.source}: a filler marks something: {phrase.text}"


def _about_repetition(bank: Bank) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for phrase in bank:
        plain = re.sub(r"\W+", " ", phrase.text.lower()).strip()
        seen[plain] += 1
        if seen[plain] == 2:
            yield f"{phrase.source}: stands twice: {phrase.text}"


def _about_words(phrase: Phrase) -> Iterator[str]:
    text = phrase.text
    if not SHORTEST <= len(text) <= LONGEST:
        yield f"{phrase.source}: has {len(text)} characters, not {SHORTEST} to {LONGEST}: {text}"
    if text != text.strip() or "  " in text or "\n" in text:
        yield f"{phrase.source}: has stray white space: {text!r}"
    for word in forbidden_words(text):
        yield f'{phrase.source}: "{word}" must not be said: {text}'
    for word in unexplained_capitals(text):
        yield f'{phrase.source}: "{word}" looks like a name: {text}'
    for piece in phrase.pieces:
        if piece.codes and piece.text != piece.text.strip():
            yield f"{phrase.source}: a mark begins or ends with a blank: {text}"
    repeated = Counter(code for piece in phrase.pieces for code in piece.codes)
    for code, times in repeated.items():
        if times > 1:
            yield f"{phrase.source}: marks {code} {times} times: {text}"


def _about_names(bank: Bank, codebook: Codebook) -> Iterator[str]:
    for key, phrases in bank.phrases.items():
        names = [code.name.lower() for code in codebook if code.key == key]
        named = [phrase for phrase in phrases if _says(phrase.text, names)]
        if len(named) > NAMED_SHARE * len(phrases):
            yield f"{key}: {len(named)} of {len(phrases)} entries say the code's own name: {named[0].text}"


def _says(text: str, names: Iterable[str]) -> bool:
    return any(name in text.lower() for name in names)


def _about_statuses(bank: Bank) -> Iterator[str]:
    for status, words in bank.statuses.items():
        for word in words:
            if statuses.status_of(word) != status:
                yield f'status {status}: a reader of the form would not take "{word}" for it'
