"""Releasing aggregates to commissioners: one person proposes, another agrees, and either of the leads can withdraw.

Whoever proposed can take the proposal back while it waits.
"""

import json
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from django.db import transaction

from fivefold.method.analysis.commissioned import Findings, moved
from fivefold.method.common.errors import InputError
from fivefold.method.disclosure.extents import tells_apart
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.analysis import access, queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.models import Freeze, Outcome, Proposal, Released
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@transaction.atomic
def propose(freeze: Freeze, *, by: Actor, at: datetime) -> Proposal:
    """Propose a freeze's findings for release. Nothing reaches commissioners before somebody else confirms it.

    Refused while another proposal waits, where nothing may be said of so few, and where this release beside an
    earlier one would tell a handful of frameworks apart: because a few joined or left, or, InputError with the line,
    because the same frameworks now count otherwise.
    """
    study = freeze.share.study
    require(access.refuse_propose(by, study.id))
    frameworks = frozenset(queries.extract_of(freeze).cohort_of)
    require(_refuse_release(study, freeze, frameworks))
    _refuse_moved(study, queries.figures_of(freeze).findings, frameworks)
    made = Proposal(id=uuid4(), share=freeze.share, freeze=freeze, at=at, by=by.person)
    told = {"findings": asdict(queries.figures_of(freeze).findings), "frameworks": sorted(frameworks)}
    made.findings = keyring.current().seal(
        json.dumps(told).encode(), scope=freeze.share.scope, place=Place("proposal", made.id, "findings")
    )
    made.save(force_insert=True)
    _tell(Verb.FINDINGS_PROPOSED, made, made.share, by=by, at=at)
    return made


def _refuse_release(study: Study, freeze: Freeze, frameworks: frozenset[str]) -> StrEnum | None:
    made = queries.proposals(study)
    if any(one.outcome == Outcome.OPEN for one in made):
        return Refusal.PROPOSED_ALREADY
    if any(one.outcome == Outcome.RELEASED and one.freeze_id == freeze.id for one in made):
        return Refusal.RELEASED_ALREADY
    if queries.figures_of(freeze).findings.frameworks is None:
        return Refusal.TOO_FEW
    earlier = (queries.proposed(one).frameworks for one in queries.released_before(study))
    return Refusal.TELLS_APART if any(tells_apart(one, frameworks) for one in earlier) else None


def _refuse_moved(study: Study, now: Findings, frameworks: frozenset[str]) -> None:
    """Hold a release that says another thing of the same frameworks than an earlier one said, withdrawn or not."""
    for one in queries.released_before(study):
        before = queries.proposed(one)
        line = moved(before.findings, now) if before.frameworks == frameworks else None
        if line is not None:
            raise InputError(
                f"this line tells another thing of the same frameworks than the release of freeze {one.freeze.number}"
                " told: beside each other the two would tell apart the few that were coded anew",
                where=line.title,
                next_step="Release again once ten more frameworks are frozen; what is released now stands until then.",
            )


@transaction.atomic
def confirm(proposal: Proposal, *, by: Actor, at: datetime) -> Released:
    """Agree to a proposal of somebody else's, which releases it in the place of what was released before."""
    held = _held(proposal)
    require(access.refuse_decide(by, held))
    _decide(held, Outcome.RELEASED, by=by, at=at)
    share = Share.objects.get(study=held.share.study_id, kind=ShareKind.RELEASED)
    for earlier in Released.objects.filter(share=share, withdrawn__isnull=True):
        _take_back(earlier, at=at)
    made = Released(id=uuid4(), share=share, freeze=held.freeze_id, proposal=held.id, at=at)
    told = asdict(queries.proposed(held).findings)
    made.findings = keyring.current().seal(
        json.dumps(told).encode(), scope=share.scope, place=Place("released", made.id, "findings")
    )
    made.save(force_insert=True)
    _tell(Verb.FINDINGS_RELEASED, held, share, by=by, at=at)
    return made


@transaction.atomic
def decline(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Say no to a proposal of somebody else's."""
    held = _held(proposal)
    require(access.refuse_decide(by, held))
    _decide(held, Outcome.DECLINED, by=by, at=at)
    _tell(Verb.FINDINGS_DECLINED, held, held.share, by=by, at=at)


@transaction.atomic
def take_back(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Take one's own proposal back before anybody has decided on it, so that another can be made."""
    held = _held(proposal)
    require(access.refuse_take_back(by, held))
    _decide(held, Outcome.TAKEN_BACK, by=by, at=at)
    _tell(Verb.FINDINGS_TAKEN_BACK, held, held.share, by=by, at=at)


@transaction.atomic
def withdraw(released: Released, *, by: Actor, at: datetime) -> None:
    """Take back what is released. What somebody read of it cannot be taken back, and later releases mind that."""
    require(access.refuse_propose(by, released.share.study_id))
    held = Released.objects.select_for_update(of=("self",)).select_related("share").get(id=released.id)
    require(Refusal.NOT_RELEASED if held.withdrawn is not None else None)
    _take_back(held, at=at)
    proposal = Proposal.objects.select_related("freeze").get(id=held.proposal)
    _tell(Verb.FINDINGS_WITHDRAWN, proposal, held.share, by=by, at=at)


def _held(proposal: Proposal) -> Proposal:
    """The proposal as it stands now, and until this transaction ends."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("share", "freeze").get(id=proposal.id)


def _decide(held: Proposal, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    held.outcome, held.decided, held.decided_by = outcome, at, by.person
    held.save(update_fields=["outcome", "decided", "decided_by"])


def _take_back(released: Released, *, at: datetime) -> None:
    released.withdrawn = at
    released.save(update_fields=["withdrawn"])
    Proposal.objects.filter(id=released.proposal).update(outcome=Outcome.WITHDRAWN)


def _tell(verb: Verb, proposal: Proposal, share: Share, *, by: Actor, at: datetime) -> None:
    facts = {"freeze": proposal.freeze.number}
    events.record(verb, by=by.person, at=at, share=share.id, subject=proposal.id, facts=facts)
