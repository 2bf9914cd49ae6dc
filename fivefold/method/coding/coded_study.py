"""A study with its codings: what analysis starts from."""

from collections.abc import Sequence
from dataclasses import dataclass

from fivefold.method.coding.codebook import Codebook
from fivefold.method.coding.codings import Coding
from fivefold.method.studies.study import Study


@dataclass(frozen=True, slots=True)
class CodedStudy:
    """A study, the codebook it was coded with, and every layer of codings.

    codings: by framework as the study orders them, then by place on the form, passage, layer and codebook.
    """

    study: Study
    codebook: Codebook
    codings: Sequence[Coding]
