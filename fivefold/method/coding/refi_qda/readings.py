"""How a program counted the positions of its passages, and how sure we are of it."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What one step of a position is."""

    CODE_POINTS = "code points"
    UTF_16 = "UTF-16 units"
    BYTES = "UTF-8 bytes"


@dataclass(frozen=True, slots=True, order=True)
class Convention:
    """One way to read positions.

    two_wide: a line end of carriage return and line feed counts two. counts_mark: the byte order mark counts.
    inclusive: the end position is the last character's, not the one after it. The defaults are what the standard's
    text and most programs mean: code points, one per line end, no mark, end exclusive.
    """

    unit: Unit = Unit.CODE_POINTS
    two_wide: bool = False
    counts_mark: bool = False
    inclusive: bool = False

    @property
    def words(self) -> str:
        """The convention as a person would say it."""
        parts = (
            str(self.unit),
            "CRLF counts two" if self.two_wide else "a line end counts one",
            "byte order mark counted" if self.counts_mark else "byte order mark left out",
            "end inclusive" if self.inclusive else "end exclusive",
        )
        return ", ".join(parts)


class Confidence(StrEnum):
    """How far the evidence goes."""

    CERTAIN = "certain"
    """The evidence leaves one convention and is ample, or there is nothing to place."""
    HIGH = "high"
    """The evidence leaves one convention, on few passages or against some contrary sign."""
    LOW = "low"
    """Several conventions fit; the program's name, or the standard, decided. Check a few passages by eye."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one convention does on all passages that differ by convention or not.

    fits: passages that lie in their text. names: those whose name is how the passage starts. edges: passage ends
    (two for each) that stand at a word's edge and are not white space. white: passages that start or end with
    white space. also: other conventions that give the same passages throughout.
    """

    convention: Convention
    fits: int
    names: int
    edges: int
    white: int
    also: tuple[Convention, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnReading:
    """A source whose own passages speak clearly for another convention than the project's. source: its name."""

    guid: str
    source: str
    convention: Convention
    reason: str


@dataclass(frozen=True, slots=True)
class OffsetReading:
    """The decision for a project.

    passages: how many were looked at. named: how many have a name that is the start of the passage under at least
    one convention. candidates: what each distinguishable convention scores, the chosen one first. reason: the
    deciding evidence as a sentence.
    """

    convention: Convention
    confidence: Confidence
    reason: str
    passages: int = 0
    named: int = 0
    candidates: tuple[Evidence, ...] = ()
    exceptions: tuple[OwnReading, ...] = ()
