"""Bringing a study folder in, what each import came to, and taking the whole study out.

An upload passes a gate in memory and is sealed for the worker, which reads its forms and its coding project each in
processes of their own with limits. Nothing of it is written to a disk but sealed. A study that is taken out leaves
encrypted.
"""

import io
import secrets
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse

from fivefold.method.common.errors import InputError
from fivefold.method.studies.zipped_folder import open_zip
from fivefold.records.accounts.access import Refused
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import actions_bringing_in
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.actions_exporting import Purpose, export_study
from fivefold.records.jobs import queries as of_jobs
from fivefold.records.jobs.access import Refusal
from fivefold.records.jobs.kinds import Kind
from fivefold.records.studies import protected_archive, queries
from fivefold.web import jobs
from fivefold.web.doors import Request, door, see
from fivefold.web.imports import pages
from fivefold.web.imports.forms import LIMITS, MOST, BringIn, TakeOut
from fivefold.web.page import show

FILE = "study.zip"
MOST_OUT = 2_000
"""Frameworks that are taken out through a browser."""

MOST_SHOWN = 5
"""Passwords kept at once: of so many pages, the newest ones."""
GONE = (
    "No file was made: there is one under the password of that page already, or too many pages were opened after it."
    " Note the new password below, and send this page."
)

_PASSWORDS = "exports"
"""Where a session keeps passwords that were shown and not used, each by what its page's form carries for it."""


@door(Ability.STUDY_IMPORT, tells=Verb.IMPORTS_READ, methods=("GET", "POST"), most=MOST)
def imports(request: Request, study: Study) -> HttpResponse:
    """The study's imports, and the form for another. What is sent passes the gate here; the worker brings it in."""
    form = BringIn(request.POST, request.FILES) if request.method == "POST" else BringIn()
    if request.method == "POST" and form.is_valid():
        try:
            folder = _opened(form.cleaned_data["folder"].read(), form.cleaned_data["password"])
            actions_bringing_in.ask(folder, study, by=request.actor, at=request.now)
        except InputError as error:
            form.add_error("folder", error.sentence)
        except Refused as refused:
            if refused.refusal is not Refusal.ANOTHER_WAITS:
                raise
            form.add_error("folder", str(refused.refusal))
        else:
            messages.success(request, "The folder was sent. You can leave this page and come back.")
            return see(f"/studies/{study.name}/imports/")
    request.tell(share=queries.research_share(study))
    status = 422 if form.errors else 200
    return show(request, "imports/imports.html", pages.imports(study, form), status=status)


def _opened(data: bytes, password: str) -> bytes:
    """The plain ZIP, once it has passed the gate."""
    if protected_archive.is_protected(data, members=LIMITS.members):
        if not password:
            raise InputError("this ZIP has a password", where=FILE, next_step="Give it below the file.")
        data = protected_archive.read(data, password=password, file=FILE)
    open_zip(data, file=FILE, limits=LIMITS)
    return data


@door(Ability.STUDY_IMPORT, silent=jobs.SILENT)
def job(request: Request, study: Study, sent: UUID) -> HttpResponse:
    """How far one import is."""
    found = of_jobs.job(study, Kind.IMPORT, sent)
    if found is None:
        raise Http404
    return show(request, "jobs/job.html", pages.job(study, found))


@door(Ability.STUDY_IMPORT, tells=Verb.IMPORTS_READ)
def report(request: Request, study: Study, brought: UUID) -> HttpResponse:
    """What one import came to; of a folder that could not be brought in, why."""
    row = next((one for one in queries.imports(study) if one.id == brought), None)
    failed = of_jobs.job(study, Kind.IMPORT, brought) if row is None else None
    if row is not None:
        page = pages.report(study, row)
    elif failed is not None and failed.failed:
        page = pages.refused(study, failed)
    else:
        raise Http404
    request.tell(share=queries.research_share(study), subject=brought)
    return show(request, "imports/report.html", page)


@door(
    Ability.STUDY_EXPORT,
    silent="asks what a study is taken out for, and shows no record",
    methods=("GET", "POST"),
    step_up=True,
)
def export(request: Request, study: Study) -> HttpResponse:
    """Ask what for, show a password once, and hand the file over under the password of the page that was sent."""
    passwords: dict[str, str] = request.session.get(_PASSWORDS, {})
    if request.method == "POST":
        form = TakeOut(request.POST)
        shown = request.POST.get("shown", "")
        if shown not in passwords:
            messages.info(request, GONE)
            return see(f"/studies/{study.name}/export/")
        password = passwords[shown]
        if form.is_valid() and queries.how_many(study) <= MOST_OUT:
            del passwords[shown]
            request.session[_PASSWORDS] = passwords
            return _file(request, study, Purpose(form.cleaned_data["purpose"]), password)
    else:
        shown = secrets.token_urlsafe(9)
        form = TakeOut(initial={"shown": shown})
        password = protected_archive.password(secrets.token_bytes(protected_archive.PASSWORD_BYTES))
        request.session[_PASSWORDS] = dict([*passwords.items(), (shown, password)][-MOST_SHOWN:])
    page = pages.export(study, form, by=request.actor, password=password, most=MOST_OUT)
    return show(request, "imports/export.html", page, status=422 if form.errors else 200)


def _file(request: Request, study: Study, purpose: Purpose, password: str) -> HttpResponse:
    held = io.BytesIO()
    export_study(study, held, by=request.actor, at=request.now, export=uuid4(), purpose=purpose, password=password)
    answer = HttpResponse(held.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer
