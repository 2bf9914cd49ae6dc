"""A process of its own that writes lines and acknowledges each one, to be killed: `python -m tests.support.writer`.

prepare: make the tables, a study and a coder. write FIRST: write for ever from that number on, and print each number
once it has committed. check: print as JSON what is there. The environment names the home and the database.
"""

import json
import os
import sys
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import django

WRITERS = 2
"""Processes that write at the same time, each to the same lines."""

SUBJECT = UUID(int=7)


def canary(number: int) -> str:
    """The words of one write; short enough not to be deflated, so that a scan of bytes would find them."""
    return f"CANARY-{number:05}"


def prepare() -> None:
    """Make the tables, a study with a site, a coder, and a line of each kind."""
    from django.core.management import call_command

    from fivefold.records.accounts.models import ShareKind
    from fivefold.records.revisions import lines
    from fivefold.records.revisions.models import Kind
    from tests.support import standing

    call_command("migrate", verbosity=0)
    world = standing.two_studies()
    with world.acting("coder"):
        for kind in Kind:
            lines.line(kind, share=standing.share(world.first, ShareKind.RESEARCH), subject=SUBJECT)


def write(first: int) -> None:
    """Write for ever. A number is printed when its write has committed, and not before."""
    # Before Django has a connection: none may be shared by two processes.
    own = next((n for n in range(1, WRITERS) if os.fork() == 0), 0)

    from fivefold.records.accounts.access import actor
    from fivefold.records.accounts.acting import acting
    from fivefold.records.accounts.models import Person
    from fivefold.records.audit.verbs import Verb
    from fivefold.records.revisions import changes, lines
    from fivefold.records.revisions.lines import Write
    from fivefold.records.revisions.models import Kind, Line

    coder = actor(Person.objects.get(email="standing.coder@example.org"))
    with acting(coder):
        known = {one.kind: one for one in Line.objects.select_related("share")}
    for number in count(first + own, WRITERS):
        with acting(coder) as by:
            line = known[Kind.values[number % len(Kind)]]
            change = changes.keys(given={str(number): canary(number)})
            at = datetime.now(UTC)
            lines.write(
                [Write(line, change)], verb=Verb.CODINGS_RECEIVED, by=by, at=at, share=line.share, subject=line.subject
            )
        os.write(1, f"{number}\n".encode())


def check() -> None:
    """Print what is there."""
    from django.db import connection

    from fivefold.records.accounts.access import actor
    from fivefold.records.accounts.acting import acting, overseeing
    from fivefold.records.accounts.models import Person
    from fivefold.records.audit import anchors, events
    from fivefold.records.audit.models import Event
    from fivefold.records.revisions import lines
    from fivefold.records.revisions.models import Line, Revision

    with acting(actor(Person.objects.get(email="standing.coder@example.org"))):
        states = lines.states(Line.objects.all())
        kept = [
            int(number) for state in states.values() for number, words in state.items() if words == canary(int(number))
        ]
    with overseeing():
        broken, apart = events.verify(anchors=anchors.taken()), lines.unmatched()
        found = {"events": Event.everywhere.count(), "revisions": Revision.everywhere.count()}
    integrity = ""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            integrity = cursor.execute("PRAGMA integrity_check").fetchone()[0]
            assert not cursor.execute("PRAGMA foreign_key_check").fetchall()
    told = {"kept": kept, "broken": broken and broken.what, "apart": apart, "integrity": integrity, **found}
    print(json.dumps(told | {"anchors": len(anchors.taken())}))


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "write": lambda: write(int(sys.argv[2])), "check": check}[sys.argv[1]]()
