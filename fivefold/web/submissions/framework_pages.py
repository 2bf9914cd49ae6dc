"""One framework in three ways: the form's own grid, the same for print, and as linear reading."""

from dataclasses import dataclass
from datetime import datetime

from fivefold.method.common.contexts import Context
from fivefold.method.frameworks.definition import Instrument, Row, instrument
from fivefold.method.frameworks.entries import Cell, Framework
from fivefold.records.studies.submissions import Opened
from fivefold.web.submissions import header, words
from fivefold.web.submissions.header import SubmissionPage, Viewer


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry's words, and what is known about it besides, as one line; "" for nothing."""

    text: str
    details: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell. label: its column's. status: why it has no entry; "" where it has one. said: form's own words."""

    column: str
    label: str
    entries: tuple[ShownEntry, ...]
    status: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A context with its cells. place: what "(specify)" names."""

    key: str
    label: str
    place: str
    cells: tuple[ShownCell, ...]

    @property
    def filled(self) -> tuple[ShownCell, ...]:
        """Cells with entries."""
        return tuple(cell for cell in self.cells if cell.entries)

    @property
    def empty(self) -> tuple[ShownCell, ...]:
        """Cells without."""
        return tuple(cell for cell in self.cells if not cell.entries)

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return sum(len(cell.entries) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class FormHeader:
    """A field above the form's table. text: "" where nothing was written."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkPage(SubmissionPage):
    """The form as it was filled in. columns: labels. corner: what the form prints above its rows.

    as_of: the time of the earlier state that is shown; None for how it stands.
    """

    title: str
    subtitle: str
    fields: tuple[FormHeader, ...]
    corner: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    print_address: str
    screen_address: str
    as_of: datetime | None = None


def overview(viewer: Viewer, opened: Opened, *, as_of: datetime | None = None) -> FrameworkPage:
    """The framework as the form's grid."""
    return _page(viewer, opened, kind="Framework", here="submission", as_of=as_of)


def printed(viewer: Viewer, opened: Opened) -> FrameworkPage:
    """The framework as the form itself, for paper."""
    return _page(viewer, opened, kind="Framework for print", here="submission", as_of=None)


def reading(viewer: Viewer, opened: Opened) -> FrameworkPage:
    """The framework context by context, to be read from top to bottom."""
    return _page(viewer, opened, kind="Framework to read", here="submission-reading", as_of=None)


def rows(framework: Framework) -> tuple[ShownRow, ...]:
    """Every row of the framework's form with its cells."""
    form = instrument(framework.instrument)
    return tuple(_row(row, framework, form) for row in form.rows)


def _page(viewer: Viewer, opened: Opened, *, kind: str, here: str, as_of: datetime | None) -> FrameworkPage:
    framework = opened.value.framework
    form = instrument(framework.instrument)
    return FrameworkPage(
        kind=kind,
        **header.head(viewer, opened, here),  # type: ignore[arg-type]  # its names are SubmissionPage's
        title=form.title,
        subtitle=form.subtitle,
        fields=tuple(FormHeader(field.label, getattr(framework.header, field.key)) for field in form.header),
        corner=form.corner,
        columns=tuple(column.label for column in form.columns),
        rows=rows(framework),
        print_address=viewer.address("submission-print", opened.row.id),
        screen_address=viewer.address("submission", opened.row.id),
        as_of=as_of,
    )


def _row(row: Row, framework: Framework, form: Instrument) -> ShownRow:
    return ShownRow(
        str(row.context),
        row.label,
        framework.places.get(row.context, ""),
        tuple(_cell(framework.cell(row.context, column.key), row.context, form) for column in form.columns),
    )


def _cell(cell: Cell, context: Context, form: Instrument) -> ShownCell:
    status = words.status(cell.status) if cell.status is not None else ""
    said = cell.status_text if cell.status_text.casefold() != status.casefold() else ""
    return ShownCell(
        cell.key.column,
        form.column(cell.key.column).label,
        tuple(
            ShownEntry(entry.text, "; ".join(words.details(entry, stands_in=cell.key, form=form)))
            for entry in cell.entries
        ),
        status,
        said,
    )
