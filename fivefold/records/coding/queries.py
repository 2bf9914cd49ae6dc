"""What a study's coding holds, as the method's values. Everything here sees the current actor's shares alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from fivefold.method.coding.codebook import Codebook, codebook
from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import Coding
from fivefold.method.coding.held_codings import HeldCodings
from fivefold.method.coding.spans import Span
from fivefold.method.frameworks import held_cells
from fivefold.method.frameworks.entries import CellKey
from fivefold.method.studies.study import Study as StudyValue
from fivefold.records.accounts.models import Study
from fivefold.records.coding import layers
from fivefold.records.coding.codebooks import codebook_in
from fivefold.records.coding.models import Layer
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import queries as of_studies
from fivefold.records.studies import submissions
from fivefold.records.studies.submissions import Opened


def study_codebook(study: Study) -> Codebook:
    """The study's codebook with the coders' own codes below their parents; before any came, the protocol's."""
    state = lines.states_of([study.id], Kind.CODES).get(study.id, {}).get(None, {})
    return codebook_in(state) if state else codebook(submissions.protocol(study).codebook)


def layer_labels(study: Study) -> dict[UUID, str]:
    """The label of every layer of codings, by identifier."""
    return dict(Layer.objects.filter(share__study=study).values_list("id", "label"))


def layer_names(study: Study) -> dict[UUID, str]:
    """What the coding program calls every layer, by identifier: for what goes back to it, and for no page."""
    return {
        row.id: layers.unseal(row.name, label=row.label, row=row.id, scope=row.share.scope)
        for row in Layer.objects.filter(share__study=study).select_related("share")
    }


def codings_of(several: Iterable[Opened], *, labels: Mapping[UUID, str], book: Codebook) -> Iterator[Coding]:
    """Every coding of these submissions, in all layers. Two queries.

    A coding whose entry is gone, or whose entry's words became fewer than it covers, stands nowhere and is left out.
    """
    held = {one.row.id: one for one in several}
    codes = {code.key: code for code in book}
    for subject, by_part in lines.states_of(list(held), Kind.CODINGS).items():
        places = _places(held[subject])
        reference = held[subject].value.reference
        for part, state in by_part.items():
            label = None if part is None else labels.get(part)
            if label is None:
                continue
            for entry, start, end, code in state.values():
                if code in codes and entry in places and end <= places[entry][2]:
                    cell, number, _ = places[entry]
                    yield Coding(reference, cell, number, Span(start, end), codes[code], label)


def _places(one: Opened) -> dict[str, tuple[CellKey, int, int]]:
    """By entry identifier: cell, number in it, and length of the text."""
    placed = [
        (cell.key, number, len(entry.text))
        for cell in one.value.framework.cells
        for number, entry in enumerate(cell.entries)
    ]
    return {entry: place for (entry, _, _), place in zip(one.entries, placed, strict=True)}


def coded_study(study: Study) -> CodedStudy:
    """The study with its codebook and every layer of codings, ordered as a study folder's reading orders them.

    Raises LookupError before the study has a protocol. Holds the whole study in memory, frameworks and codings packed.
    """
    protocol = submissions.protocol(study)
    book, labels = study_codebook(study), layer_labels(study)
    values = []
    codings = HeldCodings(book, labels.values())
    for batch in of_studies.batches(study):
        for one in batch:
            values.append(replace(one.value, framework=held_cells.held(one.value.framework)))
            codings.expect(one.value.reference, one.value.framework)
        for coding in codings_of(batch, labels=labels, book=book):
            codings.add(coding)
    ordered = of_studies.in_order(values, protocol)
    codings.order(one.reference for one in ordered)
    return CodedStudy(StudyValue(protocol, tuple(ordered)), book, codings)
