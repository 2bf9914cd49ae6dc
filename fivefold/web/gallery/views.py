"""The gallery. It shows no record and names nobody, and is still nothing for strangers: it is for whoever signed in."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from fivefold.method.common.errors import InputError, InputErrors
from fivefold.records.accounts.access import Refusal
from fivefold.web import errors
from fivefold.web.doors import SIGNED_IN, door
from fivefold.web.gallery import pages
from fivefold.web.gallery.forms import Example
from fivefold.web.page import show


@door(SIGNED_IN)
def components(request: HttpRequest) -> HttpResponse:
    """Every component."""
    return show(request, "gallery/gallery.html", pages.gallery())


@door(SIGNED_IN, methods=("GET", "POST"))
def form(request: HttpRequest) -> HttpResponse:
    """A form; sent, it always comes back, since nothing here is kept."""
    example = Example(request.POST, request.FILES) if request.method == "POST" else Example()
    return show(request, "gallery/form.html", pages.form(example), status=422 if example.errors else 200)


@door(SIGNED_IN)
def error(request: HttpRequest, status: int) -> HttpResponse:
    """The page for what did not work, by its status."""
    made = _ERRORS.get(status)
    if made is None:
        raise Http404
    return made(request)


_ERRORS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    400: lambda request: errors.unusable(
        request,
        InputErrors(
            (
                InputError("the month is missing", where="cover.csv, row 4", next_step="Write it as 2026-03."),
                InputError("the site is not in the protocol", where="cover.csv, row 9", next_step="Use A, B or C."),
            )
        ),
    ),
    403: lambda request: errors.refused(request, Refusal.LAST_LEAD),
    404: errors.not_found,
    405: lambda request: errors.wrong_method(request, allowed=("GET",)),
    413: errors.too_large,
    419: errors.stale_form,
    500: errors.broken,
    503: errors.unavailable,
}
