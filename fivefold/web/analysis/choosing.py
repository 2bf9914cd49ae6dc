"""Which freeze a page stands on, and what its reader may do about it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from fivefold.records.accounts.access import Actor, refuse
from fivefold.records.accounts.models import Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.analysis import queries
from fivefold.records.analysis.models import Freeze
from fivefold.web.doors import Request


@dataclass(frozen=True, slots=True)
class Base:
    """The freeze a page names. changes: in the study since. newest: whether there is none after it.

    digest: the beginning of its extract's, as every document prints it. address: of the study. freezes: whether this
    reader may freeze again.
    """

    number: int
    made: datetime
    frameworks: int
    digest: str
    changes: int
    newest: bool
    address: str
    freezes: bool

    @property
    def words(self) -> str:
        """The freeze in a line above a heading."""
        return f"Freeze {self.number}: {self.frameworks:,} framework{'s' * (self.frameworks != 1)}"

    @property
    def query(self) -> str:
        """What an address repeats of it; nothing for the newest, so that a kept address stays current."""
        return "" if self.newest else f"freeze={self.number}"


def freeze(request: Request, study: Study) -> Freeze | None:
    """The freeze an address asks for, or the newest; None before the first. 404 for one there is none of."""
    asked = request.GET.get("freeze", "")
    if not asked:
        return queries.newest(study)
    found = queries.numbered(study, int(asked)) if asked.isdecimal() and len(asked) < 7 else None
    if found is None:
        raise Http404
    return found


def base(study: Study, chosen: Freeze, *, by: Actor) -> Base:
    """What a page says of its freeze."""
    newest = queries.newest(study)
    figures = queries.figures_of(chosen)
    return Base(
        number=chosen.number,
        made=chosen.made,
        frameworks=figures.frameworks,
        digest=figures.digest[:12],
        changes=queries.changes_since(chosen),
        newest=newest is not None and newest.id == chosen.id,
        address=f"/studies/{study.name}/",
        freezes=refuse(by, Ability.FREEZES_MAKE, study=study.id) is None,
    )
