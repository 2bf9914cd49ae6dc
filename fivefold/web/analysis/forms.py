"""The form of the table builder. It is sent by GET, and holds keys of closed lists alone."""

from collections.abc import Iterable, Mapping

from django import forms

from fivefold.method.analysis.built import ATTRIBUTES, CODES, Asked
from fivefold.method.analysis.figures import Unit

UNITS = {"frameworks": Unit.FRAMEWORKS, "codings": Unit.SEGMENTS}

Codes = Mapping[str, Mapping[str, object]]
"""The codes of an extract, by key."""


class BuilderForm(forms.Form):
    """What a table has in its rows, what it counts, and of which code."""

    rows = forms.ChoiceField(
        label="Rows",
        help_text="An attribute of the framework or of its incidents, or the codes below a node. Columns are cohorts.",
        error_messages={
            "required": "Choose what the rows are.",
            "invalid_choice": "Choose rows from the list; this study has no others.",
        },
    )
    count = forms.ChoiceField(
        label="Count",
        choices=[("frameworks", "Frameworks"), ("codings", "Codings: agreed coded segments")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what to count.",
            "invalid_choice": "Choose frameworks or codings.",
        },
    )
    code = forms.ChoiceField(
        label="With the code",
        required=False,
        help_text="Only what has this code or one below it. The base is then the row and cohort, not the whole cohort.",
        error_messages={"invalid_choice": "Choose a code from the list; this study's codebook has no others."},
    )

    def __init__(self, *args: object, codes: Codes, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # Django's own
        self.fields["rows"].choices = [("", "Choose one"), *_rows(codes)]  # type: ignore[attr-defined]
        self.fields["code"].choices = [("", "Any, or none"), *_codes(codes)]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Asked(given["rows"], given["code"], UNITS[given["count"]])


def _rows(codes: Codes) -> Iterable[tuple[str, str]]:
    yield from ((key, held.words) for key, held in ATTRIBUTES.items())
    parents = {row["parent"] for row in codes.values()}
    yield from ((f"{CODES}{key}", f"Codes under {row['path']}") for key, row in codes.items() if key in parents)


def _codes(codes: Codes) -> Iterable[tuple[str, str]]:
    return ((key, str(row["path"])) for key, row in codes.items())
