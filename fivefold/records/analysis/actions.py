"""Freezing a study: its tables without words, sealed, and every standard figure counted once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.extract_files import pack
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.studies.eligibility import Eligibility
from fivefold.method.studies.study import Protocol
from fivefold.records.accounts.access import Actor, Refused, require
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.analysis import access, queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.frozen import Frozen, frozen, to_json
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.queries import coded_study
from fivefold.records.jobs import actions as jobs
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.records.studies import queries as of_studies
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

STEPS = 4
"""Reading the study, its tables, its figures, and keeping them."""


@dataclass(frozen=True, slots=True)
class Read:
    """A study as it was read to be frozen. as_of: number of the newest event that had changed it then."""

    coded: CodedStudy
    announced: tuple[Eligibility, ...]
    as_of: int


def freeze(study: Study, *, by: Actor, at: datetime) -> Freeze:
    """Freeze the study as it stands, and return the freeze that every number then names.

    Refused where nothing has changed since the newest one. Reading and counting take their time and lock nothing;
    what somebody writes meanwhile is noticed before anything is kept, and refuses the freeze.
    """
    found = read(study, by=by)
    counted, protocol, as_of = tables(found), found.coded.study.protocol, found.as_of
    del found  # From here on nothing needs its words; of ten thousand frameworks they are 200 MB.
    return keep(study, counted, figures(counted, protocol), as_of=as_of, by=by, at=at)


def ask(study: Study, *, by: Actor, at: datetime) -> Job:
    """Ask for a freeze; the worker makes it. One that is on its way already is that one. Refused as `freeze`."""
    require(access.refuse_freeze(by, study.id))
    _as_of(study)
    return jobs.ask(Kind.FREEZE, share=of_studies.research_share(study), subject=study.id, steps=STEPS, by=by, at=at)


def read(study: Study, *, by: Actor) -> Read:
    """The first part of freezing: read the study as it stands. Refused as `freeze`."""
    require(access.refuse_freeze(by, study.id))
    as_of = _as_of(study)
    return Read(coded_study(study), of_studies.missing(study), as_of)


def tables(found: Read) -> Extract:
    """The second part: the text-free tables. Outside any transaction; seconds for thousands of frameworks."""
    return extract(found.coded, announced=found.announced)


def figures(counted: Extract, protocol: Protocol) -> Frozen:
    """The third part: every standard figure. As `tables`."""
    return frozen(counted, protocol)


def _as_of(study: Study) -> int:
    newest = queries.newest_change(study)
    if newest is None:
        raise Refused(Refusal.NOTHING_HERE)
    require(_refuse_unchanged(study))
    return newest


def _refuse_unchanged(study: Study) -> Refusal | None:
    last = queries.newest(study)
    return Refusal.NOTHING_CHANGED if last is not None and not queries.changes_since(last) else None


@transaction.atomic
def keep(study: Study, counted: Extract, told: Frozen, *, as_of: int, by: Actor, at: datetime) -> Freeze:
    """The last part: seal and keep what was counted, with its event. Refused where somebody wrote meanwhile."""
    # The share's row is what two who freeze at once meet at; the second then finds nothing changed.
    locked = Share.objects.select_for_update(no_key=True, of=("self",)).select_related("study")
    share = locked.get(study=study, kind=ShareKind.RESEARCH)
    require(_refuse_unchanged(study))
    if queries.newest_change(study) != as_of:
        require(Refusal.CHANGED_MEANWHILE)
    last = queries.newest(study)
    made = Freeze(id=uuid4(), share=share, number=last.number + 1 if last else 1, made=at, as_of_id=as_of)
    made.extract = _sealed(made, "extract", pack(counted))
    made.tables = _sealed(made, "tables", to_json(told))
    made.save(force_insert=True)
    events.record(
        Verb.FROZEN,
        by=by.person,
        at=at,
        share=share.id,
        subject=made.id,
        facts={"number": made.number, "frameworks": told.frameworks, "as_of": as_of},
    )
    return made


def _sealed(made: Freeze, part: str, plain: bytes) -> bytes:
    return keyring.current().seal(plain, scope=made.share.scope, place=Place("freeze", made.id, part))
