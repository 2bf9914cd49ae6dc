"""Briefings: which there are, how far each one is, and what it consists of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from fivefold.method.reporting.briefing.folder import FILES
from fivefold.records.accounts.access import Refused, actor
from fivefold.records.accounts.models import Person, Study
from fivefold.records.reporting import access
from fivefold.records.reporting.models import Briefing, Document
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

STEPS = len(FILES) + 2
"""Opening the freeze, each file, and putting them away."""

DEAD_AFTER = timedelta(minutes=10)
"""Without progress for so long, the worker of a job has died. The slowest step of the largest study takes less."""

MOST_TRIES = 3


class Failure(StrEnum):
    """Why a briefing was not written: a key in the record. `FAILURES` says what to do."""

    NOTHING_ELIGIBLE = "nothing-eligible"
    CANNOT_BE_PRINTED = "cannot-be-printed"
    GAVE_UP = "gave-up"
    BROKE_DOWN = "broke-down"


FAILURES = {
    Failure.NOTHING_ELIGIBLE: (
        "No framework of this freeze is eligible, so there is nothing to report. "
        "The list of submissions says which criterion each one fails."
    ),
    Failure.CANNOT_BE_PRINTED: (
        "Something in this freeze cannot be printed. Freeze the study again and ask again; "
        "if that fails too, tell whoever runs this installation."
    ),
    Failure.GAVE_UP: (
        "Writing it broke off several times. Ask again; if it breaks off again, tell whoever runs this installation."
    ),
    Failure.BROKE_DOWN: (
        "Writing it failed. Ask again; if it fails again, tell whoever runs this installation, whose log has the time."
    ),
}


class State(StrEnum):
    """Where a briefing stands."""

    WAITING = "waiting"
    BEING_WRITTEN = "being written"
    WRITTEN = "written"
    FAILED = "failed"


def state(briefing: Briefing) -> State:
    """Where a briefing stands. One whose worker died is still being written: it is taken up again."""
    if briefing.failed:
        return State.FAILED
    if briefing.ended is not None:
        return State.WRITTEN
    return State.WAITING if briefing.began is None else State.BEING_WRITTEN


def briefings(study: Study) -> tuple[Briefing, ...]:
    """Every briefing of a study, the newest first."""
    return tuple(Briefing.objects.filter(share__study=study).select_related("share").order_by("-asked"))


def briefing(study: Study, wanted: UUID) -> Briefing | None:
    """One briefing of a study."""
    return Briefing.objects.filter(share__study=study, id=wanted).select_related("share").first()


def on_its_way(freeze: UUID) -> tuple[Briefing, ...]:
    """Briefings of a freeze that are not written yet."""
    return tuple(Briefing.objects.filter(freeze=freeze, ended__isnull=True).select_related("share"))


def abandoned(briefing: Briefing) -> bool:
    """Whether nobody will write it any more: it is written as whoever asked, and they may no longer ask."""
    try:
        asker = actor(Person.objects.get(id=briefing.by))
    except Refused:
        return True
    return access.refuse_briefing(asker, briefing.share.study_id) is not None


def due(now: datetime) -> QuerySet[Briefing]:
    """Briefings that somebody should write: never begun, or begun by a worker that has died since. Oldest first."""
    waiting = Q(began__isnull=True) | Q(beat__lt=now - DEAD_AFTER)
    return Briefing.objects.filter(waiting, ended__isnull=True).order_by("asked", "id")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a briefing, opened."""

    name: str
    content: bytes


def file(briefing: Briefing, name: str) -> File | None:
    """One file of a written briefing."""
    found = Document.objects.filter(briefing=briefing, name=name).select_related("share").first()
    if found is None:
        return None
    place = Place("document", found.id, "sealed")
    return File(name, keyring.current().unseal(bytes(found.sealed), scope=found.share.scope, place=place))
