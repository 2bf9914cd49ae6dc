"""Receiving codings: layers, the codebook with the coders' own codes, and each layer's codings of a submission."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from fivefold.method.coding.codebook import Code, Codebook
from fivefold.method.coding.codings import Coding
from fivefold.method.frameworks.entries import Framework
from fivefold.records.accounts.access import require
from fivefold.records.accounts.models import Share
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import layers as of_layers
from fivefold.records.coding.codebooks import codes_state
from fivefold.records.coding.models import Layer
from fivefold.records.revisions import changes, lines
from fivefold.records.revisions.changes import State
from fivefold.records.revisions.lines import Begun, Write
from fivefold.records.revisions.models import Kind, Line
from fivefold.records.studies import access
from fivefold.records.studies.actions_receiving import Receiving, Stored


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers a coding project speaks for, by the names it gives them, and the share they stand in."""

    research: Share
    rows: Mapping[str, Layer]


@transaction.atomic
def receive_codebook(
    book: Codebook, own: Sequence[Code], names: Iterable[str], *, research: Share, into: Receiving
) -> Layers:
    """Write the codebook with the codes made in vivo where it is another, and make the layers there are none of.

    names: of the layers, as the coding project has them.
    """
    require(access.refuse_import(into.by, into.study.id))
    state = codes_state(book.key, own)
    before = lines.states_of([into.study.id], Kind.CODES).get(into.study.id, {}).get(None, {})
    if before != state:
        line = lines.line(Kind.CODES, share=research, subject=into.study.id)
        lines.write(
            [Write(line, changes.put(state), against=line.head)],
            verb=Verb.CODEBOOK_RECEIVED,
            by=into.by,
            at=into.at,
            share=research,
            subject=into.study.id,
            facts={"own": len(own)},
        )
    return Layers(research, _layers(set(names), research))


def _layers(names: Set[str], research: Share) -> dict[str, Layer]:
    """The layers with these names, made where there are none."""
    there = {
        of_layers.unseal(row.name, label=row.label, row=row.id, scope=research.scope): row
        for row in Layer.objects.filter(share=research)
    }
    labels = of_layers.numbered(names, known={name: row.label for name, row in there.items()})
    made = {}
    for name in sorted(names - there.keys()):
        row = Layer(id=uuid4(), share=research, label=labels[name])
        row.name = of_layers.seal(name, label=row.label, row=row.id, scope=research.scope)
        made[name] = row
    Layer.objects.bulk_create(made.values())
    return there | made


@transaction.atomic
def receive(
    stored: Sequence[Stored], codings: Mapping[str, Sequence[Coding]], *, layers: Layers, into: Receiving
) -> None:
    """Store the codings of a batch of submissions, in every layer; one event for each submission whose codings moved.

    codings: by reference of the framework. A coding that stands already keeps its identifier.
    """
    require(access.refuse_import(into.by, into.study.id))
    fresh = [one for one in stored if one.new]
    begun = [_begun(one, codings.get(one.value.reference, ()), layers) for one in fresh]
    lines.begin([one for one in begun if one.lines], by=into.by, at=into.at)
    into.tally.codings_received += sum(len(state) for one in begun for _, _, state in one.lines)
    known = [one for one in stored if not one.new]
    if known:
        _receive_again(known, codings, layers, into)


def _begun(one: Stored, codings: Sequence[Coding], layers: Layers) -> Begun:
    by_layer: dict[str, State] = {}
    for place in _places(one, codings):
        by_layer.setdefault(place[0], {})[uuid4().hex] = list(place[1])
    told = tuple((Kind.CODINGS, layers.rows[label].id, state) for label, state in sorted(by_layer.items()))
    facts = {"layers": len(told), "codings": sum(map(len, by_layer.values()))}
    return Begun(Verb.CODINGS_RECEIVED, layers.research, one.id, facts, told)


Place = tuple[str, int, int, str]
"""Where a coding stands and what it says: entry identifier, start, end, key of its code."""


def _places(one: Stored, codings: Iterable[Coding]) -> Iterable[tuple[str, Place]]:
    """By layer label, each coding on the identifier of its entry."""
    entry_at = _entries_at(one.value.framework, [entry for entry, _, _ in one.entries])
    for coding in codings:
        entry = entry_at[str(coding.cell), coding.entry]
        yield coding.layer, (entry, coding.span.start, coding.span.end, coding.code.key)


def _entries_at(framework: Framework, ids: Sequence[str]) -> dict[tuple[str, int], str]:
    places = [(str(cell.key), number) for cell in framework.cells for number in range(len(cell.entries))]
    return dict(zip(places, ids, strict=True))


def _receive_again(
    known: Sequence[Stored], codings: Mapping[str, Sequence[Coding]], layers: Layers, into: Receiving
) -> None:
    subjects = [one.id for one in known]
    parts = {row.id: label for label, row in layers.rows.items()}
    held = list(Line.objects.filter(subject__in=subjects, kind=Kind.CODINGS, part__in=list(parts)))
    told = lines.states(held)
    by_subject: dict[UUID, dict[str, Line]] = {}
    for line in held:
        by_subject.setdefault(line.subject, {})[parts[line.part]] = line  # type: ignore[index]  # never None here
    for one in known:
        of_one = by_subject.get(one.id, {})
        before = {label: told[line.id] for label, line in of_one.items()}
        _write_again(one, codings.get(one.value.reference, ()), before, of_one, layers, into)


def _write_again(
    one: Stored,
    codings: Sequence[Coding],
    before: Mapping[str, State],
    of_one: Mapping[str, Line],
    layers: Layers,
    into: Receiving,
) -> None:
    now: dict[str, set[Place]] = {label: set() for label in before}
    for label, place in _places(one, codings):
        now.setdefault(label, set()).add(place)
    writes = []
    received = taken = 0
    for label, places in sorted(now.items()):
        stood = {(entry, start, end, code): key for key, (entry, start, end, code) in before.get(label, {}).items()}
        given = {uuid4().hex: list(place) for place in sorted(places - set(stood))}
        dropped = [key for place, key in stood.items() if place not in places]
        if given or dropped:
            row = layers.rows[label]
            line = of_one.get(label) or lines.line(Kind.CODINGS, share=layers.research, subject=one.id, part=row.id)
            writes.append(Write(line, changes.keys(given=given, dropped=dropped), against=line.head))
            received, taken = received + len(given), taken + len(dropped)
    into.tally.codings_received += received
    into.tally.codings_taken_back += taken
    touched = one.changed | one.gone
    rewritten = sum(place[0] in touched for state in before.values() for place in state.values())
    if rewritten:
        into.tally.on_changed[one.value.reference] = rewritten
    if writes:
        lines.write(
            writes,
            verb=Verb.CODINGS_RECEIVED,
            by=into.by,
            at=into.at,
            share=layers.research,
            subject=one.id,
            facts={"layers": len(writes), "codings": received, "taken_back": taken, "on_changed": rewritten},
        )


def report_rewritten(stored: Sequence[Stored], *, into: Receiving) -> None:
    """Count the codings on entries whose words changed, where no coding project came with the forms."""
    touched = {one.id: one for one in stored if one.changed or one.gone}
    for subject, of_part in lines.states_of(list(touched), Kind.CODINGS).items():
        one = touched[subject]
        rewritten = sum(place[0] in one.changed | one.gone for state in of_part.values() for place in state.values())
        if rewritten:
            into.tally.on_changed[one.value.reference] = rewritten
