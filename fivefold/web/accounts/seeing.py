"""The page "what can I see, and why": generated from the roles held now and roles.toml, so that it cannot be wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fivefold.records.accounts.access import Actor, Held, refuse
from fivefold.records.accounts.models import ShareKind, Site, Study
from fivefold.records.accounts.queries import labels_of, roles_of, studies_by_id
from fivefold.records.accounts.roles import Ability, At, Reach, Role, roles
from fivefold.web.page import Page

KINDS = {
    ShareKind.COMMON: "Protocol, labels and what is due",
    ShareKind.SITE: "Submissions: frameworks, incidents and contexts",
    ShareKind.RESEARCH: "Codings, memos and freezes",
    ShareKind.RELEASED: "Findings released to commissioners",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a study. what: in words. sees: all, some or nothing of it. why: the roles that open it, or would."""

    what: str
    sees: str
    why: str


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done. why: the roles of this person that allow it, or the roles that would."""

    what: str
    may: bool
    why: str


@dataclass(frozen=True, slots=True)
class InStudy:
    """One study of this person."""

    name: str
    parts: tuple[Part, ...]
    doings: tuple[Doing, ...]


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held now. where: "study pilot", a site's name, "the installation"."""

    name: str
    does: str
    where: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPage(Page):
    """Roles held, and what follows from them study by study; everywhere: for whoever may do anything outside them."""

    roles: tuple[HeldRole, ...]
    studies: tuple[InStudy, ...]
    everywhere: tuple[Doing, ...]


def access(by: Actor) -> AccessPage:
    """What somebody can see and do now, with the reasons. Three queries, whatever they hold."""
    held = roles_of(by.person)
    studies = studies_by_id(tuple({*by.studies, *(one.study_id for one in by.shares)}))
    labels = labels_of(tuple(studies))
    return AccessPage(
        kind="My access",
        heading="What you can see, and why",
        roles=tuple(
            HeldRole(roles()[one.role].name, roles()[one.role].does, _where(one.study, one.site), one.began)
            for one in held
        ),
        studies=tuple(
            InStudy(
                study.name,
                tuple(_part(by, study.id, kind, labels.get(study.id, ())) for kind in KINDS),
                tuple(_doing(by, ability, study.id) for ability in _of_studies()),
            )
            for study in studies.values()
        ),
        everywhere=tuple(_doing(by, ability, None) for ability in _of_the_installation()) if by.abilities[None] else (),
    )


def _part(by: Actor, study: UUID, kind: ShareKind, labels: tuple[str, ...]) -> Part:
    seen = [share.label for share in by.shares_of(study, kind)]
    opening = [one.role for one in by.held if _opens(by, one, study, kind)]
    if not seen:
        return Part(KINDS[kind], "Nothing", f"Opened by: {_names(_roles_that_open(kind))}")
    return Part(KINDS[kind], _extent(kind, seen, labels), f"You are {_names(opening)}")


def _extent(kind: ShareKind, seen: list[str], labels: tuple[str, ...]) -> str:
    if kind != ShareKind.SITE or len(seen) == len(labels):
        return "All of it"
    return f"Those of site {', '.join(seen)} alone"


def _opens(by: Actor, held: Held, study: UUID, kind: ShareKind) -> bool:
    if held.study is not None:
        return held.study == study and Reach(kind) in held.role.shares
    wanted = Reach.OWN if kind == ShareKind.SITE else Reach(kind)
    return wanted in held.role.shares and _takes_part(by, held, study)


def _takes_part(by: Actor, held: Held, study: UUID) -> bool:
    """Whether a site role reaches into this study. The log of one's own site counts: its share is of the study too."""
    return any(one.study_id == study and one.site_id == held.site for one in (*by.shares, *by.trail))


def _doing(by: Actor, ability: Ability, study: UUID | None) -> Doing:
    if refuse(by, ability, study=study) is None:
        allowing = [one.role for one in by.held if ability in one.role.may and _holds(by, one, study)]
        return Doing(ability.says, True, f"You are {_names(allowing)}")
    return Doing(ability.says, False, f"Allowed to: {_names([one for one in roles().values() if ability in one.may])}")


def _holds(by: Actor, held: Held, study: UUID | None) -> bool:
    if held.role.at is At.INSTANCE:
        return True
    return held.study == study if held.study is not None else study is not None and _takes_part(by, held, study)


def _roles_that_open(kind: ShareKind) -> list[Role]:
    wanted = {Reach(kind), Reach.OWN} if kind == ShareKind.SITE else {Reach(kind)}
    return [one for one in roles().values() if one.shares & wanted]


def _names(given: Iterable[Role]) -> str:
    return ", ".join(dict.fromkeys(one.name for one in given)) or "nobody"


def _of_the_installation() -> list[Ability]:
    every = {ability for one in roles().values() if one.at is At.INSTANCE for ability in one.may}
    return [one for one in Ability if one in every]


def _of_studies() -> list[Ability]:
    every = {ability for one in roles().values() if one.at is not At.INSTANCE for ability in one.may}
    return [one for one in Ability if one in every]


def _where(study: Study | None, site: Site | None) -> str:
    if study is not None:
        return f"study {study}"
    return str(site) if site is not None else "the installation"
