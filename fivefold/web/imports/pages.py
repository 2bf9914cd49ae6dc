"""What the pages about imports and the export show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.jobs import queries as of_jobs
from fivefold.records.jobs.kinds import FAILURES, Failure, Kind
from fivefold.records.jobs.models import Job
from fivefold.records.studies import queries
from fivefold.records.studies.models import Import
from fivefold.records.studies.reports import LEFT_STEP
from fivefold.web.imports.forms import BringIn, TakeOut
from fivefold.web.jobs import JobPage, Link, Shown, shown
from fivefold.web.page import Crumb, Page

SHOWN = 100
"""Lines of one kind on a report's page; the command lists every one."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One import in the list. ended: None where it was broken off. told: what it came to, in a few words."""

    began: datetime
    ended: datetime | None
    href: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsPage(Page):
    """Imports of a study, newest first, and the form for another. going: the one on its way."""

    going: Shown | None
    brought: tuple[Brought, ...]
    form: BringIn
    most: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at: where, what, what to do."""

    where: str
    what: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind. more: how many are not shown."""

    title: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage(Page):
    """What one import came to. counts: words and number. needs_you: what needs a person; besides: all else.

    failed: why nothing was brought in, and what to do; problems: in particular.
    """

    began: datetime
    ended: datetime | None
    counts: tuple[tuple[str, int], ...]
    needs_you: tuple[Section, ...]
    besides: tuple[Section, ...]
    unplaced: str
    study: str
    failed: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage(Page):
    """password: shown this once. frameworks: how many the file will hold. too_many: whether only the command can.

    set_aside: unplaced words that it will not hold.
    """

    form: TakeOut
    password: str
    frameworks: int
    set_aside: int
    too_many: bool


def imports(study: Study, form: BringIn) -> ImportsPage:
    """The study's imports."""
    asked = of_jobs.jobs(study, Kind.IMPORT)
    failed = [one for one in asked if one.failed]
    listed = [
        *((row.began, _brought(study, row)) for row in queries.imports(study) if not _of_a_job(row, asked)),
        *((one.asked, _failed(study, one)) for one in failed),
    ]
    going = next((one for one in asked if one.ended is None), None)
    return ImportsPage(
        kind="Bring in",
        heading="Bring a study folder in",
        going=None if going is None else _shown(study, going),
        brought=tuple(one for _, one in sorted(listed, key=lambda each: each[0], reverse=True)),
        form=form,
        most=f"fivefold study import FOLDER --into {study.name}",
    )


def job(study: Study, one: Job) -> JobPage:
    """One import that was asked for."""
    return JobPage(kind="Import", heading="Bring a study folder in", crumbs=(_above(study),), job=_shown(study, one))


def _shown(study: Study, one: Job) -> Shown:
    here = f"/studies/{study.name}/imports/"
    return shown(
        one,
        "Study folder",
        look=f"{here}sent/{one.id}/",
        done=(Link("What it came to", f"{here}{one.result}/"),),
        failed=(Link("What to put right", f"{here}{one.id}/"),),
    )


def _of_a_job(row: Import, asked: Iterable[Job]) -> bool:
    """Whether this is a try of a job, which goes on with the next one or tells itself what became of it."""
    tries = (one for one in asked if one.asked <= row.began and (one.ended is None or row.began <= one.ended))
    return row.ended is None and any(tries)


def _above(study: Study) -> Crumb:
    return Crumb("Bring in", f"/studies/{study.name}/imports/")


def _brought(study: Study, row: Import) -> Brought:
    told = queries.import_report(row)
    words = "broken off; what it had stored is kept, and bringing the folder in again goes on"
    if told:
        words = (
            f"{told['read']} forms read: {told['received']} new, {len(told['changed'])} changed, "
            f"{told['unchanged']} as before, {len(told['refused'])} refused"
        )
    return Brought(row.began, row.ended, f"/studies/{study.name}/imports/{row.id}/", words)


def _failed(study: Study, one: Job) -> Brought:
    told = FAILURES[Failure(one.failed)]
    return Brought(one.asked, one.ended, f"/studies/{study.name}/imports/{one.id}/", f"not brought in. {told}")


def refused(study: Study, one: Job) -> ReportPage:
    """What to put right before a folder that was sent can be brought in."""
    return ReportPage(
        kind="Import",
        heading="What an import came to",
        crumbs=(_above(study),),
        began=one.asked,
        ended=one.ended,
        counts=(),
        needs_you=(),
        besides=(),
        unplaced="",
        study=study.name,
        failed=FAILURES[Failure(one.failed)],
        problems=of_jobs.problems(one),
    )


def report(study: Study, row: Import) -> ReportPage:
    """What one import came to."""
    told = queries.import_report(row)
    return ReportPage(
        kind="Import",
        heading="What an import came to",
        crumbs=(_above(study),),
        began=row.began,
        ended=row.ended,
        counts=tuple(_counts(told)),
        needs_you=tuple(one for one in _needs_you(told) if one.lines),
        besides=tuple(one for one in _besides(told) if one.lines),
        unplaced=f"/studies/{study.name}/unplaced/" if told.get("unplaced") else "",
        study=study.name,
    )


def _counts(told: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    if not told:
        return
    yield "Forms read", told["read"]
    yield "New frameworks", told["received"]
    yield "Changed frameworks", len(told["changed"])
    yield "Frameworks as before", told["unchanged"]
    yield "Files refused", len(told["refused"])
    yield "Announced, and not received", len(told["missing"])
    yield "Places with unplaced words", told["unplaced"]
    yield "Codings in the study folder", told["codings_held"]
    yield "New codings", told["codings_received"]
    yield "Codings taken back", told["codings_taken_back"]


def _needs_you(told: Mapping[str, Any]) -> Iterable[Section]:
    yield _section(
        "Files that were not read",
        [Line(one["file"], f"{one['message']}.", one["next_step"]) for one in told.get("refused", ())],
    )
    yield _section("What does not fit together", _findings(told, attention=True))
    yield _section(
        "Codings on words that changed",
        [
            Line(reference, f"{count} codings stand on entries whose words changed.", "Look at them in the framework.")
            for reference, count in told.get("on_changed", {}).items()
        ],
    )
    yield _section(
        "Decided here, and otherwise in the folder",
        [Line(one, "The decision made here stands.") for one in told.get("kept", ())],
    )
    yield _section(
        "In another site's folder",
        [
            Line(one, "It is known here under another site, and was left there.", "Ask the sites whose it is.")
            for one in told.get("elsewhere", ())
        ],
    )
    left = told.get("left", ())
    yield _section(
        "In the study, and not in the folder any more",
        [Line("", LEFT_STEP), *(Line(one, "") for one in left)] if left else [],
    )
    losses = [*told.get("project_losses", ()), *told.get("coding_losses", ())]
    yield _section("Coding that needs a look", _losses(losses, ("lost", "doubt")))


def _besides(told: Mapping[str, Any]) -> Iterable[Section]:
    yield _section("Frameworks that changed", [Line(one, "") for one in told.get("changed", ())])
    yield _section(
        "Not eligible, and not in the folder any more",
        [Line(one, "It stays in the study.") for one in told.get("left_uncounted", ())],
    )
    yield _section("Worth knowing", _findings(told, attention=False))
    losses = [*told.get("project_losses", ()), *told.get("coding_losses", ())]
    yield _section("About the coding project", _losses(losses, ("changed", "note")))


def _findings(told: Mapping[str, Any], *, attention: bool) -> list[Line]:
    return [
        Line(one["where"], f"{one['what']}.", one["next_step"])
        for one in told.get("findings", ())
        if one["attention"] is attention
    ]


def _losses(losses: Iterable[Mapping[str, Any]], severities: tuple[str, ...]) -> list[Line]:
    return [
        Line(one["where"], f"{one['what']} ({one['count']}): {one['consequence']}.")
        for one in losses
        if one["severity"] in severities
    ]


def _section(title: str, lines: Sequence[Line]) -> Section:
    return Section(title, tuple(lines[:SHOWN]), max(0, len(lines) - SHOWN))


def export(study: Study, form: TakeOut, *, by: Actor, password: str, most: int) -> ExportPage:
    """What is taken out, and the password it will have. most: frameworks that a browser can take."""
    frameworks = queries.how_many(study)
    return ExportPage(
        kind="Take out",
        heading="Take the whole study out",
        form=form,
        password=password,
        frameworks=frameworks,
        set_aside=queries.set_aside(study, by.shares),
        too_many=frameworks > most,
    )
