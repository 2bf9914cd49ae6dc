"""What is wrong with a field, in our own words: what, where, and what to do next.

A form may say it better, with `error_messages` of its own; these stand wherever it leaves Django's standard words, in
forms of other packages too.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField


def told(one: BoundField) -> tuple[str, ...]:
    """What is wrong with a field of a form that was sent, a sentence each."""
    return tuple(text for error in one.form.errors.as_data().get(one.name, ()) for text in _told(one, error))


def _told(one: BoundField, error: ValidationError) -> Iterable[str]:
    for each in error.error_list:
        yield _said(one, each.code or "", each.params or {}) if _is_standard(one.field, each) else each.messages[0]


def _is_standard(field: forms.Field, error: ValidationError) -> bool:
    """Whether these are Django's words. By identity: they are made when read, and have no text before that."""
    standard = [
        *(words for kind in type(field).__mro__ for words in getattr(kind, "default_error_messages", {}).values()),
        *(words for check in field.validators if (words := getattr(type(check), "message", None)) is not None),
    ]
    return any(error.message is words for words in standard)


def _said(one: BoundField, code: str, params: Mapping[str, Any]) -> str:
    label = str(one.label)
    if one.is_hidden:
        return "This page was changed or is out of date. Load it again and repeat what you did."
    words = _words(one.field).get(code, "{Label} cannot be used as it stands. Look at it again.")
    too_many = _number(params.get("show_value")) - _number(params.get("limit_value"))
    return words.format(
        Label=label,
        label=_within(label),
        limit=f"{_number(params.get('limit_value')):,}",
        more=f"{abs(too_many):,} {'character' if abs(too_many) == 1 else 'characters'}",
    )


def _words(field: forms.Field) -> Mapping[str, str]:
    """The words for this kind of field, the most particular kind first."""
    found: dict[str, str] = {}
    for kinds, words in _BY_KIND:
        if isinstance(field, kinds):
            found = {**words, **found}
    return found


def _within(label: str) -> str:
    """A label within a sentence: "name of the place"; "HSB" stays as it is written."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


_LIST: Final = {
    "required": "Choose {label}.",
    "invalid_choice": "{Label}: what was chosen is not in the list. Choose again.",
    "invalid_list": "{Label}: what was chosen is not in the list. Choose again.",
    "invalid_pk_value": "{Label}: what was chosen is not in the list. Choose again.",
}
_BY_KIND: Final[tuple[tuple[type[forms.Field] | tuple[type[forms.Field], ...], Mapping[str, str]], ...]] = (
    (
        forms.FileField,
        {
            "required": "Choose a file.",
            "invalid": "No file came with the form. Choose it again.",
            "missing": "No file came with the form. Choose it again.",
            "empty": "The file is empty. Look at it on your machine, and choose it again.",
            "max_length": "The file's name is too long by {more}. Give it a shorter name and choose it again.",
        },
    ),
    (forms.BooleanField, {"required": "Tick the box to go on: {label}."}),
    ((forms.ChoiceField, forms.ModelChoiceField), _LIST),
    (forms.EmailField, {"invalid": "Enter an e-mail address like name@example.org."}),
    (forms.DateField, {"invalid": "{Label} is not a date that can be read. Enter it like 31/03/2026."}),
    (forms.IntegerField, {"invalid": "{Label} is not a whole number. Enter it in figures, like 7."}),
    (
        forms.Field,
        {
            "required": "Enter {label}.",
            "max_length": "{Label} holds at most {limit} characters. Take out {more}.",
            "min_length": "{Label} needs at least {limit} characters. Add {more}.",
            "max_value": "{Label} can be at most {limit}. Enter a smaller number.",
            "min_value": "{Label} must be at least {limit}. Enter a larger number.",
            "null_characters_not_allowed": "{Label} holds a character that cannot be kept. Type it, do not paste it.",
        },
    ),
)
"""What is said by kind of field and code."""
