"""Studies as tenants: their shares and which site takes part under which label."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fivefold.records.accounts.access import Actor, Installation, Refusal, Refused, refuse, require
from fivefold.records.accounts.models import Share, ShareKind, Site, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit import events
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
def add_site(study: Study, site: Site, *, label: str, by: Actor | Installation, at: datetime) -> Share:
    """A site's share in a study that is open already. Refuses a site that is in the study, and another site's label.

    A label that came with a study folder has a share and no site yet: the site is put to it.
    """
    require(refuse(by, Ability.STUDY_OPEN))
    within = Share.objects.filter(study=study, kind=ShareKind.SITE)
    if within.filter(Q(site=site) | Q(label=label, site__isnull=False)).exists():
        raise Refused(Refusal.TAKES_PART)
    share, _ = Share.objects.update_or_create(study=study, kind=ShareKind.SITE, label=label, defaults={"site": site})
    events.record(Verb.SHARE_ADDED, by=by.person, at=at, share=share.id, subject=study.id)
    return share
