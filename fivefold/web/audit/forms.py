"""What of the trail is asked for."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from fivefold.records.accounts.trails import Asked
from fivefold.records.audit.verbs import Verb
from fivefold.web.audit import words


class Narrow(forms.Form):
    """By what happened, by whom and when; days as 31/03/2026 or as 2026-03-31. All of it may be left out."""

    verb = forms.ChoiceField(label="What happened", required=False)
    person = forms.ChoiceField(label="Who", required=False)
    since = forms.DateField(label="From", required=False, help_text="For example 01/03/2026")
    until = forms.DateField(label="To and with", required=False, help_text="For example 31/03/2026")

    def __init__(self, data: Mapping[str, Any], people: Mapping[UUID, str]) -> None:
        super().__init__(data)
        verb, person = self.fields["verb"], self.fields["person"]
        assert isinstance(verb, forms.ChoiceField)
        assert isinstance(person, forms.ChoiceField)
        verb.choices = [("", "Anything"), *words.choices()]
        person.choices = [("", "Anybody"), *((str(key), name) for key, name in people.items())]

    def clean(self) -> dict[str, Any]:
        """The two days in their order."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first: change one of them")
        return told

    def asked(self) -> Asked:
        """As the trail takes it. Of a form that is valid."""
        told = self.cleaned_data
        return Asked(
            verb=Verb(told["verb"]) if told["verb"] else None,
            person=UUID(told["person"]) if told["person"] else None,
            since=_midnight(told["since"]) if told["since"] else None,
            until=_midnight(told["until"] + timedelta(days=1)) if told["until"] else None,
        )

    def kept(self) -> dict[str, str]:
        """What stands in the address."""
        return {name: str(self.data.get(name, "")) for name in self.fields if self.data.get(name)}


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
