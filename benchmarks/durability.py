"""How fast acknowledged writes are, how fast the log is verified, and what kills cost.

    python -m benchmarks.durability [--events 20000] [--kills 10]
    FIVEFOLD_TEST_DATABASE=postgresql python -m benchmarks.durability

A write is one line, one revision and one event, on disk before it is acknowledged (SQLite: write-ahead log with
synchronous=FULL). It runs in a home of its own that is taken away afterwards.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import django

from tests.support import databases

COMMAND = (sys.executable, "-m", "tests.support.writer")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=10)
    asked = parser.parse_args()
    home = databases.prepare_home()
    try:
        django.setup()
        subprocess.run((*COMMAND, "prepare"), check=True)
        _killed(asked.kills)
        _one_writer()
        _log(asked.events)
    finally:
        databases.remove(home)


def _one_writer(wanted: int = 500) -> None:
    from fivefold.records.accounts.access import actor
    from fivefold.records.accounts.acting import acting
    from fivefold.records.accounts.models import Person
    from fivefold.records.audit.verbs import Verb
    from fivefold.records.revisions import changes, lines
    from fivefold.records.revisions.lines import Write
    from fivefold.records.revisions.models import Line
    from tests.support.standing import NOW

    coder = actor(Person.objects.get(email="standing.coder@example.org"))
    with acting(coder):
        line = Line.objects.select_related("share").first()
    assert line is not None
    took = []
    processor = time.process_time()
    for number in range(wanted):
        change = changes.keys(given={f"key {number % 40}": "x" * 300})
        began = time.perf_counter()
        with acting(coder) as by:
            lines.write([Write(line, change)], verb=Verb.CODINGS_RECEIVED, by=by, at=NOW, share=line.share)
        took.append((time.perf_counter() - began) * 1000)
    centiles = statistics.quantiles(took, n=100)
    print(f"one writer: {1000 * wanted / sum(took):.0f} writes a second; ", end="")
    print(f"p50 {centiles[49]:.1f} ms, p95 {centiles[94]:.1f} ms, p99 {centiles[98]:.1f} ms, ", end="")
    print(f"of which processor {1000 * (time.process_time() - processor) / wanted:.1f} ms")


def _killed(kills: int) -> None:
    chance = random.Random(1)
    acknowledged: set[int] = set()
    seconds = 0.0
    for _ in range(kills):
        began_at = str(max(acknowledged, default=1000) + 10)
        process = subprocess.Popen((*COMMAND, "write", began_at), stdout=subprocess.PIPE, start_new_session=True)
        assert process.stdout is not None
        acknowledged.add(int(process.stdout.readline()))
        began = time.perf_counter()
        acknowledged |= {int(process.stdout.readline()) for _ in range(chance.randint(50, 150))}
        seconds += time.perf_counter() - began
        os.killpg(process.pid, signal.SIGKILL)
        acknowledged |= {int(line) for line in process.stdout.read().splitlines()}
        process.wait()
    found = json.loads(subprocess.run((*COMMAND, "check"), check=True, capture_output=True).stdout)
    lost = len(acknowledged - set(found["kept"]))
    print(f"two writers, {kills} kills: {len(acknowledged)} acknowledged, {lost} lost, ", end="")
    print(f"{len(acknowledged) / seconds:.0f} writes a second; log {found['broken'] or 'unbroken'}, ", end="")
    print(f"{found['events']} events, {found['revisions']} revisions, integrity {found['integrity'] or '-'}")


def _log(wanted: int) -> None:
    from fivefold.records.accounts.acting import installation, overseeing
    from fivefold.records.audit import events
    from fivefold.records.audit.models import Event
    from fivefold.records.audit.verbs import Verb
    from fivefold.records.revisions import lines
    from tests.support.standing import NOW

    many = [events.Happening(Verb.SUBMISSION_RECEIVED, None, uuid4(), {"entries": n}) for n in range(wanted)]
    with installation():
        seconds, _ = _timed(lambda: events.record_all(many, by=None, at=NOW))
    print(f"recorded together: {wanted / seconds:.0f} events a second")
    with overseeing():
        count = Event.everywhere.count()
        seconds, broken = _timed(events.verify)
        assert broken is None
        print(f"verified: {count} events, {count / seconds:.0f} a second")
        seconds, apart = _timed(lines.unmatched)
        assert apart is None
        print(f"revisions held against their events: {seconds:.2f} s")


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this process's own work, which others on the machine do not lengthen, and the answer."""
    began = time.process_time()
    answer = run()
    return time.process_time() - began, answer


if __name__ == "__main__":
    main()
