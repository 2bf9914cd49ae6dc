"""Studies as tenants: their shares, and which site takes part under which label, which their leads agree to."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fivefold.records.accounts import duties
from fivefold.records.accounts.access import Actor, Installation, Refusal, Refused, refuse, refuse_decide, require
from fivefold.records.accounts.models import Outcome, Share, ShareKind, Site, SiteNomination, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit import events
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb

_WHOLE = (ShareKind.COMMON, ShareKind.RESEARCH, ShareKind.RELEASED)


@transaction.atomic
def open(  # noqa: A001 - studies are opened; the name is read with its module
    name: str, *, sites: Mapping[str, Site], by: Actor | Installation, at: datetime
) -> Study:
    """A new study with its common, research and released shares and one share for each site.

    name: as in addresses and commands, a slug. sites: site by its label in the study ("A"); more can follow.
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
def add_site(study: Study, site: Site, *, label: str, by: Actor | Installation, at: datetime) -> Share | SiteNomination:
    """A site's share in a study that is open already; a proposal of it where somebody answers for the study.

    A label that came with a study folder has a share and frameworks, and no site yet: whoever puts a site to it opens
    them to the site's people. So an operator does that alone only where a study has no lead. Refuses a site that is
    in the study or proposed for it, and another site's label.
    """
    require(refuse(by, Ability.STUDY_OPEN))
    _queue(study)
    require(_taken(study, site, label))
    if duties.answered_for(study):
        return _propose(study, site, label, by=by, at=at)
    return _join(study, site, label, by=by, at=at, facts={})


@transaction.atomic
def agree(nomination: SiteNomination, *, by: Actor, at: datetime) -> Share:
    """Agree that a proposed site takes part. Refuses whoever proposed it, and what has been taken meanwhile."""
    _queue(nomination.study)
    held = _held(nomination)
    require(refuse_decide(by, held) or _taken(held.study, held.site, held.label))
    _decide(held, Outcome.AGREED, by=by, at=at)
    return _join(held.study, held.site, held.label, by=by, at=at, facts={"proposed": True})


@transaction.atomic
def decline(nomination: SiteNomination, *, by: Actor, at: datetime) -> None:
    """Say no to a site that was proposed."""
    held = _held(nomination)
    require(refuse_decide(by, held))
    _decide(held, Outcome.DECLINED, by=by, at=at)
    _tell(Verb.SITE_DECLINED, held.study, by=by, at=at)


def _queue(study: Study) -> None:
    """Wait for whoever else names its first lead, or puts a site to a label of it."""
    Study.objects.select_for_update().get(id=study.id)


def _taken(study: Study, site: Site, label: str) -> Refusal | None:
    within = Share.objects.filter(study=study, kind=ShareKind.SITE)
    return Refusal.TAKES_PART if within.filter(Q(site=site) | Q(label=label, site__isnull=False)).exists() else None


def _propose(study: Study, site: Site, label: str, *, by: Actor | Installation, at: datetime) -> SiteNomination:
    waits = SiteNomination.objects.filter(study=study, site=site, outcome=Outcome.OPEN).exists()
    require(Refusal.SITE_PROPOSED_ALREADY if waits else None)
    made = SiteNomination.objects.create(study=study, site=site, label=label, by=by.person, at=at)
    _tell(Verb.SITE_PROPOSED, study, by=by, at=at)
    return made


def _join(
    study: Study, site: Site, label: str, *, by: Actor | Installation, at: datetime, facts: Mapping[str, Fact]
) -> Share:
    share, _ = Share.objects.update_or_create(study=study, kind=ShareKind.SITE, label=label, defaults={"site": site})
    events.record(Verb.SHARE_ADDED, by=by.person, at=at, share=share.id, subject=study.id, facts=facts)
    return share


def _held(nomination: SiteNomination) -> SiteNomination:
    return SiteNomination.objects.select_for_update(of=("self",)).select_related("study", "site").get(id=nomination.id)


def _decide(nomination: SiteNomination, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    nomination.outcome, nomination.decided, nomination.decided_by = outcome, at, by.person
    nomination.save(update_fields=["outcome", "decided", "decided_by"])


def _tell(verb: Verb, study: Study, *, by: Actor | Installation, at: datetime) -> None:
    common = Share.objects.get(study=study, kind=ShareKind.COMMON)
    events.record(verb, by=by.person, at=at, share=common.id, subject=study.id)
