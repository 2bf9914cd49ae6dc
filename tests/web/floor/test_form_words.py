"""Every field of every form says what is wrong in our own words, whatever is sent to it."""

import copy
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.forms import BaseForm
from django.utils.datastructures import MultiValueDict

import fivefold.web
from fivefold.web import fields, form_words

pytestmark = pytest.mark.django_db


def every_form() -> list[type[BaseForm]]:
    """Every form class that a module of the web defines."""
    found = set()
    for module in pkgutil.walk_packages(fivefold.web.__path__, "fivefold.web."):
        held = vars(importlib.import_module(module.name)).values()
        found |= {one for one in held if isinstance(one, type) and issubclass(one, BaseForm)}
    ours = (one for one in found if one.__module__.startswith("fivefold."))
    # Two modules may each have a form of one name, and every process must come to the same order.
    return sorted(ours, key=lambda one: (one.__qualname__, one.__module__))


FIELDS = [(form, name) for form in every_form() for name in form.base_fields]  # type: ignore[attr-defined]

SENT: dict[str, Any] = {
    "nothing": "",
    "far too much": "x" * 100_000,
    "a character": "x",
    "a number far down": "-1000000",
    "a number far up": "1000000000",
    "a NUL": "a\0b",
}


def uploaded() -> Iterator[Any]:
    """Files that a field for files cannot take."""
    yield SimpleUploadedFile("empty.zip", b"")
    yield SimpleUploadedFile("x" * 300 + ".zip", b"words")


def alone(field: forms.Field, value: object, *, file: object = None) -> forms.Form:
    """The field in a form of its own, sent with this value."""
    made: type[forms.Form] = type("Alone", (forms.Form,), {"one": copy.deepcopy(field)})
    data = MultiValueDict({"one": [value]})
    return made(data, MultiValueDict({"one": [file]} if file else {}))


def standard_words(form: forms.Form) -> set[str]:
    """What Django would say of this form, where the form itself leaves it to say."""
    return {
        text
        for name, errors in form.errors.as_data().items()
        for error in errors
        if form_words._is_standard(form.fields[name], error)
        for text in error.messages
    }


def said(form: forms.Form) -> set[str]:
    """What the page says, in the summary and at the field."""
    shown = fields.shown(form)
    beside = [one.given["errorMessage"]["text"] for one in shown.fields if "errorMessage" in one.given]
    return {*(fault["text"] for fault in shown.faults), *beside}


def test_there_are_forms_to_walk() -> None:
    assert len(FIELDS) > 50


@pytest.mark.parametrize(("form", "name"), FIELDS, ids=[f"{form.__qualname__}.{name}" for form, name in FIELDS])
def test_no_field_says_what_is_wrong_in_djangos_words(form: type[BaseForm], name: str) -> None:
    field = form.base_fields[name]  # type: ignore[attr-defined]
    sent = [alone(field, value) for value in SENT.values()]
    if isinstance(field, forms.FileField):
        sent += [alone(field, "", file=one) for one in uploaded()]
    for one in sent:
        told = said(one)
        assert not told & standard_words(one)
        assert bool(told) is bool(one.errors)
        assert all(text.strip() and "{" not in text for text in told)


class Plain(forms.Form):
    """A field of each kind, with nothing of its own to say."""

    title = forms.CharField(label="Name of the place", max_length=5, min_length=2)
    email = forms.EmailField(label="E-mail address")
    month = forms.IntegerField(label="Month", min_value=1, max_value=12)
    context = forms.ChoiceField(label="Context", choices=[("peer", "Peer")])
    several = forms.MultipleChoiceField(label="Agencies", choices=[("a", "A")])
    day = forms.DateField(label="Day of the meeting")
    agreed = forms.BooleanField(label="The meeting agreed")
    file = forms.FileField(label="Form")
    against = forms.IntegerField(widget=forms.HiddenInput)
    own = forms.CharField(label="Reason", max_length=3, error_messages={"max_length": "Three will do."})


def by_field(**sent: str) -> dict[str, tuple[str, ...]]:
    form = Plain(sent)
    return {one.name: form_words.told(one) for one in form}


def test_an_error_says_what_where_and_what_next() -> None:
    told = by_field(title="A longer name", month="13", context="moon", several="b", day="soon", email="x", own="four")
    assert told == {
        "title": ("Name of the place holds at most 5 characters. Take out 8 characters.",),
        "email": ("Enter an e-mail address like name@example.org.",),
        "month": ("Month can be at most 12. Enter a smaller number.",),
        "context": ("Context: what was chosen is not in the list. Choose again.",),
        "several": ("Agencies: what was chosen is not in the list. Choose again.",),
        "day": ("Day of the meeting is not a date that can be read. Enter it like 31/03/2026.",),
        "agreed": ("Tick the box to go on: the meeting agreed.",),
        "file": ("Choose a file.",),
        "against": ("This page was changed or is out of date. Load it again and repeat what you did.",),
        "own": ("Three will do.",),
    }


def test_what_is_missing_is_asked_for_by_its_label() -> None:
    told = by_field(title="A", month="x")
    assert told["title"] == ("Name of the place needs at least 2 characters. Add 1 character.",)
    assert told["month"] == ("Month is not a whole number. Enter it in figures, like 7.",)
    assert told["email"] == ("Enter e-mail address.",)
    assert told["context"] == ("Choose context.",)
    assert told["day"] == ("Enter day of the meeting.",)


def test_a_code_without_words_of_its_own_says_which_field_to_look_at() -> None:
    class Odd(forms.Field):
        default_error_messages = {"odd": "Odd."}  # noqa: RUF012  # as Django has it

        def clean(self, value: object) -> object:
            raise forms.ValidationError(self.error_messages["odd"], code="odd")

    assert said(alone(Odd(label="Colour"), "x")) == {"Colour cannot be used as it stands. Look at it again."}


def test_a_field_that_is_right_says_nothing() -> None:
    assert by_field(title="abc")["title"] == ()
