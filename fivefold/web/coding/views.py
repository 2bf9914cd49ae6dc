"""Views of coding: entries with their codings, the codebook, passages, agreement."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse

from fivefold.method.analysis.passages import Found, Index, layers
from fivefold.method.coding.refi_qda.codebook_exchange import write_codebook
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis.models import Freeze
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.codebooks import codebook_of
from fivefold.records.coding.coded_entries import coded_framework
from fivefold.records.coding.passages import quotations
from fivefold.records.studies.submissions import find
from fivefold.web.coding import agreement_pages, codebook_pages, frozen, pages
from fivefold.web.coding.codebook_pages import Frozen, Narrowed, Standing
from fivefold.web.doors import Request, door
from fivefold.web.page import show
from fivefold.web.paging import SIZE
from fivefold.web.submissions import filters


@door(Ability.CODINGS_READ, tells=Verb.CODINGS_READ)
def coded_entries(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """One framework's entries with their codings."""
    row = find(study, submission)
    if row is None:
        raise Http404
    found = coded_framework(row)
    wanted = pages.asked(found, layer=request.GET.get("layer", ""), primaries=request.GET.getlist("primary"))
    page = pages.coded_entries(study, row, found, wanted, by=request.actor, listed=filters.parse(request.GET))
    request.tell(share=row.share, subject=row.id, facts={"passages": page.passages})
    return show(request, "coding/coded_entries.html", page)


@door(Ability.CODINGS_READ, tells=Verb.CODEBOOK_READ)
def codebook(request: Request, study: Study) -> HttpResponse:
    """The codebook with counts of the newest freeze."""
    freeze = frozen.newest(study)
    counts = frozen.counts(freeze) if freeze else {}
    page = codebook_pages.codebook(study, codebook_of(study), counts, freeze=_standing(freeze))
    request.tell(facts={"freeze": freeze.number if freeze else 0})
    return show(request, "coding/codebook.html", page)


@door(Ability.CODINGS_READ, step_up=True, tells=Verb.CODEBOOK_EXPORTED)
def codebook_export(request: Request, study: Study) -> HttpResponse:
    """The codebook as a file that coding programs open."""
    book = codebook_of(study)
    request.tell(facts={"codes": len(book.codes)})
    answer = HttpResponse(write_codebook(book), content_type="application/xml")
    answer["Content-Disposition"] = 'attachment; filename="codebook.qdc"'
    return answer


@door(Ability.CODINGS_READ, tells=Verb.PASSAGES_READ)
def code_passages(request: Request, study: Study) -> HttpResponse:
    """The passages under a code, a page of them."""
    asked = codebook_pages.narrowed(request.GET)
    book, freeze = codebook_of(study), frozen.newest(study)
    if freeze is None:
        if asked.code not in {code.key for code in book}:
            raise Http404
        return show(request, "coding/passages.html", codebook_pages.passages_before_freezing(study, book, asked))
    index = frozen.index(freeze)
    here = Frozen(_standing(freeze), index.layers, frozen.sites(index.extract))
    if asked.code not in index.codes or not here.has(asked):
        raise Http404
    found = _page_of(index, asked)
    if found.total and not found.places:
        asked = replace(asked, page=-(-found.total // SIZE))
        found = _page_of(index, asked)
    quoted = quotations(study, found.places, as_of=freeze.as_of_id)
    request.tell(facts={"passages": len(found.places), "freeze": freeze.number})
    page = codebook_pages.passages(study, book, asked, found, quoted, here=here)
    return show(request, "coding/passages.html", page)


@door(Ability.CODINGS_READ, tells=Verb.AGREEMENT_READ)
def agreement(request: Request, study: Study) -> HttpResponse:
    """How far two coders agreed."""
    freeze = frozen.newest(study)
    coders = layers(frozen.extract(freeze))[1:] if freeze else ()
    form = agreement_pages.LayersForm(request.GET.dict(), layers=coders) if len(coders) > 1 else None
    found = frozen.compared(freeze, *form.pair) if freeze and form and form.is_valid() else ()
    page = agreement_pages.agreement(study, found, form=form, freeze=_standing(freeze))
    request.tell(facts={"freeze": freeze.number if freeze else 0})
    return show(request, "coding/agreement.html", page, status=422 if form and form.errors else 200)


def _page_of(index: Index, asked: Narrowed) -> Found:
    return index.passages(
        asked.code,
        layer=asked.layer,
        cohort=asked.cohort or None,
        site=asked.site or None,
        start=(asked.page - 1) * SIZE,
        count=SIZE,
    )


def _standing(freeze: Freeze | None) -> Standing:
    return Standing(freeze.number, freeze.made) if freeze else Standing()
