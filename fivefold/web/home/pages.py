"""My work as a value: for each of somebody's roles what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.acting import reading_trail
from fivefold.records.accounts.models import Person, PersonState, ShareKind, Site, Study
from fivefold.records.accounts.nominations import changed_for, sites_waiting_for, waiting_for
from fivefold.records.accounts.queries import studies_by_id
from fivefold.records.accounts.roles import Ability
from fivefold.records.accounts.trails import Asked, events_of, shares_of_trail
from fivefold.records.analysis.queries import released
from fivefold.web.page import Page
from fivefold.web.studies.standing import Number, Step, standing

_STEPS = 3
"""Of each study; its home has the rest."""

_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StudyWork:
    """One study. roles: what this person is in it. note: what is so where nothing is counted for them."""

    name: str
    href: str
    roles: str
    numbers: tuple[Number, ...]
    steps: tuple[Step, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage(Page):
    """studies: those with something to do. practice: whether they work at a site. keeping: an operator's numbers.

    places: the sites of their roles, by name. idle: whether they hold no role at all. answering: what to do where they
    answer for who holds a role.
    """

    answering: tuple[Step, ...]
    studies: tuple[StudyWork, ...]
    practice: bool
    places: tuple[str, ...]
    keeping: tuple[Number, ...]
    keeping_steps: tuple[Step, ...]
    idle: bool


def work(*, by: Actor, now: datetime) -> WorkPage:
    """What waits for somebody. The number of queries grows with their studies, not with what these hold."""
    studies = studies_by_id(by.studies)
    sites = [one.site for one in by.held if one.site is not None]
    keeps = refuse(by, Ability.PEOPLE_INVITE) is None
    waiting = Person.objects.filter(state=PersonState.INVITED).count() if keeps else 0
    return WorkPage(
        kind="My work",
        heading="My work",
        answering=tuple(_answering(by, now)),
        studies=tuple(_study(one, by=by, now=now) for one in studies.values()),
        practice=bool(sites),
        places=tuple(Site.objects.filter(id__in=sites).order_by("name").values_list("name", flat=True)),
        keeping=_keeping(waiting) if keeps else (),
        keeping_steps=tuple(_keeping_steps(waiting)) if keeps else (),
        idle=not by.held,
    )


def _answering(by: Actor, now: datetime) -> Iterable[Step]:
    for name in sorted({one.study.name for one in sites_waiting_for(by)}):
        yield Step(
            f"Agree to a site proposed for {name}, or decline it",
            f"/studies/{name}/members/labels/",
            "It waits for a lead of the study. Nothing is open to its people yet.",
        )
    waiting = len(waiting_for(by))
    if waiting:
        waits = "1 role waits" if waiting == 1 else f"{waiting} roles wait"
        yield Step(
            "Agree to a proposed role, or decline it",
            "/roles/",
            f"{waits} for you. Nothing is open to anybody by it yet.",
        )
    elif changed := len(changed_for(by, since=now - _LATELY)):
        what = "1 role was" if changed == 1 else f"{changed} roles were"
        yield Step("See who came to hold a role", "/roles/", f"{what} given or ended in the last seven days.")


def _study(study: Study, *, by: Actor, now: datetime) -> StudyWork:
    address = f"/studies/{study.name}/"
    roles = ", ".join(sorted({one.role.name for one in by.held if one.study == study.id or _here(one.site, by, study)}))
    if refuse(by, Ability.STUDY_SEE, study=study.id) is not None:
        return StudyWork(study.name, f"{address}findings/", roles, (), (_findings(study),), "")
    told = standing(study, by=by)
    steps, note = told.steps[:_STEPS], ""
    if not told.reads and Ability.AUDIT_READ in told.may:
        steps = (_trail(study, by=by, now=now),)
    elif not steps and told.reads:
        note = "Nothing waits for you here."
    return StudyWork(study.name, address, roles, told.numbers, steps, note)


def _here(site: object, by: Actor, study: Study) -> bool:
    """Whether a site takes part in a study, as far as this person's shares tell."""
    return site is not None and any(
        one.study_id == study.id and one.site_id == site and one.kind == ShareKind.SITE
        for one in (*by.shares, *by.trail)
    )


def _findings(study: Study) -> Step:
    stands = released(study)
    if stands is None:
        return Step("Nothing has been released yet", note="The research lead releases findings; they will stand here.")
    return Step("Read the released findings", f"/studies/{study.name}/findings/", f"Released on {stands.at:%-d %B %Y}.")


def _trail(study: Study, *, by: Actor, now: datetime) -> Step:
    shares = shares_of_trail(by, study)
    with reading_trail(by, [one.id for one in shares]):
        count = events_of(shares, Asked(since=now - _LATELY)).count()
    happened = "Nothing" if not count else f"{count:,} event{'s' * (count != 1)}"
    return Step(
        "See who opened what your site released",
        f"/studies/{study.name}/audit/",
        f"{happened} in the last seven days.",
    )


def _keeping(waiting: int) -> tuple[Number, ...]:
    active = Person.objects.filter(state=PersonState.ACTIVE).count()
    sites, studies = Site.objects.count(), Study.objects.count()
    return (
        Number(active, "account" if active == 1 else "accounts", href="/people/"),
        Number(waiting, "invited, not here yet", href="/people/"),
        Number(sites, "site" if sites == 1 else "sites", href="/sites/"),
        Number(studies, "study" if studies == 1 else "studies", href="/studies/"),
    )


def _keeping_steps(waiting: int) -> Iterable[Step]:
    yield Step("Invite somebody, or end an account", "/people/", "Nobody can join without an invitation.")
    if waiting:
        yield Step("See who has not answered", "/people/", "An invitation works once, and not for long.")
    yield Step("Add a site", "/sites/", "A site is a partnership that holds meetings and releases frameworks.")
    yield Step("Open a study", "/studies/", "Then invite its research lead, who brings the study in.")
