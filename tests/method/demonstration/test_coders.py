"""Two coders beside the agreed layer."""

from random import Random

import pytest

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.common.contexts import Context
from fivefold.method.demonstration import coders
from fivefold.method.demonstration.coders import Coder
from fivefold.method.demonstration.minutes import Minutes, Passage
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import Cell, CellKey, Entry, Framework, Header

CELL = CellKey(Context.INDIVIDUAL, "risk")
TEXT = "Fought two boys at school and was sent home early that day"
CODE = "risk/individual/history-of-violence"


def one_passage(start: int = 0, end: int = 25) -> Minutes:
    cells = tuple(Cell(key, (Entry(TEXT, key),) if key == CELL else ()) for key in instrument().places)
    return Minutes(Framework("appendix-a/1", Header(), cells), (Passage(CELL, 0, start, end, CODE),))


def read_by(coder: Coder, monkeypatch: pytest.MonkeyPatch, minutes: Minutes, seed: int = 1) -> list[Coding]:
    monkeypatch.setattr(coders, "CODERS", (coder,))
    known = coders.choices(codebook())
    return [
        coding
        for coding in coders.codings(minutes, reference="r", known=known, rng=Random(seed))
        if coding.layer != AGREED
    ]


def test_the_agreed_layer_is_the_minutes_own_passages() -> None:
    found = coders.codings(one_passage(), reference="r", known=coders.choices(codebook()), rng=Random(1))
    agreed = [coding for coding in found if coding.layer == AGREED]
    assert [(one.cell, one.entry, one.span.start, one.span.end, one.code.key) for one in agreed] == [
        (CELL, 0, 0, 25, CODE)
    ]


def test_a_coder_who_never_strays_repeats_the_agreed_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    steady = Coder("Coder", misses=0, confuses=0, adds=0, trims=0)
    (only,) = read_by(steady, monkeypatch, one_passage())
    assert (only.span.start, only.span.end, only.code.key, only.layer) == (0, 25, CODE, "Coder")


def test_a_coder_may_miss_a_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_by(Coder("Coder", misses=1, confuses=0, adds=0, trims=0), monkeypatch, one_passage())


def test_a_coder_may_take_a_code_for_one_of_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    confused = Coder("Coder", misses=0, confuses=1, adds=0, trims=0)
    found = {read_by(confused, monkeypatch, one_passage(), seed)[0].code for seed in range(60)}
    assert CODE not in {code.key for code in found}
    assert {(str(code.primary), str(code.context)) for code in found} == {
        ("risk", "individual"),
        ("vulnerability", "individual"),
    }


def test_a_coder_may_give_one_code_more(monkeypatch: pytest.MonkeyPatch) -> None:
    generous = Coder("Coder", misses=0, confuses=0, adds=1, trims=0)
    found = read_by(generous, monkeypatch, one_passage())
    assert len(found) == 2
    assert found[0].span == found[1].span


def test_a_coder_may_select_a_word_more_or_less(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Coder("Coder", misses=0, confuses=0, adds=0, trims=1)
    found = {
        TEXT[one.span.start : one.span.end]
        for seed in range(30)
        for one in read_by(other, monkeypatch, one_passage(), seed)
    }
    assert found == {"Fought two boys at", "Fought two boys at school and"}
    whole = one_passage(0, len(TEXT))
    assert TEXT in {
        TEXT[one.span.start : one.span.end] for seed in range(30) for one in read_by(other, monkeypatch, whole, seed)
    }
    word = one_passage(0, 6)
    assert {
        TEXT[one.span.start : one.span.end] for seed in range(30) for one in read_by(other, monkeypatch, word, seed)
    } == {"Fought", "Fought two"}


def test_codes_outside_vulnerability_and_risk_are_taken_for_codes_of_their_own_node() -> None:
    neighbours = coders.choices(codebook()).neighbours
    assert all(key.startswith("strength/family/") for key in neighbours["strength/family/good-attachments"])
    assert all(key.startswith("challenge/") for key in neighbours["challenge/peer-engagement"])
