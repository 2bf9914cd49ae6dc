"""Bringing a study folder in, what each import came to, and taking the whole study out.

An upload is read from memory: the ZIP through a gate, its forms and its coding project each in processes of their own
with limits. Nothing of it is written to a disk but sealed. A study that is taken out leaves encrypted.
"""

import io
import secrets
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse

from fivefold.method.coding.refi_qda.isolated_reading import read_isolated
from fivefold.method.common.errors import InputError, InputErrors
from fivefold.method.common.held_files import HeldPath
from fivefold.method.studies.zipped_folder import open_zip
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis.bringing_in import bring_in
from fivefold.records.audit.verbs import Verb
from fivefold.records.coding.actions_exporting import Purpose, export_study
from fivefold.records.studies import protected_archive, queries
from fivefold.records.studies.models import Import
from fivefold.web.doors import Request, door, see
from fivefold.web.imports import pages
from fivefold.web.imports.forms import LIMITS, MOST, BringIn, TakeOut
from fivefold.web.page import show

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

FILE = "study.zip"
MOST_OUT = 2_000
"""Frameworks that are taken out through a browser."""

_PASSWORD = "export"  # noqa: S105 - the name of a place in the session


@door(Ability.STUDY_IMPORT, tells=Verb.IMPORTS_READ, methods=("GET", "POST"), most=MOST)
def imports(request: Request, study: Study) -> HttpResponse:
    """The study's imports, and the form for another."""
    form = BringIn(request.POST, request.FILES) if request.method == "POST" else BringIn()
    if request.method == "POST" and form.is_valid():
        try:
            row = _bring_in(request, study, form.cleaned_data["folder"], form.cleaned_data["password"])
        except InputErrors as several:
            for one in several.problems:
                form.add_error("folder", one.sentence)
        except InputError as error:
            form.add_error("folder", error.sentence)
        else:
            return see(f"/studies/{study.name}/imports/{row.id}/")
    request.tell(share=queries.research_share(study))
    status = 422 if form.errors else 200
    return show(request, "imports/imports.html", pages.imports(study, form), status=status)


def _bring_in(request: Request, study: Study, upload: "UploadedFile[bytes]", password: str) -> Import:
    folder = _opened(upload.read(), password)
    bring_in(folder, study, by=request.actor, at=request.now, reader=read_isolated)
    messages.success(request, "The study folder was brought in.")
    return queries.imports(study)[0]


def _opened(data: bytes, password: str) -> HeldPath:
    if protected_archive.is_protected(data):
        if not password:
            raise InputError("this ZIP has a password", where=FILE, next_step="Give it below the file.")
        data = protected_archive.read(data, password=password, file=FILE)
    return open_zip(data, file=FILE, limits=LIMITS)


@door(Ability.STUDY_IMPORT, tells=Verb.IMPORTS_READ)
def report(request: Request, study: Study, brought: UUID) -> HttpResponse:
    """What one import came to."""
    row = next((one for one in queries.imports(study) if one.id == brought), None)
    if row is None:
        raise Http404
    request.tell(share=row.share, subject=row.id)
    return show(request, "imports/report.html", pages.report(study, row))


@door(
    Ability.STUDY_EXPORT,
    silent="asks what a study is taken out for, and shows no record",
    methods=("GET", "POST"),
    step_up=True,
)
def export(request: Request, study: Study) -> HttpResponse:
    """Ask what for, show the password once, and hand the file over under it."""
    if request.method == "POST":
        form = TakeOut(request.POST)
        password = str(request.session.pop(_PASSWORD, ""))
        if password and form.is_valid() and queries.how_many(study) <= MOST_OUT:
            return _file(request, study, Purpose(form.cleaned_data["purpose"]), password)
        if not password:
            messages.info(request, "That password had been used. Note the new one.")
            return see(f"/studies/{study.name}/export/")
    else:
        form = TakeOut()
        password = protected_archive.password(secrets.token_bytes(protected_archive.PASSWORD_BYTES))
    request.session[_PASSWORD] = password
    page = pages.export(study, form, password=password, most=MOST_OUT)
    return show(request, "imports/export.html", page, status=422 if form.errors else 200)


def _file(request: Request, study: Study, purpose: Purpose, password: str) -> HttpResponse:
    held = io.BytesIO()
    export_study(study, held, by=request.actor, at=request.now, export=uuid4(), purpose=purpose, password=password)
    answer = HttpResponse(held.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer
