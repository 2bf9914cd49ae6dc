"""Separation of duties: who answers for a study or a site, and which two roles nobody holds together.

A study's research leads answer for it, and a site's leads and information governance for the site. An operator never
does, and cannot make somebody who does: whoever agrees to a role answers for every place whose text it opens. So an
operator's own new study, or new site, lends nobody a voice elsewhere.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fivefold.records.accounts.models import Membership, Outcome, PersonState, Site, SiteNomination, Study
from fivefold.records.accounts.roles import Ability, At, Role, role, roles


def answered_for(where: Study | Site) -> bool:
    """Whether a role there is no longer an operator's alone to give.

    A study's first lead is: until somebody who joined was one, nobody answers for it. Somebody suspended still counts,
    and somebody whose role has ended, or either would be the way to name another. While a site waits for a study's
    leads nobody new comes to it alone: they agree to the people they are shown.
    """
    if _own(where).exists():
        return True
    if isinstance(where, Study):
        led = Membership.objects.filter(study=where, role__in=_answering(At.STUDY), person__joined__isnull=False)
        return led.exists()
    return _leads_around(where).exists() or _waits(where)


def deciding(where: Study | Site) -> QuerySet[Membership]:
    """Roles of those who may agree to a proposed role there now.

    Where none of a site's own people can sign in, whoever leads every study that its frameworks may be in.
    """
    own = _active(_own(where))
    if isinstance(where, Study) or own.exists():
        return own
    leads = _leads_around(where)
    studies = leads.values("study").distinct().count()
    everywhere = leads.values("person").annotate(led=Count("study", distinct=True)).filter(led=studies)
    return _active(leads.filter(person__in=everywhere.values("person")))


def concerned(where: Study | Site) -> QuerySet[Membership]:
    """Roles of everybody who is told when a role there changes, and who can sign in."""
    if isinstance(where, Site):
        return _active(_own(where) | _leads_around(where))
    return _active(_own(where) | _open(Q(site__shares__study=where, role__in=_answering(At.SITE))))


def roles_held(person: UUID) -> tuple[Role, ...]:
    """What somebody holds now, wherever. One query."""
    keys = Membership.objects.filter(person=person, ended__isnull=True).values_list("role", flat=True)
    return tuple(role(key) for key in keys)


def conflict(given: Role, held: Iterable[Role]) -> bool:
    """Whether a role may not stand beside those held: one runs the installation, another opens what it keeps."""
    if given.at is At.INSTANCE:
        return any(one.agreed for one in held)
    return given.agreed and any(one.at is At.INSTANCE for one in held)


def _own(where: Study | Site) -> QuerySet[Membership]:
    if isinstance(where, Study):
        return _open(Q(study=where, role__in=_answering(At.STUDY)))
    return _open(Q(site=where, role__in=_answering(At.SITE)))


def _leads_around(site: Site) -> QuerySet[Membership]:
    return _open(Q(study__shares__site=site, role__in=_answering(At.STUDY)))


def _waits(site: Site) -> bool:
    return SiteNomination.objects.filter(site=site, outcome=Outcome.OPEN).exists()


def _open(wanted: Q) -> QuerySet[Membership]:
    return Membership.objects.filter(wanted, ended__isnull=True).distinct()


def _active(held: QuerySet[Membership]) -> QuerySet[Membership]:
    return held.filter(person__state=PersonState.ACTIVE)


def _answering(at: At) -> list[str]:
    return [key for key, one in roles().items() if one.at is at and Ability.MEMBERS_AGREE in one.may]
