"""Logs tell what happened to the machine and nothing of what somebody wrote, typed or looked for."""

import json
import logging
import sys

import pytest
from django.test import Client

from fivefold.web.logs import WithoutContent

CANARY = "CANARY-7f3a"


def line(name: str, words: str, *given: object, told: object = None, failed: bool = False) -> dict[str, object]:
    """A record as it is written."""
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, words, given, sys.exc_info() if failed else None)
    if told is not None:
        record.told = told
    text = WithoutContent().format(record)
    assert CANARY not in text
    assert "\n" not in text
    found: dict[str, object] = json.loads(text)
    return found


def test_our_own_records_say_their_constant_words_and_counts() -> None:
    told = line("fivefold.web.guard", "answered", told={"status": 200})
    assert (told["said"], told["status"], told["level"]) == ("answered", 200, "warning")


def test_of_another_packages_record_only_the_template_is_kept() -> None:
    assert line("django.request", "Not Found: %s", CANARY)["said"] == "Not Found: %s"


def test_a_message_that_may_hold_anything_is_left_out() -> None:
    assert "said" not in line("django.security", f"Invalid header {CANARY}")


def test_what_another_package_adds_is_not_kept() -> None:
    assert "status" not in line("somebody.else", "x %s", 1, told={"status": CANARY})


def test_an_error_is_its_class_and_the_places_it_passed() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        told = line("django.request", "%s", CANARY, failed=True)
    assert told["error"] == "ValueError"
    assert any("test_logs.py" in place for place in told["passed"])  # type: ignore[union-attr, attr-defined]


@pytest.mark.django_db
def test_a_visit_is_one_line_without_address_or_query(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="fivefold.web.guard"):
        Client().get(f"/account/login/?{CANARY}")
    lines = [json.loads(WithoutContent().format(one)) for one in caplog.records if one.name == "fivefold.web.guard"]
    assert [(one["door"], one["method"], one["status"]) for one in lines] == [("account_login", "GET", 200)]
    assert CANARY not in str(lines)


@pytest.mark.django_db
def test_where_everything_fails_a_plain_sentence_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    from fivefold.web import guard

    def failing(request: object) -> None:
        raise RuntimeError(CANARY)

    answer = guard.visits(failing)(type("Bare", (), {"method": "GET", "resolver_match": None})())  # type: ignore[arg-type]
    assert (answer.status_code, answer.content) == (500, b"Something went wrong on our side.")  # type: ignore[attr-defined]
