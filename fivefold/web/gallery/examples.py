"""What the gallery's components are given, where they take values of pages: made up, and nobody's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fivefold.method.analysis.figures import Exclusion
from fivefold.records.jobs.kinds import FAILURES, Failure
from fivefold.web.analysis.choosing import Base
from fivefold.web.analysis.pages import Cell, Head, Row, Table
from fivefold.web.chrome import Link
from fivefold.web.jobs import Link as JobLink
from fivefold.web.jobs import Shown
from fivefold.web.page import Crumb
from fivefold.web.studies.standing import Number, Step
from fivefold.web.submissions.tabs import Way

HERE: Final = "/gallery/"
TABLES: Final = f"{HERE}#tables"
MADE: Final = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Examples:
    """By component. jobs: on its way, come to nothing, done.

    changed, older: a freeze since which something changed, and one that is not the newest.
    """

    ways: tuple[Link, ...]
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Way, ...]
    links: tuple[tuple[str, str], ...]
    numbers: tuple[Number, ...]
    steps: tuple[Step, ...]
    jobs: tuple[Shown, ...]
    changed: Base
    older: Base
    table: Table
    exclusions: tuple[Exclusion, ...]


def examples() -> Examples:
    """One of each."""
    return Examples(
        ways=(Link("My work", HERE, here=True), Link("People", HERE), Link("Sites", HERE)),
        crumbs=(Crumb("My work", "/"), Crumb("A field of every kind", f"{HERE}form/")),
        tabs=(Way("Overview", HERE, here=True), Way("Reading", HERE), Way("Incidents", HERE)),
        links=(("Read the whole form", TABLES), ("See what happened to it", TABLES)),
        numbers=(
            Number(1204, "frameworks received", href=TABLES),
            Number(1187, "eligible", of=1204, note="9 are undecided"),
        ),
        steps=(Step("Say where 3 pieces of text belong", TABLES), Step("Wait for the missing consents")),
        jobs=(
            _job("Briefing", "Being written", done=31),
            _job("Study folder", "Not brought in", failed=Failure.BROKE_DOWN),
            _job("Freeze", "Frozen", done=49),
        ),
        changed=_base(newest=True, changes=12),
        older=_base(newest=False),
        table=_table(),
        exclusions=(Exclusion("Consent is missing", ("K7Q-4MT", "P2W-9RN")),),
    )


def _job(title: str, says: str, *, done: int = 0, failed: Failure | None = None) -> Shown:
    waiting = failed is None and done < 49
    return Shown(
        title=title,
        asked=MADE,
        ended=None if waiting else MADE,
        waiting=waiting,
        says=says,
        done=done,
        steps=49,
        failed=FAILURES[failed] if failed else "",
        problems=(),
        links=() if waiting or failed else (JobLink("Tables of freeze 2", TABLES),),
        look=HERE,
    )


def _base(*, newest: bool, changes: int = 0) -> Base:
    # An address below the gallery's own that still is the gallery: no link of an example leads into a study.
    return Base(2, MADE, 46, "4f1c09", changes, newest, address=f"{HERE}?to=", freezes=False)


def _table() -> Table:
    cells = (Cell(7, None, TABLES, share="47%"), Cell(1204, 2400, TABLES), Cell(0, None, "", undefined="nobody asked"))
    return Table(
        id="examples",
        title="Table 1: A long caption, which goes on over several lines where the table is wider than what is seen",
        unit="frameworks",
        row_head="What was recorded",
        heads=(Head("Sole", "of 15"), Head("Group", ""), Head("Both", "of 10")),
        rows=(Row("Somebody of the same age", cells), Row("Somebody much younger", cells)),
        notes=("A framework is counted once, whatever the number of its entries.",),
    )
