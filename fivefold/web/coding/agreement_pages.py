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
        super().__init__(initial=dict(given))
        for name in ("first", "second"):
            self.fields[name].choices = [(one, one) for one in layers]  # type: ignore[attr-defined]


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
    """rows: by primary node, last for all codes; () where fewer than two coders coded. over: the units, in words."""

    freeze: Standing
    form: LayersForm | None
    rows: tuple[AgreementRow, ...]
    over: str


def agreement(
    study: Study, found: Sequence[Agreed], *, layers: Sequence[str], pair: tuple[str, str], freeze: Standing
) -> AgreementPage:
    """The page of two coders' agreement. layers: of coders, without the agreed one."""
    given = dict(zip(("first", "second"), pair, strict=True))
    return AgreementPage(
        kind="Agreement",
        heading="Agreement of coders",
        crumbs=(Crumb("Codebook", f"/studies/{study.name}/codebook/"),),
        freeze=freeze,
        form=LayersForm(given, layers=layers) if len(layers) > 1 else None,
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
