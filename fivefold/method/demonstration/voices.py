"""Minute-takers: the same fact in the words and habits of whoever wrote the form."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from fivefold.method.demonstration.language import Marked, Phrase


@dataclass(frozen=True, slots=True)
class Voice:
    """How one minute-taker writes.

    words: what becomes of the slots for people and services. habits: whole words and what is written for them.
    full_stop: whether the last full stop is kept. lower: whether entries begin with a small letter.
    terse: whether short wordings are preferred. annotates: share of entries with details in brackets.
    joins: share of entries that run two facts together. fills: factor on how much stands around the facts.
    """

    words: Mapping[str, str]
    habits: tuple[tuple[re.Pattern[str], str], ...]
    full_stop: bool
    lower: bool
    terse: bool
    annotates: float
    joins: float
    fills: float


@cache
def table() -> dict[str, Any]:
    """The committed table of voices, headers, incident lines and reasons for empty cells (`voices.toml`)."""
    text = files("fivefold.method.data.demonstration").joinpath("voices.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def choose(rng: Random) -> Voice:
    """One voice by lot."""
    kinds = table()
    words = {**rng.choice(kinds["subject"]), **rng.choice(kinds["family"]), **rng.choice(kinds["services"])}
    return Voice(
        words=words,
        habits=_habits()[rng.randrange(len(_habits()))],
        full_stop=rng.random() < 0.6,
        lower=rng.random() < 0.2,
        terse=rng.random() < 0.5,
        annotates=rng.choice((0, 0, 0, 0, 0.1, 0.4)),
        joins=rng.choice((0.05, 0.12, 0.3)),
        fills=rng.choice((0.4, 0.8, 1.2)),
    )


@cache
def _habits() -> tuple[tuple[tuple[re.Pattern[str], str], ...], ...]:
    return tuple(
        tuple((re.compile(rf"(?<!\{{)\b{re.escape(word)}\b(?!\}})"), written) for word, written in habit["words"])
        for habit in table()["habit"]
    )


def shorten(phrase: Phrase, voice: Voice) -> Phrase:
    """The phrase with the voice's habits applied, its marks on the same words."""
    if not voice.habits:
        return phrase
    return replace(phrase, pieces=tuple(replace(piece, text=_written(piece.text, voice)) for piece in phrase.pieces))


def _written(text: str, voice: Voice) -> str:
    for pattern, written in voice.habits:
        text = pattern.sub(written, text)
    return text


def finish(marked: Marked, voice: Voice) -> Marked:
    """The entry with the voice's full stop and first letter."""
    text = marked.text
    if voice.lower and text[:2].istitle() and text[1:2].islower() and not text.startswith("I "):
        text = text[0].lower() + text[1:]
    if voice.full_stop or not text.endswith(".") or text.endswith(".."):
        return Marked(text, marked.marks)
    text = text[:-1]
    return Marked(text, tuple((start, min(end, len(text)), code) for start, end, code in marked.marks))


def join(first: Marked, second: Marked, *, between: str) -> Marked:
    """Two entries run together into one."""
    shift = len(first.text) + len(between)
    later = tuple((start + shift, end + shift, code) for start, end, code in second.marks)
    return Marked(first.text + between + second.text, first.marks + later)
