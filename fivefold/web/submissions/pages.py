"""The list of a study's submissions, filtered, sorted, searched and paged."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.urls import reverse

from fivefold.method.common.dates import PartialDate
from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.method.studies.eligibility import State
from fivefold.records.accounts.models import Study
from fivefold.records.studies.cards import Card
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.searching import Found
from fivefold.web import paging
from fivefold.web.page import Page
from fivefold.web.paging import Pages
from fivefold.web.submissions import filters, words
from fivefold.web.submissions.filters import SORTS, Filter
from fivefold.web.submissions.forms import FilterForm, SearchForm
from fivefold.web.submissions.header import TONES

SHOWN_HITS: Final = 3
"""Entries shown for each framework a search finds."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found: where it stands, and its words."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One submission in the list. note: on its cohort. more: entries found beyond those shown."""

    reference: str
    href: str
    site: str
    cohort: str
    note: str
    age: str
    sex: str
    month: str
    state: str
    tone: str
    entries: str
    blank: str
    unplaced: int
    hits: tuple[Hit, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """A column's heading. href: the list sorted by it; "" where it cannot be. sorted: for aria-sort; "" for not."""

    text: str
    href: str = ""
    sorted: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing the list is narrowed to, and the list without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Empty:
    """Why nothing is shown and what to do."""

    title: str
    text: str
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Page):
    """The list. counted: how many of how many. searched: whether words or a reference were searched for, in which case
    the pages are asked for by buttons, since no address may hold them. besides: what the list is narrowed to that the
    form has no field for, so that sending the form keeps it.
    """

    form: FilterForm
    search: SearchForm
    searched: bool
    narrowed: bool
    whole: str
    counted: str
    chips: tuple[Chip, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    pages: Pages
    number: int
    kept: Mapping[str, str]
    besides: Mapping[str, str]
    empty: Empty | None


Entries = Callable[[Iterable[UUID]], Mapping[UUID, Sequence[Found]]]
"""The entries that were found in these submissions."""


def submissions(
    study: Study,
    listed: Sequence[Listed],
    *,
    wanted: Filter,
    page: object,
    refused: Mapping[str, str] = MappingProxyType({}),
    search: SearchForm | None = None,
    found: Set[UUID] | None = None,
    entries: Entries = lambda _: {},
) -> ListPage:
    """The list as it was asked for. found: submissions where something was searched for; None where not.

    entries: asked for what was found in the submissions that are shown, and in no others. refused: what was asked of
    the list and cannot be, by the form's fields.
    """
    matching = filters.apply(wanted, (one for one in listed if found is None or one.id in found))
    pages = paging.pages(len(matching), page, query=wanted.told)
    form = instrument()
    shown = matching[max(pages.first - 1, 0) : pages.last]
    hits = entries(one.id for one in shown) if found else {}
    return ListPage(
        kind="Submissions",
        heading="Submissions",
        form=FilterForm(wanted, (one.card for one in listed), refused=refused),
        search=search or SearchForm(),
        searched=found is not None,
        narrowed=bool(wanted.asked) or found is not None,
        whole=_address(study, Filter()),
        counted=_counted(len(matching), len(listed)),
        chips=tuple(Chip(text, _address(study, wanted.without(name))) for name, text in filters.chips(wanted)),
        heads=_heads(study, wanted, sortable=found is None),
        rows=tuple(_row(study, one, wanted, form, hits.get(one.id, ())) for one in shown),
        pages=pages,
        number=(pages.first - 1) // paging.SIZE + 1,
        kept=wanted.told,
        besides={
            name: value for name, value in wanted.told.items() if name not in FilterForm.base_fields and name != "down"
        },
        empty=None if matching else _empty(study, listed, searched=found is not None),
    )


def _row(study: Study, one: Listed, wanted: Filter, form: Instrument, hits: Sequence[Found]) -> Row:
    card = one.card
    return Row(
        reference=card.reference or "Without a reference",
        href=reverse("submission", kwargs={"study": study.name, "submission": one.id}) + wanted.query,
        site=card.label,
        cohort=words.COHORTS[card.cohort],
        note=_note(card),
        age="" if card.age is None else str(card.age),
        sex=words.SEXES[card.sex],
        month=words.short_month(PartialDate.parse(card.meeting)) if card.meeting else "",
        state=words.ELIGIBILITY[card.state],
        tone=TONES[State(card.state)],
        entries=f"{card.entries:,}",
        blank=f"{card.blank:,}",
        unplaced=card.unplaced,
        hits=tuple(Hit(words.cell(hit.cell, form), hit.text) for hit in hits[:SHOWN_HITS]),
        more=max(0, len(hits) - SHOWN_HITS),
    )


def _note(card: Card) -> str:
    if not card.overridden:
        return ""
    return (
        "decided by a person" if card.cohort == card.computed else f"rule says {words.COHORTS[card.computed].lower()}"
    )


def _heads(study: Study, wanted: Filter, *, sortable: bool) -> tuple[Head, ...]:
    def head(key: str, *, numeric: bool = False) -> Head:
        now = ("descending" if wanted.down else "ascending") if key == wanted.sort else ""
        href = _address(study, wanted.sorted_by(key)) if sortable else ""
        return Head(SORTS[key][0], href, now, numeric)

    return (
        head("reference"),
        head("site"),
        head("cohort"),
        head("age", numeric=True),
        Head("Sex"),
        head("month"),
        head("eligibility"),
        head("entries", numeric=True),
        Head("Cells without", numeric=True),
        head("unplaced", numeric=True),
    )


def _counted(found: int, every: int) -> str:
    noun = "submission" if every == 1 else "submissions"
    return f"{found:,} of {every:,} {noun}" if found != every else f"{every:,} {noun}"


def _address(study: Study, wanted: Filter) -> str:
    return reverse("submissions", kwargs={"study": study.name}) + wanted.query


def _empty(study: Study, listed: Sequence[Listed], *, searched: bool) -> Empty:
    if not listed:
        return Empty(
            "Nothing has been received yet",
            "Submissions appear here once a research lead brings in the study's folder.",
        )
    whole = _address(study, Filter())
    if searched:
        return Empty(
            "Nothing was found",
            "Try fewer words, or a part of a word or of the reference: “bully” also finds “bullying” and “bullied”.",
            whole,
            "Show all submissions",
        )
    return Empty("Nothing matches the filter", "Take something out of the filter.", whole, "Show all submissions")
