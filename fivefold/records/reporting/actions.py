"""Asking for a briefing, and putting its files away."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from fivefold.method.reporting.briefing.folder import FILES
from fivefold.records.accounts.access import Actor
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs import actions as jobs
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.records.reporting.models import Document
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

STEPS = len(FILES) + 2
"""Opening the freeze, each file, and putting them away."""


def ask(freeze: Freeze, *, by: Actor, at: datetime) -> Job:
    """Ask for the briefing of a freeze; the worker writes it. One that is on its way already is that one."""
    facts = {"freeze": freeze.number}
    return jobs.ask(Kind.BRIEFING, share=freeze.share, subject=freeze.id, steps=STEPS, by=by, at=at, facts=facts)


@transaction.atomic
def put_away(briefing: Job, files: Mapping[str, bytes], *, by: Actor, at: datetime) -> None:
    """Put the written files away, sealed, all of them or none. Raises Overtaken where another worker took over."""
    held = jobs.finish(briefing, by=by, at=at)
    made = [Document(id=uuid4(), share=held.share, job=held, name=name) for name in files]
    for document in made:
        document.sealed = keyring.current().seal(
            files[document.name], scope=held.share.scope, place=Place("document", document.id, "sealed")
        )
    Document.objects.bulk_create(made)
    facts: dict[str, events.Fact] = {"files": len(made)}
    events.record(Verb.BRIEFING_WRITTEN, by=by.person, at=at, share=held.share_id, subject=held.id, facts=facts)
