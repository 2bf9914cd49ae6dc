"""Writing a submission's card anew, within the transaction of whatever changed the lines it is computed from."""

from dataclasses import replace

from django.db import transaction

from fivefold.records.studies import cards, queries, submissions
from fivefold.records.studies.models import Submission


@transaction.atomic
def renew(row: Submission) -> None:
    """Compute the card from the lines as they stand now. No event: the one of the action that calls this tells of it.

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
