"""A small coded study in the records, and a freeze of it: counted in full, but once a run."""

from dataclasses import dataclass, replace
from functools import cache
from uuid import uuid4

from fivefold.method.analysis.extract import Extract, extract
from fivefold.method.analysis.extract_files import pack
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.analysis.frozen import frozen, to_json
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.lines import Write
from fivefold.records.revisions.models import Kind
from fivefold.records.studies.queries import common_share
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place
from tests.method.analysis.small_study import small_study
from tests.support.coded_records import Stored, store
from tests.support.standing import NOW, share
from tests.support.study_folders import reference

NEED = "vulnerability/family/domestic-abuse-between-parents-or-carers"
ANSWER = "response/family/domestic-abuse-service-referral"
CANARY = "CANARY-7f3a"


def coded(*, needs: int = 22, met: int = 11, without: int = 27) -> CodedStudy:
    """Frameworks with a need in the family, some of them met, and others without it: enough to speak of."""
    rows = [_with_need(number, met=number < met) for number in range(needs)]
    rows += [_without(number) for number in range(needs, needs + without)]
    made = small_study("\n".join(rows))
    protocol = replace(made.study.protocol, title=f"What services record {CANARY}")
    return replace(made, study=replace(made.study, protocol=protocol))


def _with_need(number: int, *, met: bool) -> str:
    answered = f"; family/action = {ANSWER}" if met else ""
    return f"{reference(number)} A sole | family/vulnerability = {NEED}{answered}"


def _without(number: int) -> str:
    return f"{reference(number)} B group | peer/risk = risk/peer/bullying-others"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was stored and frozen."""

    stored: Stored
    freeze: Freeze


def stored(study: Study, *, by: Actor, coded_study: CodedStudy | None = None) -> Stored:
    """The study with its protocol, frameworks and codings, not frozen yet. Within `acting`."""
    return store(coded_study or coded(), of=study, by=by)


def change(study: Study, *, by: Actor) -> None:
    """Write the study's protocol once more, as it was: a change of the study's data. Within `acting`."""
    common = common_share(study)
    line = lines.line(Kind.PROTOCOL, share=common, subject=study.id)
    state = lines.states([line])[line.id]
    lines.write([Write(line, changes.put(state))], verb=Verb.PROTOCOL_WRITTEN, by=by, at=NOW, share=common)


def freeze(study: Study, *, by: Actor) -> Frozen:
    """The study stored and frozen as the action would, from figures counted once a run. Within `acting`."""
    kept = stored(study, by=by)
    found, figures = _counted()
    made = Freeze(id=uuid4(), share=share(study, ShareKind.RESEARCH), number=1, made=NOW, as_of_id=kept.event)
    made.extract, made.tables = _sealed(made, "extract", pack(found)), _sealed(made, "tables", figures)
    made.save(force_insert=True)
    events.record(Verb.FROZEN, by=by.person, at=NOW, share=made.share_id, subject=made.id)
    return Frozen(kept, made)


@cache
def _counted() -> tuple[Extract, bytes]:
    whole = coded()
    found = extract(whole)
    return found, to_json(frozen(found, whole.study.protocol))


def _sealed(made: Freeze, part: str, plain: bytes) -> bytes:
    return keyring.current().seal(plain, scope=made.share.scope, place=Place("freeze", made.id, part))
