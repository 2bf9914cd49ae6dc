"""A document as a folder of files that opens from a disk as well as from a server, with or without script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from fivefold.method.reporting.document import Document
from fivefold.method.reporting.layout import lay_out

STYLESHEET = "briefing.css"
SCRIPT = "briefing.js"

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""The page states its own policy too, for it may be opened from a disk, where no server states one."""


@dataclass(frozen=True, slots=True)
class Related:
    """A file beside the page that its masthead links to: the same document as Word, another document of the set."""

    words: str
    target: str


def render(
    document: Document, *, assets: Mapping[str, bytes], page: str = "index.html", related: Sequence[Related] = ()
) -> dict[str, bytes]:
    """The files of the document by their path in its folder: its page and the assets, which pages of a folder share.

    assets: the stylesheet and script by name (STYLESHEET, SCRIPT). KeyError when one is missing; InputError when the
    document may not be printed.
    """
    linked = {f"assets/{name}": assets[name] for name in (STYLESHEET, SCRIPT)}
    return {page: render_page(document, related=related).encode()} | linked


def render_page(document: Document, *, related: Sequence[Related] = ()) -> str:
    """The page of the document, which asks for its stylesheet and script in assets/ beside it."""
    laid_out = lay_out(document)
    return (
        _pages()
        .get_template("page.html.j2")
        .render(
            document=laid_out,
            related=related,
            with_contents=any(block["kind"] == "contents" for block in laid_out["blocks"]),
            policy=POLICY,
            stylesheet=f"assets/{STYLESHEET}",
            script=f"assets/{SCRIPT}",
        )
    )


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("fivefold.method.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
