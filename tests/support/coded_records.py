"""A coded study written into the records as its lines, and a freeze's extract of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from fivefold.method.coding.coded_study import CodedStudy
from fivefold.method.coding.codings import Coding
from fivefold.method.studies.protocol import write_protocol
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.codebooks import codes_state
from fivefold.records.coding.models import Layer
from fivefold.records.revisions import lines
from fivefold.records.revisions.lines import Begun
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import cards, queries, states
from fivefold.records.studies.models import Submission
from tests.support.standing import NOW, share


@dataclass(frozen=True, slots=True)
class Stored:
    """Identifiers of what was stored. ids: of each submission's entries in placed order, by reference."""

    submissions: dict[str, UUID]
    ids: dict[str, tuple[str, ...]]
    layers: dict[str, UUID]
    event: int


def store(coded: CodedStudy, *, of: Study, by: Actor) -> Stored:
    """Write the study within `acting`; `by` must have every share of it."""
    research, common = share(of, ShareKind.RESEARCH), share(of, ShareKind.COMMON)
    layers = {}
    for label in sorted({coding.layer for coding in coded.codings}):
        layers[label] = Layer.objects.create(share=research, label=label).id
    book = codes_state(coded.codebook.key, tuple({c.code for c in coded.codings} - set(coded.codebook)))
    codes = Begun(Verb.CODEBOOK_RECEIVED, research, of.id, {}, ((Kind.CODES, None, book),))
    protocol = {"toml": write_protocol(coded.study.protocol)}
    about = Begun(Verb.PROTOCOL_WRITTEN, common, of.id, {}, ((Kind.PROTOCOL, None, protocol),))
    told, rows, ids = [about, codes], {}, {}
    for one in coded.study.submissions:
        site = share(of, ShareKind.SITE, one.site)
        row = Submission(study=of, share=site, mark=queries.mark_of(one.reference, common=common), received=NOW)
        row.card = cards.seal(cards.card(one, protocol=coded.study.protocol), row=row.id, share=site)
        row.save(force_insert=True)
        rows[one.reference] = row.id
        entries = [(uuid4().hex, 1, "") for _ in one.framework.placed_entries()]
        ids[one.reference] = tuple(entry for entry, _, _ in entries)
        told.append(Begun(Verb.SUBMISSION_RECEIVED, site, row.id, {}, _lines(one, entries)))
        mine = [coding for coding in coded.codings if coding.framework == one.reference]
        if mine:
            parts = tuple(_layer_lines(mine, one, ids[one.reference], layers))
            told.append(Begun(Verb.CODINGS_RECEIVED, research, row.id, {}, parts))
    events = lines.begin(told, by=by, at=NOW)
    return Stored(rows, ids, layers, events[-1].number)


def _lines(one: Value, entries: list[tuple[str, int, str]]) -> tuple[tuple[Kind, None, dict[str, object]], ...]:
    return (
        (Kind.COVER, None, states.cover(one)),
        (Kind.FRAMEWORK, None, states.framework(one.framework, entries)),
        (Kind.INCIDENTS, None, states.incidents(one.incidents)),
        (Kind.CLASSIFICATION, None, states.classification(one.override)),
        (Kind.UNPLACED, None, {}),
    )


def _layer_lines(
    codings: list[Coding], one: Value, ids: tuple[str, ...], layers: dict[str, UUID]
) -> Iterable[tuple[Kind, UUID, dict[str, object]]]:
    numbers: dict[object, int] = {}
    entry_of = {}
    for entry, (cell, _) in zip(ids, one.framework.placed_entries(), strict=True):
        entry_of[cell, numbers.get(cell, 0)] = entry
        numbers[cell] = numbers.get(cell, 0) + 1
    for label, layer in layers.items():
        mine = [coding for coding in codings if coding.layer == label]
        state = {
            uuid4().hex: [entry_of[coding.cell, coding.entry], coding.span.start, coding.span.end, coding.code.key]
            for coding in mine
        }
        if state:
            yield Kind.CODINGS, layer, state
