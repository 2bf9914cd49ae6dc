"""Who may bring a study in, take it out, and change what it says of a submission."""

from uuid import UUID

from fivefold.records.accounts.access import Actor, Refusal, refuse
from fivefold.records.accounts.roles import Ability


def refuse_import(by: Actor, study: UUID) -> Refusal | None:
    """Whether somebody may bring a study folder into a study."""
    return refuse(by, Ability.STUDY_IMPORT, study=study)


def refuse_export(by: Actor, study: UUID) -> Refusal | None:
    """Whether somebody may take a whole study out."""
    return refuse(by, Ability.STUDY_EXPORT, study=study)
