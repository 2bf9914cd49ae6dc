"""A form with a field of every kind."""

from django import forms


class Example(forms.Form):
    """Nothing entered here is kept."""

    title = forms.CharField(label="Name of the place", max_length=60, help_text="As the meeting calls it.")
    about = forms.CharField(label="What was noticed", widget=forms.Textarea, required=False)
    month = forms.IntegerField(label="Month", min_value=1, max_value=12, help_text="From 1 to 12.")
    context = forms.ChoiceField(
        label="Context",
        widget=forms.RadioSelect,
        choices=[("peer", "Peer group"), ("school", "School"), ("neighbourhood", "Neighbourhood space")],
    )
    agencies = forms.MultipleChoiceField(
        label="Agencies at the meeting",
        widget=forms.CheckboxSelectMultiple,
        choices=[("social", "Social care"), ("youth", "Youth justice"), ("health", "Health")],
    )
    sure = forms.ChoiceField(
        label="How sure",
        choices=[("", "Choose one"), ("reported", "Reported"), ("confirmed", "Confirmed")],
    )
    phrase = forms.CharField(label="Passphrase", widget=forms.PasswordInput, required=False)
    file = forms.FileField(label="Form", required=False, help_text="A Word document of at most 20 MB.")
    agreed = forms.BooleanField(label="The meeting agreed to this", help_text="Needed before it can be signed.")


class Narrow(forms.Form):
    """An example of a filter."""

    site = forms.ChoiceField(
        label="Site", choices=[("", "Every site"), ("A", "Site A"), ("B", "Site B")], required=False
    )
    state = forms.ChoiceField(
        label="Eligibility", choices=[("", "Any"), ("eligible", "Eligible"), ("not", "Not eligible")], required=False
    )
