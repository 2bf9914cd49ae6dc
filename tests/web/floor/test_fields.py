"""Forms as components: every error links to a field that is there, and nothing is styled or scripted in place."""

import re

import pytest
from django import forms
from django.test import Client

from fivefold.web import fields
from fivefold.web.gallery.forms import Example
from tests.support.standing import person
from tests.support.visiting import signed_in


@pytest.fixture
def anybody(db: None) -> Client:
    """A browser in which somebody is signed in; the gallery asks for no role."""
    return signed_in(person("Anybody"))


class Odd(forms.Form):
    """What a field may bring along."""

    hidden = forms.CharField(widget=forms.HiddenInput)
    shouted = forms.CharField(widget=forms.TextInput(attrs={"style": "color: red", "onclick": "run()", "maxlength": 9}))
    fixed = forms.CharField(disabled=True, initial="as it is", widget=forms.Textarea(attrs={"rows": 3}))
    grouped = forms.ChoiceField(choices=[("Near", [("a", "A")]), ("b", "B")], initial="b")


class Unheard(forms.Widget):
    """A widget nobody has a component for."""


def given(form: forms.Form, name: str) -> dict[str, object]:
    """What the component of a field is given."""
    return next(one.given for one in fields.shown(form).fields if one.given["name"] == name)


@pytest.mark.django_db
def test_every_error_links_to_an_element_of_the_page(anybody: Client) -> None:
    content = anybody.post("/gallery/form/").content.decode()
    links = re.findall(r'<a href="#([^"]+)"', content.split("govuk-error-summary__list")[1].split("</ul>")[0])
    assert len(links) == 6
    assert all(f'id="{link}"' in content for link in links)
    assert re.search(r'<input class="govuk-radios__input" id="id_context" name="context" type="radio"', content)


@pytest.mark.django_db
def test_what_was_entered_comes_back_and_a_passphrase_does_not(anybody: Client) -> None:
    sent = {"title": "<b>", "phrase": "secret", "agencies": ["youth"]}
    content = anybody.post("/gallery/form/", sent).content.decode()
    assert 'value="&lt;b&gt;"' in content
    assert "secret" not in content
    assert re.search(r'value="youth" checked', content)
    assert not re.search(r'value="social" checked', content)


@pytest.mark.django_db
def test_a_form_without_errors_has_no_summary(anybody: Client) -> None:
    assert b"govuk-error-summary" not in anybody.get("/gallery/form/").content


def test_no_field_brings_style_or_script_along() -> None:
    assert given(Odd(), "shouted")["attributes"] == {"maxlength": 9}


def test_a_disabled_field_stays_as_it_is_and_rows_are_kept() -> None:
    fixed = given(Odd(), "fixed")
    assert (fixed["disabled"], fixed["value"], fixed["rows"]) == (True, "as it is", "3")


def test_grouped_choices_are_one_list() -> None:
    items = given(Odd(), "grouped")["items"]
    assert [(item["value"], item["selected"]) for item in items] == [("a", False), ("b", True)]  # type: ignore[index, attr-defined]


def test_an_error_of_a_hidden_field_links_nowhere() -> None:
    faults = fields.shown(Odd({"shouted": "x", "grouped": "a"})).faults
    assert [list(fault) for fault in faults] == [["text"]]


def test_an_error_of_the_whole_form_is_in_the_summary() -> None:
    form = Example({})
    form.full_clean()
    form.add_error(None, "The two days are the wrong way round")
    assert fields.shown(form).faults[0] == {"text": "The two days are the wrong way round"}


def test_a_widget_without_a_component_is_a_mistake_of_ours() -> None:
    form = forms.Form()
    form.fields["odd"] = forms.CharField(widget=Unheard())
    with pytest.raises(TypeError, match="no component shows Unheard"):
        fields.shown(form)


def test_a_filter_does_not_say_that_it_may_be_left_empty() -> None:
    form = forms.Form()
    form.fields["site"] = forms.CharField(required=False, label="Site")
    assert fields.shown(form).fields[0].given["label"]["text"] == "Site (optional)"
    assert fields.shown(form, mark_optional=False).fields[0].given["label"]["text"] == "Site"
