"""A coding project read in a process of its own: the same project, and nothing that it does reaches us."""

import io
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

import pytest

from fivefold.method.coding import refi_qda
from fivefold.method.coding.refi_qda import as_json, isolated, isolated_reading
from fivefold.method.coding.refi_qda.isolated_reading import read_isolated
from fivefold.method.coding.refi_qda.values import (
    Case,
    Coding,
    Kind,
    OpenProject,
    Project,
    Selection,
    TextSource,
    User,
    VariableValue,
)
from fivefold.method.coding.spans import SourceText, Span
from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.forms.worker import Limits

WHEN = datetime(2026, 3, 2, tzinfo=UTC)
VALUES = ("words", True, 3, Decimal("1.50"), date(2016, 9, 1), WHEN, None)
PROJECT = Project(
    "A study",
    users=(User("u1", "Coder 1"),),
    cases=(Case("c1", "K7M", values=tuple(VariableValue("v", Kind.TEXT, value) for value in VALUES)),),
    sources=(
        TextSource(
            "s1",
            "K7M",
            SourceText("K7M", "Misses lessons"),
            (Selection("p1", "Misses", Span(0, 6), (Coding("k1", "code", "u1", WHEN),)),),
        ),
    ),
)


def test_a_project_comes_back_from_json_as_it_was():
    assert as_json.from_json(as_json.to_json(PROJECT)) == PROJECT


@pytest.mark.slow  # a process is started
def test_a_project_read_apart_is_the_project_read_here():
    data, _losses = refi_qda.write(PROJECT)
    here, apart = refi_qda.read(data, file="coding.qdpx"), read_isolated(io.BytesIO(data), file="coding.qdpx").whole()

    assert (apart, apart.losses, apart.offsets) == (here, here.losses, here.offsets)


@pytest.mark.slow  # a process is started
@pytest.mark.parametrize("data", [b"<nothing", b"PK\x03\x04 and no more"])
def test_a_file_that_is_none_is_refused_in_the_same_words(data: bytes):
    with pytest.raises(InputError) as here:
        refi_qda.read(data, file="coding.qdpx")
    with pytest.raises(InputError) as apart:
        read_isolated(io.BytesIO(data), file="coding.qdpx")
    assert apart.value.sentence == here.value.sentence


@pytest.mark.slow  # a process is started
def test_a_project_that_takes_too_long_is_refused():
    with pytest.raises(InputError, match="too long"):
        read_isolated(io.BytesIO(refi_qda.write(PROJECT)[0]), file="coding.qdpx", limits=Limits(wall=0.0))


def test_a_project_that_needs_too_much_memory_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    def exhausted(stream: IO[bytes], **_: object) -> OpenProject:
        raise MemoryError

    monkeypatch.setattr(isolated, "open_project", exhausted)
    [answer] = isolated._answers("coding.qdpx", b"")
    assert "more memory" in answer["refused"][0]


@pytest.mark.slow  # a process is started
def test_an_answer_of_another_shape_is_no_project(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(isolated_reading, "from_json", as_json._reader(str))
    with pytest.raises(InputError, match="stopped its reader"):
        read_isolated(io.BytesIO(refi_qda.write(PROJECT)[0]), file="coding.qdpx")


@pytest.mark.slow  # a process is started
@pytest.mark.parametrize("packed", [b"nothing packed", zlib.compress(b"no JSON"), zlib.compress(b'["s"]')])
def test_a_source_of_another_shape_is_refused_when_it_is_given(monkeypatch: pytest.MonkeyPatch, packed: bytes):
    monkeypatch.setattr(isolated_reading, "b64decode", lambda _: packed)
    project = read_isolated(io.BytesIO(refi_qda.write(PROJECT)[0]), file="coding.qdpx")
    with pytest.raises(InputError, match="stopped its reader"):
        project.whole()


def test_what_json_takes_stays_as_it_is():
    assert as_json._writer(str)("words") == "words"


@pytest.mark.slow  # a process is started
def test_more_than_an_upload_can_hold_is_not_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(isolated_reading, "MOST_HELD", 10)
    with pytest.raises(InputError, match="stopped its reader"):
        read_isolated(io.BytesIO(refi_qda.write(PROJECT)[0]), file="coding.qdpx")


def test_a_source_is_packed_and_unpacked(monkeypatch: pytest.MonkeyPatch):
    packed = as_json.pack(PROJECT.sources[0])
    assert as_json.unpack(packed) == PROJECT.sources[0]
    monkeypatch.setattr(as_json, "_MOST_UNPACKED", 10)
    with pytest.raises(ValueError, match="large"):
        as_json.unpack(packed)


@pytest.mark.parametrize(
    "damage",
    [
        lambda plain: plain[:-1],
        lambda plain: "words",
        lambda plain: [7, *plain[1:]],
        lambda plain: [plain[0], "not a list", *plain[2:]],
        lambda plain: [plain[0], [[["u1"], "Coder 1", ""]], *plain[2:]],
        lambda plain: [*plain[:4], [["c1", "K7M", "", [], [["v", "Text", 1.5]], [], []]], *plain[5:]],
        lambda plain: [{"code": "import os"}, *plain[1:]],
        lambda plain: [{"number": "one"}, *plain[1:]],
    ],
)
def test_json_of_another_shape_is_refused(damage: Any):
    with pytest.raises((TypeError, ValueError, ArithmeticError)):
        as_json.from_json(damage(as_json.to_json(PROJECT)))
