"""Writing a submission's card anew, within the transaction of whatever changed the lines it is computed from."""

from dataclasses import replace

from django.db import transaction

from fivefold.method.frameworks import references
from fivefold.records.accounts.access import Actor
from fivefold.records.studies import cards, queries, submissions
from fivefold.records.studies.models import Submission


@transaction.atomic
def renew(row: Submission, *, by: Actor) -> None:
    """Compute the card from the lines as they stand now. No event: the one of the action that calls this tells of it.

    Raises LookupError before the study has a protocol.
    """
    protocol = submissions.protocol(row.study)
    now = submissions.opened(row)
    still = len(now.still_unplaced)
    made = cards.card(
        now.value,
        protocol=protocol,
        unplaced=still,
        resolved=len(now.unplaced) - still,
        duplicates=_others(row, now.value.reference, by=by),
    )
    row.card = cards.seal(replace(made, withdrawn=queries.card_of(row).withdrawn), row=row.id, share=row.share)
    row.save(update_fields=["card"])


def _others(row: Submission, reference: str, *, by: Actor) -> tuple[str, ...]:
    """Other submissions with the same reference; a card only keeps that there are some."""
    listed = queries.cards(row.study, by.shares_of(row.study_id))
    same = references.key(reference)
    return tuple(str(one.id) for one in listed if one.id != row.id and references.key(one.card.reference) == same)
