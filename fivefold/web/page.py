"""What every page tells its layout, and how a page becomes an answer."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from fivefold.web import chrome


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The part of a page that its layout reads; a subject's page inherits it and adds its own.

    kind: the sort of page, for the tab title: "Submissions", never a name or a reference.
    heading: the page's first heading. caption: a line above it. crumbs: the way here, below "My work" and the study,
    which the layout knows.
    """

    kind: str
    heading: str
    caption: str = ""
    crumbs: tuple[Crumb, ...] = ()


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200) -> HttpResponse:
    """The page as HTML. Templates read `page`, and for the layout `chrome`.

    A form that is shown again with its errors is answered with status 422.
    """
    words = render_to_string(template, {"page": page, "chrome": chrome.around(request)}, request)
    return HttpResponse(words, status=status)
