"""A study with its codings: what analysis starts from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fivefold.method.coding.codebook import Codebook
from fivefold.method.coding.codings import Coding
from fivefold.method.studies.study import Study


@dataclass(frozen=True, slots=True)
class CodedStudy:
    """A study, the codebook it was coded with, and every layer of codings."""

    study: Study
    codebook: Codebook
    codings: tuple[Coding, ...]


def in_form_order(codings: Iterable[Coding], study: Study, codebook: Codebook) -> tuple[Coding, ...]:
    """Codings by framework as the study orders them, then by place on the form, passage, layer and codebook."""
    return tuple(sorted(codings, key=_Order(study, codebook)))


class _Order:
    """Sorts codings by study, form, passage, layer and codebook."""

    def __init__(self, study: Study, codebook: Codebook) -> None:
        self.frameworks = {one.reference: number for number, one in enumerate(study.submissions)}
        self.codes = {code.key: number for number, code in enumerate(codebook)}
        self.cells: Mapping[tuple[str, str], int] = {
            (one.reference, str(cell.key)): number
            for one in study.submissions
            for number, cell in enumerate(one.framework.cells)
        }

    def __call__(self, coding: Coding) -> tuple[object, ...]:
        return (
            self.frameworks[coding.framework],
            self.cells[coding.framework, str(coding.cell)],
            coding.entry,
            coding.span,
            coding.layer,
            self.codes[coding.code.key],
        )
