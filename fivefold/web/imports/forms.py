"""The forms that bring a study in and take one out."""

from django import forms

from fivefold.method.studies.zipped_folder import Limits
from fivefold.records.coding.actions_exporting import Purpose

LIMITS = Limits(members=400)
"""What a browser may send: 20 MB and 400 files. Larger studies are brought in by the command."""
MOST = LIMITS.packed + 100_000
"""Bytes of a request: the file, and what a browser wraps around it."""


class BringIn(forms.Form):
    """A study folder in a ZIP, and the password of one that was taken out of Fivefold."""

    folder = forms.FileField(
        label="The study folder, in a ZIP",
        help_text=f"At most {LIMITS.packed // 2**20} MB and {LIMITS.members} files.",
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={
            "required": "Choose the ZIP with the study folder",
            "empty": "The file is empty; choose the ZIP with the study folder",
        },
    )
    password = forms.CharField(
        label="Password of the ZIP",
        help_text="Only for a study that was taken out of Fivefold.",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class TakeOut(forms.Form):
    """What a study is taken out for. shown: which of the passwords that the session keeps this page shows."""

    purpose = forms.ChoiceField(
        label="What is it for?",
        choices=[(str(one), one.says) for one in Purpose],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the study is taken out for"},
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
