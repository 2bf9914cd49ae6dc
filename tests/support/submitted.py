"""Submissions received by a study as an import receives them, from the demonstration's invented frameworks."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

from fivefold.method.demonstration import synthetic
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.access import Actor
from fivefold.records.accounts.acting import overseeing
from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.audit.models import Event
from fivefold.records.revisions.models import Revision
from fivefold.records.studies import actions_receiving
from fivefold.records.studies.actions_receiving import Arriving, Receiving
from fivefold.records.studies.models import Submission
from tests.support.standing import NOW, share

UNPLACED = (
    ("Rang the school back, CANARY-7f3a", "footnote 1, in School(s) / Strengths"),
    ("Page 2 of 2", "the footer"),
)
"""Words without a place, as the reader of forms tells of them."""


def frameworks(number: int, *, labels: Sequence[str] = ("A", "B"), frameworks: int = 49) -> tuple[Value, ...]:
    """So many invented submissions, taking the sites in turn. The same each time."""
    made = islice(synthetic.generate(frameworks=frameworks), number)
    return tuple(replace(one.submission, site=labels[place % len(labels)]) for place, one in enumerate(made))


def receive(
    several: Sequence[Value], *, of: Study, by: Actor, unplaced: Sequence[tuple[str, str]] = ()
) -> tuple[Submission, ...]:
    """Have a study receive submissions; the first of them came with words without a place. Within `acting`."""
    protocol = synthetic.protocol()
    actions_receiving.write_protocol_line(of, protocol, by=by, at=NOW)
    sites = {one.site: share(of, ShareKind.SITE, one.site) for one in several}
    into = Receiving(of, protocol, share(of, ShareKind.COMMON), sites, by, NOW)
    arriving = [Arriving(one, unplaced=tuple(unplaced) if place == 0 else ()) for place, one in enumerate(several)]
    stored = actions_receiving.receive(arriving, into)
    return tuple(_row(one.id) for one in stored)


def _row(submission: UUID) -> Submission:
    return Submission.objects.select_related("share", "study").get(id=submission)


def events() -> list[Event]:
    """Every event so far, oldest first, whoever's it is."""
    with overseeing():
        return list(Event.everywhere.order_by("number"))


def revisions() -> list[Revision]:
    """Every revision so far with its line, whoever's it is."""
    with overseeing():
        return list(Revision.everywhere.select_related("line").order_by("event", "id"))
