"""Findings for commissioners: what is released, and how two people get there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fivefold.method.analysis.commissioned import Finding, Findings
from fivefold.method.disclosure.extents import Extent
from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import access, queries
from fivefold.records.analysis.models import Outcome, Proposal
from fivefold.web.page import Page

TOO_FEW = "Too few to say"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a count: its word, and about how many."""

    words: str
    about: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the catalogue."""

    title: str
    context: str
    identified: Said
    met: Said


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue as it is shown. frameworks: about how many stand behind it."""

    frameworks: int | None
    contexts: tuple[Line, ...]
    needs: tuple[Line, ...]
    told: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for a second person. refused: why this reader cannot decide it, "" where they can.

    take_back: where its proposer takes it back, "" for everybody else.
    """

    number: int
    at: datetime
    catalogue: Catalogue
    refused: str
    confirm: str
    decline: str
    take_back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage(Page):
    """What commissioners may read, and for research the steps towards it.

    catalogue: what is released, None where nothing is. research: whether the reader takes part in releasing.
    propose, withdraw: where to do so, "" where this reader cannot now. why_not: why there is nothing to propose.
    """

    catalogue: Catalogue | None
    released: datetime | None
    research: bool
    waiting: Waiting | None
    propose: str
    withdraw: str
    why_not: str


def findings(study: Study, *, by: Actor) -> FindingsPage:
    """The page for whoever may read what is released."""
    address = f"/studies/{study.name}/findings/"
    released = queries.released(study)
    leads = access.refuse_propose(by, study.id) is None
    research = leads or refuse(by, Ability.FINDINGS_CONFIRM, study=study.id) is None
    proposals = queries.proposals(study) if research else ()
    open_ = next((one for one in proposals if one.outcome == Outcome.OPEN), None)
    why_not = _why_not(study, proposals) if leads else ""
    return FindingsPage(
        kind="Findings",
        heading="Findings for commissioners",
        catalogue=None if released is None else _catalogue(queries.released_findings(released)),
        released=None if released is None else released.at,
        research=research,
        waiting=None if open_ is None else _waiting(open_, by, address),
        propose=f"{address}propose/" if leads and not why_not else "",
        withdraw=f"{address}withdraw/" if leads and released is not None else "",
        why_not=why_not,
    )


def _why_not(study: Study, proposals: Iterable[Proposal]) -> str:
    newest = queries.newest(study)
    if newest is None:
        return "Nothing can be proposed before the study is frozen."
    if any(one.outcome == Outcome.OPEN for one in proposals):
        return "A proposal waits for a second person."
    if any(one.outcome == Outcome.RELEASED and one.freeze_id == newest.id for one in proposals):
        return "The findings of the newest freeze are released."
    return ""


def _waiting(one: Proposal, by: Actor, address: str) -> Waiting:
    refusal: StrEnum | None = access.refuse_decide(by, one)
    return Waiting(
        number=one.freeze.number,
        at=one.at,
        catalogue=_catalogue(queries.proposed(one).findings),
        refused="" if refusal is None else str(refusal),
        confirm=f"{address}{one.id}/confirm/",
        decline=f"{address}{one.id}/decline/",
        take_back=f"{address}{one.id}/take-back/" if access.refuse_take_back(by, one) is None else "",
    )


def _catalogue(told: Findings) -> Catalogue:
    every = (*told.contexts, *told.needs)
    return Catalogue(
        told.frameworks,
        tuple(map(_line, told.contexts)),
        tuple(map(_line, told.needs)),
        sum(one.identified.words is not None for one in every),
    )


def _line(one: Finding) -> Line:
    return Line(one.title, one.context, _said(one.identified), _said(one.met))


def _said(one: Extent) -> Said:
    return Said(TOO_FEW, "") if one.words is None else Said(one.words.capitalize(), f"about {one.about}")
