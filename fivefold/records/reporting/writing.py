"""Writing a briefing, as a job. Files exist in memory alone until they are sealed."""

from datetime import datetime
from importlib.resources import files

from django.utils import timezone

import fivefold
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.briefing import folder
from fivefold.method.reporting.document import Meta
from fivefold.method.reporting.to_html import SCRIPT, STYLESHEET
from fivefold.records.analysis import queries as of_analysis
from fivefold.records.analysis.models import Freeze
from fivefold.records.jobs.kinds import Failure
from fivefold.records.jobs.models import Job
from fivefold.records.jobs.working import NotDone, Run
from fivefold.records.reporting import actions


def write(run: Run) -> None:
    """Write the briefing of a job's freeze, and put its files away. NotDone where there is nothing to report."""
    with run.acting():
        sources = _sources(run.job, run.clock())
    run.step(1)
    made: dict[str, bytes] = {}
    try:
        for name, content in folder.make(sources):
            made[name] = content
            run.step(1 + len(made))
    except InputError as error:
        raise NotDone(Failure.CANNOT_BE_PRINTED) from error
    with run.acting() as by:
        actions.put_away(run.job, made, by=by, at=run.clock())


def _sources(briefing: Job, now: datetime) -> folder.Sources:
    freeze = Freeze.objects.select_related("share__study").defer("extract", "tables").get(id=briefing.subject)
    extract = of_analysis.extract_of(freeze)
    if not extract.freeze.frameworks:
        raise NotDone(Failure.NOTHING_ELIGIBLE)
    protocol = of_analysis.protocol_of(freeze)
    meta = Meta(protocol.title, extract.freeze, version=fivefold.__version__, issued=timezone.localdate(now))
    assets = files("fivefold").joinpath("web/assets")
    held = {name: assets.joinpath(name).read_bytes() for name in (STYLESHEET, SCRIPT)}
    return folder.Sources(protocol, extract, meta, held)
