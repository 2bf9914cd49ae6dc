"""What people can ask for and decide on the pages of submissions."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms

from fivefold.method.frameworks.classification import Cohort
from fivefold.method.frameworks.definition import Instrument
from fivefold.method.frameworks.entries import CellKey
from fivefold.method.studies.eligibility import State
from fivefold.records.studies import actions_classifying, actions_resolving
from fivefold.records.studies.cards import Card
from fivefold.web.submissions import words
from fivefold.web.submissions.filters import SORTS, Filter

WORDS_AT_MOST = 200
"""Characters that can be searched for."""
REFERENCE_AT_MOST = 40
"""Characters of a reference."""


class FilterForm(forms.Form):
    """Narrows the list down; sent by GET. Choices are those that stand in the reader's own submissions.

    refused: what was asked by name and cannot be; shown with what is wrong about it.
    """

    label = forms.ChoiceField(label="Site", required=False)
    cohort = forms.ChoiceField(label="Cohort", required=False)
    state = forms.ChoiceField(label="Eligibility", required=False)
    sex = forms.ChoiceField(label="Sex", required=False)
    age = forms.ChoiceField(label="Age", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False)
    unplaced = forms.BooleanField(label="With unplaced words", required=False)
    overridden = forms.BooleanField(label="Cohort decided by a person", required=False)

    def __init__(
        self, wanted: Filter, cards: Iterable[Card], *, refused: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        asked = {name: getattr(wanted, name) for name in self.base_fields}
        super().__init__({**asked, **refused})
        told = list(cards)
        # What is asked is among them, even if nothing answers to it any more: the form shows what the list shows.
        labels = sorted({*(card.label for card in told), wanted.label} - {""})
        ages = sorted({str(card.age) for card in told if card.age is not None} | {wanted.age} - {"", "none"}, key=int)
        sexes = [sex for sex in words.SEXES if (sex or "none") == wanted.sex or any(card.sex == sex for card in told)]
        self._choose("label", [(label, label) for label in labels])
        self._choose("cohort", [(str(one), words.COHORTS[one]) for one in Cohort])
        self._choose("state", [(str(one), words.ELIGIBILITY[one]) for one in State])
        self._choose("sex", [(sex or "none", words.SEXES[sex]) for sex in sexes])
        unknown = [("none", "Not given")] if wanted.age == "none" or any(card.age is None for card in told) else []
        self._choose("age", [*((age, age) for age in ages), *unknown])
        sort = self.fields["sort"]
        assert isinstance(sort, forms.ChoiceField)
        sort.choices = [(key, name) for key, (name, _) in SORTS.items()]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *choices]


class SearchForm(forms.Form):
    """Words or a reference to be found; sent by POST, so that they stand in no address, history or log."""

    words = forms.CharField(
        label="Words in the text",
        required=False,
        max_length=WORDS_AT_MOST,
        help_text="Finds frameworks with an entry that holds all of these words. What you search for is not kept.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "max_length": f"Search for at most {WORDS_AT_MOST} characters",
        },
    )
    reference = forms.CharField(
        label="Reference, or a part of it",
        required=False,
        max_length=REFERENCE_AT_MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": f"Search for at most {REFERENCE_AT_MOST} characters"},
    )

    def clean(self) -> dict[str, Any]:
        """One of the two at least."""
        told = super().clean() or {}
        if not self.errors and not told.get("words") and not told.get("reference"):
            self.add_error("words", "Write at least one word to search for, or a reference")
        return told


class OverrideForm(forms.Form):
    """A cohort decided against the rule."""

    against = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    cohort = forms.ChoiceField(
        label="Count this framework as",
        choices=[(str(one), words.COHORTS[one]) for one in actions_classifying.BY_A_PERSON],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose sole, group or both"},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=actions_classifying.REASON_AT_MOST,
        help_text="It stands beside the rule's own reasons, with your name, for everybody who may read this framework.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": str(actions_classifying.Refusal.NO_REASON),
            "max_length": str(actions_classifying.Refusal.TOO_LONG),
        },
    )


class AgainstForm(forms.Form):
    """A decision taken back. against: what the reader saw."""

    against = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class UndoForm(forms.Form):
    """One revision taken back. number: which."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PlaceForm(forms.Form):
    """Where unplaced words belong."""

    against = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    context = forms.ChoiceField(
        label="Context",
        widget=forms.RadioSelect,
        help_text="What the words are about, not where it happened.",
        error_messages={"required": "Choose the context that the words are about"},
    )
    column = forms.ChoiceField(
        label="Column", widget=forms.RadioSelect, error_messages={"required": "Choose what the words say about it"}
    )

    def __init__(self, form: Instrument, data: Any = None, **given: Any) -> None:
        super().__init__(data, prefix="place", auto_id="place_%s", **given)
        for name, choices in (
            ("context", [(str(row.context), row.label) for row in form.rows]),
            ("column", [(column.key, column.label) for column in form.columns]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self._form = form

    @property
    def cell(self) -> CellKey:
        """The place that was chosen; for a form without errors."""
        chosen = f"{self.cleaned_data['context']}/{self.cleaned_data['column']}"
        return next(place for place in self._form.places if str(place) == chosen)


class NothingForm(forms.Form):
    """Unplaced words that do not belong on the form, and why."""

    against = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = forms.CharField(
        label="Why they are nothing",
        max_length=actions_resolving.REASON_AT_MOST,
        help_text="For example: a page number, the printer's mark, a heading typed again.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": str(actions_resolving.Refusal.NO_REASON),
            "max_length": str(actions_resolving.Refusal.TOO_LONG),
        },
    )

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, prefix="nothing", auto_id="nothing_%s", **given)
