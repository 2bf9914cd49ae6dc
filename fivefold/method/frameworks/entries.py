"""One completed framework: its header, and for each cell its entries or why it has none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fivefold.method.common.contexts import Context
from fivefold.method.common.dates import PartialDate


class CellStatus(StrEnum):
    """Why a cell stands without entries. UNEXPLAINED is what a blank cell on paper says."""

    NOT_DISCUSSED = "not_discussed"
    NOBODY_KNEW = "nobody_knew"
    NONE_IDENTIFIED = "none_identified"
    NOT_APPLICABLE = "not_applicable"
    AGENCY_NOT_PRESENT = "agency_not_present"
    UNEXPLAINED = "unexplained"


class Certainty(StrEnum):
    """How sure the person who said it was."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """A place on the form: a context (row) and the key of one of the instrument's columns."""

    context: Context
    column: str

    def __str__(self) -> str:
        return f"{self.context}/{self.column}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One short statement, the unit of data.

    text: as typed, without surrounding white space; line breaks inside stay.
    first_placed: the cell in which it was first written; a later move never changes it.
    about: the context instance ("School 2") it is about, where the record says so.
    """

    text: str
    first_placed: CellKey
    said_by: str | None = None
    certainty: Certainty | None = None
    as_of: PartialDate | None = None
    about: str | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an entry must have words")


@dataclass(frozen=True, slots=True)
class Cell:
    """The entries of one cell in order; or a status, with the words that gave it if any.

    status_text: the form's own words ("n/a", "nil known"), kept verbatim.
    """

    key: CellKey
    entries: tuple[Entry, ...] = ()
    status: CellStatus | None = None
    status_text: str = ""

    def __post_init__(self) -> None:
        if not self.entries and self.status is None:
            object.__setattr__(self, "status", CellStatus.UNEXPLAINED)


@dataclass(frozen=True, slots=True)
class Header:
    """The three header fields of the form, verbatim; "" where nothing was written."""

    reference: str = ""
    signature: str = ""
    offence: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """One completed contextual assessment framework.

    instrument: key of the instrument version it was recorded on ("appendix-a/1").
    cells: one for every (context, column) of the instrument, in form order.
    places: what a row's "(specify)" names, for example {"neighbourhood": "the park by the station"}.
    """

    instrument: str
    header: Header
    cells: Sequence[Cell]
    places: dict[Context, str] = field(default_factory=dict)

    def cell(self, context: Context, column: str) -> Cell:
        """The cell at a place; KeyError if the instrument has no such place."""
        wanted = CellKey(context, column)
        for cell in self.cells:
            if cell.key == wanted:
                return cell
        raise KeyError(str(wanted))

    def placed_entries(self) -> Iterator[tuple[CellKey, Entry]]:
        """Every entry with the cell it stands in, in form order."""
        for cell in self.cells:
            for entry in cell.entries:
                yield cell.key, entry
