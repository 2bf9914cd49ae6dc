"""Who may ask for long work, and have it done."""

from enum import StrEnum
from uuid import UUID

from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor
from fivefold.records.jobs.kinds import RULES, Kind


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    ANOTHER_WAITS = "Another is on its way already. Wait until that has ended, then send this one again."


def refuse_job(by: Actor, kind: Kind, study: UUID) -> access.Refusal | None:
    """Whether somebody may ask for work of this kind, and have it done as themselves."""
    return access.refuse(by, RULES[kind].ability, study=study)
