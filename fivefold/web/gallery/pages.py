"""The gallery's pages. Everything on them is made up on the spot and belongs to nobody."""

from dataclasses import dataclass

from fivefold.web.gallery.examples import Examples, examples
from fivefold.web.gallery.forms import Example, Narrow
from fivefold.web.page import Crumb, Page
from fivefold.web.paging import Pages, pages

CONTEXTS = (
    ("individual", "Individual"),
    ("family", "Family / home(s)"),
    ("peer", "Peer group(s)"),
    ("school", "School(s)"),
    ("neighbourhood", "Neighbourhood spaces"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage(Page):
    """contexts: keys and names. filter: a filter's form. middle, none: two states of pagination. its: what the
    components are given that take values of pages.
    """

    contexts: tuple[tuple[str, str], ...]
    filter: Narrow
    middle: Pages
    none: Pages
    its: Examples


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage(Page):
    """form: with a field of every kind."""

    form: Example


def gallery() -> GalleryPage:
    """Every component in its states."""
    return GalleryPage(
        kind="Gallery",
        heading="Every component, in its states",
        caption="Gallery",
        contexts=CONTEXTS,
        filter=Narrow(),
        middle=pages(230, 2),
        none=pages(0, 1),
        its=examples(),
    )


def form(example: Example) -> FormPage:
    """The form, as it is first met or with what is wrong in it."""
    return FormPage(
        kind="Gallery: form",
        heading="A field of every kind",
        crumbs=(Crumb("Gallery", "/gallery/"),),
        form=example,
    )
