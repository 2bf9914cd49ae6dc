"""Django's forms as GOV.UK components: which component shows a field, with which words, and where its error links.

A link of the error summary lands on the field itself; for a group of radios or checkboxes on its first choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm

from fivefold.web import form_words


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the name of its component ("input", "radios", ...) and what the component is given."""

    component: str
    given: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """A form ready to be shown. faults: as the error summary takes them. multipart: whether it sends a file."""

    fields: tuple[Field, ...]
    faults: tuple[dict[str, str], ...]
    multipart: bool


def shown(form: BaseForm, *, mark_optional: bool = True) -> Form:
    """A form with what was entered and what is wrong with it. mark_optional: label what may be left empty as such."""
    return Form(
        tuple(_field(one, mark_optional=mark_optional) for one in form), tuple(_faults(form)), form.is_multipart()
    )


def _faults(form: BaseForm) -> Iterable[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"text": str(text)}
    for one in form:
        for text in form_words.told(one):
            yield {"text": text} if one.is_hidden else {"text": text, "href": f"#{_anchor(one)}"}


def _anchor(one: BoundField) -> str:
    """The id of the element an error of this field links to. The components give a group's first choice the bare id."""
    return str(one.auto_id or one.html_name)


def _field(one: BoundField, *, mark_optional: bool) -> Field:
    widget = one.field.widget
    if widget.is_hidden:
        return Field("hidden", {"name": one.html_name, "value": _text(one.value()), "id": _anchor(one)})
    for kinds, component, given in _COMPONENTS:
        if isinstance(widget, kinds):
            common = _common(one, _label(one, mark_optional=mark_optional))
            return Field(component, common | given(one, common))
    raise TypeError(f"no component shows {type(widget).__name__}")


def _common(one: BoundField, label: str) -> dict[str, Any]:
    given: dict[str, Any] = {"name": one.html_name, "id": _anchor(one), "hint": _words(one.help_text)}
    if one.errors:
        given["errorMessage"] = {"text": " ".join(form_words.told(one))}
    given["label"] = {"text": label, "classes": "govuk-label--s"}
    if one.field.disabled:
        given["disabled"] = True
    return given


def _label(one: BoundField, *, mark_optional: bool) -> str:
    left_out = mark_optional and not one.field.required and not isinstance(one.field, forms.BooleanField)
    return f"{one.label} (optional)" if left_out else str(one.label)


def _words(text: object) -> dict[str, str] | None:
    return {"text": str(text)} if text else None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _attributes(one: BoundField, *taken: str) -> dict[str, Any]:
    """The widget's own attributes, less those a component has a place for, and those that hold style or script."""
    refused = {"class", "style", "placeholder", "required", *taken}
    return {
        name: value
        for name, value in one.field.widget.attrs.items()
        if name not in refused and not name.startswith("on") and value is not False
    }


def _input(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    widget = one.field.widget
    numeric = isinstance(widget, forms.NumberInput)
    return {
        "type": "text" if numeric else getattr(widget, "input_type", "text"),
        "inputmode": "numeric" if numeric else widget.attrs.get("inputmode"),
        "value": _text(one.value()),
        # Otherwise the browser keeps what was typed in a file of its own, to offer it the next time.
        "autocomplete": widget.attrs.get("autocomplete", "off"),
        "spellcheck": widget.attrs.get("spellcheck"),
        "classes": widget.attrs.get("class", "govuk-input--width-4" if numeric else ""),
        "attributes": _attributes(one, "autocomplete", "inputmode", "spellcheck", "min", "max", "step", "type"),
    }


def _password(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    # What was typed is never sent back.
    return {"autocomplete": one.field.widget.attrs.get("autocomplete", "current-password")}


def _textarea(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    attrs = one.field.widget.attrs
    return {
        "value": _text(one.value()),
        # 10 is Django's own default, which nobody chose.
        "rows": "6" if attrs.get("rows") in (None, "10") else str(attrs["rows"]),
        "autocomplete": attrs.get("autocomplete", "off"),
        "attributes": _attributes(one, "rows", "cols", "autocomplete"),
    }


def _select(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    return {"items": [_choice(one, value, text, "selected") for value, text in _choices(one)]}


def _group(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    legend = {"text": common["label"]["text"], "classes": "govuk-fieldset__legend--s"}
    return {
        "idPrefix": _anchor(one),
        "fieldset": {"legend": legend},
        "items": [_choice(one, value, text, "checked") for value, text in _choices(one)],
    }


def _tick(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    """One box to tick: its label is the choice, and it needs no legend."""
    item = {"value": "on", "text": str(one.label), "checked": bool(one.value()), "hint": _words(one.help_text)}
    return {"idPrefix": _anchor(one), "items": [item], "hint": None, "label": None}


def _file(one: BoundField, common: dict[str, Any]) -> dict[str, Any]:
    return {"attributes": _attributes(one, "type"), "javascript": False}


def _choices(one: BoundField) -> Iterable[tuple[object, object]]:
    field = one.field
    assert isinstance(field.widget, forms.widgets.ChoiceWidget)
    for value, text in field.widget.choices:
        if isinstance(text, list | tuple):
            yield from text
        else:
            yield value, text


def _choice(one: BoundField, value: object, text: object, mark: str) -> dict[str, Any]:
    chosen = one.value()
    every = chosen if isinstance(chosen, list | tuple) else [chosen]
    return {
        "value": _text(value),
        "text": str(text),
        mark: _text(value) in {_text(each) for each in every},
    }


_COMPONENTS: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str, Any], ...] = (
    (forms.PasswordInput, "password", _password),
    (forms.FileInput, "file", _file),
    (forms.CheckboxSelectMultiple, "checkboxes", _group),
    (forms.RadioSelect, "radios", _group),
    (forms.CheckboxInput, "checkboxes", _tick),
    (forms.Select, "select", _select),
    (forms.Textarea, "textarea", _textarea),
    (forms.widgets.Input, "input", _input),
)
"""The first that fits: special widgets inherit from plainer ones."""
