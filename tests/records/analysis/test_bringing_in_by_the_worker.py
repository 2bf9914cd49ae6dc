"""A study folder that was sent: brought in by the worker in batches, refused with every problem, never twice."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import Membership
from fivefold.records.analysis import actions_bringing_in
from fivefold.records.audit import events
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import importing
from fivefold.records.jobs.kinds import Failure, Kind
from fivefold.records.jobs.models import Job
from fivefold.records.jobs.queries import State, state
from fivefold.records.revisions.models import Revision
from fivefold.records.studies.models import Import, Submission
from tests.house.checkout import ROOT
from tests.support import study_folders
from tests.support.jobs import LATER, newest, payloads, problems, work_once
from tests.support.log import told, verbs
from tests.support.packing import zipped
from tests.support.standing import NOW, World, rows

pytestmark = pytest.mark.slow  # forms are read in isolated processes

FORMS = study_folders.study(*(study_folders.submission(number) for number in range(1, 5)))


@pytest.fixture
def packed(tmp_path: Path) -> bytes:
    return zipped(study_folders.write(FORMS, tmp_path / "study"))


def ask(world: World, folder: bytes) -> Job:
    with world.acting("research_lead") as by:
        return actions_bringing_in.ask(folder, world.first, by=by, at=NOW)


def now(world: World) -> Job:
    return newest(world, Kind.IMPORT)


@pytest.mark.django_db
def test_a_folder_is_brought_in_as_whoever_sent_it(world: World, packed: bytes) -> None:
    ask(world, packed)
    assert work_once()
    found = now(world)
    (brought,) = rows(Import)
    assert (state(found), found.result, payloads()) == (State.DONE, brought.id, [])
    assert len(rows(Submission)) == 4
    assert verbs()[:2] == [Verb.IMPORT_ASKED, Verb.IMPORT_BEGUN]
    assert verbs()[-1] == Verb.STUDY_IMPORTED
    assert {one.actor for one in told()} == {world.people["research_lead"].id}


@pytest.mark.django_db
def test_every_problem_of_a_folder_is_told_sealed_and_nothing_is_kept(world: World, tmp_path: Path) -> None:
    folder = study_folders.write(FORMS, tmp_path / "study")
    (folder / "site-a" / "cover.csv").write_text("reference,name\nK7M,CANARY-7f3a\n", encoding="utf-8")
    (folder / "register.csv").write_text("nothing,known\n", encoding="utf-8")
    ask(world, zipped(folder))
    assert work_once()
    found = now(world)
    assert (found.failed, payloads(), rows(Submission)) == (Failure.REFUSED, [], [])
    assert any("site-a/cover.csv" in one for one in problems(world, found))
    assert b"cover.csv" not in bytes(found.problems or b"")


@pytest.mark.django_db
def test_a_role_that_ends_between_batches_stores_no_more(
    world: World, packed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fivefold.records.analysis import bringing_in

    monkeypatch.setattr(bringing_in, "EVERY", 0.0)
    monkeypatch.setattr(importing, "BATCH", 2)
    store = importing._store

    def ending(*given: object) -> object:
        stored = store(*given)  # type: ignore[arg-type]
        Membership.objects.filter(person=world.people["research_lead"]).update(ended=NOW)
        return stored

    monkeypatch.setattr(importing, "_store", ending)
    ask(world, packed)
    assert work_once()
    assert len(rows(Submission)) == 2
    assert [one.failed for one in rows(Job)] == [Failure.NOT_ALLOWED]
    assert payloads() == []


@pytest.mark.django_db
def test_progress_is_told_at_every_stage(world: World, packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    from fivefold.records.analysis import bringing_in
    from fivefold.records.jobs import actions

    monkeypatch.setattr(bringing_in, "EVERY", 0.0)
    seen: list[tuple[int, int | None]] = []
    step = actions.step

    def noted(job: Job, done: int, **given: object) -> None:
        step(job, done, **given)  # type: ignore[arg-type]
        seen.append((done, given["of"]))  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "step", noted)
    ask(world, packed)
    work_once()
    assert [one for one, _ in seen] == sorted(one for one, _ in seen)
    assert {of for _, of in seen} == {4 * bringing_in.STAGES}


@pytest.mark.django_db
def test_another_folder_waits_and_the_same_is_the_same(world: World, packed: bytes) -> None:
    first = ask(world, packed)
    assert ask(world, packed).id == first.id
    with pytest.raises(Refused):
        ask(world, packed + b"x")


# ---- a worker that is killed

_WORKER = """
import os, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["NAME_OF_THE_TEST"]
from fivefold.records.coding import importing
from fivefold.records.worker import run_waiting
from django.utils import timezone
importing.BATCH = 1
store = importing._store
def slowly(*given):
    print("storing", flush=True)
    sys.stdin.readline()
    return store(*given)
importing._store = slowly
run_waiting()
"""
"""A worker that says when it stores, waits to be told to go on, and stores one form at a time."""


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_worker_was_killed_is_taken_up_again_and_doubles_nothing(world: World, packed: bytes) -> None:
    from django.db import connection

    from fivefold.records.accounts.acting import overseeing

    ask(world, packed)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fivefold.config.settings"}
    environment["NAME_OF_THE_TEST"] = str(connection.settings_dict["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    assert worker.stdin is not None
    for _ in range(2):
        assert worker.stdout.readline() == b"storing\n"
        worker.stdin.write(b"go on\n")
        worker.stdin.flush()
    assert worker.stdout.readline() == b"storing\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    worker.stdin.close()

    assert len(rows(Submission)) == 2
    found = now(world)
    assert (state(found), len(payloads())) == (State.BEING_DONE, 1)
    assert found.beat is not None
    assert not work_once(found.beat), "it may still live"
    assert work_once(found.beat + (LATER - NOW) + timedelta(seconds=1))

    assert (state(now(world)), now(world).tries, payloads()) == (State.DONE, 2, [])
    assert len(rows(Submission)) == 4
    received = rows(Event, verb=Verb.SUBMISSION_RECEIVED)
    assert len(received) == len({one.subject for one in received}) == 4
    assert len(rows(Revision)) == len({(one.line_id, one.number) for one in rows(Revision)})
    assert {one.number for one in rows(Revision)} == {1}
    assert len(rows(Event, verb=Verb.STUDY_IMPORTED)) == 1
    with overseeing():
        assert events.verify() is None
