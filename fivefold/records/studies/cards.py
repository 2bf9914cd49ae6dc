"""A submission's card: the closed answers a list shows, worked out from its lines and sealed beside it.

Whoever writes a line a card is computed from writes the card anew in the same transaction (`sealed`).
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from fivefold.method.frameworks import classification
from fivefold.method.studies import cohorts, eligibility
from fivefold.method.studies.eligibility import Outcome
from fivefold.method.studies.study import Protocol
from fivefold.method.studies.study import Submission as Value
from fivefold.records.accounts.models import Share
from fivefold.records.vault import keyring
from fivefold.records.vault.sealing import Place


@dataclass(frozen=True, slots=True)
class Card:
    """What a list knows of one submission.

    label: its site's. meeting: its month ("2016-10") or "". cohort: where it is counted; computed: by the rule alone;
    overridden: whether a person decided. state, failed: of its eligibility, and the criteria that failed or are open.
    entries: how many; blank: cells without one; unplaced: words still to be resolved.
    withdrawn: of two forms with one reference, the one its site took back; it is in no list and no count.
    """

    reference: str
    label: str
    age: int | None
    sex: str
    meeting: str
    cohort: str
    computed: str
    overridden: bool
    state: str
    failed: tuple[str, ...]
    entries: int
    blank: int
    unplaced: int
    withdrawn: bool = False


def card(value: Value, *, protocol: Protocol, unplaced: int, duplicates: tuple[str, ...] = ()) -> Card:
    """The card of a submission.

    unplaced: words of its form that nobody has resolved yet. duplicates: files of other forms with its reference.
    """
    decision = cohorts.decide(value, rule=classification.rule(protocol.classification_rule))
    assessed = eligibility.assess(value, protocol=protocol, duplicates=duplicates)
    filled = Counter(key for key, _ in value.framework.placed_entries())
    return Card(
        reference=value.reference,
        label=value.site,
        age=value.age,
        sex=value.sex,
        meeting=str(value.meeting.to_month) if value.meeting else "",
        cohort=str(decision.cohort),
        computed=str(decision.computed.cohort),
        overridden=value.override is not None,
        state=str(assessed.state),
        failed=tuple(check.criterion for check in assessed.checks if check.outcome is not Outcome.MET),
        entries=filled.total(),
        blank=len(value.framework.cells) - len(filled),
        unplaced=unplaced,
    )


def sealed(made: Card, *, submission: UUID, share: Share) -> bytes:
    """The card as its submission's row keeps it."""
    plain = json.dumps(asdict(made), ensure_ascii=False, separators=(",", ":")).encode()
    return keyring.current().seal(plain, scope=share.scope, place=_place(submission))


def opened(data: bytes, *, submission: UUID, share: Share) -> Card:
    """The card in a submission's row."""
    plain = keyring.current().unseal(bytes(data), scope=share.scope, place=_place(submission))
    return of_json(json.loads(plain))


def of_json(found: Mapping[str, Any]) -> Card:
    """The card that the JSON of `sealed` describes."""
    return Card(**{**found, "failed": tuple(found["failed"])})


def _place(submission: UUID) -> Place:
    return Place("submission", submission, "card")
