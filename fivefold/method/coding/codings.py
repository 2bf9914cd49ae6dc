"""Codings as values: a segment of an entry, its code, and who gave it."""

from dataclasses import dataclass

from fivefold.method.coding.codebook import Code
from fivefold.method.coding.spans import Span
from fivefold.method.frameworks.entries import CellKey

AGREED = "agreed"
"""The layer on which figures stand, beside each coder's own layer."""


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on one segment of one entry.

    framework: reference of the framework.
    cell, entry: where the entry stands, and its number in that cell from 0.
    span: within the entry's text, in code points.
    layer: AGREED or a coder's label ("Coder 1").
    """

    framework: str
    cell: CellKey
    entry: int
    span: Span
    code: Code
    layer: str

    @property
    def misplaced(self) -> bool:
        """Whether the code is about another context than the cell the entry stands in.

        Codes without a context (Situation, Offence, Challenge) can stand anywhere.
        """
        return self.code.context is not None and self.code.context != self.cell.context
