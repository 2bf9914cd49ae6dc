"""Aggregates of one's own site: on a page, and as a file."""

from django.http import Http404, HttpResponse

from fivefold.records.accounts.models import Share, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from fivefold.records.studies import listing
from fivefold.web.aggregates import files, pages
from fivefold.web.doors import Request, door
from fivefold.web.page import show

OWN = Ability.SITE_AGGREGATES


@door(OWN, tells=Verb.AGGREGATES_READ)
def own_site(request: Request, study: Study) -> HttpResponse:
    """What the site's frameworks record, in numbers that each open onto the frameworks they count."""
    share, chosen = _share(request, study), _chosen(request)
    told = pages.counted(listing.cards(study, [share]), chosen)
    request.tell(share=share, facts={"counted": told.counted, "of": told.received.numerator})
    return show(request, "aggregates/site.html", pages.own_site(study, share, told, by=request.actor, chosen=chosen))


@door(OWN, tells=Verb.AGGREGATES_DOWNLOADED, step_up=True)
def download(request: Request, study: Study) -> HttpResponse:
    """The same numbers as CSV."""
    share, chosen = _share(request, study), _chosen(request)
    told = pages.counted(listing.cards(study, [share]), chosen)
    text = files.as_csv(told, label=share.label, chosen=chosen, at=request.now)
    request.tell(share=share, facts={"counted": told.counted, "of": told.received.numerator})
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="own-site.csv"'
    return answer


def _share(request: Request, study: Study) -> Share:
    """The own site the address asks for by its label, or the first; 404 for any other's."""
    own = request.actor.own_of(study.id)
    label = request.GET.get("label", own[0].label if own else "")
    found = next((one for one in own if one.label == label), None)
    if found is None:
        raise Http404
    return found


def _chosen(request: Request) -> pages.Chosen:
    asked = request.GET.get("count", pages.Chosen.RECEIVED)
    if asked not in list(pages.Chosen):
        raise Http404
    return pages.Chosen(asked)
