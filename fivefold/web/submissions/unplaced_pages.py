"""Words that had no place on a form: those that wait, those that were resolved, and deciding on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from fivefold.method.frameworks.definition import Instrument, instrument
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.accounts.models import Study
from fivefold.records.revisions.models import Kind
from fivefold.records.studies.submissions import Opened, UnplacedWords
from fivefold.web import paging
from fivefold.web.page import Crumb, Page
from fivefold.web.paging import Pages
from fivefold.web.submissions import framework_pages, words
from fivefold.web.submissions.forms import AgainstForm, NothingForm, PlaceForm
from fivefold.web.submissions.framework_pages import ShownRow

SIZE: Final = 20
"""Forms on one page of the list; each can have several pieces of text."""


@dataclass(frozen=True, slots=True)
class ShownWords:
    """A piece of text. decided: what it was taken for, "" while it waits. href: where to decide on it or look it up."""

    text: str
    where: str
    decided: str
    reason: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form with such words."""

    anchor: str
    reference: str
    site: str
    href: str
    words: tuple[ShownWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedPage(Page):
    """The list. done: whether it shows those that were resolved. may: whether this reader may decide."""

    done: bool
    waiting: str
    resolved: str
    waiting_address: str
    resolved_address: str
    forms: tuple[ShownForm, ...]
    pages: Pages
    may: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsPage(Page):
    """One piece of text with its form around it. place, nothing: the two ways to decide; reopen: the way back.

    Each is None where it cannot be done. rows: the framework as it stands.
    """

    reference: str
    text: str
    where: str
    decided: str
    reason: str
    place: PlaceForm | None
    nothing: NothingForm | None
    reopen: AgainstForm | None
    place_address: str
    nothing_address: str
    reopen_address: str
    framework_address: str
    rows: tuple[ShownRow, ...]


def unplaced(
    study: Study,
    shown: Sequence[Opened],
    *,
    done: bool,
    counts: tuple[int, int],
    pages: Pages,
    may: bool,
) -> UnplacedPage:
    """The forms of one page of the list. counts: pieces of text in the whole study that wait, and that are resolved."""
    address = reverse("unplaced", kwargs={"study": study.name})
    return UnplacedPage(
        kind="Unplaced words",
        heading="Unplaced words",
        done=done,
        waiting=f"{counts[0]:,}",
        resolved=f"{counts[1]:,}",
        waiting_address=address,
        resolved_address=f"{address}?show=resolved",
        forms=tuple(_form(study, one, done=done) for one in shown),
        pages=pages,
        may=may,
    )


def one(
    study: Study,
    opened: Opened,
    piece: UnplacedWords,
    *,
    place: PlaceForm | None = None,
    nothing: NothingForm | None = None,
) -> WordsPage:
    """One piece of text. place, nothing: the forms as they were sent, where they could not be taken."""
    form = instrument(opened.value.framework.instrument)
    against = {"against": opened.heads[Kind.UNPLACED]}
    still = not piece.decided
    return WordsPage(
        kind="Unplaced words",
        heading="Where do these words belong?" if still else "Words that were resolved",
        caption=f"Framework {opened.value.reference}",
        crumbs=(Crumb("Unplaced words", reverse("unplaced", kwargs={"study": study.name})),),
        reference=opened.value.reference,
        text=piece.text,
        where=piece.where,
        decided=_decided(piece.decided, form),
        reason=str(piece.decided.get("reason", "")),
        place=(place or PlaceForm(form, initial=against)) if still else None,
        nothing=(nothing or NothingForm(initial=against)) if still else None,
        reopen=None if still else AgainstForm(initial=against),
        place_address=_address(study, opened, piece, "unplaced-place"),
        nothing_address=_address(study, opened, piece, "unplaced-nothing"),
        reopen_address=_address(study, opened, piece, "unplaced-reopen"),
        framework_address=_framework(study, opened),
        rows=framework_pages.rows(opened.value.framework),
    )


def page_of(total: int, asked: object, *, done: bool) -> Pages:
    """Which forms of the list are on the page asked for."""
    return paging.pages(total, asked, query={"show": "resolved" if done else ""}, size=SIZE)


def _form(study: Study, opened: Opened, *, done: bool) -> ShownForm:
    form = instrument(opened.value.framework.instrument)
    return ShownForm(
        anchor=f"of-{opened.row.id}",
        reference=opened.value.reference,
        site=opened.value.site,
        href=_framework(study, opened),
        words=tuple(_words(study, opened, piece, form) for piece in opened.unplaced if bool(piece.decided) is done),
    )


def _words(study: Study, opened: Opened, piece: UnplacedWords, form: Instrument) -> ShownWords:
    return ShownWords(
        piece.text,
        piece.where,
        _decided(piece.decided, form),
        str(piece.decided.get("reason", "")),
        _address(study, opened, piece, "unplaced-words"),
    )


def _decided(decided: Any, form: Instrument) -> str:
    if not decided:
        return ""
    if decided["as"] == "nothing":
        return "Taken for nothing"
    place: CellKey = next(place for place in form.places if str(place) == decided["cell"])
    return f"Placed in {words.cell(place, form)}"


def _address(study: Study, opened: Opened, piece: UnplacedWords, name: str) -> str:
    return reverse(name, kwargs={"study": study.name, "submission": opened.row.id, "words": piece.key})


def _framework(study: Study, opened: Opened) -> str:
    return reverse("submission", kwargs={"study": study.name, "submission": opened.row.id})
