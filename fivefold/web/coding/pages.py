"""The page of one framework's coded entries, as a value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from urllib.parse import urlencode

from fivefold.method.coding.codebook import Primary
from fivefold.method.coding.codings import AGREED
from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.coding.coded_entries import CodedEntry, CodedFramework, CodedPassage
from fivefold.records.studies.models import Submission
from fivefold.web.coding import words
from fivefold.web.coding.marking import browser_offsets, lanes, shown
from fivefold.web.page import Crumb, Page
from fivefold.web.submissions import tabs
from fivefold.web.submissions.filters import Filter
from fivefold.web.submissions.tabs import Way

EVERY_LAYER = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter. id: of its element. chosen: whether it is asked for now."""

    id: str
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PassageItem:
    """One coded passage beside its entry.

    path: names of the code from the primary node down. words: those it covers, "" where they are gone.
    start, end: in the entry's text, in UTF-16 code units; both 0 where the words are gone. lane: the line under the
    text it is drawn on. misplaced: that the code is about another context than the cell, in words; "" where it is not.
    """

    id: str
    primary: str
    path: tuple[str, ...]
    layer: str
    words: str
    start: int
    end: int
    lane: int
    misplaced: str
    gone: bool
    href: str


@dataclass(frozen=True, slots=True)
class EntryItem:
    """One entry: its words, what it is about if that is named, and its passages under the filter."""

    id: str
    number: int
    text: str
    about: str
    passages: tuple[PassageItem, ...]


@dataclass(frozen=True, slots=True)
class CellPart:
    """One cell with entries."""

    column: str
    entries: tuple[EntryItem, ...]


@dataclass(frozen=True, slots=True)
class ContextPart:
    """One row of the form with entries."""

    id: str
    label: str
    cells: tuple[CellPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedEntriesPage(Page):
    """layers, primaries: what the list can be narrowed to. passages, entries, misplaced: what is shown, counted.

    lost: codings whose entry is gone from the form. coded: whether anything is coded at all, under no filter.
    ways: to look at the framework. kept: the list the reader came from, as an address holds it.
    """

    ways: tuple[Way, ...]
    kept: Mapping[str, str]

    layers: tuple[Choice, ...]
    primaries: tuple[Choice, ...]
    contexts: tuple[ContextPart, ...]
    entries: int
    passages: int
    misplaced: int
    lost: int
    coded: bool
    narrowed: bool
    memos_href: str
    reading_href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody narrowed the page to. layer: a label, or EVERY_LAYER. primaries: all where none is named."""

    layer: str
    primaries: frozenset[Primary]

    def admits(self, passage: CodedPassage) -> bool:
        """Whether a passage is shown."""
        return self.layer in (EVERY_LAYER, passage.layer) and passage.code.primary in self.primaries


def asked(found: CodedFramework, *, layer: str, primaries: Sequence[str]) -> Asked:
    """What an address asks for; what it does not know is left out.

    Without a layer the agreed one is shown, or every layer where nothing was agreed yet.
    """
    usual = AGREED if AGREED in found.layers else EVERY_LAYER
    named = frozenset(one for one in Primary if one in primaries)
    return Asked(layer if layer in (*found.layers, EVERY_LAYER) else usual, named or frozenset(Primary))


def coded_entries(
    study: Study, row: Submission, found: CodedFramework, wanted: Asked, *, by: Actor, listed: Filter
) -> CodedEntriesPage:
    """The page of a framework's coded entries. listed: the list the reader came from."""
    submission = f"/studies/{study.name}/submissions/{row.id}/"
    contexts = tuple(_contexts(study, found, wanted))
    shown_passages = [one for entry in found.entries for one in entry.passages if wanted.admits(one)]
    return CodedEntriesPage(
        kind="Coded entries",
        heading="Coded entries",
        caption=f"Framework {found.reference}",
        crumbs=(
            Crumb("Submissions", f"/studies/{study.name}/submissions/{listed.query}"),
            Crumb("Framework", f"{submission}{listed.query}"),
        ),
        ways=tabs.ways(study, row.id, by=by, wanted=listed, here="coded_entries"),
        kept=listed.told,
        layers=tuple(_layer_choices(found, wanted)),
        primaries=tuple(
            Choice(f"primary-{one}", one, words.PRIMARIES[one], one in wanted.primaries) for one in Primary
        ),
        contexts=contexts,
        entries=len(found.entries),
        passages=len(shown_passages),
        misplaced=sum(
            _is_misplaced(entry, one) for entry in found.entries for one in entry.passages if wanted.admits(one)
        ),
        lost=found.lost,
        coded=any(entry.passages for entry in found.entries),
        narrowed=wanted.primaries != frozenset(Primary),
        memos_href=f"/studies/{study.name}/memos/?{urlencode({'submission': row.id})}",
        reading_href=f"{submission}reading/",
    )


def _layer_choices(found: CodedFramework, wanted: Asked) -> Iterator[Choice]:
    for number, label in enumerate(found.layers):
        yield Choice(f"layer-{number}", label, words.layer(label), label == wanted.layer)
    yield Choice("layer-all", EVERY_LAYER, "Every layer", wanted.layer == EVERY_LAYER)


def _contexts(study: Study, found: CodedFramework, wanted: Asked) -> Iterator[ContextPart]:
    form, numbers = instrument(found.instrument), count(1)
    for context, entries in groupby(found.entries, key=lambda entry: entry.cell.context):
        cells = tuple(_cells(study, form, entries, wanted, numbers))
        yield ContextPart(f"context-{context}", form.row(context).label, cells)


def _cells(
    study: Study, form: Instrument, entries: Iterable[CodedEntry], wanted: Asked, numbers: "count[int]"
) -> Iterator[CellPart]:
    for column, of_cell in groupby(entries, key=lambda entry: entry.cell.column):
        items = tuple(_entry(study, entry, wanted, numbers) for entry in of_cell)
        yield CellPart(form.column(column).label, items)


def _entry(study: Study, entry: CodedEntry, wanted: Asked, numbers: "count[int]") -> EntryItem:
    text = shown(entry.text)
    admitted = [one for one in entry.passages if wanted.admits(one)]
    spans = [one.span for one in admitted if one.span is not None]
    drawn = iter(zip(browser_offsets(text, spans), lanes(spans), strict=True))
    items = []
    for one in admitted:
        (start, end), lane = ((0, 0), 0) if one.span is None else next(drawn)
        items.append(
            PassageItem(
                id=f"passage-{next(numbers)}",
                primary=one.code.primary,
                path=one.code.path,
                layer=words.layer(one.layer),
                words="" if one.span is None else text[one.span.start : one.span.end],
                start=start,
                end=end,
                lane=lane,
                misplaced=_misplaced(entry, one),
                gone=one.span is None,
                href=passages_href(study, one.code.key, layer=one.layer),
            )
        )
    return EntryItem(f"entry-{entry.id}", entry.number + 1, text, entry.about or "", tuple(items))


def _is_misplaced(entry: CodedEntry, one: CodedPassage) -> bool:
    return one.code.context is not None and one.code.context != entry.cell.context


def _misplaced(entry: CodedEntry, one: CodedPassage) -> str:
    context = one.code.context
    return words.misplaced(entry.cell.context, context) if context and _is_misplaced(entry, one) else ""


def passages_href(study: Study, code: str, *, layer: str = AGREED) -> str:
    """The address of a code's passages."""
    query = {"code": code} | ({} if layer == AGREED else {"layer": layer})
    return f"/studies/{study.name}/codebook/passages/?{urlencode(query)}"
