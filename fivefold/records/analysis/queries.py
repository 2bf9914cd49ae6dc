"""Freezes: which there are, what has changed since, and their numbers, opened for whoever holds the research key."""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from fivefold.method.analysis.built import Asked, Built, build
from fivefold.method.analysis.commissioned import Findings
from fivefold.method.analysis.extract import Extract
from fivefold.method.analysis.extract_files import unpack
from fivefold.method.studies.protocol import parse_protocol
from fivefold.method.studies.study import Protocol
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.analysis.frozen import Frozen, findings_of, from_json
from fivefold.records.analysis.models import Freeze, Outcome, Proposal, Released
from fivefold.records.audit.models import Event
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind, Revision
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

K = TypeVar("K")
T = TypeVar("T")

DATA = (Kind.PROTOCOL, Kind.COVER, Kind.FRAMEWORK, Kind.INCIDENTS, Kind.CLASSIFICATION, Kind.CODINGS, Kind.CODES)
"""Lines whose change can change a number. Memos cannot, nor words that still wait for a place."""


class _Kept(Generic[K, T]):
    """The few values opened or counted last. Nothing is handed out of it but past the keyring."""

    def __init__(self, most: int) -> None:
        self._most, self._values, self._lock = most, OrderedDict[K, T](), Lock()

    def get(self, key: K, make: Callable[[], T]) -> T:
        """The value, made where it is not held; it then counts as used last. Of two who make it, one is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return made


_extracts: _Kept[UUID, Extract] = _Kept(2)
_figures: _Kept[UUID, Frozen] = _Kept(8)
_built: _Kept[tuple[UUID, Asked], Built] = _Kept(100)


def freezes(study: Study) -> tuple[Freeze, ...]:
    """Every freeze of a study, the newest first, without what is sealed in them."""
    return tuple(_of(study).order_by("-number"))


def newest(study: Study) -> Freeze | None:
    """The newest freeze; None before the first, and for whoever has no part in research."""
    return _of(study).order_by("-number").first()


def numbered(study: Study, number: int) -> Freeze | None:
    """The freeze of this number."""
    return _of(study).filter(number=number).first()


def by_id(study: Study, freeze: UUID) -> Freeze | None:
    """The freeze with this identifier, if it is the study's."""
    return _of(study).filter(id=freeze).first()


def _of(study: Study) -> QuerySet[Freeze]:
    # What is sealed is fetched when it is opened: an extract of a large study has megabytes.
    found = Freeze.objects.filter(share__study=study, share__kind=ShareKind.RESEARCH)
    return found.select_related("share", "as_of").defer("extract", "tables")


def changes_since(freeze: Freeze) -> int:
    """How many events have changed the study's data since it was frozen. One query.

    It begins with the events since: to begin with the study's revisions would be to read hundreds of thousands.
    """
    shares = Share.objects.filter(study=freeze.share.study_id).values("id")
    since = Event.objects.filter(number__gt=freeze.as_of_id, content__isnull=False, share__in=shares)
    return since.filter(Exists(Revision.objects.filter(event=OuterRef("number"), line__kind__in=DATA))).count()


def newest_change(study: Study) -> int | None:
    """Number of the newest event that changed the study's data; None where nothing was ever written."""
    written = Revision.objects.filter(share__study=study, line__kind__in=DATA)
    found: int | None = written.aggregate(found=Max("event"))["found"]
    return found


def figures_of(freeze: Freeze) -> Frozen:
    """What was counted when it was frozen. The extract is not opened."""
    keyring.current().require(freeze.share.scope)
    return _figures.get(freeze.id, lambda: from_json(unsealed(freeze, "tables")))


def extract_of(freeze: Freeze) -> Extract:
    """The frozen extract, to ask it anything. Opened once a process for as long as it is used."""
    keyring.current().require(freeze.share.scope)
    return _extracts.get(freeze.id, lambda: unpack(unsealed(freeze, "extract")))


def table_of(freeze: Freeze, asked: Asked) -> Built:
    """A table counted over the frozen extract, once a process: its every number is opened from it. As `build`."""
    keyring.current().require(freeze.share.scope)
    return _built.get((freeze.id, asked), lambda: build(extract_of(freeze), asked))


def protocol_of(freeze: Freeze) -> Protocol:
    """The study's protocol as it stood when it was frozen."""
    study = freeze.share.study_id
    told = lines.states_of([study], Kind.PROTOCOL, as_of=freeze.as_of_id)
    return parse_protocol(told[study][None]["toml"], file="protocol.toml")


def unsealed(freeze: Freeze, part: str) -> bytes:
    """One sealed part of a freeze: "extract" or "tables"."""
    sealed = bytes(Freeze.objects.values_list(part, flat=True).get(id=freeze.id))
    return keyring.current().unseal(sealed, scope=freeze.share.scope, place=Place("freeze", freeze.id, part))


# ---- findings for commissioners


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal opened. frameworks: the references behind it, which are never released."""

    findings: Findings
    frameworks: frozenset[str]


def proposals(study: Study) -> tuple[Proposal, ...]:
    """Every proposal to release, the newest first, without its findings; none for whoever has no part in research."""
    found = Proposal.objects.filter(share__study=study).select_related("share", "freeze").order_by("-at")
    return tuple(found.defer("findings", "freeze__extract", "freeze__tables"))


def proposal(study: Study, wanted: UUID) -> Proposal | None:
    """One proposal of a study."""
    return next((one for one in proposals(study) if one.id == wanted), None)


def proposed(one: Proposal) -> Proposed:
    """What a proposal would release."""
    plain = keyring.current().unseal(
        bytes(one.findings), scope=one.share.scope, place=Place("proposal", one.id, "findings")
    )
    told = json.loads(plain)
    return Proposed(findings_of(told["findings"]), frozenset(told["frameworks"]))


def released_before(study: Study) -> tuple[Proposal, ...]:
    """Every proposal that was ever released, withdrawn or not: what commissioners once read they may have kept."""
    return tuple(one for one in proposals(study) if one.outcome in (Outcome.RELEASED, Outcome.WITHDRAWN))


def released(study: Study) -> Released | None:
    """What commissioners may read now; None where nothing is released."""
    found = Released.objects.filter(share__study=study, share__kind=ShareKind.RELEASED, withdrawn__isnull=True)
    return found.select_related("share").first()


def released_findings(one: Released) -> Findings:
    """The released catalogue."""
    plain = keyring.current().unseal(
        bytes(one.findings), scope=one.share.scope, place=Place("released", one.id, "findings")
    )
    return findings_of(json.loads(plain))
