"""Forms of coding pages."""

from collections.abc import Mapping, Sequence

from django import forms

from fivefold.method.common.errors import InputError
from fivefold.records.coding import actions_memos
from fivefold.web.coding import words


class PassageFilter(forms.Form):
    """What the passages of a code are narrowed to."""

    code = forms.CharField(widget=forms.HiddenInput)
    layer = forms.ChoiceField(label="Coded by")
    cohort = forms.ChoiceField(label="Cohort", required=False, choices=[("", "Every cohort"), *words.COHORTS.items()])
    site = forms.ChoiceField(label="Site", required=False)

    def __init__(self, given: Mapping[str, str], *, layers: Sequence[str], sites: Sequence[str]) -> None:
        super().__init__(initial=dict(given))
        self.fields["layer"].choices = [(one, words.layer(one)) for one in layers]  # type: ignore[attr-defined]
        every = [("", "Every site"), *((one, f"Site {one}") for one in sites)]
        self.fields["site"].choices = every  # type: ignore[attr-defined]


class MemoFilter(forms.Form):
    """What the list of memos is narrowed to."""

    about = forms.ChoiceField(
        label="About",
        required=False,
        choices=[("", "Everything"), ("study", "The study"), ("submission", "Frameworks"), ("code", "Codes")],
    )

    def __init__(self, about: str) -> None:
        super().__init__(initial={"about": about})


class MemoForm(forms.Form):
    """A memo's words. seen: the version the writer started from, 0 for a new memo."""

    text = forms.CharField(
        label="Memo",
        help_text="Plain text. Name nobody; a framework is known by its reference.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        strip=False,
        error_messages={"required": "Write the memo, or leave this page"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def clean_text(self) -> str:
        """The words as they are kept."""
        try:
            return actions_memos.plain(self.cleaned_data["text"])
        except InputError as error:
            raise forms.ValidationError(f"{error.what[:1].upper()}{error.what[1:]}") from error
