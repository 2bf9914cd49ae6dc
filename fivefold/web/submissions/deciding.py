"""Deciding on submissions: each view calls one action and leads back to the page it was asked from.

Asked for by GET, each leads there too: that is where going back from a conflict ends up. Each tells of a reading
where it shows one: a form that comes back, and what somebody else wrote meanwhile.
"""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse

from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.definition import instrument
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from fivefold.records.studies import actions_classifying, actions_resolving
from fivefold.web.doors import Request, door, see
from fivefold.web.page import show
from fivefold.web.submissions import filters, finding, incident_pages, unplaced_pages
from fivefold.web.submissions.forms import AgainstForm, NothingForm, OverrideForm, PlaceForm, UndoForm

_BOTH = ("GET", "POST")


@door(Ability.SUBMISSIONS_CLASSIFY, tells=Verb.SUBMISSION_READ, methods=_BOTH)
def override(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """Decide the cohort against the rule."""
    row = finding.row(study, submission)
    if request.method != "POST":
        return see(_incidents(request, study, submission))
    form = OverrideForm(request.POST)
    if not form.is_valid():
        opened = finding.opened(request, study, submission)
        page = incident_pages.incidents(finding.viewer(request, study), opened, override=form)
        return show(request, "submissions/incidents.html", page, status=422)
    actions_classifying.override(
        row,
        cohort=Cohort(form.cleaned_data["cohort"]),
        reason=form.cleaned_data["reason"],
        against=form.cleaned_data["against"],
        by=request.actor,
        at=request.now,
    )
    messages.success(request, "The cohort is set, with your reason beside the rule's.")
    return see(_incidents(request, study, submission))


@door(Ability.SUBMISSIONS_CLASSIFY, tells=Verb.SUBMISSION_READ, methods=_BOTH)
def withdraw(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """Take the decision back, so that the rule holds."""
    row = finding.row(study, submission)

    def act(form: Form) -> None:
        actions_classifying.withdraw(row, against=form.cleaned_data["against"], by=request.actor, at=request.now)

    return _acted(
        request, AgainstForm(request.POST), act, _incidents(request, study, submission), "The rule holds again."
    )


@door(Ability.SUBMISSIONS_CLASSIFY, tells=Verb.SUBMISSION_READ, methods=_BOTH)
def undo(request: Request, study: Study, submission: UUID) -> HttpResponse:
    """Undo the last decision or withdrawal."""
    row = finding.row(study, submission)

    def act(form: Form) -> None:
        actions_classifying.undo(row, number=form.cleaned_data["number"], by=request.actor, at=request.now)

    back = _incidents(request, study, submission)
    return _acted(request, UndoForm(request.POST), act, back, "The last change of the cohort is undone.")


@door(Ability.UNPLACED_RESOLVE, tells=Verb.SUBMISSION_READ, methods=_BOTH)
def place(request: Request, study: Study, submission: UUID, words: str) -> HttpResponse:
    """Make the words an entry of a cell."""
    opened = finding.opened(request, study, submission)
    piece = finding.piece(opened, words)
    if request.method != "POST":
        return see(_words(study, submission, words))
    form = PlaceForm(instrument(opened.value.framework.instrument), request.POST)
    if not form.is_valid():
        page = unplaced_pages.one(study, opened, piece, place=form)
        return show(request, "submissions/words.html", page, status=422)
    actions_resolving.place(
        opened.row,
        words=words,
        cell=form.cell,
        against=form.cleaned_data["against"],
        by=request.actor,
        at=request.now,
    )
    messages.success(request, "The words are an entry of the framework now.")
    return see(_unplaced(study))


@door(Ability.UNPLACED_RESOLVE, tells=Verb.SUBMISSION_READ, methods=_BOTH)
def nothing(request: Request, study: Study, submission: UUID, words: str) -> HttpResponse:
    """Say that the words do not belong on the form."""
    opened = finding.opened(request, study, submission)
    piece = finding.piece(opened, words)
    if request.method != "POST":
        return see(_words(study, submission, words))
    form = NothingForm(request.POST)
    if not form.is_valid():
        page = unplaced_pages.one(study, opened, piece, nothing=form)
        return show(request, "submissions/words.html", page, status=422)
    actions_resolving.dismiss(
        opened.row,
        words=words,
        reason=form.cleaned_data["reason"],
        against=form.cleaned_data["against"],
        by=request.actor,
        at=request.now,
    )
    messages.success(request, "The words are taken for nothing, with your reason.")
    return see(_unplaced(study))


@door(Ability.UNPLACED_RESOLVE, tells=Verb.SUBMISSION_READ, methods=_BOTH)
def reopen(request: Request, study: Study, submission: UUID, words: str) -> HttpResponse:
    """Take a decision on words back."""
    row = finding.row(study, submission)

    def act(form: Form) -> None:
        actions_resolving.reopen(
            row, words=words, against=form.cleaned_data["against"], by=request.actor, at=request.now
        )

    return _acted(
        request,
        AgainstForm(request.POST),
        act,
        _words(study, submission, words),
        "The words wait for a decision again.",
    )


def _acted(request: Request, form: Form, act: Callable[[Form], None], back: str, done: str) -> HttpResponse:
    """For forms of one button: what they send is ours, so one that cannot be read is no person's slip."""
    if request.method == "POST" and form.is_valid():
        act(form)
        messages.success(request, done)
    return see(back)


def _incidents(request: Request, study: Study, submission: UUID) -> str:
    parts = {"study": study.name, "submission": submission}
    return reverse("submission-incidents", kwargs=parts) + filters.parse(request.GET).query


def _words(study: Study, submission: UUID, words: str) -> str:
    return reverse("unplaced-words", kwargs={"study": study.name, "submission": submission, "words": words})


def _unplaced(study: Study) -> str:
    return reverse("unplaced", kwargs={"study": study.name})
