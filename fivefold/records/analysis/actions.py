"""Freezing a study: its tables without words, sealed, and every standard figure counted once."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.extract_files import pack
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.analysis import access, queries
from fivefold.records.analysis.access import Refusal
from fivefold.records.analysis.frozen import Frozen, frozen, to_json
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.queries import coded_study
from fivefold.records.studies import queries as of_studies
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


def freeze(study: Study, *, by: Actor, at: datetime) -> Freeze:
    """Freeze the study as it stands, and return the freeze that every number then names.

    Refused where nothing has changed since the newest one. Reading and counting take their time and lock nothing;
    what somebody writes meanwhile is noticed before anything is kept, and refuses the freeze.
    """
    require(access.refuse_freeze(by, study.id))
    as_of = queries.newest_change(study)
    if as_of is None:
        require(Refusal.NOTHING_HERE)
    require(_refuse_unchanged(study))
    coded = coded_study(study)
    counted = extract(coded, announced=of_studies.missing(study))
    return _keep(study, counted, frozen(counted, coded.study.protocol), as_of=as_of or 0, by=by, at=at)


def _refuse_unchanged(study: Study) -> Refusal | None:
    last = queries.newest(study)
    return Refusal.NOTHING_CHANGED if last is not None and not queries.changes_since(last) else None


@transaction.atomic
def _keep(study: Study, counted: Extract, figures: Frozen, *, as_of: int, by: Actor, at: datetime) -> Freeze:
    # The share's row is what two who freeze at once meet at; the second then finds nothing changed.
    share = Share.objects.select_for_update().select_related("study").get(study=study, kind=ShareKind.RESEARCH)
    require(_refuse_unchanged(study))
    if queries.newest_change(study) != as_of:
        require(Refusal.CHANGED_MEANWHILE)
    last = queries.newest(study)
    made = Freeze(id=uuid4(), share=share, number=last.number + 1 if last else 1, made=at, as_of_id=as_of)
    made.extract = _sealed(made, "extract", pack(counted))
    made.tables = _sealed(made, "tables", to_json(figures))
    made.save(force_insert=True)
    events.record(
        Verb.FROZEN,
        by=by.person,
        at=at,
        share=share.id,
        subject=made.id,
        facts={"number": made.number, "frameworks": figures.frameworks, "as_of": as_of},
    )
    return made


def _sealed(made: Freeze, part: str, plain: bytes) -> bytes:
    return keyring.current().seal(plain, scope=made.share.scope, place=Place("freeze", made.id, part))
