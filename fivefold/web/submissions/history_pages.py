"""What happened to a submission, by whom and when, and how it stood then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from fivefold.records.revisions.models import Kind
from fivefold.records.studies.submissions import Change, Opened
from fivefold.web.submissions import header, words
from fivefold.web.submissions.header import SubmissionPage, Viewer

_BY_NOBODY = "Fivefold"


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One event. what: what it changed. then: how the framework stood after it; "" where it stood so before."""

    at: datetime
    who: str
    did: str
    what: str
    then: str
    event: int
    newest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage(SubmissionPage):
    """Everything that happened, newest first."""

    changes: tuple[ShownChange, ...]


def history(viewer: Viewer, opened: Opened, changes: Sequence[Change], *, names: Mapping[UUID, str]) -> HistoryPage:
    """The page. names: of people by identifier; whoever is not in it is not known any more."""
    newest = changes[-1].event if changes else 0
    return HistoryPage(
        kind="History",
        **header.head(viewer, opened, "submission-history"),  # type: ignore[arg-type]  # SubmissionPage's names
        changes=tuple(_change(viewer, opened, one, names, newest=one.event == newest) for one in reversed(changes)),
    )


def _change(viewer: Viewer, opened: Opened, one: Change, names: Mapping[UUID, str], *, newest: bool) -> ShownChange:
    shows = {Kind.FRAMEWORK, Kind.COVER, Kind.INCIDENTS, Kind.CLASSIFICATION} & set(one.kinds)
    parts = {"study": viewer.study.name, "submission": opened.row.id, "event": one.event}
    return ShownChange(
        at=one.at,
        who=names.get(one.by, "Somebody who has no account any more") if one.by else _BY_NOBODY,
        did=words.VERBS.get(one.verb, one.verb),
        what=", ".join(words.LINES[kind] for kind in one.kinds),
        then=reverse("submission-as-of", kwargs=parts) if shows else "",
        event=one.event,
        newest=newest,
    )
