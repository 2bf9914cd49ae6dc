"""The worker's loop: letters beside jobs, an end when told, and no end when the database is away."""

import logging
import sqlite3
import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection

from fivefold.records import worker
from fivefold.records.accounts.actions import letters
from fivefold.records.jobs.kinds import Kind
from fivefold.records.vault.keystore import KeyGone
from fivefold.web.logs import WithoutContent
from tests.support.standing import NOW, World


def test_there_is_somebody_for_every_kind_of_work() -> None:
    assert set(worker.WORKS) == set(Kind)


def test_what_waits_is_done_and_sent_at_once(world: World, mailoutbox: list[Any]) -> None:
    letters.write(to="somebody@example.org", subject="One", body="x\n", at=NOW)
    assert worker.run_waiting() == 0
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("kind", [DatabaseError, sqlite3.OperationalError, KeyGone, ValueError])
def test_the_loop_ends_when_told_and_outlives_any_error_without_repeating_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, kind: type[Exception]
) -> None:
    looked: list[int] = []

    def away(moment: datetime) -> bool:
        looked.append(1)
        raise kind("CANARY")

    monkeypatch.setattr(worker, "PATIENCE", 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    with caplog.at_level(logging.ERROR):
        worker._loop(away, lambda: len(looked) == 3)
    assert len(looked) == 3
    lines = [WithoutContent().format(one) for one in caplog.records]
    assert len(lines) == 3
    assert not any("CANARY" in one for one in lines)
    assert all("the database did not answer" in one or f'"error": "{kind.__name__}"' in one for one in lines)


@pytest.mark.django_db(transaction=True)
def test_letters_go_while_a_job_is_being_done(monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]) -> None:
    sent = threading.Event()

    def long(now: datetime) -> bool:
        assert sent.wait(20)
        return False

    def seen(*, at: datetime) -> int:
        if send(at=at):
            sent.set()
        return 0

    send = letters.send_due
    letters.write(to="somebody@example.org", subject="One", body="x\n", at=NOW)
    monkeypatch.setattr(worker, "work_once", long)
    monkeypatch.setattr(worker, "PATIENCE", 0.05)
    monkeypatch.setattr(letters, "send_due", seen)
    worker.run(until=sent.is_set)
    assert len(mailoutbox) == 1
    connection.close()
