"""Who may have a briefing written, and take it away."""

from enum import StrEnum
from uuid import UUID

from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.roles import Ability


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    ASKED_ALREADY = "This freeze's briefing is being written already."
    NOT_WRITTEN = "This briefing is not written yet."


def refuse_briefing(by: Actor, study: UUID) -> access.Refusal | None:
    """Whether somebody may have a briefing written, see how far it is, and take it away."""
    return access.refuse(by, Ability.BRIEFING_WRITE, study=study)
