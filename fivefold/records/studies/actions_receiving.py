"""Receiving a study: its shares, its protocol, its submissions for the first time and again, and the import's report.

A form that comes again makes new revisions of what it changed. What people decided here stays: an override, a place
given to unplaced words, words taken for nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction

from fivefold.method.common.errors import InputError
from fivefold.method.frameworks.entries import Cell, Entry, Framework
from fivefold.method.studies import eligibility
from fivefold.method.studies import study as values
from fivefold.method.studies.protocol import write_protocol
from fivefold.records.accounts.access import Actor, require
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.audit import events
from fivefold.records.audit.verbs import Verb
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.changes import State
from fivefold.records.revisions.lines import Begun, Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import access, cards, entry_identity, queries, searching, states, submissions
from fivefold.records.studies.entry_identity import Identified
from fivefold.records.studies.models import Import, SearchText, Submission
from fivefold.records.studies.reports import ImportReport, Tally
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

_LONGEST_LABEL: Final = 20
_BY_KEYS: Final = frozenset({Kind.FRAMEWORK, Kind.UNPLACED})
"""Lines of which somebody may have changed another part meanwhile."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A form to be stored. unplaced: words and where they stand. others: files of other forms with its reference.

    second: whether another form with its reference comes before it.
    """

    value: values.Submission
    unplaced: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    second: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A submission as it stands now. changed, gone: identifiers of entries rewritten, or that stand nowhere now."""

    id: UUID
    value: values.Submission
    entries: tuple[states.EntryId, ...]
    new: bool
    changed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Receiving:
    """What every batch of one import shares: whose study, under which protocol, by whom and when."""

    study: Study
    protocol: values.Protocol
    common: Share
    sites: Mapping[str, Share]
    by: Actor
    at: datetime
    tally: Tally = field(default_factory=Tally)


@transaction.atomic
def add_shares(study: Study, labels: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Add a share for every site label the study has none for; one event each. Labels keep their letters."""
    require(access.refuse_import(by, study.id))
    known = set(Share.objects.filter(study=study, kind=ShareKind.SITE).values_list("label", flat=True))
    for label in dict.fromkeys(labels):
        if label in known:
            continue
        if len(label) > _LONGEST_LABEL:
            raise InputError(
                f'the site label "{label}" has more than {_LONGEST_LABEL} characters',
                next_step="Give the site a shorter label, in the protocol and as its folder's name.",
            )
        share = Share.objects.create(study=study, kind=ShareKind.SITE, label=label)
        common = queries.common_share(study)
        events.record(Verb.SHARE_ADDED, by=by.person, at=at, share=common.id, subject=share.id)


@transaction.atomic
def write_protocol_line(study: Study, protocol: values.Protocol, *, by: Actor, at: datetime) -> bool:
    """Write the protocol where it is another than the study has, and every card that hangs on it; whether it was."""
    require(access.refuse_import(by, study.id))
    before = queries.protocol(study)
    if before == protocol:
        return False
    common = queries.common_share(study)
    line = lines.line(Kind.PROTOCOL, share=common, subject=study.id)
    change = changes.put({"toml": write_protocol(protocol)})
    write = Write(line, change, against=line.head)
    lines.write([write], verb=Verb.PROTOCOL_WRITTEN, by=by, at=at, share=common, subject=study.id)
    if before is not None:
        _rewrite_cards(study, protocol)
    return True


def _rewrite_cards(study: Study, protocol: values.Protocol) -> None:
    rows = []
    for one in queries.every(study):
        still = len(one.still_unplaced)
        resolved = len(one.unplaced) - still
        card = cards.card(one.value, protocol=protocol, unplaced=still, resolved=resolved, duplicates=one.others)
        one.row.card = cards.seal(card, row=one.row.id, share=one.row.share)
        rows.append(one.row)
    Submission.objects.bulk_update(rows, ["card"], batch_size=queries.BATCH)


@transaction.atomic
def receive(several: Sequence[Arriving], into: Receiving) -> list[Stored]:
    """Store a batch of forms: new submissions, or revisions of known ones; one event each, none for what is the same.

    The batch is one transaction. Cost: a dozen statements, and four for each known submission that changed.
    """
    require(access.refuse_import(into.by, into.study.id))
    marks = [
        queries.mark_of(one.value.reference, common=into.common, file=one.value.file if one.second else "")
        for one in several
    ]
    rows = {
        bytes(row.mark): row
        for row in Submission.objects.filter(study=into.study, mark__in=marks).select_related("share")
    }
    known = _lines_of(rows.values())
    stored: dict[bytes, Stored] = {}
    fresh = [(mark, one) for mark, one in zip(marks, several, strict=True) if mark not in rows]
    for mark, one in _begin(fresh, into):
        stored[mark] = one
    for mark, arriving in zip(marks, several, strict=True):
        if mark in rows:
            row = rows[mark]
            found = _again(arriving, row, known[row.id], into)
            if found is not None:
                stored[mark] = found
    return [stored[mark] for mark in marks if mark in stored]


def _begin(fresh: Sequence[tuple[bytes, Arriving]], into: Receiving) -> Iterable[tuple[bytes, Stored]]:
    rows, texts, begun, stored = [], [], [], []
    for mark, one in fresh:
        share = into.sites[one.value.site]
        row = Submission(id=uuid4(), study=into.study, share=share, mark=mark, received=into.at)
        identified = entry_identity.new(one.value.framework, mark=entry_identity.marker(share))
        unplaced = {uuid4().hex: _open_words(words) for words in one.unplaced}
        card = _card(one.value, protocol=into.protocol, unplaced=unplaced, others=one.others)
        row.card = cards.seal(card, row=row.id, share=share)
        rows.append(row)
        texts.append(searching.search_text(row, one.value.framework, head=1))
        begun.append(_begun(row, one, identified, unplaced))
        stored.append((mark, Stored(row.id, one.value, identified.entries, new=True)))
        into.tally.received += 1
        into.tally.unplaced += len(unplaced)
    Submission.objects.bulk_create(rows)
    SearchText.objects.bulk_create(texts)
    lines.begin(begun, by=into.by, at=into.at)
    return stored


def _begun(row: Submission, one: Arriving, identified: Identified, unplaced: State) -> Begun:
    told: list[tuple[Kind, UUID | None, Mapping[str, Any]]] = [
        (Kind.COVER, None, states.cover(one.value, others=one.others)),
        (Kind.FRAMEWORK, None, states.framework(one.value.framework, identified.entries)),
        (Kind.INCIDENTS, None, states.incidents(one.value.incidents)),
    ]
    if one.value.override is not None:
        told.append((Kind.CLASSIFICATION, None, states.classification(one.value.override)))
    if unplaced:
        told.append((Kind.UNPLACED, None, unplaced))
    facts = {"entries": len(identified.entries), "incidents": len(one.value.incidents), "unplaced": len(unplaced)}
    return Begun(Verb.SUBMISSION_RECEIVED, row.share, row.id, facts, tuple(told))


def _open_words(words: tuple[str, str]) -> dict[str, Any]:
    text, where = words
    return {"text": text, "where": where, "decided": None}


@dataclass(frozen=True, slots=True)
class _Known:
    """A known submission's lines and what they tell, by kind."""

    lines: dict[str, Line]
    told: dict[str, State]

    def state(self, kind: Kind) -> State:
        return self.told.get(kind, {})


def _lines_of(rows: Iterable[Submission]) -> dict[UUID, _Known]:
    known: dict[UUID, _Known] = {row.id: _Known({}, {}) for row in rows}
    held = list(Line.objects.filter(subject__in=list(known), kind__in=submissions.KINDS))
    told = lines.states(held)
    for line in held:
        known[line.subject].lines[line.kind] = line
        known[line.subject].told[line.kind] = told[line.id]
    return known


def _again(arriving: Arriving, row: Submission, known: _Known, into: Receiving) -> Stored | None:
    """Store a form of a known submission; None where it lies in another site's folder than the records have it in."""
    if row.share_id != into.sites[arriving.value.site].id:
        into.tally.elsewhere.append(arriving.value.file)
        return None
    unplaced = _merged_words(arriving.unplaced, known.state(Kind.UNPLACED))
    before = states.framework_of(known.state(Kind.FRAMEWORK))
    ids = states.entry_ids(known.state(Kind.FRAMEWORK))
    framework = _with_resolved(arriving.value.framework, before, ids, unplaced)
    identified = entry_identity.again(framework, before=before, ids=ids, mark=entry_identity.marker(row.share))
    override = _override(arriving, known, into)
    now = {
        Kind.COVER: states.cover(arriving.value, others=arriving.others),
        # What a cell said as it came stays below the entries that people here placed in it.
        Kind.FRAMEWORK: states.framework(framework, identified.entries) | states.statuses(arriving.value.framework),
        Kind.INCIDENTS: states.incidents(arriving.value.incidents),
        Kind.CLASSIFICATION: override,
        Kind.UNPLACED: unplaced,
    }
    value = replace(arriving.value, framework=framework, override=states.override_of(override))
    written = [kind for kind, state in now.items() if state != known.state(kind)]
    if written:
        _write_again(row, known, {kind: now[kind] for kind in written}, identified, into)
        # The card is told by the lines and the protocol alone, so that it is never another without an event.
        card = _card(value, protocol=into.protocol, unplaced=unplaced, others=arriving.others)
        row.card = cards.seal(card, row=row.id, share=row.share)
        row.save(update_fields=["card"])
        if Kind.FRAMEWORK in written:
            searching.renewed(row, framework, head=known.lines[Kind.FRAMEWORK].head + 1).save()
        into.tally.changed.append(value.reference)
    else:
        into.tally.unchanged += 1
    into.tally.unplaced += states.unplaced_open(unplaced)
    return Stored(row.id, value, identified.entries, new=False, changed=identified.changed, gone=identified.gone)


def _write_again(
    row: Submission, known: _Known, now: Mapping[Kind, State], identified: Identified, into: Receiving
) -> None:
    writes = []
    for kind, state in now.items():
        line = known.lines.get(kind) or lines.line(kind, share=row.share, subject=row.id)
        change = changes.between(known.state(kind), state) if kind in _BY_KEYS else changes.put(state)
        writes.append(Write(line, change, against=line.head))
    lines.write(
        writes,
        verb=Verb.SUBMISSION_RECEIVED_AGAIN,
        by=into.by,
        at=into.at,
        share=row.share,
        subject=row.id,
        facts={
            "kinds": [str(kind) for kind in now],
            "rewritten": len(identified.changed),
            "gone": len(identified.gone),
        },
    )


def _merged_words(arrived: Sequence[tuple[str, str]], before: State) -> State:
    """The words of the form as it came, with what was decided; words decided on stay though the form drops them."""
    left = dict(before)
    merged: State = {}
    for text, where in arrived:
        same = next((key for key, one in left.items() if (one["text"], one["where"]) == (text, where)), None)
        if same is None:
            merged[uuid4().hex] = _open_words((text, where))
        else:
            merged[same] = left.pop(same)
    return {**merged, **{key: one for key, one in left.items() if one["decided"] is not None}}


def _with_resolved(arrived: Framework, before: Framework, ids: Sequence[states.EntryId], unplaced: State) -> Framework:
    """The framework as it came, with the entries that people here made of its unplaced words. ids: of `before`."""
    resolved = {one["decided"]["entry"] for one in unplaced.values() if (one["decided"] or {}).get("as") == "entry"}
    if not resolved:
        return arrived
    kept: dict[str, list[Entry]] = {}
    for (cell, entry), (key, _, _) in zip(before.placed_entries(), ids, strict=True):
        if key in resolved:
            kept.setdefault(str(cell), []).append(entry)
    return replace(arrived, cells=tuple(_with_entries(cell, kept.get(str(cell.key), ())) for cell in arrived.cells))


def _with_entries(cell: Cell, kept: Sequence[Entry]) -> Cell:
    there = {_plain(entry.text) for entry in cell.entries}
    more = tuple(entry for entry in kept if _plain(entry.text) not in there)
    return Cell(cell.key, (*cell.entries, *more)) if more else cell


def _plain(text: str) -> str:
    return " ".join(text.split())


def _override(arriving: Arriving, known: _Known, into: Receiving) -> State:
    """The classification as it should stand: what somebody decided here, else what the folder says."""
    before, told = known.state(Kind.CLASSIFICATION), states.classification(arriving.value.override)
    decided_here = before.get("person") is not None or (not before and Kind.CLASSIFICATION in known.lines)
    if not decided_here:
        return told
    if told and (before.get("cohort"), before.get("reason")) != (told["cohort"], told["reason"]):
        into.tally.kept.append(arriving.value.reference)
    return before


@transaction.atomic
def settle_absent(seen: Iterable[UUID], into: Receiving) -> None:
    """See to submissions the folder holds no longer: a second form its site took back is withdrawn, others stay."""
    require(access.refuse_import(into.by, into.study.id))
    known = set(seen)
    rows = Submission.objects.filter(study=into.study).select_related("share").defer("mark")
    absent = [(row, card) for row in rows if row.id not in known and not (card := queries.card_of(row)).withdrawn]
    present = {queries.mark_of(card.reference, common=into.common) for _, card in absent}
    twins = {
        bytes(mark)
        for mark, row in Submission.objects.filter(study=into.study, mark__in=present).values_list("mark", "id")
        if row in known
    }
    for row, card in absent:
        if queries.mark_of(card.reference, common=into.common) in twins:
            _withdraw(row, card, into)
        elif card.state == eligibility.State.NOT_ELIGIBLE:
            into.tally.left_uncounted.append(card.reference)
        else:
            into.tally.left.append(card.reference)


def _withdraw(row: Submission, card: cards.Card, into: Receiving) -> None:
    line = lines.line(Kind.COVER, share=row.share, subject=row.id)
    write = Write(line, changes.keys(given={"withdrawn": True}), against=line.head)
    facts: dict[str, events.Fact] = {"kinds": [str(Kind.COVER)], "withdrawn": True}
    lines.write(
        [write],
        verb=Verb.SUBMISSION_RECEIVED_AGAIN,
        by=into.by,
        at=into.at,
        share=row.share,
        subject=row.id,
        facts=facts,
    )
    row.card = cards.seal(replace(card, withdrawn=True), row=row.id, share=row.share)
    row.save(update_fields=["card"])
    into.tally.changed.append(card.reference)


def _card(
    value: values.Submission, *, protocol: values.Protocol, unplaced: State, others: tuple[str, ...]
) -> cards.Card:
    still = states.unplaced_open(unplaced)
    return cards.card(value, protocol=protocol, unplaced=still, resolved=len(unplaced) - still, duplicates=others)


@transaction.atomic
def begin_import(study: Study, *, by: Actor, at: datetime) -> Import:
    """Note that an import began; one that never ends shows that it was broken off."""
    require(access.refuse_import(by, study.id))
    return Import.objects.create(share=queries.research_share(study), began=at)


@transaction.atomic
def end_import(row: Import, report: ImportReport, *, by: Actor, at: datetime) -> None:
    """Seal the report beside the import, with the one event that the study was brought in."""
    plain = json.dumps(report.as_json(), ensure_ascii=False, separators=(",", ":")).encode()
    row.report = keyring.current().seal(plain, scope=row.share.scope, place=Place("import", row.id, "report"))
    row.ended = at
    row.save(update_fields=["report", "ended"])
    events.record(
        Verb.STUDY_IMPORTED,
        by=by.person,
        at=at,
        share=row.share_id,
        subject=row.id,
        facts={
            "read": report.read,
            "received": report.received,
            "changed": len(report.changed),
            "unchanged": report.unchanged,
            "refused": len(report.refused),
            "unplaced": report.unplaced,
            "codings": report.codings_received,
        },
    )
