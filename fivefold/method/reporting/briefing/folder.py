"""A briefing as the files somebody takes away: web pages in one zip, Word and PDF."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fivefold.method.analysis.extract import Extract
from fivefold.method.reporting import claims_page, to_docx, to_html, to_pdf
from fivefold.method.reporting.briefing import tables_page, writing
from fivefold.method.reporting.briefing.material import Material
from fivefold.method.reporting.claim_checks import check
from fivefold.method.reporting.claim_lines import published_claims
from fivefold.method.reporting.document import Document, Meta
from fivefold.method.reporting.to_html import Related
from fivefold.method.studies.study import Protocol

PAGES, WORD, PDF = "briefing.zip", "briefing.docx", "briefing.pdf"
FILES = (WORD, PDF, PAGES)
"""What is made, in the order in which it is made: paper takes longest."""

_INDEX, _TABLES, _CLAIMS = "index.html", "tables.html", "claims.html"
_WORDS = {_INDEX: "Briefing", _TABLES: "Tables", _CLAIMS: "Published figures, counted again"}


@dataclass(frozen=True, slots=True)
class Sources:
    """What every file is made from. assets: the pages' stylesheet and script by name."""

    protocol: Protocol
    extract: Extract
    meta: Meta
    assets: Mapping[str, bytes]


def make(sources: Sources) -> Iterator[tuple[str, bytes]]:
    """Each of FILES with its content, one at a time, so that whoever waits can be told how far it is.

    Raises InputError when no framework is eligible.
    """
    document = writing.briefing(sources.protocol, sources.extract, meta=sources.meta)
    makers: Mapping[str, Callable[[], bytes]] = {
        WORD: lambda: to_docx.render(document),
        PDF: lambda: to_pdf.render(document),
        PAGES: lambda: _zipped(_pages(sources, document), sources.meta),
    }
    for name in FILES:
        yield name, makers[name]()


def _pages(sources: Sources, document: Document) -> Iterator[tuple[str, bytes]]:
    material = Material(sources.protocol, sources.extract)
    checked = check(published_claims(), extract=sources.extract, protocol=sources.protocol)
    pages = {
        _INDEX: document,
        _TABLES: tables_page.document(sources.protocol, sources.extract, meta=sources.meta),
        _CLAIMS: claims_page.document(checked, meta=sources.meta, sizes=material.sizes),
    }
    for name, page in pages.items():
        yield name, to_html.render_page(page, related=_related(name)).encode()
    for name, content in sources.assets.items():
        yield f"assets/{name}", content


def _related(page: str) -> Sequence[Related]:
    return [Related(words, name) for name, words in _WORDS.items() if name != page]


def _zipped(files: Iterator[tuple[str, bytes]], meta: Meta) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as zipped:
        for name, content in files:
            # Dated by its own issue, as Word and PDF are: the same briefing gives the same bytes.
            when = (meta.issued.year, meta.issued.month, meta.issued.day, 0, 0, 0)
            zipped.writestr(ZipInfo(name, when), content, ZIP_DEFLATED)
    return packed.getvalue()
