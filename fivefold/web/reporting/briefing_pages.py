"""The briefing: asked for, written by the worker, taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fivefold.method.reporting.briefing.folder import PAGES, PDF, WORD
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.analysis import queries as of_analysis
from fivefold.records.analysis.models import Freeze
from fivefold.records.jobs import queries
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.web.analysis.choosing import Base, base
from fivefold.web.jobs import JobPage, Link, Shown, shown
from fivefold.web.page import Crumb, Page

FORMATS = {"word": WORD, "pdf": PDF, "pages": PAGES}
"""The files by their key in an address."""

TYPES = {
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
    PAGES: "application/zip",
}
_WORDS = {"word": "Word", "pdf": "PDF", "pages": "Web pages, with tables and claims (zip)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingPage(Page):
    """Briefings of the study. ask: where to ask for one of the newest freeze; "" while one is on its way."""

    base: Base
    ask: str
    jobs: tuple[Shown, ...]


def briefings(study: Study, newest: Freeze, *, by: Actor) -> BriefingPage:
    """Every briefing, the newest first."""
    its = base(study, newest, by=by)
    numbers = _numbers(study)
    going = queries.on_its_way(Kind.BRIEFING, newest.id) is not None
    return BriefingPage(
        kind="Briefing",
        heading="Briefing",
        caption=its.words,
        base=its,
        ask="" if going else f"{its.address}briefing/ask/",
        jobs=tuple(_shown(one, numbers, its.address) for one in queries.jobs(study, Kind.BRIEFING)),
    )


def job(study: Study, one: Job) -> JobPage:
    """One briefing."""
    its = _shown(one, _numbers(study), f"/studies/{study.name}/")
    above = (Crumb("Briefing", f"/studies/{study.name}/briefing/"),)
    return JobPage(kind="Briefing", heading="Briefing", job=its, crumbs=above)


def _numbers(study: Study) -> dict[UUID, int]:
    return {one.id: one.number for one in of_analysis.freezes(study)}


def _shown(one: Job, numbers: Mapping[UUID, int], address: str) -> Shown:
    here = f"{address}briefing/{one.id}/"
    files = tuple(Link(_WORDS[key], f"{here}{key}/", file=True) for key in FORMATS)
    return shown(one, f"Briefing of freeze {numbers[one.subject]}", look=here, done=files)
