"""A study with its codings: what analysis starts from."""

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
