"""Password protection, both ways."""

import re
from random import Random

import pytest

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.forms import protecting
from fivefold.method.frameworks.forms.outcomes import RefusalReason, RefusedFormError
from fivefold.method.frameworks.forms.writing import write_form
from tests.support.framework_values import FORM, a_framework

DOCX = write_form(a_framework(), instrument=FORM)
PASSWORD = "Zwölf 12 \U0001f5dd"
PROTECTED = protecting.protect(DOCX, PASSWORD)


def reason(content: bytes, password: str = PASSWORD) -> RefusalReason:
    with pytest.raises(RefusedFormError) as refused:
        protecting.unprotect(content, password)
    return refused.value.reason


def test_the_right_password_gives_back_every_byte() -> None:
    assert protecting.unprotect(PROTECTED, PASSWORD) == DOCX


def test_a_protected_file_shows_none_of_its_words_and_is_known_for_one() -> None:
    assert b"word/document.xml" not in PROTECTED
    assert protecting.is_protected(PROTECTED)
    assert not protecting.is_protected(DOCX)
    assert not protecting.is_protected(PROTECTED[:1537])


def test_a_wrong_password_and_a_missing_one_are_told_apart() -> None:
    assert reason(PROTECTED, "zwölf 12") is RefusalReason.WRONG_PASSWORD
    assert reason(PROTECTED, "") is RefusalReason.PASSWORD_NEEDED


def test_protection_other_than_a_password_is_said_to_be_that() -> None:
    extensible = PROTECTED.replace(b"\x04\x00\x04\x00\x40\x00\x00\x00<?xml", b"\x04\x00\x03\x00\x40\x00\x00\x00<?xml")
    assert extensible != PROTECTED
    assert reason(extensible) is RefusalReason.RIGHTS_MANAGED


def test_entities_in_the_protection_are_refused_before_a_parser_sees_them() -> None:
    tricked = PROTECTED.replace(b"<?xml version", b"<!DOCTYPE dtd")
    assert reason(tricked) is RefusalReason.UNSAFE_XML


def test_a_key_that_takes_minutes_to_derive_is_refused() -> None:
    slow = re.sub(rb'spinCount="100000" ', b'spinCount="9999999"', PROTECTED)
    assert slow != PROTECTED
    assert reason(slow) is RefusalReason.DAMAGED


@pytest.mark.slow
def test_damaged_protection_is_refused_and_never_opened_wrongly() -> None:
    """Slow because every try derives a key from the password."""
    rng = Random(7)
    reasons = set()
    for _ in range(12):
        damaged = bytearray(PROTECTED)
        for _ in range(rng.randint(1, 40)):
            damaged[rng.randrange(len(damaged))] ^= rng.randrange(1, 256)
        try:
            assert protecting.unprotect(bytes(damaged), PASSWORD) == DOCX
        except RefusedFormError as refused:
            reasons.add(refused.reason)
    assert RefusalReason.DAMAGED in reasons
    assert reasons <= {RefusalReason.DAMAGED, RefusalReason.WRONG_PASSWORD, RefusalReason.RIGHTS_MANAGED}


@pytest.mark.parametrize("password", ["", "x" * 256])
def test_a_password_that_word_would_not_take_is_refused(password: str) -> None:
    with pytest.raises(InputError, match="from 1 to 255"):
        protecting.protect(DOCX, password)
