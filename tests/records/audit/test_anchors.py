"""Copies of the log's head outside the database."""

import logging
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from fivefold.cli import ops_verify
from fivefold.method.common.errors import InputError
from fivefold.records.accounts.acting import installation
from fivefold.records.audit import anchors, events
from fivefold.records.audit.verbs import Verb
from tests.support.databases import wants_postgresql
from tests.support.standing import NOW, told


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(anchors, "_taken", {})
    monkeypatch.setattr(anchors, "file", lambda: tmp_path / "anchors" / "heads.txt")


def _record(*, at_second: int) -> None:
    with installation():
        events.record(Verb.SIGNED_IN, by=None, at=NOW + timedelta(seconds=at_second))


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_taken_at_most_once_a_minute() -> None:
    for second in (0, 1, 59, 60, 119, 121):
        _record(at_second=second)
    macs = {one.number: bytes(one.mac) for one in told()}
    assert anchors.taken() == {number: macs[number] for number in (1, 4, 6)}


@pytest.mark.django_db(transaction=True)
def test_no_copy_is_taken_of_what_was_rolled_back() -> None:
    with transaction.atomic():
        _record(at_second=0)
        transaction.set_rollback(True)
    assert told() == []
    assert anchors.taken() == {}


@pytest.mark.django_db
def test_a_copy_is_taken_on_demand() -> None:
    assert anchors.take() == 0
    assert anchors.taken() == {}
    _record(at_second=0)
    assert anchors.take() == 1
    assert anchors.taken() == {1: bytes(told()[0].mac)}


@pytest.mark.django_db
def test_the_file_is_its_owners_alone() -> None:
    _record(at_second=0)
    anchors.take()
    assert stat.S_IMODE(anchors.file().stat().st_mode) == 0o600
    assert stat.S_IMODE(anchors.file().parent.stat().st_mode) == 0o700


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_cannot_be_written_is_told_and_the_write_stands(caplog: pytest.LogCaptureFixture) -> None:
    anchors.file().parent.write_text("in the way")
    with caplog.at_level(logging.ERROR):
        _record(at_second=0)
    assert len(told()) == 1
    assert "could not be written" in caplog.text


def test_the_older_of_two_copies_counts_and_a_torn_line_does_not() -> None:
    one, two, three = "aa" * 32, "bb" * 32, "cc" * 32
    anchors.file().parent.mkdir()
    anchors.file().write_text(f"3 {one}\n5 {two}\n3 {three}\n6 d\n7 d")
    assert anchors.taken() == {3: bytes.fromhex(one), 5: bytes.fromhex(two)}


@pytest.mark.django_db(transaction=True)
def test_a_copy_after_a_torn_line_stands_on_a_line_of_its_own() -> None:
    anchors.file().parent.mkdir()
    anchors.file().write_text("7 d")
    _record(at_second=0)
    assert list(anchors.taken()) == [1]


def test_a_line_that_is_no_copy_is_told_with_its_place() -> None:
    anchors.file().parent.mkdir()
    anchors.file().write_text(f"3 {'aa' * 32}\nfour bb\n")
    with pytest.raises(InputError, match="line 2"):
        anchors.taken()


@pytest.mark.django_db
@pytest.mark.skipif(wants_postgresql(), reason="SQLite alone takes so few values")
def test_there_may_be_more_copies_than_a_database_takes_values_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _twelve()
    monkeypatch.setattr(ops_verify, "_AT_ONCE", 5, raising=False)
    connection.ensure_connection()
    most = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 8)
    try:
        assert ops_verify.wrong_at_the_end() is None
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, most)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 5, 6, 12])
def test_an_event_that_was_replaced_is_found_in_any_slice(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    _twelve()
    kept = anchors.taken() | {number: bytes(32)}
    monkeypatch.setattr(ops_verify, "_AT_ONCE", 5)
    monkeypatch.setattr(anchors, "taken", lambda: kept)
    wrong = ops_verify.wrong_at_the_end()
    assert wrong is not None
    assert wrong.startswith(f"Event {number} ")


def _twelve() -> None:
    """Twelve events, each with its copy."""
    for second in range(12):
        _record(at_second=second)
        anchors.take()
