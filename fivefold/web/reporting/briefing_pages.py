"""The briefing: asked for, written by the worker, taken away."""

from dataclasses import dataclass
from datetime import datetime

from fivefold.method.reporting.briefing.folder import PAGES, PDF, WORD
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.analysis import queries as of_analysis
from fivefold.records.analysis.models import Freeze
from fivefold.records.reporting import queries
from fivefold.records.reporting.models import Briefing
from fivefold.records.reporting.queries import FAILURES, Failure, State
from fivefold.web.analysis.choosing import Base, base
from fivefold.web.page import Page

FORMATS = {"word": WORD, "pdf": PDF, "pages": PAGES}
"""The files by their key in an address."""

TYPES = {
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
    PAGES: "application/zip",
}
_WORDS = {"word": "Word", "pdf": "PDF", "pages": "Web pages, with tables and claims (zip)"}


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Job:
    """A briefing. state: a value of `State`. failed: what happened and what to do. look: where it stands now."""

    number: int
    asked: datetime
    ended: datetime | None
    state: str
    waiting: bool
    done: int
    steps: int
    failed: str
    files: tuple[File, ...]
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingPage(Page):
    """Briefings of the study. ask: where to ask for one of the newest freeze; "" while one is on its way."""

    base: Base
    ask: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage(Page):
    """One briefing alone, for whoever waits for it."""

    job: Job


def briefings(study: Study, newest: Freeze, *, by: Actor) -> BriefingPage:
    """Every briefing, the newest first."""
    its = base(study, newest, by=by)
    numbers = {one.id: one.number for one in of_analysis.freezes(study)}
    every = queries.briefings(study)
    going = any(not queries.abandoned(one) for one in queries.on_its_way(newest.id))
    return BriefingPage(
        kind="Briefing",
        heading="Briefing",
        caption=its.words,
        base=its,
        ask="" if going else f"{its.address}briefing/ask/",
        jobs=tuple(_job(one, numbers[one.freeze], its.address) for one in every),
    )


def job(study: Study, one: Briefing) -> JobPage:
    """One briefing."""
    numbers = {freeze.id: freeze.number for freeze in of_analysis.freezes(study)}
    return JobPage(kind="Briefing", heading="Briefing", job=_job(one, numbers[one.freeze], f"/studies/{study.name}/"))


def _job(one: Briefing, number: int, address: str) -> Job:
    state = queries.state(one)
    here = f"{address}briefing/{one.id}/"
    return Job(
        number=number,
        asked=one.asked,
        ended=one.ended,
        state=str(state),
        waiting=state in (State.WAITING, State.BEING_WRITTEN),
        done=one.steps_done,
        steps=one.steps,
        failed=FAILURES[Failure(one.failed)] if one.failed else "",
        files=tuple(File(_WORDS[key], f"{here}{key}/") for key in FORMATS) if state is State.WRITTEN else (),
        look=here,
    )
