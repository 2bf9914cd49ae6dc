"""The codebook as a tree, and the passages under a code, as values."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from fivefold.method.analysis.passages import CodeCount, Found, Place
from fivefold.method.coding.codebook import Code, Codebook
from fivefold.method.coding.codings import AGREED
from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.entries import CellKey
from fivefold.records.accounts.models import Study
from fivefold.records.coding.codebooks import Codes
from fivefold.records.coding.passages import Quotation, Quoted
from fivefold.web.coding import words
from fivefold.web.coding.forms import PassageFilter
from fivefold.web.coding.marking import shown
from fivefold.web.coding.pages import passages_href
from fivefold.web.page import Crumb, Page
from fivefold.web.paging import Pages, pages


@dataclass(frozen=True, slots=True)
class Standing:
    """Which freeze the page's counts stand on. number: 0 before there is one."""

    number: int = 0
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One code of the tree with those below it.

    frameworks, passages: in the agreed layer, itself or through a code below; None where the freeze does not know the
    code. cohorts: frameworks by cohort, in words. search: what the filter looks at. level: 1 for a primary node.
    """

    key: str
    name: str
    primary: str
    level: int
    definition: str
    frameworks: int | None
    passages: int | None
    cohorts: tuple[tuple[str, int], ...]
    search: str
    passages_href: str
    memos_href: str
    below: tuple["CodeItem", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookPage(Page):
    """codes: primary nodes, each with its tree. unused: codes nobody's agreed passage has. key: of the version."""

    key: str
    freeze: Standing
    codes: tuple[CodeItem, ...]
    total: int
    unused: int
    export_href: str
    agreement_href: str


def codebook(study: Study, book: Codebook, counts: Mapping[str, CodeCount], *, freeze: Standing) -> CodebookPage:
    """The page of a study's codebook. counts: by code, {} before there is a freeze."""
    keys = {code.key for code in book}
    below: dict[str, list[Code]] = {}
    for code in book:
        below.setdefault(_parent(code, keys), []).append(code)
    codes = tuple(_items("", below, study, counts, level=1))
    return CodebookPage(
        kind="Codebook",
        heading="Codebook",
        key=book.key,
        freeze=freeze,
        codes=codes,
        total=len(book.codes),
        unused=sum(code.key in counts and not counts[code.key].codings for code in book),
        export_href=f"/studies/{study.name}/codebook/export/",
        agreement_href=f"/studies/{study.name}/codebook/agreement/",
    )


def _parent(code: Code, keys: Set[str]) -> str:
    """The key of the nearest code above; "" for a primary node."""
    parent = code.key.rpartition("/")[0]
    while parent and parent not in keys:
        parent = parent.rpartition("/")[0]
    return parent


def _items(
    parent: str, below: Mapping[str, Sequence[Code]], study: Study, counts: Mapping[str, CodeCount], *, level: int
) -> Iterator[CodeItem]:
    for code in below.get(parent, ()):
        found = counts.get(code.key)
        by_cohort = found.by_cohort if found else {}
        yield CodeItem(
            key=code.key,
            name=code.name,
            primary=code.primary,
            level=level,
            definition=code.definition,
            frameworks=found.frameworks if found else None,
            passages=found.codings if found else None,
            cohorts=tuple((words.COHORTS[one], by_cohort.get(one, 0)) for one in Cohort if found and found.frameworks),
            search=f"{' '.join(code.path)} {code.definition}",
            passages_href=passages_href(study, code.key),
            memos_href=f"/studies/{study.name}/memos/?{urlencode({'code': code.key})}",
            below=tuple(_items(code.key, below, study, counts, level=level + 1)),
        )


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the passages are narrowed to; "" for every cohort or site. page: its number, from 1."""

    code: str
    layer: str = AGREED
    cohort: str = ""
    site: str = ""
    page: int = 1

    @property
    def query(self) -> dict[str, str]:
        """As the parts of an address, without the page."""
        return {"code": self.code, "layer": self.layer, "cohort": self.cohort, "site": self.site}


def narrowed(given: Mapping[str, str]) -> Narrowed:
    """What an address asks for."""
    page = given.get("page", "")
    return Narrowed(
        code=given.get("code", ""),
        layer=given.get("layer") or AGREED,
        cohort=given.get("cohort", ""),
        site=given.get("site", ""),
        page=max(1, int(page)) if page.isdecimal() and len(page) < _DIGITS else 1,
    )


_DIGITS = 9
"""Digits of a page's number beyond which it is none."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a freeze can be narrowed to: layers with codings, and sites' labels."""

    freeze: Standing
    layers: tuple[str, ...] = (AGREED,)
    sites: tuple[str, ...] = ()

    def has(self, asked: Narrowed) -> bool:
        """Whether there is such a layer, cohort and site."""
        known_cohort, known_site = asked.cohort in ("", *Cohort), asked.site in ("", *self.sites)
        return asked.layer in self.layers and known_cohort and known_site


@dataclass(frozen=True, slots=True)
class QuotationItem:
    """One passage: its words with some around them, the code it was given, and where it stands.

    path: of its code, "" where that is the page's own and not one below it.
    quoted: None where the words are not to be had; why: says so. href: of the entry among its framework's coded ones.
    """

    quoted: Quoted | None
    why: str
    path: str
    reference: str
    place: str
    misplaced: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagesPage(Page):
    """The passages under a code, one page of them."""

    path: tuple[str, ...]
    primary: str
    definition: str
    freeze: Standing
    total: int
    frameworks: int
    filter: PassageFilter
    clear_href: str
    items: tuple[QuotationItem, ...]
    pages: Pages
    memos_href: str


def passages_before_freezing(study: Study, book: Codebook, asked: Narrowed) -> PassagesPage:
    """The page of a code while nothing is frozen: what the code is, and why there is nothing under it yet."""
    return passages(study, book, asked, Found(0, 0, ()), (), here=Frozen(Standing()))


def passages(
    study: Study,
    book: Codebook,
    asked: Narrowed,
    found: Found,
    quotations: Sequence[Quotation | None],
    *,
    here: Frozen,
) -> PassagesPage:
    """The page of a code's passages. quotations: one for each of `found`'s places."""
    codes = Codes.of(book)
    code = codes[asked.code]
    items = tuple(_item(study, codes, asked, place, one) for place, one in zip(found.places, quotations, strict=True))
    return PassagesPage(
        kind="Passages",
        heading=code.name,
        caption="Passages",
        crumbs=(Crumb("Codebook", f"/studies/{study.name}/codebook/"),),
        path=code.path,
        primary=code.primary,
        definition=code.definition,
        freeze=here.freeze,
        total=found.total,
        frameworks=found.frameworks,
        filter=PassageFilter(asked.query, layers=here.layers, sites=here.sites),
        clear_href=passages_href(study, asked.code) if asked != Narrowed(asked.code, page=asked.page) else "",
        items=items,
        pages=pages(found.total, asked.page, query=asked.query),
        memos_href=f"/studies/{study.name}/memos/?{urlencode({'code': asked.code})}",
    )


def _item(study: Study, codes: Codes, asked: Narrowed, place: Place, found: Quotation | None) -> QuotationItem:
    code = codes[place.code]
    quoted = found.quoted if found else None
    return QuotationItem(
        quoted=None if quoted is None else _shown(quoted),
        why="" if quoted else _why(found),
        path="" if place.code == asked.code else " > ".join(code.path),
        reference=place.framework,
        place=_place_words(place.cell),
        misplaced=_misplaced(place.cell, code.context),
        href=_entry_href(study, found.submission, found.entry, asked.layer) if found else "",
    )


def _shown(quoted: Quoted) -> Quoted:
    return Quoted(shown(quoted.before), shown(quoted.words), shown(quoted.after), quoted.cut_before, quoted.cut_after)


def _why(found: Quotation | None) -> str:
    if found is None:
        return "This framework is not among those you may see."
    return "The words stood here when the study was frozen and are not to be found any more."


def _misplaced(cell: CellKey, context: Context | None) -> str:
    return "" if context is None or context == cell.context else words.misplaced(cell.context, context)


def _place_words(cell: CellKey) -> str:
    form = instrument()
    column = next((one.label for one in form.columns if one.key == cell.column), cell.column)
    return f"{form.row(cell.context).label}: {column}"


def _entry_href(study: Study, submission: UUID, entry: str, layer: str) -> str:
    query = "" if layer == AGREED else "?" + urlencode({"layer": layer})
    return f"/studies/{study.name}/submissions/{submission}/coding/{query}#entry-{entry}"
