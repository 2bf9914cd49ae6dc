"""Who may do what: an actor is somebody with the roles they hold now; a refusal is a value with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from django.db.models import Q, QuerySet

from fivefold.records.accounts import duties
from fivefold.records.accounts.models import (
    Membership,
    Nomination,
    Outcome,
    Person,
    PersonState,
    Share,
    ShareKind,
    Site,
    SiteNomination,
    Study,
)
from fivefold.records.accounts.roles import Ability, At, Reach, Role, for_two_people, role
from fivefold.records.audit.terminal import is_commanded


class Refusal(StrEnum):
    """Why not. The value is the sentence a person reads."""

    NOT_YOUR_ROLE = "None of your roles here allows this."
    NOT_ACTIVE = "This account is suspended or has ended."
    OWN_ROLE = "Nobody gives or ends a role of their own; ask somebody else who may."
    LAST_LEAD = "A study needs a research lead; give the role to somebody else first."
    LAST_OPERATOR = "An installation needs an operator; give the role to somebody else first."
    ALREADY_HELD = "They hold this role here already."
    HELD_ELSEWHERE = "This role is not held at this kind of place."
    ROLE_ENDED = "This role has ended already."
    NAME_TAKEN = "This name is in use already."
    ADDRESS_TAKEN = "Somebody with this e-mail address has an account already."
    TAKES_PART = "This site, or this label, is in the study already."
    OWN_ACCOUNT = "Nobody suspends or ends an account of their own; ask somebody else who may."
    ACCOUNT_ENDED = "This account has ended, and stays so."
    NOT_INVITED = "This person has joined already."
    TWO_DUTIES = (
        "Whoever runs the installation holds no role that opens case text or has a part in a release, and the other way"
        " round. Choose somebody else."
    )
    PROPOSED_ALREADY = "This role is proposed for them already, and waits for somebody who answers for the place."
    SITE_PROPOSED_ALREADY = "This site is proposed for the study already, and waits for one of its leads."
    OWN_PROPOSAL = "Whoever proposed something cannot agree to it; somebody else who answers for the place must."
    DECIDED = "This proposal has been decided already."
    AT_A_TERMINAL = "This takes a second person, or can make one: do it in the browser, signed in yourself."
    INVITATION_GONE = "This invitation was used, was replaced by a newer one, or has run out."


class Refused(Exception):
    """An action was refused; carries the refusal."""

    def __init__(self, refusal: StrEnum) -> None:
        self.refusal = refusal
        super().__init__(str(refusal))


def require(refusal: StrEnum | None) -> None:
    """Raise Refused where there is a refusal."""
    if refusal is not None:
        raise Refused(refusal)


@dataclass(frozen=True, slots=True)
class Held:
    """A role held now. site: of a role at a site. study: of a role in a study, and for a site role None."""

    role: Role
    site: UUID | None
    study: UUID | None


@dataclass(frozen=True)
class Actor:
    """Somebody acting, with what they hold now and the shares that follow from it.

    shares: every share whose text they may open. trail: shares whose events they may read besides.
    named: whether a command named them, where nobody showed who they are: what takes two people is not open to them.
    """

    person: UUID
    name: str
    held: tuple[Held, ...]
    shares: tuple[Share, ...] = field(repr=False)
    trail: tuple[Share, ...] = field(default=(), repr=False)
    named: bool = False

    @cached_property
    def abilities(self) -> dict[UUID | None, frozenset[Ability]]:
        """Abilities by study; None for those that hold everywhere."""
        found: dict[UUID | None, set[Ability]] = {None: set()}
        for held in self.held:
            for study in self._studies_of(held):
                found.setdefault(study, set()).update(held.role.may)
        return {study: frozenset(abilities) for study, abilities in found.items()}

    @property
    def studies(self) -> tuple[UUID, ...]:
        """Studies in which they hold a role that may do anything at all."""
        return tuple(study for study, abilities in self.abilities.items() if study is not None and abilities)

    def shares_of(self, study: UUID, kind: ShareKind | None = None) -> tuple[Share, ...]:
        """Their shares of one study, of one kind if given, in the order of labels."""
        wanted = [one for one in self.shares if one.study_id == study and kind in (None, one.kind)]
        return tuple(sorted(wanted, key=lambda one: (one.kind, one.label)))

    def own_of(self, study: UUID) -> tuple[Share, ...]:
        """The shares of one study that a role at a site opens to them, in the order of labels."""
        sites = {one.site for one in self.held if one.site is not None and Reach.OWN in one.role.shares}
        return tuple(one for one in self.shares_of(study, ShareKind.SITE) if one.site_id in sites)

    def _studies_of(self, held: Held) -> Iterable[UUID | None]:
        if held.role.at is At.INSTANCE:
            return (None,)
        if held.study is not None:
            return (held.study,)
        return {share.study_id for share in (*self.shares, *self.trail) if share.site_id == held.site}


@dataclass(frozen=True, slots=True)
class Installation:
    """Whoever runs the installation at its own terminal: invites the first operator, opens the demonstration.

    May do what concerns people, sites and studies, and opens no share.
    """

    person: None = None
    name: str = "The installation"


INSTALLATION = Installation()


def actor(person: Person) -> Actor:
    """The person with the roles held now: two queries. Nobody's who has not joined, is suspended or has ended."""
    if not person.is_active:
        raise Refused(Refusal.NOT_ACTIVE)
    held = tuple(
        Held(role(one.role), one.site_id, one.study_id)
        for one in Membership.objects.filter(person=person, ended__isnull=True)
    )
    every = tuple(Share.objects.filter(_reachable(held)).select_related("study").distinct())
    own = {one.site for one in held if one.site is not None}
    opened = tuple(share for share in every if any(_opens(one, share, every) for one in held))
    trail = tuple(
        share
        for share in every
        if share not in opened
        and share.site_id in own
        and any(Reach.OWN_TRAIL in one.role.shares and one.site == share.site_id for one in held)
    )
    return Actor(person.id, person.name, held, opened, trail, is_commanded())


def refuse(by: Actor | Installation, ability: Ability, *, study: UUID | None = None) -> Refusal | None:
    """Whether somebody may do something in a study, or everywhere when no study is named."""
    if isinstance(by, Installation):
        return None if ability in _AT_THE_TERMINAL else Refusal.NOT_YOUR_ROLE
    if by.named and ability in for_two_people():
        return Refusal.AT_A_TERMINAL
    if ability in by.abilities[None] or ability in by.abilities.get(study, frozenset()):
        return None
    return Refusal.NOT_YOUR_ROLE


_AT_THE_TERMINAL = frozenset({Ability.PEOPLE_INVITE, Ability.STUDY_OPEN, Ability.MEMBERS_READ, Ability.MEMBERS_CHANGE})


def refuse_give(by: Actor | Installation, person: Person, given: Role, where: Study | Site | None) -> Refusal | None:
    """Whether somebody may give a person this role there, or propose it where `only_proposes`."""
    refusal = refuse(by, Ability.MEMBERS_CHANGE, study=where.id if isinstance(where, Study) else None)
    if refusal is not None:
        return refusal
    if by.person == person.id:
        return Refusal.OWN_ROLE
    if given.at is not _kind_of(where):
        return Refusal.HELD_ELSEWHERE
    return _refuse_holding(person, given, where)


def _refuse_holding(person: Person, given: Role, where: Study | Site | None) -> Refusal | None:
    """Whether a person may come to hold this role there, whoever gives it."""
    if person.state in (PersonState.SUSPENDED, PersonState.ENDED):
        return Refusal.NOT_ACTIVE
    if _held_there(person, given, where).exists():
        return Refusal.ALREADY_HELD
    return Refusal.TWO_DUTIES if duties.conflict(given, duties.roles_held(person.id)) else None


def only_proposes(by: Actor | Installation, given: Role, where: Study | Site | None) -> bool:
    """Whether a role that somebody may give takes effect only when one of those who answer for the place agrees.

    So it is where anybody does, unless they give it themselves. Call it where `refuse_give` refuses nothing.
    """
    return given.agreed and where is not None and duties.answered_for(where) and not _answers(by, where)


def refuse_decide(by: Actor, proposed: Nomination | SiteNomination) -> Refusal | None:
    """Whether somebody may decline a proposed role or site, which is all but whether they may agree to it."""
    if by.named:
        return Refusal.AT_A_TERMINAL
    if not _answers(by, proposed.where):
        return Refusal.NOT_YOUR_ROLE
    if proposed.outcome != Outcome.OPEN:
        return Refusal.DECIDED
    if isinstance(proposed, Nomination) and by.person == proposed.person_id:
        return Refusal.OWN_ROLE
    return Refusal.OWN_PROPOSAL if by.person == proposed.by else None


def refuse_agree(by: Actor, nomination: Nomination) -> Refusal | None:
    """Whether somebody may agree to a proposed role, as things stand now."""
    refusal = refuse_decide(by, nomination)
    if refusal is not None:
        return refusal
    return _refuse_holding(nomination.person, role(nomination.role), nomination.where)


def _answers(by: Actor | Installation, where: Study | Site) -> bool:
    """Whether somebody answers for a place now, and does not run the installation besides."""
    if not isinstance(by, Actor) or any(one.role.at is At.INSTANCE for one in by.held):
        return False
    return duties.deciding(where).filter(person=by.person).exists()


def refuse_end(by: Actor | Installation, membership: Membership) -> Refusal | None:
    """Whether somebody may end a role that a person holds."""
    refusal = refuse(by, Ability.MEMBERS_CHANGE, study=membership.study_id)
    if refusal is not None:
        return refusal
    if by.person == membership.person_id:
        return Refusal.OWN_ROLE
    if membership.ended is not None:
        return Refusal.ROLE_ENDED
    return _refuse_last(membership)


def refuse_suspend(by: Actor | Installation, person: Person) -> Refusal | None:
    """Whether somebody may suspend an account, or let it back in. The last lead's too: an account may be in danger."""
    refusal = refuse(by, Ability.PEOPLE_INVITE)
    if refusal is not None:
        return refusal
    if by.person == person.id:
        return Refusal.OWN_ACCOUNT
    return Refusal.ACCOUNT_ENDED if person.state == PersonState.ENDED else None


def refuse_end_account(by: Actor | Installation, person: Person) -> Refusal | None:
    """Whether somebody may end an account, and with it every role."""
    refusal = refuse_suspend(by, person)
    if refusal is not None:
        return refusal
    held = Membership.objects.filter(person=person, ended__isnull=True).select_related("person")
    return next((last for one in held if (last := _refuse_last(one)) is not None), None)


_NEEDED = {"research_lead": Refusal.LAST_LEAD, "operator": Refusal.LAST_OPERATOR}


def _refuse_last(membership: Membership) -> Refusal | None:
    """Whether this is the last of a role that its study, or the installation, cannot be without.

    Only who can sign in counts: whoever was invited may never come. Where nobody who joined ever held the role it can
    end: a first lead who was named by mistake can be named again.
    """
    ever = Membership.objects.filter(role=membership.role, study=membership.study_id)
    if not ever.filter(person__joined__isnull=False).exists():
        return None
    others = ever.filter(ended__isnull=True, person__state=PersonState.ACTIVE).exclude(person=membership.person_id)
    return None if others.exists() else _NEEDED.get(membership.role)


def _held_there(person: Person, given: Role, where: Study | Site | None) -> QuerySet[Membership]:
    return Membership.objects.filter(
        person=person,
        role=given.key,
        site=where if isinstance(where, Site) else None,
        study=where if isinstance(where, Study) else None,
        ended__isnull=True,
    )


def _kind_of(where: Study | Site | None) -> At:
    if where is None:
        return At.INSTANCE
    return At.STUDY if isinstance(where, Study) else At.SITE


def _reachable(held: tuple[Held, ...]) -> Q:
    studies = [one.study for one in held if one.study is not None]
    sites = [one.site for one in held if one.site is not None]
    return Q(study__in=studies) | Q(study__shares__site__in=sites, study__shares__kind=ShareKind.SITE)


def _opens(held: Held, share: Share, every: tuple[Share, ...]) -> bool:
    reach = held.role.shares
    if held.study is not None:
        return held.study == share.study_id and Reach(share.kind) in reach
    if held.site is None:
        return False
    if share.kind == ShareKind.SITE:
        return share.site_id == held.site and Reach.OWN in reach
    takes_part = any(one.study_id == share.study_id and one.site_id == held.site for one in every)
    return takes_part and Reach(share.kind) in reach
