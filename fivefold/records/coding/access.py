"""Who may read codings, and write memos."""

from uuid import UUID

from fivefold.records.accounts.access import Actor, Refusal, refuse
from fivefold.records.accounts.roles import Ability


def refuse_read_codings(by: Actor, study: UUID) -> Refusal | None:
    """Whether somebody may read codings, the codebook with its counts, passages and memos."""
    return refuse(by, Ability.CODINGS_READ, study=study)


def refuse_write_memo(by: Actor, study: UUID) -> Refusal | None:
    """Whether somebody may write a memo, or change one: memos belong to the team, and their history says who."""
    return refuse(by, Ability.MEMOS_WRITE, study=study)
