"""Sending a study folder to be brought in by the worker."""

from datetime import datetime

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.jobs import actions as jobs
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.records.studies import queries


def ask(folder: bytes, study: Study, *, by: Actor, at: datetime) -> Job:
    """Keep a study folder sealed until the worker has brought it in. The same folder again is the same job.

    folder: as a ZIP that `open_zip` takes. Refused for whoever may not, and while another folder is on its way.
    """
    share = queries.research_share(study)
    facts = {"bytes": len(folder)}
    return jobs.ask(Kind.IMPORT, share=share, subject=study.id, steps=1, by=by, at=at, payload=folder, facts=facts)
