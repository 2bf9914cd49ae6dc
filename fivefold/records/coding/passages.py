"""The words of coded passages that an extract only points at. Opens the frameworks of one page, never all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fivefold.method.analysis.passages import Place
from fivefold.method.coding.spans import Span
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.accounts.models import Study
from fivefold.records.revisions import lines
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import states
from fivefold.records.studies.models import Submission
from fivefold.records.studies.queries import common_share, mark_of

AROUND = 60
"""Code points of the entry's own words shown on either side of a passage, cut at a space where there is one."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage with a few words around it. cut_before, cut_after: whether the entry goes on beyond them."""

    before: str
    words: str
    after: str
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands at a place. entry: its identifier. quoted: None where the words stand there no more."""

    submission: UUID
    entry: str
    quoted: Quoted | None


def quotations(study: Study, places: Sequence[Place], *, as_of: int) -> tuple[Quotation | None, ...]:
    """What stands at each place, as it stood after an event; None where the actor may not see the framework.

    Four queries, however many places; opens each framework once.
    """
    common = common_share(study)
    marks = {mark_of(reference, common=common): reference for reference in {place.framework for place in places}}
    found = Submission.objects.filter(study=study, mark__in=list(marks)).values_list("id", "mark")
    ids = {marks[bytes(mark)]: row for row, mark in found}
    told = lines.states_of(ids.values(), Kind.FRAMEWORK, as_of=as_of)
    entries = {row: _entries(told.get(row, {}).get(None, {})) for row in ids.values()}
    return tuple(_quotation(place, ids.get(place.framework), entries) for place in places)


def quoted(text: str, span: Span) -> Quoted:
    """The passage with a few words around it, whole words where the text has spaces."""
    first, last = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    if first:
        space = text.find(" ", first, span.start)
        first = first if space < 0 else space + 1
    if last < len(text):
        space = text.rfind(" ", span.end, last)
        last = last if space < 0 else space
    return Quoted(
        text[first : span.start], text[span.start : span.end], text[span.end : last], first > 0, last < len(text)
    )


_Entries = Mapping[tuple[CellKey, int], tuple[str, str]]
"""Identifier and text of each entry by its cell and its number there."""


def _entries(state: Mapping[str, Any]) -> _Entries:
    # The state's own JSON, since parsing fifty whole frameworks to read one entry of each would take a second.
    return {(one.cell, one.number): (one.id[0], one.text) for one in states.placed(state)}


def _quotation(place: Place, submission: UUID | None, entries: Mapping[UUID, _Entries]) -> Quotation | None:
    if submission is None:
        return None
    entry, text = entries[submission].get((place.cell, place.entry), ("", ""))
    return Quotation(submission, entry, quoted(text, place.span) if place.span.end <= len(text) else None)
