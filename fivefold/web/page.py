"""What every page tells its layout, and how a page becomes an answer."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from fivefold.web import chrome
from fivefold.web.chrome import Chrome


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way here."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The part of a page that its layout reads; a subject's page inherits it and adds its own.

    kind: the sort of page, for the tab title: "Submissions", never a name or a reference.
    heading: the page's first heading. caption: a line above it. crumbs: the pages above this one, below "My work"
    and the study, as `above` adds them.
    """

    kind: str
    heading: str
    caption: str = ""
    crumbs: tuple[Crumb, ...] = ()


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200) -> HttpResponse:
    """The page as HTML. Templates read `page`, and for the layout `chrome` and `above`.

    A form that is shown again with its errors is answered with status 422.
    """
    its = chrome.around(request)
    told = {"page": page, "chrome": its, "above": above(page, its, path=request.path)}
    return HttpResponse(render_to_string(template, told, request), status=status)


def above(page: Page, its: Chrome, *, path: str) -> tuple[Crumb, ...]:
    """The pages above one, "My work" first; never the page itself. () where only "My work" is, or nobody is signed in.

    path: of the page's address. "My work" alone would repeat the first link of every page.
    """
    study = (Crumb(its.study, f"/studies/{its.study}/"),) if its.study else ()
    below = tuple(one for one in (*study, *page.crumbs) if urlsplit(one.href).path != path)
    return (Crumb("My work", "/"), *below) if its.name and below else ()
