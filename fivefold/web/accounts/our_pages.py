"""allauth's views with our pages: what the modules beside this one have in common."""

from abc import ABC, abstractmethod
from typing import Any

from django.db import transaction
from django.http import HttpResponse

from fivefold.records.accounts.models import Person
from fivefold.records.audit.verbs import Verb
from fivefold.web.accounts import telling
from fivefold.web.accounts.pages import ACCOUNT, FormPage
from fivefold.web.page import Page, show


class Ours(ABC):
    """Shows our own page instead of allauth's template; 422 where a form comes back with errors."""

    template = "accounts/form.html"
    request: Any

    @abstractmethod
    def page(self, context: dict[str, Any]) -> Page:
        """The page, from what allauth would have given its template."""

    def render_to_response(self, context: dict[str, Any], **_: Any) -> HttpResponse:
        """allauth and Django call this to answer."""
        forms = [context.get(name) for name in ("form", "webauthn_form")]
        wrong = any(one is not None and one.is_bound and one.errors for one in forms)
        return show(self.request, self.template, self.page(context), status=422 if wrong else 200)

    def goes(self) -> str:
        """Where to afterwards, if that is an address of ours; allauth refuses others."""
        return str(self.request.POST.get("next", "") or self.request.GET.get("next", ""))


class Changing(Ours):
    """Changes how somebody signs in: the change and its event are one transaction."""

    verb: Verb
    changed: str

    def person(self) -> Person:
        """Whose account it is: always the session's own."""
        found: Person = self.request.user
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it and tell it."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the next class has it
            telling.told(self.verb, self.person(), facts={"kind": self.changed})
        return answer


class Asking(Changing):
    """Asks before something of somebody's account goes, or is made anew."""

    kind = "Remove a factor"
    asks: str
    button = "Remove"
    means: str

    def page(self, context: dict[str, Any]) -> Page:
        """The question, and what saying yes means."""
        return FormPage(
            kind=self.kind,
            heading=self.asks,
            crumbs=(ACCOUNT,),
            form=context["form"],
            button=self.button,
            words=(self.means,),
        )
