"""A study's home."""

from django.http import HttpResponse

from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.audit.verbs import Verb
from fivefold.web.doors import Request, door
from fivefold.web.page import show
from fivefold.web.studies import pages


@door(Ability.STUDY_SEE, tells=Verb.STUDY_READ)
def home(request: Request, study: Study) -> HttpResponse:
    """What is in, what is missing, what to do next."""
    return show(request, "studies/home.html", pages.home(study, by=request.actor))
