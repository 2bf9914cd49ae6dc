"""Views of memos. What somebody typed comes back with every answer that did not keep it."""

from uuid import UUID

from django.http import Http404, HttpResponseBase

from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding import actions_memos
from fivefold.records.coding import memos as of_memos
from fivefold.records.coding.codebooks import codebook_of
from fivefold.records.coding.models import Memo, MemoAbout
from fivefold.records.revisions.lines import Conflict
from fivefold.records.studies.listing import cards
from fivefold.web.coding import memo_pages
from fivefold.web.coding.forms import MemoForm
from fivefold.web.coding.memo_pages import Naming, Subject
from fivefold.web.doors import Request, door, see
from fivefold.web.page import show


@door(Ability.CODINGS_READ, tells=Verb.MEMOS_READ)
def memos(request: Request, study: Study) -> HttpResponseBase:
    """The study's memos, all or those about one thing."""
    naming = _naming(request, study)
    subject = _subject(request, naming)
    asked = request.GET.get("about", "")
    if asked not in ("", *MemoAbout.values):
        raise Http404
    about = MemoAbout(asked) if asked else None
    found = of_memos.memos(
        study, about=about, submission=subject.submission if subject else None, code=subject.code if subject else None
    )
    request.tell(facts={"memos": len(found)})
    return show(request, "coding/memos.html", memo_pages.memos(naming, found, about=about, subject=subject))


@door(Ability.CODINGS_READ, tells=Verb.MEMOS_READ)
def memo(request: Request, study: Study, memo: UUID) -> HttpResponseBase:
    """One memo with its history."""
    row = _row(study, memo)
    request.tell(share=row.share, subject=row.id)
    return show(request, "coding/memo.html", memo_pages.memo(_naming(request, study), of_memos.memo(row)))


@door(
    Ability.MEMOS_WRITE,
    silent="an empty form shows no record; what is written has its own event",
    methods=("GET", "POST"),
    keeps=("text", "seen"),
)
def new_memo(request: Request, study: Study) -> HttpResponseBase:
    """Write a memo about the study, a framework or a code."""
    naming = _naming(request, study)
    subject = _subject(request, naming) or naming.subject()
    form = MemoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions_memos.write(
            study,
            text=form.cleaned_data["text"],
            submission=subject.submission,
            code=subject.code,
            by=request.actor,
            at=request.now,
        )
        return see(f"/studies/{study.name}/memos/{made.id}/")
    page = memo_pages.memo_form(study, subject, form)
    return show(request, "coding/memo_form.html", page, status=422 if form.is_bound else 200)


@door(Ability.MEMOS_WRITE, tells=Verb.MEMOS_READ, methods=("GET", "POST"), keeps=("text", "seen"))
def change_memo(request: Request, study: Study, memo: UUID) -> HttpResponseBase:
    """Change a memo. Whoever meets a newer version sees both texts and decides; nothing is overwritten."""
    row = _row(study, memo)
    written = of_memos.memo(row)
    naming = _naming(request, study)
    subject = naming.subject(submission=written.submission, code=written.code)
    theirs = None
    if request.method == "POST":
        form = MemoForm(request.POST)
        if form.is_valid():
            try:
                actions_memos.rewrite(
                    row,
                    text=form.cleaned_data["text"],
                    seen=form.cleaned_data["seen"],
                    by=request.actor,
                    at=request.now,
                )
                return see(f"/studies/{study.name}/memos/{row.id}/")
            except Conflict:
                theirs = written.newest
                form = MemoForm(initial={"text": form.cleaned_data["text"], "seen": theirs.number})
    else:
        form = MemoForm(initial={"text": written.newest.text, "seen": written.newest.number})
    request.tell(share=row.share, subject=row.id)
    page = memo_pages.memo_form(study, subject, form, memo=row.id, theirs=theirs)
    return show(request, "coding/memo_form.html", page, status=422 if request.method == "POST" else 200)


def _row(study: Study, memo: UUID) -> Memo:
    row = Memo.objects.select_related("share").filter(share__study=study, id=memo).first()
    if row is None:
        raise Http404
    return row


def _naming(request: Request, study: Study) -> Naming:
    listed = cards(study, request.actor.shares_of(study.id, ShareKind.SITE))
    return Naming.of(study, codebook_of(study), {one.id: one.card.reference for one in listed})


def _subject(request: Request, naming: Naming) -> Subject | None:
    """What the address names; None for nothing, 404 for what is not the study's or not the reader's to see."""
    code, submission = request.GET.get("code"), request.GET.get("submission")
    if code:
        if code not in naming.codes.by_key:
            raise Http404
        return naming.subject(code=code)
    if submission:
        found = next((one for one in naming.references if str(one) == submission), None)
        if found is None:
            raise Http404
        return naming.subject(submission=found)
    return None
