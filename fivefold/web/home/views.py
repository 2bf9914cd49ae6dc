"""My work, and the blank form."""

from django.http import HttpResponse

from fivefold.method.frameworks.definition import instrument
from fivefold.method.frameworks.forms.writing import write_form
from fivefold.web.doors import SIGNED_IN, Request, door
from fivefold.web.home import pages
from fivefold.web.page import show

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@door(SIGNED_IN, silent="shows counts and ways, and no record")
def work(request: Request) -> HttpResponse:
    """What to do next."""
    return show(request, "home/work.html", pages.work(by=request.actor, now=request.now))


@door(SIGNED_IN, silent="a form without a word of anybody")
def form(request: Request) -> HttpResponse:
    """The form for a meeting, blank, for Word."""
    found = instrument()
    answer = HttpResponse(write_form(found.blank(), instrument=found), content_type=_WORD)
    answer["Content-Disposition"] = 'attachment; filename="framework.docx"'
    return answer
