"""Studies as tenants: their shares, and which site takes part under which label, which their leads agree to."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fivefold.records.accounts.access import Actor, Installation, Refusal, Refused, refuse, refuse_decide, require
from fivefold.records.accounts.models import Outcome, Share, ShareKind, Site, SiteNomination, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb

_WHOLE = (ShareKind.COMMON, ShareKind.RESEARCH, ShareKind.RELEASED)


@transaction.atomic
def open(  # noqa: A001 - studies are opened; the name is read with its module
    name: str, *, sites: Mapping[str, Site], by: Actor | Installation, at: datetime
) -> Study:
    """A new study with its common, research and released shares and one share for each site.

    name: as in addresses and commands, a slug. sites: site by its label in the study ("A"), of the demonstration; any
    other site is proposed, and takes part when a lead agrees.
    Refuses whoever opens no studies, a name in use, and a site under two labels.
    """
    require(refuse(by, Ability.STUDY_OPEN))
    if Study.objects.filter(name=name).exists():
        raise Refused(Refusal.NAME_TAKEN)
    if len({site.id for site in sites.values()}) < len(sites):
        raise Refused(Refusal.TAKES_PART)
    study = Study.objects.create(name=name, opened=at)
    shares = [Share(study=study, kind=kind) for kind in _WHOLE]
    shares += [Share(study=study, kind=ShareKind.SITE, site=site, label=label) for label, site in sites.items()]
    Share.objects.bulk_create(shares)
    facts = {"sites": len(sites)}
    events.record(Verb.STUDY_OPENED, by=by.person, at=at, share=shares[0].id, subject=study.id, facts=facts)
    return study


@transaction.atomic
def propose_site(study: Study, site: Site, *, label: str, by: Actor | Installation, at: datetime) -> SiteNomination:
    """Propose that a site takes part in a study under a label. It does when one of the study's leads agrees.

    Whoever puts a site to a label opens its frameworks to the site's people: those that came with a study folder, and
    those that are yet to come. So an operator does that nowhere alone, and where a study has no lead yet, the first one
    decides. Refuses a site that is in the study or proposed for it, and another site's label.
    """
    require(refuse(by, Ability.STUDY_OPEN))
    _queue(study)
    require(_taken(study, site, label))
    waits = SiteNomination.objects.filter(study=study, site=site, outcome=Outcome.OPEN).exists()
    require(Refusal.SITE_PROPOSED_ALREADY if waits else None)
    made = SiteNomination.objects.create(study=study, site=site, label=label, by=by.person, at=at)
    _tell(Verb.SITE_PROPOSED, made, by=by, at=at)
    return made


@transaction.atomic
def agree(nomination: SiteNomination, *, by: Actor, at: datetime) -> Share:
    """Agree that a proposed site takes part. Refuses whoever proposed it, and what has been taken meanwhile.

    What else was proposed for the site, or for the label, is no longer to be decided.
    """
    _queue(nomination.study)
    held = _held(nomination)
    require(refuse_decide(by, held) or _taken(held.study, held.site, held.label))
    _decide(held, Outcome.AGREED, by=by, at=at)
    overtaken = SiteNomination.objects.filter(study=held.study, label=held.label, outcome=Outcome.OPEN)
    overtaken.update(outcome=Outcome.LAPSED, decided=at)
    share, _ = Share.objects.update_or_create(
        study=held.study, kind=ShareKind.SITE, label=held.label, defaults={"site": held.site}
    )
    facts = {"proposed": True}
    events.record(Verb.SHARE_ADDED, by=by.person, at=at, share=share.id, subject=held.study_id, facts=facts)
    return share


@transaction.atomic
def decline(nomination: SiteNomination, *, by: Actor, at: datetime) -> None:
    """Say no to a site that was proposed."""
    held = _held(nomination)
    require(refuse_decide(by, held))
    _decide(held, Outcome.DECLINED, by=by, at=at)
    _tell(Verb.SITE_DECLINED, held, by=by, at=at)


@transaction.atomic
def take_back(nomination: SiteNomination, *, by: Actor | Installation, at: datetime) -> None:
    """Take a proposal back, whichever operator made it. Refuses one that was decided."""
    require(refuse(by, Ability.STUDY_OPEN))
    held = _held(nomination)
    require(Refusal.DECIDED if held.outcome != Outcome.OPEN else None)
    _decide(held, Outcome.WITHDRAWN, by=by, at=at)
    _tell(Verb.SITE_TAKEN_BACK, held, by=by, at=at)


def _queue(study: Study) -> None:
    """Wait for whoever else puts a site to a label of it."""
    Study.objects.select_for_update(no_key=True).get(id=study.id)


def _taken(study: Study, site: Site, label: str) -> Refusal | None:
    within = Share.objects.filter(study=study, kind=ShareKind.SITE)
    return Refusal.TAKES_PART if within.filter(Q(site=site) | Q(label=label, site__isnull=False)).exists() else None


def _held(nomination: SiteNomination) -> SiteNomination:
    found = SiteNomination.objects.select_for_update(of=("self",)).select_related("study", "site")
    return found.get(id=nomination.id)


def _decide(nomination: SiteNomination, outcome: Outcome, *, by: Actor | Installation, at: datetime) -> None:
    nomination.outcome, nomination.decided, nomination.decided_by = outcome, at, by.person
    nomination.save(update_fields=["outcome", "decided", "decided_by"])


def _tell(verb: Verb, nomination: SiteNomination, *, by: Actor | Installation, at: datetime) -> None:
    common = Share.objects.get(study=nomination.study_id, kind=ShareKind.COMMON)
    events.record(verb, by=by.person, at=at, share=common.id, subject=nomination.id)
