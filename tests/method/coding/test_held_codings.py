"""Codings held as numbers are the codings they were made from, in the order of the study and its forms."""

from dataclasses import replace

import pytest

from fivefold.method.coding.codebook import codebook
from fivefold.method.coding.codings import AGREED, Coding
from fivefold.method.coding.held_codings import HeldCodings
from fivefold.method.coding.spans import Span
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellKey

BOOK = codebook()
FORM = instrument().blank()
FIRST = Coding("K1", CellKey(Context.INDIVIDUAL, "risk"), 0, Span(0, 4), BOOK["risk/individual"], AGREED)
LATER = replace(FIRST, span=Span(2, 4))
OTHER = replace(FIRST, cell=CellKey(Context.PEER, "risk"), code=BOOK["risk/peer"], layer="Coder 1")
ALONE = replace(FIRST, framework="K2")


def held(*codings: Coding, references: tuple[str, ...] = ("K1", "K2", "K3")) -> HeldCodings:
    found = HeldCodings(BOOK, ("Coder 1", AGREED))
    for reference in references:
        found.expect(reference, FORM)
    for coding in codings:
        found.add(coding)
    return found


def test_codings_come_back_in_the_order_of_the_forms():
    assert tuple(held(ALONE, OTHER, LATER, FIRST)) == (FIRST, LATER, OTHER, ALONE)


def test_a_coding_that_stood_there_already_is_not_new_even_when_others_came_between():
    codings = held(FIRST, ALONE)
    assert not codings.add(FIRST)
    assert codings.add(LATER)
    assert not codings.add(ALONE)
    assert len(codings) == 3


def test_they_are_found_by_place_and_by_framework():
    codings = held(FIRST, LATER, ALONE)
    assert (codings[0], codings[-1], codings[1:]) == (FIRST, ALONE, (LATER, ALONE))
    assert (codings.of("K1"), codings.of("K3")) == ((FIRST, LATER), ())
    assert codings.layers == {AGREED}
    for place in (3, -4):
        with pytest.raises(IndexError):
            codings[place]


def test_they_equal_the_same_codings_and_nothing_else():
    assert held(FIRST, ALONE) == (FIRST, ALONE)
    assert held(ALONE, FIRST) == (FIRST, ALONE)
    assert held(FIRST) != (ALONE,)
    assert held() == ()
    assert held(FIRST) != [FIRST]


def test_frameworks_can_be_put_into_another_order():
    codings = held(FIRST, ALONE)
    codings.order(("K2", "K1"))
    assert codings == (ALONE, FIRST)


def test_of_two_forms_with_one_reference_the_codings_stand_on_the_later():
    assert held(FIRST, ALONE, references=("K1", "K2", "K1")) == (ALONE, FIRST)
