"""What every command shows the same way."""

import io
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fivefold.cli import present


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Point:
    x: int
    on: date | None


class Terminal(io.StringIO):
    """Standard error as a terminal shows it, with its own clock."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(present, "time", clock)
    return clock


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal()
    # pytest puts its own standard error back between set-up and test, so the module gets one of its own.
    monkeypatch.setattr(present, "sys", SimpleNamespace(stderr=terminal))
    return terminal


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Point(1, date(2016, 10, 4)), {"x": 1, "on": "2016-10-04"}),
        (OrderedDict([(Colour.RED, Colour.RED)]), {"red": "red"}),
        ({1: None}, {"1": None}),
        ((Path("a") / "b", frozenset({"y", "x"})), ["a/b", ["x", "y"]]),
        ((count for count in range(2)), [0, 1]),
        ("é \u2028", "é \u2028"),
    ],
)
def test_json_says_values_as_a_program_would_expect(
    value: object, expected: object, capsys: pytest.CaptureFixture[str]
) -> None:
    present.write_json(value)
    assert json.loads(capsys.readouterr().out) == expected


def test_json_keeps_letters_readable(capsys: pytest.CaptureFixture[str]) -> None:
    present.write_json("naïve")
    assert capsys.readouterr().out == '"naïve"\n'


@pytest.mark.parametrize("value", [object(), b"bytes", Point])
def test_json_refuses_what_has_no_form_in_it(value: Any) -> None:
    with pytest.raises(TypeError, match="no form in JSON"):
        present.write_json(value)


def test_a_note_never_reaches_a_program_that_reads_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    present.note("reading")
    assert capsys.readouterr() == ("", "reading\n")


def test_progress_is_silent_before_two_seconds(clock: Clock, terminal: Terminal) -> None:
    for _ in present.progress(range(10), label="Reading forms"):
        clock.now += 0.19
    assert terminal.getvalue() == ""


def test_progress_past_two_seconds_shows_how_far_and_clears_its_line(clock: Clock, terminal: Terminal) -> None:
    for _ in present.progress(range(10), label="Reading forms"):
        clock.now += 1
    shown = terminal.getvalue()
    assert "Reading forms  [####....................]  2 of 10" in shown
    assert "9 of 10" in shown
    assert shown.endswith("\r\x1b[K")


def test_progress_clears_its_line_when_the_work_is_broken_off(clock: Clock, terminal: Terminal) -> None:
    items = present.progress(iter("abcdef"), label="Reading", length=6)
    for _ in range(4):
        next(items)
        clock.now += 1
    items.close()  # type: ignore[attr-defined]
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_progress_counts_what_does_not_know_its_length(clock: Clock, terminal: Terminal) -> None:
    for _ in present.progress((number for number in range(5)), label="Reading"):
        clock.now += 1
    assert "Reading: 4" in terminal.getvalue()


def test_progress_is_never_drawn_into_a_file(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in present.progress(range(5), label="Reading"):
        clock.now += 1
    assert capsys.readouterr() == ("", "")


def test_a_bar_is_cut_to_the_terminal(clock: Clock, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    for _ in present.progress(range(5), label="Reading forms"):
        clock.now += 1
    drawn = [line.removeprefix("\x1b[K") for line in terminal.getvalue().split("\r")]
    assert max(map(len, drawn)) == 19


def test_a_table_lines_up_words_left_and_numbers_right() -> None:
    drawn = present.table(["Cohort", "Frameworks"], [["sole", 24], ["group", 7]], numbers={1})
    assert drawn.splitlines() == [
        "Cohort  Frameworks",
        "------  ----------",
        "sole            24",
        "group            7",
    ]


def test_a_table_counts_what_the_eye_sees() -> None:
    drawn = present.table(["a", "b"], [["e\u0301", "x"], ["中", "y"]])
    assert drawn.splitlines()[2:] == ["e\u0301   x", "中  y"]


def test_a_table_too_wide_for_the_terminal_wraps_its_widest_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    drawn = present.table(["Recorded", "Of"], [["Lack of safe spaces or activities", 12]], numbers={1})
    assert drawn.splitlines() == [
        "Recorded                    Of",
        "--------------------------  --",
        "Lack of safe spaces or      12",
        "  activities",
    ]


def test_a_table_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        present.table(["a", "b"], [["only one"]])
