"""A coding project as values: what REFI-QDA carries between programs, without any program's habits.

Identifiers are lower case and without braces (guids.normalise). Times are as the file gave them, with or without
an offset. Tuples keep the order of the file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from fivefold.method.coding.refi_qda.losses import LossReport
from fivefold.method.coding.refi_qda.readings import OffsetReading
from fivefold.method.coding.spans import SourceText, Span

Value = str | bool | int | Decimal | date | datetime


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who made a thing and when, who changed it last and when; "" and None where the file does not say."""

    creator: str = ""
    created: datetime | None = None
    modifier: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class User:
    """A coder. id: the short name some programs keep beside the name."""

    guid: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One node of the code tree. A code that is not codable is a folder. colour: "#rrggbb" or "".

    notes: identifiers of the notes attached.
    """

    guid: str
    name: str
    codable: bool = True
    colour: str = ""
    description: str = ""
    notes: tuple[str, ...] = ()
    children: tuple["Code", ...] = ()

    def walk(self, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Code"]]:
        """This code and all below it, parents first, each with the names from the root down to it."""
        stack = [(above, self)]
        while stack:
            names, code = stack.pop()
            path = (*names, code.name)
            yield path, code
            stack.extend((path, child) for child in reversed(code.children))


class Kind(StrEnum):
    """Type of a variable, and of each of its values."""

    TEXT = "Text"
    BOOLEAN = "Boolean"
    INTEGER = "Integer"
    FLOAT = "Float"
    DATE = "Date"
    DATE_TIME = "DateTime"


@dataclass(frozen=True, slots=True)
class Variable:
    """Something known of cases or sources."""

    guid: str
    name: str
    kind: Kind
    description: str = ""


@dataclass(frozen=True, slots=True)
class VariableValue:
    """One value. value is None where the field was left empty: missing, which is not 0 and not ""."""

    variable: str
    kind: Kind
    value: Value | None


@dataclass(frozen=True, slots=True)
class Case:
    """A unit of study, with its values and the sources and passages that belong to it (identifiers)."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    values: tuple[VariableValue, ...] = ()
    sources: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coding:
    """A code given to a passage or to a whole source. code: the code's identifier."""

    guid: str
    code: str
    creator: str = ""
    created: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A passage of a text.

    span: where it stands, in code points of the normalised text; None where the text is absent or the file's
    positions do not fit it. positions: (start, end) as the file counted them. Without codings it is an annotation,
    whose words are the description.
    """

    guid: str
    name: str
    span: Span | None
    codings: tuple[Coding, ...] = ()
    description: str = ""
    notes: tuple[str, ...] = ()
    stamp: Stamp = Stamp()
    positions: tuple[int, int] = field(default=(0, 0), compare=False)


class SourceKind(StrEnum):
    """Where a text came from: a text source, or the text that goes with a PDF, a picture or a recording."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    TRANSCRIPT = "transcript"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text with its passages. Notes have the same shape.

    text: immutable, LF line ends, no byte order mark; None where the file does not hold it.
    codings: codes given to the source as a whole.
    """

    guid: str
    name: str
    text: SourceText | None
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    description: str = ""
    notes: tuple[str, ...] = ()
    values: tuple[VariableValue, ...] = ()
    stamp: Stamp = Stamp()
    kind: SourceKind = field(default=SourceKind.TEXT, compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two things. direction: "Associative", "OneWay", "Bidirectional" or ""."""

    guid: str
    name: str
    origin: str
    target: str
    direction: str = ""
    colour: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Set:
    """A named collection of codes, sources and notes (identifiers)."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A vertex or an edge of a graph: its attributes as the file has them, by name in alphabetical order."""

    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """A drawing. Carried through unread: nothing here is analysed."""

    guid: str
    name: str
    vertices: tuple[Drawn, ...] = ()
    edges: tuple[Drawn, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """A coding project.

    origin: the program that wrote it. offsets: how the positions were understood. losses: what reading could not
    carry. The three do not take part in equality: two projects are equal when they say the same.
    """

    name: str
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[TextSource, ...] = ()
    notes: tuple[TextSource, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Set, ...] = ()
    graphs: tuple[Graph, ...] = ()
    description: str = ""
    attached: tuple[str, ...] = ()
    """Identifiers of the notes on the project as a whole."""
    stamp: Stamp = Stamp()
    origin: str = field(default="", compare=False)
    offsets: OffsetReading | None = field(default=None, compare=False)
    losses: LossReport = field(default=LossReport(), compare=False)

    def walk_codes(self) -> Iterator[tuple[tuple[str, ...], Code]]:
        """Every code with its path, parents first."""
        for code in self.codes:
            yield from code.walk()


@dataclass(frozen=True, slots=True)
class OpenProject:
    """A project whose sources are given one at a time, so that a large one is never in memory whole.

    outline: everything but the sources. count: how many there are. sources: gives them from the first to the last.
    losses: what reading could not carry, whole once all sources were given.
    """

    outline: Project
    count: int
    sources: Callable[[], Iterator[TextSource]]
    losses: Callable[[], LossReport]

    @classmethod
    def of(cls, project: Project) -> "OpenProject":
        """A project that is in memory as it is."""
        return cls(project, len(project.sources), lambda: iter(project.sources), lambda: project.losses)

    def whole(self) -> Project:
        """The project as one value."""
        sources = tuple(self.sources())
        return replace(self.outline, sources=sources, losses=self.losses())
