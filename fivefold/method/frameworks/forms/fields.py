"""Header fields in running text: "Reference Number: 7KQ2M   Practitioner Signature: AB"."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.forms.labels import Labels, labels_of, words

_FOLLOWS = re.compile(r"[.#]?\s*(?:[:=]|[-–—](?=\s)|\t| {2,}(?=\S)|(?=[\n\v])|$)[ \t]*")
_FILL = re.compile(r"\s*(?:(?:_{3,}|\.{3,}|…{2,})\s*)*")
_FILL_AT_END = re.compile(r"\s*(?:(?:_{3,}|\.{3,}|…{2,})\s*)*$")
_MOST_WORDS: Final = 6
_AFTER_A_LABEL: Final = " \t\n:.?#*"


@dataclass(frozen=True, slots=True)
class Field:
    """A header field found in a text. label and value are the text's own characters, every one in one of them."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class _Found:
    key: str
    start: int
    end: int


def split_fields(text: str, *, instrument: Instrument) -> tuple[str, list[Field]]:
    """What stands before the first header field, and the fields with all that follows each."""
    found = _find(text, instrument)
    if not found:
        return text, []
    ends = [each.start for each in found[1:]] + [len(text)]
    fields = [
        Field(each.key, text[each.start : each.end], text[each.end : end])
        for each, end in zip(found, ends, strict=True)
    ]
    return text[: found[0].start], fields


def label_of(text: str, *, instrument: Instrument) -> str | None:
    """The field whose label a text is, with nothing behind it but a colon or the like."""
    bare = text.strip().rstrip(_AFTER_A_LABEL)
    match = labels_of(instrument).header.match(bare) if ":" not in bare else None
    return match.keys[0] if match is not None and len(match.keys) == 1 and match.end == len(bare) else None


def trim_fill(value: str) -> tuple[str, str]:
    """A value without the line to write on around it, and the characters of that line."""
    start = _FILL.match(value)
    begin = start.end() if start else 0
    tail = _FILL_AT_END.search(value, begin)
    end = tail.start() if tail else len(value)
    return value[begin:end], value[:begin] + value[end:]


def only_fill(value: str) -> bool:
    """Whether a value is nothing but a line to write on."""
    return not trim_fill(value)[0]


def _find(text: str, instrument: Instrument) -> list[_Found]:
    pattern, keys, official = _pattern(instrument)
    found: list[_Found] = []
    for each in pattern.finditer(text):
        follows = _FOLLOWS.match(text, each.end())
        label = words(each[0])
        if found and found[-1].key == keys[label]:
            # In "Group or Sole Offence: Group or Sole" the second is the answer.
            continue
        if follows is not None:
            found.append(_Found(keys[label], each.start(), follows.end()))
        elif label in official and _begins(text, each.start(), found):
            found.append(_Found(keys[label], each.start(), each.end()))
    return found or _misspelt(text, labels_of(instrument).header)


def _begins(text: str, start: int, found: list[_Found]) -> bool:
    """Whether a label without a colon may be one here: at the start of a line, after a gap or after another."""
    before = text[:start]
    return bool(found) or not before.strip(" ") or before.endswith(("\n", "\t", "  "))


def _misspelt(text: str, labels: Labels) -> list[_Found]:
    """Lines that begin with something like a label and a colon."""
    found = []
    start = 0
    for line in text.split("\n"):
        head, colon, _ = line.partition(":")
        if colon and len(head.split()) <= _MOST_WORDS:
            match = labels.match(head)
            if match is not None and len(match.keys) == 1 and match.end == len(head.rstrip()):
                found.append(_Found(match.keys[0], start, start + len(head) + 1))
        start += len(line) + 1
    return found


@cache
def _pattern(instrument: Instrument) -> tuple[re.Pattern[str], dict[tuple[str, ...], str], frozenset[tuple[str, ...]]]:
    labels = labels_of(instrument).header
    spelt = sorted(labels.spelt, key=len, reverse=True)
    alternatives = "|".join(r"\W{1,3}".join(map(re.escape, re.findall(r"\w+", variant))) for variant in spelt)
    return (
        re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE),
        labels.keys,
        frozenset(labels.official.values()),
    )
