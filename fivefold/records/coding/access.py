"""Who may write memos."""

from uuid import UUID

from fivefold.records.accounts.access import Actor, Refusal, refuse
from fivefold.records.accounts.roles import Ability


def refuse_write_memo(by: Actor, study: UUID) -> Refusal | None:
    """Whether somebody may write a memo, or change one: memos belong to the team, and their history says who."""
    return refuse(by, Ability.MEMOS_WRITE, study=study)
