"""What an address of this subject names, found among the reader's own; 404 for everything else."""

from uuid import UUID

from django.http import Http404

from fivefold.records.accounts.models import ShareKind, Study
from fivefold.records.accounts.roles import Ability
from fivefold.records.studies import listing, submissions
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.models import Submission
from fivefold.records.studies.submissions import Opened, UnplacedWords
from fivefold.web.doors import Request
from fivefold.web.submissions import filters
from fivefold.web.submissions.header import Viewer


def listed(request: Request, study: Study) -> tuple[Listed, ...]:
    """Cards of every submission this reader may see."""
    return listing.cards(study, request.actor.shares_of(study.id, ShareKind.SITE))


def viewer(request: Request, study: Study) -> Viewer:
    """Whoever reads, with the list they came from as the address tells it."""
    try:
        protocol = submissions.protocol(study)
    except LookupError:
        raise Http404 from None
    return Viewer(study, protocol, request.actor, listed(request, study), filters.parse(request.GET))


def row(study: Study, submission: UUID) -> Submission:
    """The submission's row."""
    found = submissions.find(study, submission)
    if found is None:
        raise Http404
    return found


def opened(request: Request, study: Study, submission: UUID, *, event: int | None = None) -> Opened:
    """The submission with all it tells, now or after an event; and the trail is told which one it was."""
    found = row(study, submission)
    try:
        told = submissions.opened(found, as_of=event)
    except LookupError:
        raise Http404 from None
    request.tell(share=found.share, subject=found.id)
    return told


def piece(of: Opened, key: str) -> UnplacedWords:
    """A piece of text that had no place on this form."""
    found = next((one for one in of.unplaced if one.key == key), None)
    if found is None:
        raise Http404
    return found


def sees_all(request: Request, study: Study) -> bool:
    """Whether this reader sees every site's submissions, as those who take part in research do."""
    return Ability.CODINGS_READ in request.actor.abilities.get(study.id, frozenset())
