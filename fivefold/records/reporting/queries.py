"""What a written briefing consists of."""

from dataclasses import dataclass

from fivefold.records.jobs.models import Job
from fivefold.records.reporting.models import Document
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class File:
    """A file of a briefing, opened."""

    name: str
    content: bytes


def file(briefing: Job, name: str) -> File | None:
    """One file of a written briefing."""
    found = Document.objects.filter(job=briefing, name=name).select_related("share").first()
    if found is None:
        return None
    place = Place("document", found.id, "sealed")
    return File(name, keyring.current().unseal(bytes(found.sealed), scope=found.share.scope, place=place))
