"""Writing a submission's card and what is searched of it anew, in the transaction of whatever changed its lines."""

from dataclasses import replace

from django.db import transaction

from fivefold.records.revisions.models import Kind
from fivefold.records.studies import cards, queries, searching, submissions
from fivefold.records.studies.models import Submission


@transaction.atomic
def renew(row: Submission) -> None:
    """Compute both from the lines as they stand now. No event: the one of the action that calls this tells of it.

    Raises LookupError before the study has a protocol.
    """
    # From the row itself: the list's cards are kept by their newest event, which this transaction has just written.
    before = queries.card_of(row)
    protocol = submissions.protocol(row.study)
    now = submissions.opened(row)
    still = len(now.still_unplaced)
    made = cards.card(
        now.value,
        protocol=protocol,
        unplaced=still,
        resolved=len(now.unplaced) - still,
        duplicates=now.others,
    )
    row.card = cards.seal(replace(made, withdrawn=before.withdrawn), row=row.id, share=row.share)
    row.save(update_fields=["card"])
    searching.renewed(row, now.value.framework, head=now.heads[Kind.FRAMEWORK]).save()
