"""Claims, the briefing and findings. Downloads ask who is there again, and nothing of them is kept by a browser."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import actions_releasing
from fivefold.records.analysis import queries as of_analysis
from fivefold.records.analysis.models import Proposal
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs import queries as of_jobs
from fivefold.records.jobs.kinds import Kind
from fivefold.records.jobs.models import Job
from fivefold.records.reporting import actions, queries
from fivefold.web import jobs
from fivefold.web.analysis import choosing
from fivefold.web.analysis import pages as of_tables
from fivefold.web.doors import Request, door, see
from fivefold.web.page import show
from fivefold.web.reporting import briefing_pages, claim_pages, finding_pages

_LEADS_BACK = "only leads back; what it does tells of itself"
_BOTH = ("GET", "POST")


@door(Ability.CLAIMS_READ, tells=Verb.CLAIMS_READ)
def claims(request: Request, study: Study) -> HttpResponse:
    """Published figures, checked."""
    chosen = choosing.freeze(request, study)
    if chosen is None:
        page = of_tables.nothing_frozen(study, by=request.actor, kind="Claims", heading="Published figures")
        return show(request, "analysis/nothing.html", page)
    asked = request.GET.get("show") or claim_pages.first_shown(chosen)
    if asked not in claim_pages.SHOWN:
        raise Http404
    request.tell(share=chosen.share, subject=chosen.id, facts={"freeze": chosen.number, "shown": asked})
    return show(request, "reporting/claims.html", claim_pages.claims(study, chosen, by=request.actor, show=asked))


# ---- the briefing


@door(Ability.BRIEFING_WRITE, tells=Verb.BRIEFINGS_LISTED)
def briefings(request: Request, study: Study) -> HttpResponse:
    """Briefings of the study, and how far each one is."""
    newest = of_analysis.newest(study)
    if newest is None:
        page = of_tables.nothing_frozen(study, by=request.actor, kind="Briefing", heading="Briefing")
        return show(request, "analysis/nothing.html", page)
    listed = briefing_pages.briefings(study, newest, by=request.actor)
    request.tell(share=newest.share, facts={"shown": len(listed.jobs)})
    return show(request, "reporting/briefing.html", listed)


@door(Ability.BRIEFING_WRITE, silent=_LEADS_BACK, methods=_BOTH)
def ask(request: Request, study: Study) -> HttpResponse:
    """Ask for the newest freeze's briefing."""
    if request.method == "POST":
        newest = of_analysis.newest(study)
        if newest is None:
            raise Http404
        actions.ask(newest, by=request.actor, at=request.now)
        messages.success(request, "The briefing is being written. You can leave this page and come back.")
    return see(f"/studies/{study.name}/briefing/")


@door(Ability.BRIEFING_WRITE, silent=jobs.SILENT)
def job(request: Request, study: Study, briefing: UUID) -> HttpResponse:
    """How far one briefing is."""
    return show(request, "jobs/job.html", briefing_pages.job(study, _briefing(study, briefing)))


@door(Ability.BRIEFING_WRITE, tells=Verb.BRIEFING_DOWNLOADED, step_up=True)
def download(request: Request, study: Study, briefing: UUID, file: str) -> HttpResponse:
    """One file of a briefing."""
    found = _briefing(study, briefing)
    name = briefing_pages.FORMATS.get(file)
    opened = None if name is None else queries.file(found, name)
    if opened is None:
        raise Http404
    request.tell(share=found.share, subject=found.id, facts={"file": opened.name, "bytes": len(opened.content)})
    answer = HttpResponse(opened.content, content_type=briefing_pages.TYPES[opened.name])
    answer["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    return answer


def _briefing(study: Study, wanted: UUID) -> Job:
    found = of_jobs.job(study, Kind.BRIEFING, wanted)
    if found is None:
        raise Http404
    return found


# ---- findings for commissioners


@door(Ability.FINDINGS_READ, tells=Verb.FINDINGS_READ)
def findings(request: Request, study: Study) -> HttpResponse:
    """What is released; for research, also how it gets there."""
    page = finding_pages.findings(study, by=request.actor)
    request.tell(facts={"released": page.catalogue is not None, "proposed": page.waiting is not None})
    return show(request, "reporting/findings.html", page)


@door(Ability.FINDINGS_RELEASE, silent=_LEADS_BACK, methods=_BOTH, step_up="POST")
def propose(request: Request, study: Study) -> HttpResponse:
    """Propose the newest freeze's findings."""
    if request.method == "POST":
        newest = of_analysis.newest(study)
        if newest is None:
            raise Http404
        actions_releasing.propose(newest, by=request.actor, at=request.now)
        messages.success(request, "Proposed. Somebody else has to confirm it before commissioners can read it.")
    return _to_findings(study)


@door(Ability.FINDINGS_CONFIRM, silent=_LEADS_BACK, methods=_BOTH, step_up="POST")
def confirm(request: Request, study: Study, proposal: UUID) -> HttpResponse:
    """Confirm somebody else's proposal, which releases it."""
    said = "Released. Commissioners of this study can read it now."
    return _decided(request, study, proposal, actions_releasing.confirm, said)


@door(Ability.FINDINGS_CONFIRM, silent=_LEADS_BACK, methods=_BOTH, step_up="POST")
def decline(request: Request, study: Study, proposal: UUID) -> HttpResponse:
    """Decline somebody else's proposal."""
    said = "Declined. Nothing was released."
    return _decided(request, study, proposal, actions_releasing.decline, said)


@door(Ability.FINDINGS_RELEASE, silent=_LEADS_BACK, methods=_BOTH, step_up="POST")
def take_back(request: Request, study: Study, proposal: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    said = "Taken back. Nothing was released, and the findings can be proposed again."
    return _decided(request, study, proposal, actions_releasing.take_back, said)


@door(Ability.FINDINGS_RELEASE, silent=_LEADS_BACK, methods=_BOTH, step_up="POST")
def withdraw(request: Request, study: Study) -> HttpResponse:
    """Take back what is released."""
    if request.method == "POST":
        released = of_analysis.released(study)
        if released is None:
            raise Http404
        actions_releasing.withdraw(released, by=request.actor, at=request.now)
        messages.success(request, "Withdrawn. Commissioners can no longer read it here.")
    return _to_findings(study)


class _Decides(Protocol):
    def __call__(self, proposal: Proposal, *, by: Actor, at: datetime) -> object: ...


def _decided(request: Request, study: Study, wanted: UUID, decide: _Decides, said: str) -> HttpResponse:
    proposal = of_analysis.proposal(study, wanted)
    if proposal is None:
        raise Http404
    if request.method == "POST":
        decide(proposal, by=request.actor, at=request.now)
        messages.success(request, said)
    return _to_findings(study)


def _to_findings(study: Study) -> HttpResponse:
    return see(f"/studies/{study.name}/findings/")
