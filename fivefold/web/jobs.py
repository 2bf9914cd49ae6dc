"""Long work as pages show it: waiting, being done, done, or come to nothing; whoever waits is told without script too.

What a page that is looked at every two seconds shows is no record, so no event is told of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fivefold.records.jobs import queries
from fivefold.records.jobs.kinds import FAILURES, Failure, Kind
from fivefold.records.jobs.models import Job
from fivefold.records.jobs.queries import State
from fivefold.web.page import Page

SILENT = "says how far the work is, and shows nothing of the study"
"""Why the door of a job's page tells nothing."""

WAITING = "Waiting for the worker"

SAID: Mapping[Kind, Mapping[State, str]] = {
    Kind.BRIEFING: {State.BEING_DONE: "Being written", State.DONE: "Written", State.FAILED: "Not written"},
    Kind.FREEZE: {State.BEING_DONE: "Being frozen", State.DONE: "Frozen", State.FAILED: "Not frozen"},
    Kind.IMPORT: {State.BEING_DONE: "Being brought in", State.DONE: "Brought in", State.FAILED: "Not brought in"},
}


@dataclass(frozen=True, slots=True)
class Link:
    """Where to from a job. file: whether it is taken away."""

    words: str
    href: str
    file: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A job. says: its state in a word or two. failed: what happened and what to do, problems: in particular.

    look: where it stands now.
    """

    title: str
    asked: datetime
    ended: datetime | None
    waiting: bool
    says: str
    done: int
    steps: int
    failed: str
    problems: tuple[str, ...]
    links: tuple[Link, ...]
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage(Page):
    """One job alone, for whoever waits for it."""

    job: Shown


def shown(
    job: Job,
    title: str,
    *,
    look: str,
    done: tuple[Link, ...] = (),
    failed: tuple[Link, ...] = (),
    problems: tuple[str, ...] = (),
) -> Shown:
    """A job with links to what came of it: where it is done, and where it came to nothing.

    problems: for a kind whose problems are sentences of ours, and nothing of the study.
    """
    state = queries.state(job)
    return Shown(
        title=title,
        asked=job.asked,
        ended=job.ended,
        waiting=state in (State.WAITING, State.BEING_DONE),
        says=SAID[Kind(job.kind)].get(state, WAITING),
        done=job.steps_done,
        steps=job.steps,
        failed=FAILURES[Failure(job.failed)] if job.failed else "",
        problems=problems,
        links={State.DONE: done, State.FAILED: failed}.get(state, ()),
        look=look,
    )
