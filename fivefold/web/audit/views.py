"""The audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.http import Http404, HttpResponse

from fivefold.records.accounts.acting import reading_trail
from fivefold.records.accounts.models import Share, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.accounts.trails import Asked, events_of, people_in, roles_of_trail, shares_of_trail
from fivefold.records.audit.models import Event
from fivefold.records.audit.verbs import Verb
from fivefold.web.audit import files, pages
from fivefold.web.audit.forms import Narrow
from fivefold.web.doors import Request, door
from fivefold.web.page import show

_KINDS = {
    "csv": ("text/csv; charset=utf-8", files.as_csv),
    "json": ("application/json", files.as_json),
}


@door(Ability.AUDIT_READ, tells=Verb.TRAIL_READ)
def trail(request: Request, study: Study) -> HttpResponse:
    """Who opened, wrote, searched and took out what; never what it said."""
    before = request.GET.get("before", "")
    with _asked(request, study) as (shares, found, form):
        page = pages.trail(
            study,
            by=request.actor,
            shares=shares,
            found=found,
            form=form,
            before=int(before) if before.isdecimal() and len(before) < 19 else None,
        )
    return show(request, "audit/trail.html", page, status=422 if form.errors else 200)


@door(Ability.AUDIT_READ, tells=Verb.TRAIL_EXPORTED, step_up=True)
def file(request: Request, study: Study, kind: str) -> HttpResponse:
    """The same events as a file."""
    if kind not in _KINDS:
        raise Http404
    with _asked(request, study) as (shares, found, form):
        if form.errors:
            # Nobody would see in the file that it holds everything instead of what was asked for.
            raise Http404
        rows = list(found[: files.MOST])
        events = pages.told(study, by=request.actor, shares=shares, events=rows)
    request.tell(facts={"events": len(events), "kind": kind})
    content_type, written = _KINDS[kind]
    answer = HttpResponse(written(events), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="audit-trail.{kind}"'
    return answer


@contextmanager
def _asked(request: Request, study: Study) -> Iterator[tuple[tuple[Share, ...], QuerySet[Event], Narrow]]:
    """Whose events are read, those asked for, and the form that asks. The reading is told in the reader's own part."""
    shares, roles_of = shares_of_trail(request.actor, study), roles_of_trail(request.actor, study)
    if not shares:
        raise Http404
    request.tell(share=shares[0])
    every = shares if roles_of is None else (*shares, roles_of)
    with reading_trail(request.actor, [one.id for one in every]):
        form = Narrow(request.GET, people_in(events_of(shares, Asked(), roles_of=roles_of)))
        asked = form.asked() if form.is_valid() else Asked()
        yield shares, events_of(shares, asked, roles_of=roles_of), form
