"""What a study holds, as the method's values. Everything here sees the current actor's shares alone."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from fivefold.method.frameworks import references
from fivefold.method.studies import study as values
from fivefold.method.studies.eligibility import Eligibility, State, assess_missing
from fivefold.records.accounts.models import Share, ShareKind, Study
from fivefold.records.revisions import lines
from fivefold.records.revisions.changes import State as LineState
from fivefold.records.revisions.models import Kind
from fivefold.records.studies import cards as of_cards
from fivefold.records.studies import listing, states, submissions
from fivefold.records.studies.cards import Card
from fivefold.records.studies.listing import Listed
from fivefold.records.studies.models import Import, Submission
from fivefold.records.studies.submissions import Opened
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place

BATCH = 200
"""Submissions whose lines are opened together."""


def common_share(study: Study) -> Share:
    """The share everybody of the study has."""
    return Share.objects.get(study=study, kind=ShareKind.COMMON)


def research_share(study: Study) -> Share:
    """The share of coders and research leads."""
    return Share.objects.get(study=study, kind=ShareKind.RESEARCH)


def mark_of(reference: str, *, common: Share, file: str = "") -> bytes:
    """The mark that finds a submission again: the same however a reference is written.

    file: of a second form with one reference; the first has none.
    """
    told = references.key(reference) + (f"\n{file}" if file else "")
    return keyring.current().mac(told.encode(), scope=common.scope)


def protocol(study: Study) -> values.Protocol | None:
    """The study's protocol, None before it has one. Two queries."""
    try:
        return submissions.protocol(study)
    except LookupError:
        return None


def every(study: Study) -> Iterator[Opened]:
    """Every submission that is counted, in no order. Two queries a batch; memory holds one batch."""
    return (one for batch in batches(study) for one in batch)


def batches(study: Study) -> Iterator[tuple[Opened, ...]]:
    """The same, a batch at a time, for what must be asked of a batch together."""
    rows = list(Submission.objects.filter(study=study).select_related("share").defer("mark").order_by("id"))
    for start in range(0, len(rows), BATCH):
        counted = tuple(row for row in rows[start : start + BATCH] if not card_of(row).withdrawn)
        yield tuple(submissions.opened_all(counted))


def covers(study: Study) -> Iterator[tuple[UUID, LineState]]:
    """What stands around every submission that is counted, by its id. Two queries a batch; opens no form."""
    ids = list(Submission.objects.filter(study=study).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH):
        for row, told in lines.states_of(ids[start : start + BATCH], Kind.COVER).items():
            if not told[None].get("withdrawn"):
                yield row, told[None]


def how_many(study: Study) -> int:
    """How many submissions the actor's shares hold."""
    return Submission.objects.filter(study=study).count()


def card_of(row: Submission) -> Card:
    """A row's card. NotOnKeyring when its share is not the reader's."""
    return of_cards.unseal(bytes(row.card), row=row.id, share=row.share)


def in_order(several: Iterable[values.Submission], protocol: values.Protocol) -> list[values.Submission]:
    """Submissions as a study folder's reading orders them."""
    order = {site: place for place, site in enumerate(protocol.sites)}
    return sorted(several, key=lambda one: (order.get(one.site, len(order)), one.site, one.reference, one.file))


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands on a study's home: how many, of the actor's submissions alone.

    by_state: by eligibility. by_cohort: of the eligible. unplaced: words that wait for a decision; with_unplaced: in
    how many frameworks. missing: announced and not received, None where the actor may not see the imports.
    """

    submissions: int
    by_state: Mapping[str, int]
    by_cohort: Mapping[str, int]
    by_label: Mapping[str, int]
    unplaced: int
    with_unplaced: int
    overridden: int
    missing: int | None


def counts(listed: Sequence[Listed], *, missing: int | None = None) -> Counts:
    """The counts of listed submissions."""
    told = [each.card for each in listed]
    return Counts(
        submissions=len(told),
        by_state={**dict.fromkeys(map(str, State), 0), **Counter(one.state for one in told)},
        by_cohort=_tally(one.cohort for one in told if one.state == State.ELIGIBLE),
        by_label=_tally(one.label for one in told),
        unplaced=sum(one.unplaced for one in told),
        with_unplaced=sum(one.unplaced > 0 for one in told),
        overridden=sum(one.overridden for one in told),
        missing=missing,
    )


def _tally(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


@dataclass(frozen=True, slots=True)
class OpenWords:
    """Words that had no place on a form and wait for a decision. id: their key in the line."""

    submission: UUID
    reference: str
    label: str
    id: str
    text: str
    where: str


def unplaced_open(study: Study, shares: Iterable[Share]) -> tuple[OpenWords, ...]:
    """Every unplaced word that waits, by label and reference. Opens the lines of those submissions alone."""
    waiting = {each.id: each.card for each in listing.cards(study, shares) if each.card.unplaced}
    told = lines.states_of(list(waiting), Kind.UNPLACED)
    return tuple(
        OpenWords(row, card.reference, card.label, key, words["text"], words["where"])
        for row, card in waiting.items()
        for key, words in told.get(row, {}).get(None, {}).items()
        if words["decided"] is None
    )


def set_aside(study: Study, shares: Iterable[Share]) -> int:
    """How many unplaced words somebody set aside. Opens the lines of submissions with decisions alone."""
    decided = [each.id for each in listing.cards(study, shares) if each.card.resolved]
    told = lines.states_of(decided, Kind.UNPLACED)
    return sum(states.set_aside(by_part.get(None, {})) for by_part in told.values())


def import_report(row: Import) -> dict[str, Any]:
    """What an import reported; {} of one that did not end."""
    if row.report is None:
        return {}
    plain = keyring.current().unseal(bytes(row.report), scope=row.share.scope, place=Place("import", row.id, "report"))
    told: dict[str, Any] = json.loads(plain)
    return told


def imports(study: Study) -> tuple[Import, ...]:
    """The study's imports, newest first; none for whoever has no part in research."""
    return tuple(Import.objects.filter(share__study=study).select_related("share").order_by("-began"))


def reports(study: Study) -> Iterator[dict[str, Any]]:
    """The reports of imports that ended, newest first; none the actor may not see. Opened as they are asked for."""
    ids = list(_ended(study).values_list("id", flat=True))
    return (import_report(_ended(study).get(id=one)) for one in ids)


def newest_report(study: Study) -> dict[str, Any]:
    """The report of the newest import that ended; {} where there is none the actor may see."""
    row = _ended(study).first()
    return {} if row is None else import_report(row)


def _ended(study: Study) -> QuerySet[Import]:
    return Import.objects.filter(share__study=study, ended__isnull=False).select_related("share").order_by("-ended")


def missing(study: Study) -> tuple[Eligibility, ...]:
    """Frameworks a cover list announced at the newest import, whose form did not come or could not be read."""
    found = protocol(study)
    if found is None:
        return ()
    return tuple(
        assess_missing(each["reference"], site=each["site"], file=each["file"], why=each["why"], protocol=found)
        for each in newest_report(study).get("missing", ())
    )
