"""Asking for a briefing, and what becomes of it. What a worker does, it does as whoever asked."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from fivefold.records.accounts.access import Actor, require
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit import events
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb
from fivefold.records.reporting import access, queries
from fivefold.records.reporting.access import Refusal
from fivefold.records.reporting.models import Briefing, Document
from fivefold.records.reporting.queries import MOST_TRIES, STEPS, Failure
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@transaction.atomic
def ask(freeze: Freeze, *, by: Actor, at: datetime) -> Briefing:
    """Ask for the briefing of a freeze; the worker writes it. Refused while one of this freeze is on its way.

    One that waits for somebody who may no longer ask is given up: the worker would leave it waiting for good.
    """
    require(access.refuse_briefing(by, freeze.share.study_id))
    for waiting in queries.on_its_way(freeze.id):
        require(None if queries.abandoned(waiting) else Refusal.ASKED_ALREADY)
        _end(waiting, Failure.GAVE_UP, by=by, at=at)
    made = Briefing.objects.create(
        id=uuid4(), share=freeze.share, freeze=freeze.id, by=by.person, asked=at, steps=STEPS
    )
    _tell(Verb.BRIEFING_ASKED, made, by=by, at=at, facts={"freeze": freeze.number})
    return made


@transaction.atomic
def begin(briefing: Briefing, *, by: Actor, at: datetime) -> Briefing | None:
    """Take a briefing up; None where another worker was quicker. Given up after MOST_TRIES."""
    require(access.refuse_briefing(by, briefing.share.study_id))
    due = queries.due(at).filter(id=briefing.id).select_related("share")
    held = due.select_for_update(skip_locked=True, of=("self",)).first()
    if held is None:
        return None
    if held.tries >= MOST_TRIES:
        _end(held, Failure.GAVE_UP, by=by, at=at)
        return None
    held.began, held.beat, held.steps_done, held.tries = at, at, 0, held.tries + 1
    held.save(update_fields=["began", "beat", "steps_done", "tries"])
    _tell(Verb.BRIEFING_BEGUN, held, by=by, at=at, facts={"try": held.tries})
    return held


@transaction.atomic
def finish(briefing: Briefing, files: Mapping[str, bytes], *, by: Actor, at: datetime) -> None:
    """Put the written files away, sealed, all of them or none. Nothing is done where another worker took over."""
    require(access.refuse_briefing(by, briefing.share.study_id))
    held = _still_ours(briefing)
    if held is None:
        return
    made = [Document(id=uuid4(), share=held.share, briefing=held, name=name) for name in files]
    for document in made:
        document.sealed = keyring.current().seal(
            files[document.name], scope=held.share.scope, place=Place("document", document.id, "sealed")
        )
    Document.objects.bulk_create(made)
    held.ended, held.beat, held.steps_done = at, at, held.steps
    held.save(update_fields=["ended", "beat", "steps_done"])
    _tell(Verb.BRIEFING_WRITTEN, held, by=by, at=at, facts={"files": len(made)})


@transaction.atomic
def fail(briefing: Briefing, why: Failure, *, by: Actor, at: datetime) -> None:
    """Say that a briefing could not be written. why: a key; what went wrong in detail may be somebody's words."""
    require(access.refuse_briefing(by, briefing.share.study_id))
    held = _still_ours(briefing)
    if held is not None:
        _end(held, why, by=by, at=at)


def _still_ours(briefing: Briefing) -> Briefing | None:
    """The record, locked, while the try that began with it is the newest one."""
    mine = Briefing.objects.filter(id=briefing.id, tries=briefing.tries, ended__isnull=True)
    return mine.select_for_update(of=("self",)).select_related("share").first()


def _end(briefing: Briefing, why: Failure, *, by: Actor, at: datetime) -> None:
    briefing.ended, briefing.failed = at, why
    briefing.save(update_fields=["ended", "failed"])
    _tell(Verb.BRIEFING_FAILED, briefing, by=by, at=at, facts={"why": str(why)})


def _tell(verb: Verb, briefing: Briefing, *, by: Actor, at: datetime, facts: Mapping[str, Fact]) -> None:
    events.record(verb, by=by.person, at=at, share=briefing.share_id, subject=briefing.id, facts=facts)
