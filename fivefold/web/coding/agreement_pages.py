"""How far two coders agreed before they agreed, as a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from fivefold.method.reporting.briefing.agreement import Agreed
from fivefold.method.reporting.inlines import Result, Statistic
from fivefold.records.accounts.models import Study
from fivefold.web.coding import words
from fivefold.web.coding.codebook_pages import Standing
from fivefold.web.page import Crumb, Page


class LayersForm(forms.Form):
    """Which two coders are compared."""

    first = forms.ChoiceField(label="First coder")
    second = forms.ChoiceField(label="Second coder")

    def __init__(self, given: Mapping[str, str], *, layers: Sequence[str]) -> None:
        """given: what was asked for; where nothing was, the first two of the layers, which are at least two."""
        super().__init__({**dict(zip(("first", "second"), layers, strict=False)), **given})
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(one, one) for one in layers]
            field.error_messages["invalid_choice"] = "Choose one of the coders"

    def clean_second(self) -> str:
        """Another than the first."""
        second: str = self.cleaned_data["second"]
        if second == self.cleaned_data.get("first"):
            raise forms.ValidationError("Choose another coder than the first")
        return second

    @property
    def pair(self) -> tuple[str, str]:
        """Both, once the form was found valid."""
        return self.cleaned_data["first"], self.cleaned_data["second"]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Agreement on the codes of one primary node, or on all: every number in words."""

    label: str
    both: str
    one_only: str
    percent: str
    kappa: str
    alpha: str
    ac1: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage(Page):
    """rows: by primary node, last for all codes; () where there are not two coders, or the form asks for what is not.

    over: the units, in words.
    """

    freeze: Standing
    form: LayersForm | None
    rows: tuple[AgreementRow, ...]
    over: str


def agreement(study: Study, found: Sequence[Agreed], *, form: LayersForm | None, freeze: Standing) -> AgreementPage:
    """The page of two coders' agreement. form: None where there are not two."""
    return AgreementPage(
        kind="Agreement",
        heading="Agreement of coders",
        crumbs=(Crumb("Codebook", f"/studies/{study.name}/codebook/"),),
        freeze=freeze,
        form=form,
        rows=tuple(map(_row, found)),
        over=found[-1].both.definition if found else "",
    )


def _row(one: Agreed) -> AgreementRow:
    def said(statistic: Statistic) -> str:
        return Result(statistic).words

    return AgreementRow(
        label=words.PRIMARIES[one.primary] if one.primary else "All codes",
        both=said(one.both),
        one_only=said(one.one_only),
        percent=said(one.percent),
        kappa=said(one.kappa),
        alpha=said(one.alpha),
        ac1=said(one.ac1),
    )
