"""Who may freeze a study, open its numbers, and release aggregates: two people, never the same."""

from enum import StrEnum
from uuid import UUID

from fivefold.records.accounts import access
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis.models import Outcome, Proposal


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    NOTHING_CHANGED = "Nothing has changed since the newest freeze, so there is nothing to freeze."
    NOTHING_HERE = "The study has no protocol yet, so there is nothing to freeze. Bring a study folder in first."
    CHANGED_MEANWHILE = "The study was changed while it was being frozen. Freeze it again; nothing was written."
    PROPOSED_ALREADY = "A proposal waits for a second person. Have it confirmed or declined first."
    RELEASED_ALREADY = "The findings of this freeze are released already."
    OWN_PROPOSAL = "Whoever proposed a release cannot confirm or decline it; somebody else must."
    DECIDED = "This proposal has been decided already."
    NOT_OWN_PROPOSAL = "Only whoever proposed a release can take it back; you can confirm or decline it."
    NOT_RELEASED = "These findings are not released, or no longer."
    TOO_FEW = "Fewer than 10 frameworks stand behind this freeze: nothing can be said of them."
    TELLS_APART = (
        "Beside an earlier release this one would tell fewer than 10 frameworks apart. Wait until at least 10 more have"
        " come in."
    )


def refuse_freeze(by: Actor, study: UUID) -> access.Refusal | None:
    """Whether somebody may freeze a study for analysis."""
    return access.refuse(by, Ability.FREEZES_MAKE, study=study)


def refuse_propose(by: Actor, study: UUID) -> access.Refusal | None:
    """Whether somebody may propose findings for commissioners, or withdraw what was released."""
    return access.refuse(by, Ability.FINDINGS_RELEASE, study=study)


def refuse_take_back(by: Actor, proposal: Proposal) -> StrEnum | None:
    """Whether somebody may take a proposal back: whoever made it, while it is open."""
    refusal = refuse_propose(by, proposal.share.study_id)
    if refusal is not None:
        return refusal
    if proposal.outcome != Outcome.OPEN:
        return Refusal.DECIDED
    return None if proposal.by == by.person else Refusal.NOT_OWN_PROPOSAL


def refuse_decide(by: Actor, proposal: Proposal) -> StrEnum | None:
    """Whether somebody may confirm or decline a proposal: another than whoever made it, while it is open."""
    refusal = access.refuse(by, Ability.FINDINGS_CONFIRM, study=proposal.share.study_id)
    if refusal is not None:
        return refusal
    if proposal.outcome != Outcome.OPEN:
        return Refusal.DECIDED
    return Refusal.OWN_PROPOSAL if proposal.by == by.person else None
