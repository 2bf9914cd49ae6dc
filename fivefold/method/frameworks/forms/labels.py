"""Recognise the form's labels as people retype them: by explicit variants first, by likeness second."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from itertools import chain
from typing import Final

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms import annotations, furniture

_TOKEN = re.compile(r"\w+(?:['’]\w+)*(?:\([sS]\))?")
_SEPARATOR = re.compile(r"\s*[:\n\t(\[/;=]|\s+[-–—]|[-–—]\s")
_HEAD_END = re.compile(r"[:\n\t(]")
_IGNORED: Final = frozenset({"and", "or", "the", "of", "a"})
_LONGEST_LABEL: Final = 120
_ALIKE: Final = 0.86
_SAME_WORD: Final = 0.8
_CLEARLY: Final = 0.06
"""By how much the best likeness must beat the best of any other label."""
_TOO_SHORT_TO_GUESS: Final = 6

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A text that is, or begins with, a label.

    keys: the label's key; several when the text names several labels and so none for certain.
    end: where in the text the label ends; what follows is somebody's answer or addition.
    """

    keys: tuple[str, ...]
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    end: int


def tokens(text: str) -> list[_Token]:
    """The words of a text as labels are compared: one case, no apostrophes, no final s."""
    found = ((_plain(each[0]), each.end()) for each in _TOKEN.finditer(text))
    return [_Token(word, end) for word, end in found if word not in _IGNORED]


def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKC", word).casefold().replace("(s)", "")
    bare = bare.replace("’s", "").replace("'s", "").replace("'", "").replace("’", "")
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") else bare


def words(text: str) -> Words:
    """The words alone."""
    return tuple(token.word for token in tokens(text))


class Labels:
    """The labels of one kind (rows, columns or header fields), with their variants.

    loose: words of the label that stand behind a shorter variant of it belong to the label. Not so for header
    fields: in "Group or Sole Offence: Group" the last word is the answer.
    """

    def __init__(self, labels: list[tuple[str, str]], variants: dict[str, list[str]], *, loose: bool = True) -> None:
        self.loose = loose
        self.official = {key: words(label) for key, label in labels}
        self.spelt = list(chain([label for _, label in labels], *variants.values()))
        self.keys: dict[Words, str] = {label: key for key, label in self.official.items()}
        for key, spellings in variants.items():
            for spelling in spellings:
                self.keys.setdefault(words(spelling), key)
        self._longest_first = sorted(self.keys, key=len, reverse=True)
        self._joined = [(" ".join(variant), len(variant), key) for variant, key in self.keys.items()]
        self._known: dict[str, Match | None] = {}

    def match(self, text: str) -> Match | None:
        """The label a text is or begins with; None when it is something else."""
        text = text.rstrip()
        if not text or len(text) > 4 * _LONGEST_LABEL:
            return None
        if text not in self._known:
            if len(self._known) > 5_000:
                self._known.clear()
            first = text.partition("\n")[0]
            self._known[text] = None if annotations.read(first).marked else self._match(text, first)
        return self._known[text]

    def _match(self, text: str, first: str) -> Match | None:
        if len(first) < len(text) and words(first) in self.official.values():
            # A paragraph that is a complete label is all of it.
            return Match((self.keys[words(first)],), len(first))
        found = tokens(text)
        spoken = tuple(token.word for token in found)
        if spoken in self.keys:
            return Match((self.keys[spoken],), len(text))
        return self._several(spoken, text) or self._prefix(found, text) or self._alike(text)

    def _several(self, spoken: Words, text: str) -> Match | None:
        """Two labels in one ("Strengths / resilience"): certain of neither."""
        for cut in range(1, len(spoken)):
            first, second = self.keys.get(spoken[:cut]), self.keys.get(spoken[cut:])
            if first and second and first != second:
                return Match((first, second), len(text))
        return None

    def _prefix(self, found: list[_Token], text: str) -> Match | None:
        spoken = tuple(token.word for token in found)
        for variant in self._longest_first:
            if spoken[: len(variant)] == variant:
                key = self.keys[variant]
                rest = spoken[len(variant) :]
                if self.loose and all(_is_of(word, self.official[key]) for word in rest):
                    return Match((key,), len(text))
                end = found[len(variant) - 1].end
                if variant == self.official[key] or _SEPARATOR.match(text, end) or text[end] == ")":
                    return Match((key,), end)
        return None

    def _alike(self, text: str) -> Match | None:
        head = _HEAD_END.search(text)
        return self._close(text, len(text)) or (self._close(text[: head.start()], head.start()) if head else None)

    def _close(self, text: str, end: int) -> Match | None:
        heard = words(text)
        spoken = " ".join(heard)
        if not _TOO_SHORT_TO_GUESS <= len(spoken) <= _LONGEST_LABEL:
            return None
        best: dict[str, float] = {}
        compared = SequenceMatcher(autojunk=False)
        compared.set_seq2(spoken)
        for variant, length, key in self._joined:
            compared.set_seq1(variant)
            # A slip of the pen changes letters, not the number of words; one more word may be an answer.
            if (
                length == len(heard)
                and compared.real_quick_ratio() >= _ALIKE - _CLEARLY
                and compared.quick_ratio() >= _ALIKE - _CLEARLY
            ):
                best[key] = max(best.get(key, 0.0), compared.ratio())
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        if not ranked or ranked[0][1] < _ALIKE:
            return None
        rivals = [key for key, ratio in ranked if ranked[0][1] - ratio < _CLEARLY]
        return Match(tuple(rivals), end)


def _is_of(word: str, label: Words) -> bool:
    """Whether a word is one of a label's, spelt as it may be."""
    return word in label or any(SequenceMatcher(None, word, each).ratio() >= _SAME_WORD for each in label)


@dataclass(frozen=True, slots=True)
class FormLabels:
    """All labels of an instrument. sentences: what the form prints besides labels, such as its title."""

    header: Labels
    rows: Labels
    columns: Labels
    sentences: Labels


_READY: dict[str, tuple[Instrument, FormLabels]] = {}
"""By key, with the instrument they were made for: an instrument is too large to be hashed for every cell."""


def labels_of(instrument: Instrument) -> FormLabels:
    """The labels to look for in a form of this instrument."""
    ready = _READY.get(instrument.key)
    if ready is None or ready[0] is not instrument:
        ready = _READY[instrument.key] = (instrument, _labels(instrument))
    return ready[1]


def _labels(instrument: Instrument) -> FormLabels:
    resource = files("fivefold.method.data.wording").joinpath("label_variants.toml")
    variants = tomllib.loads(resource.read_text(encoding="utf-8"))
    return FormLabels(
        header=Labels([(field.key, field.label) for field in instrument.header], variants["header"], loose=False),
        rows=Labels([(str(row.context), row.label) for row in instrument.rows], variants["row"]),
        columns=Labels([(column.key, column.label) for column in instrument.columns], variants["column"]),
        sentences=Labels([(text, text) for text in _sentences(instrument)], {}),
    )


def is_furniture(text: str, instrument: Instrument) -> bool:
    """Whether text is the form's own words: a label to the letter, or its title and the like as people retype them."""
    if furniture.is_own(text, instrument=instrument):
        return True
    match = labels_of(instrument).sentences.match(text)
    return match is not None and len(match.keys) == 1 and match.end >= len(text.rstrip())


def _sentences(instrument: Instrument) -> list[str]:
    return [instrument.title, instrument.subtitle, instrument.corner, furniture.version_line(instrument)]
