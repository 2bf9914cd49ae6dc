"""One framework's entries with their codings, as they stand now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fivefold.method.coding.codebook import Code, Codebook
from fivefold.method.coding.codings import AGREED
from fivefold.method.coding.spans import Span
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.coding.codebooks import Codes, codebook_of
from fivefold.records.coding.models import Layer
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import states
from fivefold.records.studies.models import Submission


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """One coding of an entry. span: None where it no longer fits the entry's words."""

    id: str
    layer: str
    code: Code
    span: Span | None


@dataclass(frozen=True, slots=True)
class CodedEntry:
    """One entry in the cell it stands in. number: in that cell, from 0. passages: by place, then in codebook order."""

    id: str
    cell: CellKey
    number: int
    text: str
    about: str | None
    passages: tuple[CodedPassage, ...]


@dataclass(frozen=True, slots=True)
class CodedFramework:
    """A framework's entries in form order with every layer's codings.

    layers: labels of those that coded this framework, the agreed one first. lost: codings whose entry is gone.
    """

    reference: str
    instrument: str
    codebook: Codebook
    layers: tuple[str, ...]
    entries: tuple[CodedEntry, ...]
    lost: int


def coded_framework(row: Submission) -> CodedFramework:
    """The framework with its codings. Seven queries, whatever the number of codings."""
    told = lines.states_of([row.id], Kind.FRAMEWORK).get(row.id, {}).get(None, {})
    value, ids = states.framework_of(told), [entry for entry, _, _ in states.entry_ids(told)]
    by_layer = _codings(row.id)
    book = codebook_of(row.study)
    codes, order = Codes.of(book), {code.key: place for place, code in enumerate(book)}
    texts = dict(zip(ids, (entry.text for _, entry in value.placed_entries()), strict=True))
    found: dict[str, list[CodedPassage]] = {entry: [] for entry in ids}
    lost = 0
    for layer, codings in by_layer.items():
        for coding, (entry, start, end, code) in codings.items():
            if entry in found:
                span = Span(start, end) if end <= len(texts[entry]) else None
                found[entry].append(CodedPassage(coding, layer, codes[code], span))
            else:
                lost += 1
    for several in found.values():
        several.sort(key=lambda one: (_place(one.span), order.get(one.code.key, len(order)), one.layer, one.id))
    return CodedFramework(
        reference=value.header.reference,
        instrument=value.instrument,
        codebook=book,
        layers=tuple(sorted(by_layer, key=lambda label: (label != AGREED, label))),
        entries=tuple(_entries(value.placed_entries(), ids, found)),
        lost=lost,
    )


def _codings(submission: UUID) -> dict[str, Mapping[str, Any]]:
    """Codings by layer's label."""
    by_part = lines.states_of([submission], Kind.CODINGS).get(submission, {})
    labels = dict(Layer.objects.filter(id__in=[part for part in by_part if part]).values_list("id", "label"))
    return {labels[part]: state for part, state in by_part.items() if part in labels and state}


def _place(span: Span | None) -> tuple[int, int]:
    return (span.start, span.end) if span else (-1, -1)


def _entries(
    placed: Iterator[tuple[CellKey, Any]], ids: list[str], found: Mapping[str, list[CodedPassage]]
) -> Iterator[CodedEntry]:
    numbers: dict[CellKey, int] = {}
    for one, (cell, entry) in zip(ids, placed, strict=True):
        number = numbers.get(cell, 0)
        numbers[cell] = number + 1
        yield CodedEntry(one, cell, number, entry.text, entry.about, tuple(found[one]))
