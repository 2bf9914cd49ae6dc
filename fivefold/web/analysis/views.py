"""Reading what was frozen. Every page names its freeze; every number opens onto its frameworks."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from fivefold.method.analysis.built import which
from fivefold.method.analysis.figures import Group
from fivefold.method.analysis.standard import Behind, Part, behind
from fivefold.method.analysis.tables import GROUP_WORDS
from fivefold.method.common.errors import InputError
from fivefold.method.reporting.claim_lines import figure_of
from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import actions, queries
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.jobs import queries as of_jobs
from fivefold.records.jobs.kinds import Kind
from fivefold.records.studies import listing
from fivefold.web import jobs
from fivefold.web.analysis import builder_pages, choosing, pages
from fivefold.web.analysis.forms import BuilderForm
from fivefold.web.chrome import Link
from fivefold.web.doors import Request, door, see
from fivefold.web.page import show

READ = Ability.TABLES_READ

_BUILDER = ("rows", "count", "code", "freeze")


@door(READ, tells=Verb.TABLES_READ)
def tables(request: Request, study: Study) -> HttpResponse:
    """The standard tables of one part."""
    chosen = choosing.freeze(request, study)
    if chosen is None:
        return _nothing(request, study, kind="Analysis", heading="Analysis")
    asked = request.GET.get("part", Part.PUBLISHED)
    if asked not in list(Part):
        raise Http404
    _tell(request, chosen, part=asked)
    return show(request, "analysis/tables.html", pages.tables(study, chosen, by=request.actor, part=Part(asked)))


@door(READ, tells=Verb.FRAMEWORKS_BEHIND_READ)
def figure(request: Request, study: Study) -> HttpResponse:
    """What stands behind one number."""
    chosen = choosing.freeze(request, study)
    if chosen is None:
        raise Http404
    asked = {name: value for name, value in request.GET.dict().items() if name != "page"}
    opened, back = _opened(study, chosen, asked)
    _tell(request, chosen, table=asked["table"], frameworks=len(opened.count.references))
    page = pages.figure(
        study,
        chosen,
        opened,
        by=request.actor,
        listed=listing.cards(study, request.actor.shares_of(study.id, ShareKind.SITE)),
        asked=asked,
        page=request.GET.get("page"),
        back=back,
    )
    return show(request, "analysis/figure.html", page)


def _opened(study: Study, chosen: Freeze, asked: Mapping[str, str]) -> tuple[Behind, Link]:
    """The number an address asks for, and the way back to its table. 404 for what is no number of the freeze."""
    table, line, cell = (asked.get(name, "") for name in ("table", "line", "cell"))
    address = f"/studies/{study.name}/"
    kept = "" if "freeze" not in asked else f"freeze={chosen.number}"
    try:
        if table == "built":
            return _of_built(chosen, asked, address)
        if table == "claims":
            return _of_claim(chosen, line, cell), Link("Back to the claims", f"{address}claims/?{kept}")
        opened = behind(queries.extract_of(chosen), table, line, cell)
    except InputError as error:
        raise Http404 from error
    part = next(one.part for one in queries.figures_of(chosen).standard if one.key == table)
    back = f"{address}analysis/?part={part}{'&' + kept if kept else ''}#{table.replace('/', '-')}"
    return opened, Link("Back to the table", back)


def _of_built(chosen: Freeze, asked: Mapping[str, str], address: str) -> tuple[Behind, Link]:
    extract = queries.extract_of(chosen)
    form = BuilderForm(dict(asked), codes=extract.codes)
    group = asked.get("cell", "")
    if not form.is_valid() or group not in list(Group):
        raise Http404
    built = queries.table_of(chosen, form.asked)
    count = which(extract, built, asked.get("line", ""), Group(group))
    row = next(one.label for one in built.rows if one.key == asked.get("line", ""))
    back = "&".join(f"{name}={asked[name]}" for name in _BUILDER if asked.get(name))
    opened = Behind(f"{row}: {built.title}", built.definition, GROUP_WORDS[Group(group)], form.asked.unit, count)
    return opened, Link("Back to the table", f"{address}analysis/builder/?{back}")


def _of_claim(chosen: Freeze, claim: str, group: str) -> Behind:
    found = figure_of(claim, queries.extract_of(chosen), queries.protocol_of(chosen))
    if found is None or group not in list(Group) or Group(group) not in found.counts:
        raise Http404
    one = Group(group)
    return Behind(found.title, found.definition, GROUP_WORDS[one], found.unit, found.counts[one])


@door(READ, tells=Verb.TABLE_BUILT)
def builder(request: Request, study: Study) -> HttpResponse:
    """Build a table: the form, and the table it asks for. It works by address alone."""
    chosen = choosing.freeze(request, study)
    if chosen is None:
        return _nothing(request, study, kind="Table builder", heading="Build a table")
    extract = queries.extract_of(chosen)
    sent = "rows" in request.GET or "count" in request.GET
    initial = {"count": "frameworks"}
    form = BuilderForm(request.GET if sent else None, codes=extract.codes, initial=initial)
    built = queries.table_of(chosen, form.asked) if sent and form.is_valid() else None
    asked = {name: request.GET[name] for name in _BUILDER if request.GET.get(name)} if built else {}
    _tell(request, chosen, built=built is not None)
    page = builder_pages.builder(study, chosen, by=request.actor, form=form, built=built, asked=asked)
    return show(request, "analysis/builder.html", page, status=422 if sent and built is None else 200)


@door(READ, tells=Verb.TABLE_DOWNLOADED, step_up=True)
def download(request: Request, study: Study) -> HttpResponse:
    """A built table as CSV."""
    chosen = choosing.freeze(request, study)
    if chosen is None:
        raise Http404
    extract = queries.extract_of(chosen)
    form = BuilderForm(request.GET, codes=extract.codes)
    if not form.is_valid():
        raise Http404
    built = queries.table_of(chosen, form.asked)
    _tell(request, chosen, numbers=len(built.rows) * len(built.groups))
    text = builder_pages.as_csv(built, chosen, digest=extract.freeze.digest)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="table.csv"'
    return answer


@door(READ, tells=Verb.FREEZES_LISTED)
def freezes(request: Request, study: Study) -> HttpResponse:
    """Every freeze of the study."""
    page = pages.freezes(study, by=request.actor)
    request.tell(facts={"shown": len(page.rows)})
    return show(request, "analysis/freezes.html", page)


@door(Ability.FREEZES_MAKE, silent="only leads back; what it does tells of itself", methods=("GET", "POST"))
def freeze(request: Request, study: Study) -> HttpResponse:
    """Have the study frozen as it stands."""
    if request.method == "POST":
        actions.ask(study, by=request.actor, at=request.now)
        messages.success(request, "The study is being frozen. You can leave this page and come back.")
    return see(f"/studies/{study.name}/freezes/")


@door(Ability.FREEZES_MAKE, silent=jobs.SILENT)
def job(request: Request, study: Study, freezing: UUID) -> HttpResponse:
    """How far one freeze is."""
    found = of_jobs.job(study, Kind.FREEZE, freezing)
    if found is None:
        raise Http404
    return show(request, "jobs/job.html", pages.job(study, found))


def _nothing(request: Request, study: Study, *, kind: str, heading: str) -> HttpResponse:
    page = pages.nothing_frozen(study, by=request.actor, kind=kind, heading=heading)
    return show(request, "analysis/nothing.html", page)


def _tell(request: Request, chosen: Freeze, **facts: int | str | bool) -> None:
    request.tell(share=chosen.share, subject=chosen.id, facts={"freeze": chosen.number, **facts})
