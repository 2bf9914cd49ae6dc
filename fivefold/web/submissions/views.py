"""Reading submissions. Every page tells the trail what was shown, with counts and keys alone."""

from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict

from fivefold.records.accounts.access import refuse
from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.events import Fact
from fivefold.records.audit.verbs import Verb
from fivefold.records.studies import listing, searching
from fivefold.records.studies import submissions as records
from fivefold.records.studies.contexts import register
from fivefold.records.studies.models import Submission
from fivefold.web.doors import Request, door
from fivefold.web.page import show
from fivefold.web.submissions import (
    context_pages,
    filters,
    finding,
    framework_pages,
    history_pages,
    incident_pages,
    pages,
    unplaced_pages,
)
from fivefold.web.submissions.forms import FilterForm, SearchForm

READ = Ability.SUBMISSIONS_READ


@door(READ, tells=Verb.SUBMISSIONS_LISTED, methods=("GET", "POST"))
def submissions(request: Request, study: Study) -> HttpResponse:
    """The list; sent by POST, the same searched for words or a reference, which then stand in no address."""
    if request.method == "POST":
        return _searched(request, study)
    wanted, refused = _asked(request.GET)
    page = pages.submissions(
        study, finding.listed(request, study), wanted=wanted, refused=refused, page=request.GET.get("page")
    )
    request.tell(facts=_counts(page, wanted))
    return show(request, "submissions/list.html", page, status=422 if refused else 200)


def _asked(given: QueryDict) -> tuple[filters.Filter, dict[str, str]]:
    """What of the list is asked for, and what the filter's form must say cannot be; 404 for what it has no field of."""
    refused = filters.refused(given)
    if not refused.keys() <= FilterForm.base_fields.keys():
        raise Http404
    return filters.parse(given), refused


def _counts(page: pages.ListPage, wanted: filters.Filter) -> dict[str, Fact]:
    """How many were shown of how many, and by which questions the list was narrowed; not by which answers."""
    return {"shown": len(page.rows), "of": page.pages.total, "narrowed_by": list(wanted.asked)}


def _searched(request: Request, study: Study) -> HttpResponse:
    (wanted, refused), listed = _asked(request.POST), finding.listed(request, study)
    search = SearchForm(request.POST)
    if refused or not search.is_valid():
        page = pages.submissions(study, listed, wanted=wanted, refused=refused, page=None, search=search)
        request.tell(facts=_counts(page, wanted))
        return show(request, "submissions/list.html", page, status=422)
    words, reference = search.cleaned_data["words"], search.cleaned_data["reference"]
    hits = searching.search(words, study, request.actor.shares_of(study.id, ShareKind.SITE))
    found = {
        one.id
        for one in listed
        if (not words or one.id in hits.submissions) and (not reference or filters.named(reference, one.card))
    }
    page = pages.submissions(
        study,
        listed,
        wanted=wanted,
        page=request.POST.get("page"),
        search=search,
        found=found,
        entries=hits.entries,
    )
    by = [name for name, asked in search.cleaned_data.items() if asked]
    request.tell(verb=Verb.SUBMISSIONS_SEARCHED, facts={**_counts(page, wanted), "searched_by": by})
    return show(request, "submissions/list.html", page)


@door(READ, tells=Verb.SUBMISSION_READ)
def overview(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """The framework as the form's grid."""
    opened = finding.opened(request, study, submission)
    return show(request, "submissions/overview.html", framework_pages.overview(finding.viewer(request, study), opened))


@door(READ, tells=Verb.SUBMISSION_PRINTED)
def printed(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """The framework as the form itself, to be put on paper."""
    opened = finding.opened(request, study, submission)
    return show(request, "submissions/print.html", framework_pages.printed(finding.viewer(request, study), opened))


@door(READ, tells=Verb.SUBMISSION_READ)
def reading(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """The framework to be read from top to bottom."""
    opened = finding.opened(request, study, submission)
    return show(request, "submissions/reading.html", framework_pages.reading(finding.viewer(request, study), opened))


@door(READ, tells=Verb.SUBMISSION_READ)
def incidents(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """Its incidents and the cohort they make."""
    opened = finding.opened(request, study, submission)
    return show(request, "submissions/incidents.html", incident_pages.incidents(finding.viewer(request, study), opened))


@door(READ, tells=Verb.SUBMISSION_READ)
def history(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """What happened to it."""
    opened = finding.opened(request, study, submission)
    changes = records.changes(opened.row)
    page = history_pages.history(finding.viewer(request, study), opened, changes, names=records.names(changes))
    return show(request, "submissions/history.html", page)


@door(READ, tells=Verb.SUBMISSION_READ)
def as_of(request: Request, study: Study, submission: UUID, event: int) -> HttpResponse:
    """The framework as it stood after one of its own events."""
    row = finding.row(study, submission)
    change = next((one for one in records.changes(row) if one.event == event), None)
    if change is None:
        raise Http404
    opened = finding.opened(request, study, submission, event=event)
    request.tell(facts={"as_of": event})
    page = framework_pages.overview(finding.viewer(request, study), opened, as_of=change.at)
    return show(request, "submissions/overview.html", page)


@door(READ, tells=Verb.CONTEXTS_READ)
def contexts(request: Request, study: Study) -> HttpResponse:
    """The context register of what this reader may see."""
    asked = request.GET.get("context", "")
    if asked not in context_pages.CHOICES:
        raise Http404
    page = context_pages.contexts(
        study,
        listing.worked_out(register, study, request.actor.shares_of(study.id, ShareKind.SITE)),
        asked=asked,
        page=request.GET.get("page"),
        own_site=not finding.sees_all(request, study),
    )
    request.tell(facts={"shown": sum(len(group.instances) for group in page.groups), "of": page.pages.total})
    return show(request, "submissions/contexts.html", page)


@door(READ, tells=Verb.SUBMISSIONS_LISTED)
def unplaced(request: Request, study: Study) -> HttpResponse:
    """Words that wait for somebody's decision, or those that were resolved."""
    asked = request.GET.get("show", "")
    if asked not in ("", "resolved"):
        raise Http404
    done = asked == "resolved"
    cards = finding.listed(request, study)
    wanted = [one for one in cards if (one.card.resolved if done else one.card.unplaced)]
    part = unplaced_pages.page_of(len(wanted), request.GET.get("page"), done=done)
    ids = [one.id for one in wanted[max(0, part.first - 1) : part.last]]
    rows = Submission.objects.select_related("share", "study").in_bulk(ids)
    page = unplaced_pages.unplaced(
        study,
        list(records.opened_all([rows[one] for one in ids])),
        done=done,
        counts=(sum(one.card.unplaced for one in cards), sum(one.card.resolved for one in cards)),
        pages=part,
        may=refuse(request.actor, Ability.UNPLACED_RESOLVE, study=study.id) is None,
    )
    request.tell(facts={"shown": len(ids), "of": len(wanted), "unplaced": True})
    return show(request, "submissions/unplaced.html", page)


@door(Ability.UNPLACED_RESOLVE, tells=Verb.SUBMISSION_READ)
def words(request: Request, study: Study, submission: UUID, words: str) -> HttpResponse:
    """One piece of text, to be decided on, with its form around it."""
    opened = finding.opened(request, study, submission)
    page = unplaced_pages.one(study, opened, finding.piece(opened, words))
    return show(request, "submissions/words.html", page)
